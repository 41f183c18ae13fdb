"""Names that no list has, found by where they stand: "data scientists in X", "does an X need", "know X", "X or Y"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from rapidfuzz.distance import OSA

from bot.knowledge.library import Library
from bot.knowledge.text import bare, spans
from bot.understanding.english import (
    ASKING_FOR_SUBJECTS,
    AUXILIARIES,
    COORDINATING,
    DETERMINERS,
    FUNCTION_WORDS,
    KINDS_OF_ORGANISATION,
    LEADING_TO_NAMES,
    NAMING,
    PEOPLE,
    PLAIN_COMPLEMENTS,
    PREPOSITIONS,
    QUESTION_WORDS,
    USING,
    WANTING,
    WORKING,
)
from bot.understanding.vocabulary import common_words, plain_words

LONGEST: Final = 4
"""Words of a name that no list has."""
MOST_SLIPS: Final = 1
"""Letters by which a mistyped plain word differs from what was meant: words that differ more are others."""
LONG: Final = 8
"""Letters from which on a word may differ by one more."""
_BREAK: Final = re.compile(r"[,.;:!?]")
_NO_NAME: Final = re.compile(r"(?:ly|ness|ish|ful|less|able|ible|ed|ing|ings)$")
"""Ends of words that are hardly ever names."""

Span = tuple[int, int]
Token = tuple[str, int, int]


class UnlistedFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, branches: Collection[str], respell: Callable[[str], str]) -> None:
        """`branches`: words that make one of "firm"; `respell`: repairs a word."""
        self._plain = plain_words(library) | FUNCTION_WORDS | USING | WORKING
        self._common = common_words(library)
        self._branches = frozenset(branches)
        self._respell = respell

    def find(self, text: str, roles: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
        """Where names may stand in a clean text, also overlapping; none begins within what is `taken`."""
        return _Search(self, text, roles, taken).names()

    def is_strange(self, word: str, written: str) -> bool:
        """Whether nobody knows a word, and it is not a plain one with a typing error either."""
        if not self.is_unknown(word):
            return False
        if written != word:
            return len(word) > 1
        if len(word) < 3 or _NO_NAME.search(word):
            return False
        meant = self._respell(word)
        slips = OSA.distance(word, meant.replace(" ", ""))
        return meant == word or slips > MOST_SLIPS + (len(word) >= LONG)

    def is_unknown(self, word: str) -> bool:
        """Whether nobody knows a word as it is written."""
        return word[0].isalpha() and word not in self._plain and bare(word) not in self._plain

    def is_common(self, word: str) -> bool:
        """Whether a word is no name even where names stand."""
        return word in self._common and not self.is_branch(word)

    def is_branch(self, word: str) -> bool:
        """Whether a word tells of which kind an organisation is: "law" firm."""
        return bare(word) in self._branches


class _Search:
    """One text being searched."""

    def __init__(self, finder: UnlistedFinder, text: str, roles: Sequence[Span], taken: Sequence[Span]) -> None:
        self._finder = finder
        self._text = text
        self._roles = roles
        self._taken = taken
        self._tokens = spans(text)
        capitals = sum(text[start].isupper() for _, start, _ in self._tokens)
        self._has_capitals = not text.isupper() and 2 * capitals <= len(self._tokens)

    def names(self) -> list[Span]:
        found: list[Span] = []
        for index, (word, start, _) in enumerate(self._tokens):
            if self._is_taken(index):
                continue
            found += self._led_to(index)
            if word in KINDS_OF_ORGANISATION:
                found += self._organisation(index)
            if word in WANTING and (any(begin > start for begin, _ in self._roles) or self._is_of_both(index)):
                found += self._subject(index)
            if self._stands_out(index):
                found += self._strange_run(index)
        return found

    def _led_to(self, index: int) -> list[Span]:
        """The name that the word at `index` leads to."""
        word = self._tokens[index][0]
        before = index - 1
        if word in PREPOSITIONS and before >= 0 and (self._is_role(before) or self._tokens[before][0] in WORKING):
            return self._open_run(index + 1)
        if word in COORDINATING and before >= 0 and self._is_taken(before) and not self._is_role(before):
            return self._strange_run(index + 1)
        if word in LEADING_TO_NAMES:
            return self._strange_run(index + 1)
        asks = word in AUXILIARIES and (before < 0 or self._tokens[before][0] in QUESTION_WORDS)
        return self._strange_run(index + 1, is_whole=True) if asks or word in DETERMINERS else []

    def _stands_out(self, index: int) -> bool:
        """Whether a word is a name wherever it stands: right before a role, or in capitals."""
        _, start, end = self._tokens[index]
        if index + 1 < len(self._tokens) and self._is_role(index + 1) and self._text[end:].startswith((" ", "'s ")):
            return True
        return self._has_capitals and self._text[start:end].isupper() and end - start > 1

    def _open_run(self, first: int) -> list[Span]:
        """The name that begins here, of any words but plain complements."""
        while first < len(self._tokens) and self._tokens[first][0] in DETERMINERS:
            first += 1
        last = first
        limit = min(first + LONGEST, len(self._tokens))
        while last < limit and self._is_open(last) and not self._ends(first, last):
            last += 1
        if last < len(self._tokens) and (self._tokens[last][0] in NAMING or self._is_beside_taken(last)):
            return []
        while last > first and self._is_plain(last - 1):
            last -= 1
        return self._span(first, last)

    def _strange_run(self, first: int, *, is_whole: bool = False) -> list[Span]:
        """The name that begins here, of words that nobody knows. `is_whole`: and that no plain noun follows."""
        while first < len(self._tokens) and self._tokens[first][0] in DETERMINERS:
            first += 1
        last = first
        while last < len(self._tokens) and last - first < LONGEST and not self._ends(first, last):
            word, start, end = self._tokens[last]
            is_more = last > first and self._has_capitals and self._text[start].isupper()
            if self._is_taken(last) or not (is_more or self._finder.is_strange(word, self._text[start:end])):
                break
            last += 1
        is_followed = last < len(self._tokens) and not self._ends(first, last) and not self._is_taken(last)
        if is_whole and is_followed and self._tokens[last][0] not in FUNCTION_WORDS | USING | WORKING:
            return []
        return self._span(first, last)

    def _organisation(self, index: int) -> list[Span]:
        """A kind of organisation with the branch before it: "law firm"."""
        first = index
        while first > 0 and index - first < LONGEST - 1 and not self._is_taken(first - 1):
            word, start, end = self._tokens[first - 1]
            if not self._finder.is_branch(word) and not self._finder.is_strange(word, self._text[start:end]):
                break
            first -= 1
        return self._span(first, index + 1) if first < index else []

    def _subject(self, verb: int) -> list[Span]:
        """The name before a verb such as "need": "does a museum need"."""
        first = verb
        while first > 0 and verb - first < LONGEST - 1 and self._is_open(first - 1):
            first -= 1
        is_asked = first > 0 and self._tokens[first - 1][0] in DETERMINERS | ASKING_FOR_SUBJECTS
        is_plain = any(self._is_plain(index) or self._tokens[index][0] in PEOPLE for index in range(first, verb))
        return [] if is_plain or not is_asked else self._span(first, verb)

    def _is_open(self, index: int) -> bool:
        word = self._tokens[index][0]
        is_word = len(word) > 2 and word[0].isalpha()
        return is_word and word not in FUNCTION_WORDS | WORKING | NAMING and not self._is_taken(index)

    def _is_plain(self, index: int) -> bool:
        word = self._tokens[index][0]
        return word in PLAIN_COMPLEMENTS or self._finder.is_common(word)

    def _ends(self, first: int, index: int) -> bool:
        """Whether a name that began at `first` ends before the word at `index`."""
        if index <= first:
            return False
        between = self._text[self._tokens[index - 1][2] : self._tokens[index][1]]
        return _BREAK.search(between) is not None or self._tokens[index][0] in USING | WANTING

    def _is_of_both(self, index: int) -> bool:
        return any(word in ("both", "either") for word, _, _ in self._tokens[index + 1 : index + 3])

    def _is_role(self, index: int) -> bool:
        return _inside(self._tokens[index][1], self._roles)

    def _is_beside_taken(self, index: int) -> bool:
        """Whether a name begins here that was found already, so that what stands before tells of it: "local bank"."""
        return self._is_taken(index) and not self._is_role(index) and not self._ends(0, index)

    def _is_taken(self, index: int) -> bool:
        return _inside(self._tokens[index][1], self._taken)

    def _span(self, first: int, last: int) -> list[Span]:
        return [(self._tokens[first][1], self._tokens[last - 1][2])] if first < last else []


def _inside(position: int, spans_taken: Sequence[Span]) -> bool:
    return any(start <= position < end for start, end in spans_taken)
