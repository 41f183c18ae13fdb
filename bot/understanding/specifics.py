"""Finds what makes a question specific and the article does not go into: companies, places, tools, numbers ..."""

from __future__ import annotations

import re
from typing import Final

from bot.knowledge.library import Library
from bot.knowledge.names import NameIndex
from bot.knowledge.text import bare, spans
from bot.understanding.english import FUNCTION_WORDS, LINKS

CASE_SENSITIVE: Final = "case_sensitive_"
"""Before kinds whose names count only with exactly their capitals: `Go`, `Shell`."""
MOST: Final = 3
"""Specifics that are named in one reply."""
_NUMBER_WORDS: Final = (
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|fifty|hundred)"
)
_NUMBERS: Final = re.compile(
    rf"""
      [$€£₹]\s?\d[\d.,]*\s?(?:k|m|lpa|million|billion)?\b                # money
    | \b\d[\d.,]*\s?(?:k|lpa|usd|eur|dollars|euros|pounds|rupees)\b
    | \b\d+(?:[.,]\d+)?\s?%                                              # percentages
    | \b(?:19|20)\d\d\b                                                  # years
    | \b{_NUMBER_WORDS}\+?[\s-](?:years?|yrs?|yoe|months?|weeks?|decades?|hours?|person|people|employees|engineers)\b
    | \b(?:next|coming|last)\s(?:decade|year|month)\b
    | \b(?:age\sof|aged|over|at|im|i'm|i\sam|turning|team\sof|top)\s(?P<bare>\d{{1,4}})\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD_BEFORE: Final = frozenset("a an the some any my our your his her their".split())


class SpecificsFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, plain: frozenset[str]) -> None:
        """`plain`: words that never make a question specific."""
        self._plain = plain | FUNCTION_WORDS | LINKS
        names: dict[str, tuple[str, ...]] = {}
        exact: dict[str, tuple[str, ...]] = {}
        for kind, listed in library.vocabulary.specifics.items():
            (exact if kind.startswith(CASE_SENSITIVE) else names)[kind] = listed
        self._names = NameIndex(names)
        self._exact_names = NameIndex(exact)
        self._spellings = frozenset(name for listed in exact.values() for name in listed)

    def find(self, text: str, taken: list[tuple[int, int]]) -> tuple[str, ...]:
        """The specifics in a clean text, as typed, in its order; `taken` are the spans of roles, which are none."""
        found = [(mention.start, mention.end) for mention in self._names.find(text)]
        found += [
            (mention.start, mention.end)
            for mention in self._exact_names.find(text)
            if text[mention.start : mention.end] in self._spellings
        ]
        for match in _NUMBERS.finditer(text):
            found.append(match.span("bare") if match["bare"] else match.span())
        found += self._unknown_names(text, [*found, *taken])
        kept: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            if not any(start < other[1] and other[0] < end for other in (*kept, *taken)):
                kept.append((start, end))
        return tuple(dict.fromkeys(text[start:end] for start, end in sorted(kept)))[:MOST]

    def _unknown_names(self, text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Words that no list has, where a name of something specific stands: "at Wobblyco", "need frobnics"."""
        tokens = spans(text)
        found = []
        for index, (word, start, _) in enumerate(tokens[:-1]):
            if word not in LINKS or any(start < end and begin <= start for begin, end in taken):
                continue
            first = index + 1
            if tokens[first][0] in _WORD_BEFORE:
                first += 1
            last = first
            while last < len(tokens) and self._is_strange(tokens[last], text, taken):
                last += 1
            if last > first:
                found.append((tokens[first][1], tokens[last - 1][2]))
        return found

    def _is_strange(self, token: tuple[str, int, int], text: str, taken: list[tuple[int, int]]) -> bool:
        word, start, end = token
        if any(start < stop and begin < end for begin, stop in taken):
            return False
        return len(word) > 2 and word.isalpha() and word not in self._plain and bare(word) not in self._plain
