"""What must hold between the files: one small check a rule, each giving its findings.

The checks look at the trees of files, not at what they mean, so that a fault of shape hides nothing else. Where a
file cannot be read, what it may hold is not missed: absence is told only where it is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from bot.knowledge.check_cards import CARD_RULES
from bot.knowledge.check_texts import TEXT_RULES
from bot.knowledge.findings import Finding, instead, quoted
from bot.knowledge.known import Known
from bot.knowledge.library import OUT_OF_SCOPE, About, Place
from bot.knowledge.screens import LONGEST_PREFIX, MAX_BYTES, MENU, is_reserved, screen_id
from bot.knowledge.sources import Sources

Rule = Callable[[Known], Iterator[Finding]]


def check(sources: Sources) -> Iterator[Finding]:
    """Everything that is wrong or doubtful between the files."""
    known = Known(sources)
    for rule in (*_RULES, *TEXT_RULES, *CARD_RULES):
        yield from rule(known)


# Facts


def _facts_have_one_place(known: Known) -> Iterator[Finding]:
    for id_, place, _ in known.facts():
        first = known.fact_places[id_]
        if place != first:
            message = f"The fact `{quoted(id_)}` is already in {first}."
            yield Finding(place, "E040", message, "Give one of the two another id.")


def _facts_exist(known: Known) -> Iterator[Finding]:
    if not known.has_all_facts:
        return
    for node in known.fact_references():
        if node.text and node.text not in known.fact_places:
            remedy = instead(node.text, known.fact_places, "Name a fact of a file in content/articles/.")
            yield Finding(node.place, "E041", f"There is no fact `{quoted(node.text)}`.", remedy)


# Roles


def _pairs_are_of_two_roles(known: Known) -> Iterator[Finding]:
    for source in known.sources.pairs.values():
        place, roles = Place(source.path, 1), source.id.split("--")
        if len(roles) != 2:
            continue
        for role in dict.fromkeys(roles) if known.roles else ():
            if role not in known.roles:
                remedy = instead(role, known.roles, "Name the file after two files in content/roles/.")
                yield Finding(place, "E042", f"There is no role `{quoted(role)}`.", remedy)
        if roles[0] == roles[1]:
            yield Finding(place, "E043", "A pair is of two different roles.", "Name the file after two roles.")
        elif roles != sorted(roles):
            remedy = f"Call the file `{'--'.join(sorted(roles))}.yml`."
            yield Finding(place, "E043", "The two roles are not in alphabetical order.", remedy)


def _roles_exist(known: Known) -> Iterator[Finding]:
    for role, place in known.role_references():
        if role not in known.roles and known.roles:
            remedy = instead(role, known.roles, "Name a file of content/roles/.")
            yield Finding(place, "E072", f"There is no role `{quoted(role)}`.", remedy)


# Intents


def _intents_exist(known: Known) -> Iterator[Finding]:
    if not known.intents:
        return
    answers = [(snippet.intent, snippet.place, "snippet") for snippet in known.snippets]
    answers += [(intent, place, "reply") for _, intent, place, _ in known.replies()]
    for intent, place, what in answers:
        if intent not in known.intents:
            remedy = instead(intent, known.intents, f"Add intents/{quoted(intent)}.yml, or remove the {what}.")
            yield Finding(place, "E060", f"There is no intent `{quoted(intent)}`.", remedy)


def _answers_are_about_what_is_asked(known: Known) -> Iterator[Finding]:
    answers = [(snippet.intent, snippet.place, snippet.about) for snippet in known.snippets]
    answers += [(intent, place, About.CHAT) for section, intent, place, _ in known.replies() if section == "chat"]
    for intent, place, about in answers:
        asked = known.about(intent)
        if asked and about not in asked:
            message = f"The intent `{intent}` is not about {_ABOUT[about]}."
            remedy = f"Add `{about}` to `about` in {known.intents[intent].path}, or move this where it belongs."
            yield Finding(place, "E061", message, remedy)


_ABOUT: Final = {
    About.ROLE: "a role",
    About.PAIR: "a pair of roles",
    About.FIELD: "the field",
    About.CHAT: "small talk",
}


def _answers_are_of_one_kind(known: Known) -> Iterator[Finding]:
    """A reply hides the snippets of the same intent."""
    places = {snippet.intent: snippet.place for snippet in known.snippets}
    for _, intent, place, _ in known.replies():
        first = places.setdefault(intent, place)
        if first != place:
            message = f"`{quoted(intent)}` is already answered in {first}."
            yield Finding(place, "E065", message, "Keep one of the two: only this one would ever be shown.")


def _closest_is_answered(known: Known) -> Iterator[Finding]:
    if not known.has_all_snippets:
        return
    for _, _, _, reply in known.replies():
        closest = reply.at("closest")
        if closest.text not in ("", MENU) and closest.text not in known.with_snippets:
            remedy = instead(closest.text, known.with_snippets, f"Name an intent that has snippets, or `{MENU}`.")
            yield Finding(closest.place, "E062", f"No snippet answers `{quoted(closest.text)}`.", remedy)


def _intents_are_answered(known: Known) -> Iterator[Finding]:
    if not known.has_all_snippets or not known.has_all_replies:
        return
    replied = {intent for _, intent, _, _ in known.replies()}
    for intent, source in known.intents.items():
        if intent not in replied and intent not in known.with_snippets and intent != OUT_OF_SCOPE:
            remedy = "Add a snippet for it under content/, or a reply in content/replies.yml."
            yield Finding(Place(source.path, 1), "E063", f"Nothing answers the intent `{intent}`.", remedy)


def _follow_ups_lead_on(known: Known) -> Iterator[Finding]:
    for intent, source in known.intents.items():
        for node in source.at("follow_ups").entries():
            if node.text and node.text not in known.intents:
                remedy = instead(node.text, known.intents, "Name another intent.")
                yield Finding(node.place, "E064", f"There is no intent `{quoted(node.text)}`.", remedy)
            elif node.text in (intent, OUT_OF_SCOPE):
                yield Finding(node.place, "E064", f"`{node.text}` leads nowhere from here.", "Name another intent.")


# Screens


def _intents_are_not_reserved(known: Known) -> Iterator[Finding]:
    for intent, source in known.intents.items():
        if is_reserved(intent):
            message = f"The bot needs the word `{intent}` for itself."
            yield Finding(Place(source.path, 1), "E084", message, "Give the file of this intent another name.")


def _screen_ids_fit(known: Known) -> Iterator[Finding]:
    forms = [(), *((role,) for role in known.roles), *combinations(known.roles, 2)]
    for intent, source in known.intents.items():
        is_about_roles = known.about(intent) & {About.ROLE, About.PAIR}
        ids = [LONGEST_PREFIX + screen_id(intent, roles) for roles in (forms if is_about_roles else forms[:1])]
        longest = max(ids, key=len)
        if len(longest) > MAX_BYTES:
            message = f"The screen id `{longest}` has {len(longest)} characters; Telegram takes {MAX_BYTES}."
            remedy = f"Shorten the name of this file, or of a role's, by {len(longest) - MAX_BYTES}."
            yield Finding(Place(source.path, 1), "E083", message, remedy)


_RULES: Final[tuple[Rule, ...]] = (
    _facts_have_one_place,
    _facts_exist,
    _pairs_are_of_two_roles,
    _roles_exist,
    _intents_exist,
    _answers_are_about_what_is_asked,
    _answers_are_of_one_kind,
    _closest_is_answered,
    _intents_are_answered,
    _follow_ups_lead_on,
    _intents_are_not_reserved,
    _screen_ids_fit,
)
