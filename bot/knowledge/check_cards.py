"""Checks of cards: each rests on its facts and is short enough to be read, and none is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from bot.knowledge.findings import Finding, quoted
from bot.knowledge.known import Known, KnownSnippet
from bot.knowledge.library import About, Place
from bot.knowledge.names import NameIndex, replace
from bot.knowledge.text import words
from bot.knowledge.tree import Node

LONGEST_CARD: Final = 700
"""Characters of title, lead and points together: about two thirds of a telephone's screen."""
STEM: Final = 5
"""Letters by which words are compared, so that `explores` and `exploring` are one."""
SHORTEST: Final = 4
"""Letters of a word that can carry content."""
_SMALL: Final = """
about after also another been before being both could does each from have into itself just less many more most much must
often only other others over people same should some such than that their them then there these they this those under
very were what when where which while will with would your
"""
"""Words that two sentences may share without a thing in common."""
_SMALL_WORDS: Final = frozenset(_SMALL.split())


def _facts_are_used(known: Known) -> Iterator[Finding]:
    if not known.has_all_snippets:
        return
    used = known.facts_of_snippets
    for id_, place, _ in known.facts():
        if id_ not in used:
            yield Finding(place, "W092", f"No snippet uses the fact `{quoted(id_)}`.", "Use it, or remove it.")


def _gaps_are_told(known: Known) -> Iterator[Finding]:
    """The matrix of what can be asked and of whom: where another card must stand in."""
    if not known.has_all_snippets:
        return
    there = {(snippet.source.path, snippet.intent) for snippet in known.snippets}
    wanted = sorted({one.intent for one in known.snippets if one.about in known.about(one.intent)})
    pairs = _pairs(known)
    for about, source in known.tables:
        for intent in wanted if about is not About.PAIR or source.id in pairs else ():
            if about in known.about(intent) and (source.path, intent) not in there:
                whom = f"`{source.id}` has" if about is not About.FIELD else "The field has"
                message = f"{whom} no snippet for `{intent}`: {_INSTEAD[about]}."
                yield Finding(source.place_of("snippets"), "W090", message, "Add one.")


_INSTEAD: Final = {
    About.ROLE: "the bot says that it has nothing on that yet",
    About.PAIR: "the two roles' cards are shown side by side",
    About.FIELD: "the roles' cards are shown side by side",
}


def _pairs_have_snippets(known: Known) -> Iterator[Finding]:
    for id_, (one, two) in _pairs(known).items():
        if id_ not in known.sources.pairs:
            message = f"`{one}` and `{two}` have no snippets as a pair: their cards are shown side by side."
            yield Finding(Place("content/pairs", 1), "W091", message, f"Add content/pairs/{id_}.yml.")


def _pairs(known: Known) -> dict[str, tuple[str, str]]:
    """The pairs that the roles make, by the id of their file."""
    return {f"{one}--{two}": (one, two) for one, two in combinations(known.roles, 2)}


def _cards_are_short(known: Known) -> Iterator[Finding]:
    for snippet in known.snippets:
        node = snippet.node
        texts = [node.at("title").text, node.at("lead").text]
        texts += [point.at("say").text for point in node.at("points").entries()]
        length = sum(len(" ".join(text.split())) for text in texts)
        if length > LONGEST_CARD:
            card = f"The card of `{quoted(snippet.intent)}`"
            message = f"{card} has {length} characters; {LONGEST_CARD} can be read at a glance."
            yield Finding(snippet.place, "W093", message, "Shorten it, or leave a point out.")


def _points_say_what_their_facts_say(known: Known) -> Iterator[Finding]:
    if not known.has_all_facts:
        return
    names = known.role_index
    said = {id_: _content(node.text, names) for id_, _, node in known.facts()}
    for snippet, point in _points(known):
        facts = [node.text for node in point.at("from").entries()]
        say = point.at("say")
        content = _content(say.text, names)
        if content and facts and all(id_ in said and not said[id_] & content for id_ in facts):
            message = f"This point of `{quoted(snippet.intent)}` shares no word with the facts that it names."
            yield Finding(say.place, "W094", message, "Name the facts that it rests on, or say what they say.")


def _points(known: Known) -> Iterator[tuple[KnownSnippet, Node]]:
    return ((snippet, point) for snippet in known.snippets for point in snippet.node.at("points").entries())


def _content(text: str, names: NameIndex) -> set[str]:
    """The stems of words that carry content. Names of roles do not: all sentences have them."""
    bare = replace(text, names.find(text), defaultdict(str))
    return {word[:STEM] for word in words(bare) if len(word) >= SHORTEST and word not in _SMALL_WORDS}


CARD_RULES: Final[tuple[Callable[[Known], Iterator[Finding]], ...]] = (
    _facts_are_used,
    _gaps_are_told,
    _pairs_have_snippets,
    _cards_are_short,
    _points_say_what_their_facts_say,
)
