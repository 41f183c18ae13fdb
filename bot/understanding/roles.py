"""Finds roles in a text: known ones in spite of typing errors, other ones so that they are never taken for known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.library import Library
from bot.knowledge.names import Mention, NameIndex, role_names
from bot.knowledge.text import bare, spans
from bot.understanding.alike import Alike
from bot.understanding.english import (
    AUXILIARIES,
    CAREER_WORDS,
    COMPARISONS,
    DETERMINERS,
    JOB_WORDS,
    SMALL_WORDS,
    USING,
)

SIMILAR: Final = 0.8
"""How alike a mistyped name must be to a name, 0 to 1 (optimal string alignment over letters without spaces)."""
SHORTEST: Final = 6
"""Letters that a name must have to be recognised with typing errors: short ones are too easily something else."""
SHORT: Final = 3
"""Characters of a short name, such as `de` for data engineer."""
FIELD_GAP: Final = 2
"""Words that may stand between a role and the name of a field that is compared with it."""
CAREER_GAP: Final = 2
"""Words that may stand between the name of a field and a word such as "career"."""
_BACKGROUND: Final = re.compile(
    r"^(?:(?:hi|hey|hello|so|ok|well)[,. ]+)?(?:i(?:'?m| am)|my \w+(?: \w+)? (?:is|was|works as))"
    r" (?:currently |now |just )?an? (?:\w+[ -]){0,3}?\w+"
    r"(?:[.,;:!]+ *| (?:and|who|she|he) (?:is )?(?:asks?|asking|wants to know) )",
    re.IGNORECASE,
)
"""What somebody is, before what they ask: "my dad is an engineer. what do ..."."""
_NEEDS_BACKGROUND: Final = re.compile(
    r"\b(?:different|differ\w*|similar|same|compar\w*|switch\w*|mov(?:e|ing)|transition\w*|chang\w*|becom\w*|leav\w*"
    r"|from|vs|than|we|that|this|it|enough|i (?:need|earn|make))\b",
    re.IGNORECASE,
)
"""In a question that may be about what somebody is."""
_FITS: Final = re.compile(r"\b(?:fits?|suits?|which (?:one|role|job|of))\b", re.IGNORECASE)
_DENIED: Final = re.compile(
    r"\b(?:i (?:said|meant?|asked(?: about)?) (?P<meant>.+?),? (?:and )?not)"
    r" (?:an? |the |about )*(?P<denied>[^,.;:!?]+)$",
    re.IGNORECASE,
)
_COMES_FROM: Final = re.compile(r"\b(?:i(?:'?m| am| was)|my \w+ (?:is|was)) (?:currently )?an? $", re.IGNORECASE)
"""Before an occupation that somebody has."""
_BEFORE_SHORT: Final = frozenset(("a", "an", "vs", "or", "and", "than", "as", "become", "like", "versus", "from", "to"))
"""Words before a short name that is a word of slang as well: "a da", not "wats da diff"."""
SLANG: Final = "da"
AFTER_LATIN: Final = "\u0250"
"""The first letter that is not a Latin one."""
ROLE_GAP: Final = 5
"""Words that may stand between two roles that are compared."""


@dataclass(frozen=True)
class Found:
    """A role in the text."""

    role: str
    """Id of a known role, or the canonical name of another one."""
    is_known: bool
    start: int
    end: int
    is_repaired: bool = False
    is_compared: bool = False
    """Whether another role is named in one breath with a known one: "or an actuary", "than a statistician"."""


class RoleFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, known_words: frozenset[str]) -> None:
        """`known_words`: words that are not typing errors."""
        self._known_words = known_words
        self._names = role_names(library)
        others = {name: (name, *spellings) for name, spellings in library.other_roles.items()}
        self._careers = frozenset(others)
        self._others = NameIndex(others)
        self._occupations = NameIndex({name: (name,) for name in library.occupations})
        self._fields = NameIndex({role.id: role.field_names for role in library.roles.values() if role.field_names})
        self._joined: dict[str, tuple[str, bool]] = {}
        for index, is_known in ((self._names, True), (self._others, False)):
            for tokens, key in index.by_words.items():
                joined = "".join(tokens)
                if len(joined) >= SHORTEST:
                    self._joined.setdefault(joined, (key, is_known))
        self._known_by_length: dict[int, list[str]] = {}
        for word in sorted(word for word in known_words if len(word) >= SHORTEST - 1):
            for length in range(len(word) - 1, len(word) + 2):
                self._known_by_length.setdefault(length, []).append(word)
        # Typing errors are looked for in English questions, which have no letters of other scripts.
        alike = Alike([joined for joined in self._joined if joined < AFTER_LATIN], SIMILAR)
        # The halves of a message are read again by themselves, and share their words.
        self._nearest_name = lru_cache(maxsize=1024)(alike.nearest)

    def spelled_right(self, text: str) -> list[Found]:
        """Known and other roles in a text without typing errors, in its order."""
        found = self._exact(text)
        return sorted([*found, *self._fields_as_roles(text, found)], key=lambda one: one.start)

    def find(self, text: str, *, is_english: bool = True) -> list[Found]:
        """All roles named in a clean text, in its order, none overlapping.

        In other languages typing errors are not looked for, and short names of other roles are words of the language.
        """
        found = self._exact(text)
        if is_english:
            found += self._mistyped(text, found)
        else:
            found = [one for one in found if one.is_known or one.end - one.start > SHORT]
        found += self._fields_as_roles(text, found)
        tokens = spans(text)
        known = [one for one in found if one.is_known]
        others = [one for one in found if not one.is_known]
        if known:
            others += [
                Found(mention.key, False, mention.start, mention.end)
                for mention in self._occupations.find(text)
                if not _overlaps(mention, found) and not _COMES_FROM.search(text[: mention.start])
            ]
        compared = [replace(one, is_compared=any(_is_compared(tokens, one, role) for role in known)) for one in others]
        # An occupation by itself is where somebody comes from: "i am a nurse, can i become ...".
        kept = [one for one in compared if one.is_compared or one.role in self._careers]
        return sorted([*known, *kept], key=lambda one: one.start)

    def without_background(self, text: str) -> str:
        """A question without what somebody is or did not mean, where it is about known roles or what fits."""
        denied = _DENIED.search(text)
        if denied and self._names.find(denied["meant"]) and self._others.find(denied["denied"]):
            return denied["meant"]
        background = _BACKGROUND.match(text)
        if background is None:
            return text
        rest = text[background.end() :]
        is_about_others = bool(self._names.find(background.group())) or bool(self._others.find(rest))
        is_whole = len(spans(rest)) > 2 and bool(self._names.find(rest) or _FITS.search(rest))
        return rest if is_whole and not is_about_others and not _NEEDS_BACKGROUND.search(rest) else text

    def known_names(self, text: str) -> list[Found]:
        """The names of known roles, spelled right, in whatever language."""
        return [Found(mention.key, True, mention.start, mention.end) for mention in self._names.find(text)]

    def names_occupation(self, text: str) -> bool:
        """Whether a text names an occupation that is no role: "welders"."""
        return bool(self._occupations.find(text))

    def _exact(self, text: str) -> list[Found]:
        candidates = self.known_names(text)
        candidates += [Found(m.key, False, m.start, m.end) for m in self._others.find(text) if not _is_slang(text, m)]
        # Of two that overlap the longer one is meant: "machine learning engineer" over "learning engineer".
        candidates.sort(key=lambda one: (one.start - one.end, one.start, not one.is_known))
        found: list[Found] = []
        for one in candidates:
            if not _overlaps(one, found):
                found.append(one)
        return found

    def _mistyped(self, text: str, found: list[Found]) -> list[Found]:
        tokens = [token for token in spans(text) if not _overlaps(Mention("", token[1], token[2]), found)]
        unknown = [index for index, (word, _, _) in enumerate(tokens) if self._is_unknown(word)]
        candidates = []
        for first, last in _windows(tokens, unknown):
            joined = "".join(bare(word).replace("'", "") for word, _, _ in tokens[first : last + 1])
            best = self._nearest_name(joined)
            if best is not None and not (first == last and self._is_nearer_to_a_word(joined, best[1])):
                role, is_known = self._joined[best[0]]
                one = Found(role, is_known, tokens[first][1], tokens[last][2], is_repaired=True)
                candidates.append((best[1], last - first, one))
        candidates.sort(key=lambda c: (-c[0], c[1], c[2].start))
        repaired: list[Found] = []
        for _, _, one in candidates:
            if not _overlaps(one, repaired):
                repaired.append(one)
        return repaired

    def _is_nearer_to_a_word(self, typed: str, similarity: float) -> bool:
        """Whether one mistyped word is rather a plain word than a role: "actualy" is no actuary."""
        words_of_length = self._known_by_length.get(len(typed), ())
        return bool(
            process.extractOne(
                typed, words_of_length, scorer=OSA.normalized_similarity, score_cutoff=min(1.0, similarity + 1e-6)
            )
        )

    def _is_unknown(self, word: str) -> bool:
        return (
            len(word) > 2 and word.isalpha() and word not in self._known_words and bare(word) not in self._known_words
        )

    def _fields_as_roles(self, text: str, found: list[Found]) -> list[Found]:
        """Names of fields ("machine learning") where they stand for a role."""
        tokens = spans(text)
        fields = []
        mentions = self._fields.find(text)
        named = [(one.start, one.end) for one in mentions] + [(one.start, one.end) for one in found]
        is_fragment = all(
            word in SMALL_WORDS or any(first <= start < last for first, last in named) for word, start, _ in tokens
        )
        for mention in mentions:
            if _overlaps(mention, found) or any(one.role == mention.key for one in found):
                continue
            before = [word for word, _, end in tokens if end <= mention.start][-CAREER_GAP:]
            after = [word for word, start, _ in tokens if start >= mention.end]
            is_job = any(word in JOB_WORDS for word in after[:1]) or any(
                word in CAREER_WORDS for word in [*before, *after[: CAREER_GAP + 1]]
            )
            if (
                is_job
                or is_fragment
                or any(_is_compared(tokens, mention, one, FIELD_GAP) for one in found if one.is_known)
            ):
                fields.append(Found(mention.key, True, mention.start, mention.end))
        return fields


def _is_slang(text: str, mention: Mention) -> bool:
    """Whether a short name is the slang for "the": right before a further word, not where names are compared."""
    if text[mention.start : mention.end] != SLANG:
        return False
    before = [word for word, _, end in spans(text) if end <= mention.start][-1:]
    after = [word for word, start, _ in spans(text) if start >= mention.end][:1]
    return bool(before and after) and before[0] not in _BEFORE_SHORT and after[0] not in COMPARISONS | AUXILIARIES


def _is_compared(
    tokens: Sequence[tuple[str, int, int]], one: Mention | Found, role: Found, longest_gap: int = ROLE_GAP
) -> bool:
    """Whether a comparing word stands between two names, and little else."""
    low, high = (one.end, role.start) if one.end <= role.start else (role.end, one.start)
    between = [word for word, start, end in tokens if start >= low and end <= high]
    if not between or [word for word in between if word not in DETERMINERS] == ["to"]:
        return True
    # "Do they need to know X" and "X people want to do more Y" compare nothing.
    is_set_beside = any(word in COMPARISONS and word != "to" for word in between)
    return is_set_beside and len(between) <= longest_gap and USING.isdisjoint(between)


def _windows(tokens: Sequence[tuple[str, int, int]], unknown: list[int]) -> list[tuple[int, int]]:
    """First and last index of runs of up to four neighbouring words that hold an unknown one."""
    runs = set()
    for index in unknown:
        for first in range(max(0, index - 3), index + 1):
            for last in range(index, min(len(tokens), first + 4)):
                runs.add((first, last))
    return sorted(runs)


def _overlaps(one: Found | Mention, others: list[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)
