"""Checks of names, phrases and questions: nothing is said of two things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bot.knowledge.findings import Finding, quoted
from bot.knowledge.known import Known
from bot.knowledge.library import Place
from bot.knowledge.names import NameIndex, replace
from bot.knowledge.text import MAX_CHARACTERS, same_question, words
from bot.knowledge.tree import Node

Named = tuple[str, str, Place]
"""A role, one of its names, and where that stands."""


def _names_are_of_one_role(known: Known) -> Iterator[Finding]:
    owners: dict[str, Named] = {}
    for role, name, place in (*_role_names(known), *_other_role_names(known)):
        key = same_question(name)
        owner, _, first = owners.setdefault(key, (role, name, place))
        if key and owner != role:
            message = f'"{quoted(name)}" also names `{quoted(owner)}` in {first}.'
            yield Finding(place, "E071", message, "Keep it with one of the two.")


def _role_names(known: Known) -> Iterator[Named]:
    for role in known.sources.roles.values():
        for key in ("name", "plural", "short", "aliases", "field_names"):
            yield from _named(role.id, role.at(key))
    if known.sources.languages:
        for _, _, language in known.sources.languages.at("languages").items():
            for role_id, _, names in language.at("roles").items():
                yield from _named(role_id, names)


def _other_role_names(known: Known) -> Iterator[Named]:
    if known.sources.other_roles:
        for name, place, spellings in known.sources.other_roles.at("roles").items():
            yield name, name, place
            yield from _named(name, spellings)


def _named(role: str, names: Node) -> Iterator[Named]:
    for node in names.entries():
        if node.text:
            yield role, node.text, node.place


def _likes_are_of_one_role(known: Known) -> Iterator[Finding]:
    owners: dict[str, tuple[str, Place]] = {}
    for role in known.sources.roles.values():
        for _, _, phrases in role.at("likes").items():
            for phrase, place in phrases.lines():
                owner, first = owners.setdefault(same_question(phrase), (role.id, place))
                if owner != role.id:
                    message = f'"{quoted(phrase)}" is also liked about `{owner}` in {first}.'
                    yield Finding(place, "E070", message, "Keep it where it speaks for one role only.")


def _lines_are_plain(known: Known) -> Iterator[Finding]:
    """Lines of blocks are taken as they are typed."""
    blocks = [source.at(key) for source in known.intents.values() for key in ("examples", "not_examples")]
    blocks += [node for role in known.sources.roles.values() for _, _, node in role.at("likes").items()]
    for block in blocks:
        for line, place in block.lines():
            if line.startswith("- "):
                yield Finding(
                    place, "E085", "This line begins with a dash.", "Remove it: each line is an entry by itself."
                )
            elif len(line) > MAX_CHARACTERS:
                message = f"This line has {len(line):,} characters; {MAX_CHARACTERS} are read."
                yield Finding(place, "E085", message, "Shorten it.")
            elif not words(line):
                yield Finding(place, "E085", f'"{quoted(line)}" holds no word.', "Remove the line.")


def _questions_are_of_one_intent(known: Known) -> Iterator[Finding]:
    key = _Equaliser(known)
    owners: dict[str, tuple[str, str, Place]] = {}
    for intent, source in known.intents.items():
        for question, place in source.at("examples").lines():
            owner, first, at = owners.setdefault(key(question), (intent, question, place))
            if owner != intent:
                message = f'"{quoted(question)}" is the same question as "{quoted(first)}" of `{owner}` in {at}.'
                yield Finding(place, "E080", message, "Keep it in the intent that it means; role names count as equal.")
            elif at != place:
                message = f'"{quoted(question)}" is the same question as in line {at.line}.'
                yield Finding(place, "W081", message, "Remove it; role names count as equal.")
    for intent, source in known.intents.items():
        for question, place in source.at("not_examples").lines():
            owner, _, at = owners.get(key(question), ("", "", place))
            if owner == intent:
                message = f'"{quoted(question)}" is also an example in line {at.line}.'
                yield Finding(place, "E082", message, "Keep it in one of the two blocks.")


class _Equaliser:
    """Makes questions equal that differ in nothing but spelling and the roles they name."""

    def __init__(self, known: Known) -> None:
        names: dict[str, list[str]] = {}
        for role, name, _ in _role_names(known):
            names.setdefault(role, []).append(name)
        self._names = NameIndex(names)
        self._same = dict.fromkeys(names, "role")

    def __call__(self, question: str) -> str:
        return same_question(replace(question, self._names.find(question), self._same))


TEXT_RULES: Final[tuple[Callable[[Known], Iterator[Finding]], ...]] = (
    _names_are_of_one_role,
    _likes_are_of_one_role,
    _lines_are_plain,
    _questions_are_of_one_intent,
)
