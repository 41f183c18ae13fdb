"""Checks of names, phrases and questions: nothing is said of two things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from bot.knowledge.findings import Finding, quoted
from bot.knowledge.known import Known, Named
from bot.knowledge.library import Place
from bot.knowledge.names import plural, replace
from bot.knowledge.text import MAX_CHARACTERS, same_question, words
from bot.knowledge.tree import Node

BLOCKS: Final = ("examples", "not_examples", "foreign_examples")
"""Blocks of questions in an intent."""
MOST_EXAMPLES: Final = 10_000
"""They take 400 MB while they are learned."""
LONGEST_NAME: Final = 4
"""Words of a name that is looked for in facts."""


def _names_are_of_one_role(known: Known) -> Iterator[Finding]:
    owners: dict[str, Named] = {}
    for role, name, place in (*known.role_names(), *known.other_role_names()):
        key = same_question(name)
        owner, _, first = owners.setdefault(key, (role, name, place))
        if key and owner != role:
            message = f'"{quoted(name)}" also names `{quoted(owner)}` in {first}.'
            yield Finding(place, "E071", message, "Keep it with one of the two.")


def _words_of_the_article_are_its_own(known: Known) -> Iterator[Finding]:
    """A name in a list of others that the article itself speaks of would be taken for something that it leaves out."""
    said: dict[tuple[str, ...], Place] = {}
    for _, _, fact in known.facts():
        tokens = words(replace(fact.text, known.role_index.find(fact.text), defaultdict(str)))
        for length in range(1, LONGEST_NAME + 1):
            for start in range(len(tokens) - length + 1):
                said.setdefault(tuple(tokens[start : start + length]), fact.place)
    for node, consequence in _listed_names(known):
        *first, last = words(node.text) or [""]
        place = said.get((*first, last)) or said.get((*first, plural(last)))
        if place is not None:
            message = f"The article speaks of `{quoted(node.text)}` in {place}: with this entry, {consequence}."
            yield Finding(node.place, "W073", message, "Remove it here.")


def _listed_names(known: Known) -> Iterator[tuple[Node, str]]:
    """Names of other roles and of what the article does not go into, each with what it does to a question."""
    others, vocabulary = known.sources.other_roles, known.sources.vocabulary
    taken = "a question with it is taken for one about another role"
    for node in others.at("occupations").entries() if others else ():
        yield node, taken
    for name, place, spellings in others.at("roles").items() if others else ():
        yield Node(name, place), taken
        yield from ((node, taken) for node in spellings.entries())
    for kind, _, names in vocabulary.at("specifics").items() if vocabulary else ():
        # Where capitals count, a name is no plain word of the article.
        if not kind.startswith("case_sensitive_"):
            yield from ((node, "the bot says that the article does not go into it") for node in names.entries())


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
    blocks = [source.at(key) for source in known.intents.values() for key in BLOCKS]
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


def _examples_can_be_taught(known: Known) -> Iterator[Finding]:
    """What is learned from examples takes memory by the square of their number."""
    counts = {intent: sum(len(source.at(key).lines()) for key in BLOCKS) for intent, source in known.intents.items()}
    count = sum(counts.values())
    if count > MOST_EXAMPLES:
        source = known.intents[max(counts, key=lambda intent: counts[intent])]
        message = f"All intents together have {count:,} examples, most of them here; {MOST_EXAMPLES:,} can be taught."
        yield Finding(source.place_of("examples"), "E066", message, "Keep those that differ most from each other.")


def _questions_are_of_one_intent(known: Known) -> Iterator[Finding]:
    key = known.same_question
    owners: dict[str, tuple[str, str, Place]] = {}
    for intent, source in known.intents.items():
        for question, place in (*source.at("examples").lines(), *source.at("foreign_examples").lines()):
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


TEXT_RULES: Final[tuple[Callable[[Known], Iterator[Finding]], ...]] = (
    _names_are_of_one_role,
    _words_of_the_article_are_its_own,
    _likes_are_of_one_role,
    _lines_are_plain,
    _examples_can_be_taught,
    _questions_are_of_one_intent,
)
