"""Finds what makes a question specific and the article does not go into: companies, places, tools, numbers ...

Names come from the lists in `content/vocabulary.yml`. What no list has is found by where it stands: "data scientists
in X", "does an X need", "need X", "X ml engineer".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.knowledge.library import Library
from bot.knowledge.names import NameIndex
from bot.knowledge.text import bare, spans, words
from bot.understanding.english import (
    DETERMINERS,
    FUNCTION_WORDS,
    PLAIN_COMPLEMENTS,
    PREPOSITIONS,
    USING,
    WANTING,
    WORKING,
)

CASE_SENSITIVE: Final = "case_sensitive_"
"""Before kinds whose names count only with exactly their capitals: `Go`, `Shell`."""
SENIORITY: Final = "seniority"
NUMBER: Final = "number"
UNLISTED: Final = "unlisted"
MOST: Final = 3
"""Specifics that are named in one reply."""
LONGEST: Final = 4
"""Words of a name that no list has."""
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
    | \b\d{{1,6}}\s(?:person|people|users|employees|models|engineers|customers)\b
    | \b(?:of|at|im|i'm|am|over|under|aged|age|turning|only|with)\s(?P<bare>\d{{2,6}})\b
      (?!\s?[/:]|\.\d|\s?(?:minutes?|mins?|am|pm)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Specific:
    """Something specific in a text."""

    kind: str
    """The kind of its list; `number` or `unlisted` where it stands in none."""
    start: int
    end: int


Span = tuple[int, int]


class SpecificsFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, plain: frozenset[str]) -> None:
        """`plain`: words that never make a question specific by themselves."""
        self._plain = plain | FUNCTION_WORDS | USING | WORKING
        names: dict[str, tuple[str, ...]] = {}
        exact: dict[str, tuple[str, ...]] = {}
        for kind, listed in library.vocabulary.specifics.items():
            (exact if kind.startswith(CASE_SENSITIVE) else names)[kind] = listed
        self._names = NameIndex(names)
        self._exact_names = NameIndex(exact)
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
        found = _apart(found, roles)
        taken = [*roles, *((one.start, one.end) for one in found)]
        return _apart([*found, *self._unlisted(text, roles, taken)], roles)

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

    def _unlisted(self, text: str, roles: Sequence[Span], taken: Sequence[Span]) -> list[Specific]:
        """Names that no list has, by where they stand."""
        tokens = spans(text)
        found: list[Specific] = []
        for index, (word, start, _) in enumerate(tokens):
            if _inside(start, taken):
                continue
            previous = tokens[index - 1] if index else None
            if word in PREPOSITIONS and previous and (_inside(previous[1], roles) or previous[0] in WORKING):
                found += self._name_at(text, tokens, index + 1, taken, is_open=True)
            elif word in PREPOSITIONS or word in USING:
                found += self._name_at(text, tokens, index + 1, taken, is_open=False)
            if word in WANTING and any(begin > start for begin, _ in roles):
                found += self._subject(tokens, index, taken)
        return found

    def _name_at(
        self, text: str, tokens: Sequence[tuple[str, int, int]], first: int, taken: Sequence[Span], *, is_open: bool
    ) -> list[Specific]:
        """The name that begins here. `is_open`: any words but plain complements; else only words that nobody knows."""
        while first < len(tokens) and tokens[first][0] in DETERMINERS:
            first += 1
        last = first
        while last < len(tokens) and last - first < LONGEST:
            word, start, _ = tokens[last]
            broken = last > first and re.search(r"[,.;:!?]", text[tokens[last - 1][2] : start]) is not None
            is_verb = last > first and word in USING | WANTING
            if broken or is_verb or _inside(start, taken) or not self._is_name(word, is_open=is_open):
                break
            last += 1
        if last == first or all(word in PLAIN_COMPLEMENTS or word.isdigit() for word, _, _ in tokens[first:last]):
            return []
        return [Specific(UNLISTED, tokens[first][1], tokens[last - 1][2])]

    def _subject(self, tokens: Sequence[tuple[str, int, int]], verb: int, taken: Sequence[Span]) -> list[Specific]:
        """The name before a verb such as "need": "does a museum need"."""
        first = verb
        while first > 0 and verb - first < 3:
            word, start, _ = tokens[first - 1]
            if _inside(start, taken) or not self._is_name(word, is_open=True):
                break
            first -= 1
        is_asked = first > 0 and tokens[first - 1][0] in {*DETERMINERS, "do", "does", "would", "should", "can", "why"}
        if first == verb or not is_asked or any(word in PLAIN_COMPLEMENTS for word, _, _ in tokens[first:verb]):
            return []
        return [Specific(UNLISTED, tokens[first][1], tokens[verb - 1][2])]

    def _is_name(self, word: str, *, is_open: bool) -> bool:
        if len(word) < 3 or not any(character.isalpha() for character in word):
            return False
        if is_open:
            return word not in FUNCTION_WORDS and word not in WORKING
        return word not in self._plain and bare(word) not in self._plain


def _inside(position: int, spans_taken: Sequence[Span]) -> bool:
    return any(start <= position < end for start, end in spans_taken)


def _apart(found: Iterable[Specific], roles: Sequence[Span]) -> list[Specific]:
    """Of those that overlap the longest, listed ones first; none inside a role; in the order of the text."""
    kept: list[Specific] = []
    for one in sorted(found, key=lambda one: (one.kind == UNLISTED, one.start - one.end, one.start)):
        spans_taken = [*roles, *((other.start, other.end) for other in kept)]
        if not any(one.start < end and start < one.end for start, end in spans_taken):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
