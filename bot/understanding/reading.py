"""Reads a clean text: which roles and specifics it names, its typing errors, and the form in which it is ranked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from bot.knowledge.library import Library
from bot.knowledge.text import bare, spans, words
from bot.understanding.repair import Repair, Repairer
from bot.understanding.roles import Found, RoleFinder
from bot.understanding.sentences import without_preamble, without_refused
from bot.understanding.specifics import NUMBER, SENIORITY, UNLISTED, Specific, SpecificsFinder
from bot.understanding.vocabulary import known_words, taught_texts

PLACE: Final = "place"
EXCHANGED: Final = ("tool", "ai_tool", "subject", "credential")
"""Kinds of specifics that are made equal: what is asked of one of them can be asked of each."""
STAND_INS: Final = ("they", "the others", "the rest")
"""For the first, second and every further role that a text names. Pronouns weigh little in an embedding: with the names
of roles in them, all questions about roles are alike."""
ORGANISATION: Final = "company"
"""For a name of one that is spoken of: "does Netflix need both"."""
LEFT_OUT: Final = frozenset({PLACE, "company", "industry", UNLISTED})
"""Kinds that say where a question about a role is asked of: it is the same question without them."""
OF_ROLES: Final = LEFT_OUT | {SENIORITY}
"""Kinds of which a question right before a role is the same without them: "junior data scientist"."""
MOST_SLIPS: Final = 1
"""Letters that are wrong in a word that is replaced where people speak of what they like."""
_PREPOSITION: Final = re.compile(
    r"\b(?:at|in|for|(?<!work )(?<!working )from|of|within|inside|outside|near|on|with|across|around|over"
    r"|bei|chez|en|em|na|no|в|في)"
    r"(?: (?:a|an|the|our|my|your|el|la|le|der))? $",
    re.IGNORECASE,
)
_OF_ONESELF: Final = re.compile(r"(?:\w+,? )?(?:i'?m|i am)\b[^.;!?]*\W$", re.IGNORECASE)
_LIVED: Final = re.compile(
    r"\b(?:did|done|stud(?:ied|y|ying)|(?:majored|majoring|degree|diploma|background|worked) in|worked (?:at|for)"
    r"|(?:years?|yrs) (?:of|in|at|as)|as an?)(?: the| an?)? $",
    re.IGNORECASE,
)
"""Before what somebody did: "studied philosophy", "spent years in the navy"."""
_A: Final = re.compile(r"\b(an?)\s+(?=(\w))", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """A text as it was read."""

    text: str
    roles: tuple[Found, ...]
    specifics: tuple[Specific, ...]
    repairs: tuple[Repair, ...]
    equal: str
    """What is ranked: lower case, repaired, role names and exchangeable specifics replaced by stand-ins."""
    without_roles: str
    unknown: tuple[str, ...]
    """Words of `equal` that nobody knows."""
    background: tuple[str, ...] = ()
    """The specifics in what somebody who asks says that they are, know or did, even where `text` leaves it out."""
    names_occupation: bool = False
    """Whether it names an occupation that is no role."""

    @property
    def is_foreign(self) -> bool:
        """Whether most of it is in no language that the examples are in, nor English with typing errors."""
        count = len(words(self.equal))
        strange = len(self.unknown) + len(self.repairs)
        return strange > 1 and 2 * strange >= count and len(self.repairs) <= 2 * len(self.unknown)


class Reader:
    """Immutable; built once for a library."""

    def __init__(self, library: Library) -> None:
        self._repairer = Repairer(taught_texts(library), known_words(library))
        self._finder = RoleFinder(library, self._repairer.known)
        self._specifics = SpecificsFinder(library, lambda word: self._repairer.repair(word)[0])
        listed = library.vocabulary.specifics
        self._exchange = {kind: listed[kind][0].lower() for kind in EXCHANGED if listed.get(kind)}

    def without_names(self, text: str) -> str:
        """The text without names of known roles, places and companies, which are international."""
        found: list[Found | Specific] = [*self._finder.known_names(text)]
        found += [one for one in self._specifics.listed(text) if one.kind in LEFT_OUT]
        return _cut(text, sorted(found, key=lambda one: one.start))

    def respelled(self, text: str) -> str:
        """A text with words replaced that differ from a known one by a slip: rare words of people's own stay."""
        pieces, position = [], 0
        for word, start, end in spans(text):
            meant = self._repairer.repair(word)[0]
            is_slip = OSA.distance(word, meant) <= MOST_SLIPS and " " not in meant and word.rstrip("s") != meant
            if is_slip and meant != word:
                pieces += [text[position:start], meant]
                position = end
        return "".join(pieces) + text[position:]

    def equal(self, text: str) -> str:
        """An example in the form in which it is ranked. Examples are spelled right, and read by the thousand."""
        roles = self._finder.spelled_right(text)
        listed = self._specifics.listed(text)
        roles = [role for role in roles if role.is_known or not any(_is_within(role, one) for one in listed)]
        return _A.sub(_article, without_preamble(self._equal(text, roles, listed)))

    def read(self, text: str, *, is_english: bool = True) -> Reading:
        """Reads a clean text. Typing errors are repaired in English only."""
        told = without_refused(text) if is_english else text
        text = self._finder.without_background(told) if is_english else text
        roles = self._finder.find(text, is_english=is_english)
        listed = self._specifics.listed(text)
        # "Power BI" is a tool, whatever "BI" is by itself.
        roles = [role for role in roles if role.is_known or not any(_is_within(role, one) for one in listed)]
        specifics = self._specifics.find(text, [(role.start, role.end) for role in roles]) if is_english else ()
        specifics = specifics or [one for one in listed if not any(_is_within(one, role) for role in roles)]
        equal = self._equal(text, roles, specifics, is_english=is_english)
        repairs: tuple[Repair, ...] = ()
        if is_english:
            equal, repairs = self._repairer.repair(without_preamble(equal))
        unknown = [word for word in words(equal) if not self._is_known(word)]
        return Reading(
            text,
            tuple(roles),
            tuple(specifics),
            repairs,
            _A.sub(_article, equal),
            _cut(text, roles),
            tuple(dict.fromkeys(unknown)),
            (
                *(self._background(told.removesuffix(text)) if text != told else ()),
                *(text[one.start : one.end] for one in specifics if _LIVED.search(text[: one.start])),
            ),
            self._finder.names_occupation(text),
        )

    def _background(self, told: str) -> tuple[str, ...]:
        specifics = self._specifics.find(told, ()) if _OF_ONESELF.match(told) else []
        return tuple(told[one.start : one.end] for one in specifics)

    def _is_known(self, word: str) -> bool:
        known = self._repairer.known
        return word in known or bare(word) in known or word.isdigit()

    def _equal(
        self, text: str, roles: Sequence[Found], specifics: Sequence[Specific], *, is_english: bool = True
    ) -> str:
        order = list(dict.fromkeys(role.role for role in roles if role.is_known))
        replaced = [
            (
                role.start,
                role.end,
                STAND_INS[min(order.index(role.role), len(STAND_INS) - 1)] if role.is_known else role.role,
            )
            for role in roles
        ]
        own = [one for one in specifics if not any(_is_within(one, role) for role in roles)]
        if is_english:
            named = [one for one in _joined(text, own) if order or one.kind in self._exchange]
            replaced += [self._replaced(text, one, roles) for one in named]
        elif order:
            replaced += [(_with_preposition(text, one.start), one.end, "") for one in own if one.kind in LEFT_OUT]
        pieces, position = [], 0
        for start, end, stand_in in sorted(replaced):
            if start >= position:
                pieces += [text[position:start].lower(), " ", stand_in, " "]
                position = end
        equal = " ".join(("".join(pieces) + text[position:].lower()).split())
        return equal if len(words(equal)) > 1 else text.lower()

    def _replaced(self, text: str, one: Specific, roles: Sequence[Found]) -> tuple[int, int, str]:
        """What stands in for a specific in an English text, and where."""
        if one.kind in self._exchange:
            return one.start, one.end, self._exchange[one.kind]
        start = _with_preposition(text, one.start)
        is_of_role = any(text[one.end : role.start] in (" ", "'s ", "-") for role in roles)
        if (one.kind in LEFT_OUT and start < one.start) or (one.kind in OF_ROLES and is_of_role):
            return start, one.end, ""
        return one.start, one.end, ORGANISATION if one.kind in LEFT_OUT - {PLACE} else text[one.start : one.end].lower()


def _is_within(one: Found | Specific, other: Found | Specific) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start >= one.end - one.start


def _joined(text: str, found: Sequence[Specific]) -> list[Specific]:
    """Names that stand side by side as one, of the last one's kind: "Google Cloud" "certificate"."""
    joined: list[Specific] = []
    for one in found:
        is_beside = bool(joined) and text[joined[-1].end : one.start] in (" ", "-")
        if is_beside and one.kind != joined[-1].kind and NUMBER not in (one.kind, joined[-1].kind):
            joined[-1] = Specific(one.kind, joined[-1].start, one.end)
        else:
            joined.append(one)
    return joined


def _with_preposition(text: str, start: int) -> int:
    """Where the preposition before a name begins, if there is one."""
    match = _PREPOSITION.search(text[:start])
    return match.start() if match else start


def _cut(text: str, found: Sequence[Found | Specific]) -> str:
    pieces, position = [], 0
    for one in found:
        pieces.append(text[position : one.start])
        position = max(position, one.end)
    return " ".join(" ".join([*pieces, text[position:]]).split())


def _article(match: re.Match[str]) -> str:
    return "an " if match[2].lower() in "aeiou" else "a "
