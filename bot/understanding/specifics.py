"""Finds what makes a question specific and the article does not go into: companies, places, tools, numbers ...

Names come from the lists in `content/vocabulary.yml`, also with a typing error; `unlisted.py` finds what no list has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from bot.knowledge.library import Library
from bot.knowledge.names import NameIndex
from bot.knowledge.text import spans, words
from bot.understanding.alike import Alike
from bot.understanding.unlisted import Span, UnlistedFinder
from bot.understanding.vocabulary import english_words

CASE_SENSITIVE: Final = "case_sensitive_"
"""Before kinds whose names count only with exactly their capitals: `Go`, `Shell`."""
SENIORITY: Final = "seniority"
NUMBER: Final = "number"
OCCUPATION: Final = "occupation"
UNLISTED: Final = "unlisted"
MOST: Final = 3
"""Specifics that are named in one reply."""
BRANCH: Final = "branch"
"""The kind whose names count only before a word such as "firm": `law`, `music`."""
SIMILAR: Final = 0.8
"""How alike a mistyped name must be to a listed one, 0 to 1 (optimal string alignment)."""
SHORTEST: Final = 6
"""Letters that a name must have to be recognised with a typing error."""
AT_START: Final = 10
"""Before this many characters a message begins: "from nurse to data scientist"."""
LONG: Final = 9
"""Letters from which on one of them may stand in place of another."""
_COUNT: Final = (
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|fifty|hundred)"
)
_NUMBERS: Final = re.compile(
    rf"""
      [$€£₹]\s?\d[\d.,]*(?:\s?(?:k|m|lpa|million|billion))?\b            # money
    | \b\d[\d.,]*\s?(?:k|lpa|usd|eur|dollars|euros|pounds|rupees)\b
    | \b\d+(?:[.,]\d+)?\s?%                                              # percentages
    | \b(?:19|20)\d\d\b                                                  # years
    | \b{_COUNT}\+?[\s-](?:years?|yrs?|yoe|months?|weeks?|decades?)(?:\s(?:of\s)?experience)?\b
    | \b(?:next|coming)\sdecade\b
    | \b\d{{1,6}}[\s-](?:person|people|users|employees|models|engineers|customers|devs|staff|hours?|days?|lines)\b
    | (?<![\w.,:/])\d{{2,3}}(?:[.,]\d{{3}})+\b | (?<![\w.,:/])\d{{5,7}}\b   # as pay is written
    | \b\d{{1,2}}\s?:\s?\d\b(?!\d) | \b\d{{1,2}}[\s-]?(?:yo|y/o)\b        # ratios, ages
    | \b(?:six|seven|6|7)[\s-]figures?\b | \b(?:top|first|last)\s\d{{1,3}}\b
    | \b(?:of|at|im|i'm|am|over|under|aged|age|turning|only|with)\s(?P<bare>\d{{2,6}})\b
      (?!\s?[/:]|\.\d|\s?(?:minutes?|mins?|am|pm)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_IS: Final = re.compile(
    r"\b(?:(?:i'?m|i am|i was|i work|i worked|we'?re|we are|years|job|currently|background)"
    r" (?:(?:as|of|just|also|currently|still) )?(?:an? )?"
    r"|as an? |(?:being|was) an? |ex[ -]|(?:former|retired|trained|qualified) )(?:\w+ )?$",
    re.IGNORECASE,
)
"""Before the occupation of whoever asks."""
_TURNS: Final = re.compile(r" (?:to|turned|turning|into|here|->)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Specific:
    """Something specific in a text."""

    kind: str
    """The kind of its list; `number`, `occupation` or `unlisted` where it stands in none of the vocabulary's."""
    start: int
    end: int


class SpecificsFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, respell: Callable[[str], str] = str) -> None:
        """`respell`: repairs a word."""
        names: dict[str, tuple[str, ...]] = {}
        exact: dict[str, tuple[str, ...]] = {}
        kinds = dict(library.vocabulary.specifics)
        self._unlisted = UnlistedFinder(library, kinds.pop(BRANCH, ()), respell)
        for kind, listed in kinds.items():
            (exact if kind.startswith(CASE_SENSITIVE) else names)[kind] = listed
        self._names = NameIndex(names)
        self._exact_names = NameIndex(exact)
        self._occupation_names = NameIndex({OCCUPATION: (*library.occupations, *library.other_roles)})
        self._english = english_words(library)
        self._respell = respell
        single = [name[0] for name in self._names.by_words if len(name) == 1]
        self._alike = Alike([name for name in single if len(name) >= SHORTEST and _is_of_letters(name)], SIMILAR)
        self._spellings = frozenset(name for listed in exact.values() for name in listed)
        self._before_roles = frozenset(
            tuple(words(name))
            for kind, listed in library.vocabulary.specifics.items()
            if kind.removeprefix(CASE_SENSITIVE) == SENIORITY
            for name in listed
        )

    def find(self, text: str, roles: Sequence[Span]) -> list[Specific]:
        """The specifics in a clean text, in its order, none overlapping. `roles`: spans of roles, which are none."""
        found = self.listed(text)
        found += [
            Specific(NUMBER, *(match.span("bare") if match["bare"] else match.span()))
            for match in _NUMBERS.finditer(text)
        ]
        found += self._titles(text, roles)
        found += self._mistyped(text)
        found = _apart(found, roles)
        taken = [*roles, *((one.start, one.end) for one in found)]
        found += [Specific(UNLISTED, *span) for span in self._unlisted.find(text, roles, taken)]
        # An occupation may also be another role: "pharmacist to data scientist".
        return _apart([*_apart(found, roles), *self._occupations(text)], ())

    def listed(self, text: str) -> list[Specific]:
        """Names that the lists have, also where they overlap."""
        found = [Specific(mention.key, mention.start, mention.end) for mention in self._names.find(text)]
        if text.isupper():
            return found
        return found + [
            Specific(mention.key.removeprefix(CASE_SENSITIVE), mention.start, mention.end)
            for mention in self._exact_names.find(text)
            # At the beginning of a message any word has a capital.
            if mention.start > 0 and text[mention.start : mention.end] in self._spellings
        ]

    def _mistyped(self, text: str) -> list[Specific]:
        """Names that the lists have, with a typing error."""
        found = []
        for word, start, end in spans(text):
            if len(word) < SHORTEST or not _is_of_letters(word) or word in self._english:
                continue
            name, _ = self._alike.nearest(word) or (word, 1.0)
            meant = self._respell(word)
            is_plain = meant not in (word, name) and OSA.distance(word, meant) <= OSA.distance(word, name)
            # A letter in place of another makes many a short word a name.
            is_exchanged = len(word) == len(name) < LONG and sorted(word) != sorted(name)
            if name != word and not is_plain and not is_exchanged:
                found.append(Specific(self._names.by_words[(name,)], start, end))
        return found

    def _occupations(self, text: str) -> list[Specific]:
        """What somebody says that they are or were: "i'm a nurse", "six years as an actuary", "pharmacist to mle"."""
        return [
            Specific(OCCUPATION, mention.start, mention.end)
            for mention in self._occupation_names.find(text)
            if _IS.search(text[: mention.start]) or (_TURNS.match(text[mention.end :]) and mention.start < AT_START)
        ]

    def _titles(self, text: str, roles: Sequence[Span]) -> list[Specific]:
        """Words of rank right before a role, where they mean nothing else: "lead mle", "head of data science"."""
        tokens = spans(text)
        found = []
        for start, _ in roles:
            before = [token for token in tokens if token[2] <= start][-3:]
            for length in range(len(before), 0, -1):
                window = before[-length:]
                rank = tuple(word for word, _, _ in window)
                if rank in self._before_roles or (rank[-1] == "of" and rank[:-1] in self._before_roles):
                    found.append(Specific(SENIORITY, window[0][1], window[-1][2]))
                    break
        return found


def _is_of_letters(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _apart(found: Iterable[Specific], roles: Sequence[Span]) -> list[Specific]:
    """Of those that overlap the longest, listed ones first; none inside a role; in the order of the text."""
    kept: list[Specific] = []
    for one in sorted(found, key=lambda one: (one.kind == UNLISTED, one.start - one.end, one.start)):
        spans_taken = [*roles, *((other.start, other.end) for other in kept)]
        if not any(one.start < end and start < one.end for start, end in spans_taken):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
