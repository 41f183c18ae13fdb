"""Repairs typing errors against the bot's own vocabulary; a general dictionary does harm (`mlops` becomes `flops`)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.text import bare, spans, words

SIMILAR: Final = 0.75
"""How alike the repaired word must be, 0 to 1 (optimal string alignment)."""
SHORTEST: Final = 4
"""Letters from which on a word is repaired; three letters only where two of them were swapped."""
COMMON: Final = 3
"""How often a word must occur to be a half of two words that were typed without a space."""
_STRETCHED: Final = re.compile(r"(.)\1")


@dataclass(frozen=True)
class Repair:
    """One word that was replaced."""

    typed: str
    meant: str


class Repairer:
    """Immutable; built once for a library."""

    def __init__(self, taught: list[str], known: frozenset[str]) -> None:
        """`taught`: example questions, to whose words typing errors are repaired; `known`: further right words."""
        self._counts = Counter(word for text in taught for word in words(text))
        self._known = known | frozenset(self._counts)
        self._targets = sorted(word for word in self._counts if len(word) >= SHORTEST and word.isalpha())
        self._short = sorted(
            word for word in self._counts if len(word) == SHORTEST - 1 and self._counts[word] >= COMMON
        )
        # The halves of a message are read again by themselves.
        self._meant = lru_cache(maxsize=1024)(self._search)

    @property
    def known(self) -> frozenset[str]:
        """All words that are no typing errors."""
        return self._known

    def repair(self, text: str) -> tuple[str, tuple[Repair, ...]]:
        """The text with likely typing errors replaced, and what was replaced."""
        pieces, position, repairs = [], 0, []
        for word, start, end in spans(text):
            meant = self._meant(word)
            if meant is not None:
                pieces += [text[position:start], meant]
                position = end
                repairs.append(Repair(word, meant))
        return "".join(pieces) + text[position:], tuple(repairs)

    def _search(self, word: str) -> str | None:
        """What an unknown word was meant to be, or None where that is not likely enough."""
        if word in self._known or bare(word) in self._known or not (word.isascii() and word.replace("'", "").isalpha()):
            return None
        plain = word.replace("'", "")
        if plain in self._known:
            return None
        if len(plain) < SHORTEST:
            return next(
                (short for short in self._short if sorted(short) == sorted(plain) and OSA.distance(short, plain) == 1),
                None,
            )
        if (single := _STRETCHED.sub(r"\1", plain)) in self._known:
            return single
        close = process.extract(plain, self._targets, scorer=OSA.normalized_similarity, score_cutoff=SIMILAR, limit=5)
        best = max(close, key=lambda match: (match[1], self._counts[match[0]], match[0]), default=None)
        halves = self._halves(plain)
        if halves is not None and (best is None or best[1] < 0.9):
            return halves
        return best[0] if best is not None else None

    def _halves(self, word: str) -> str | None:
        """Two common words that were typed without the space between them."""
        splits = [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]
        good = [pair for pair in splits if all(self._counts[half] >= COMMON for half in pair)]
        return " ".join(max(good, key=lambda pair: min(self._counts[half] for half in pair))) if good else None
