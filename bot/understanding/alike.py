"""The name that some letters are most alike to, among thousands: those with quite other letters are not compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

LETTERS: Final = 32
"""Kinds of letters that are told apart when they are counted: the 26, and some for accented ones."""


class Alike:
    """Finds the nearest of some names by optimal string alignment. Immutable."""

    def __init__(self, names: Sequence[str], least: float) -> None:
        """`least`: how alike a name must be, 0 to 1 (`OSA.normalized_similarity`)."""
        self._names = sorted(names, key=lambda name: (len(name), name))
        self._lengths = np.array([len(name) for name in self._names])
        self._counts = np.array([_counts(name) for name in self._names])
        self._least = least

    def nearest(self, typed: str) -> tuple[str, float] | None:
        """The name, and how alike it is; of several the shortest, and of these the first by the alphabet."""
        # Names whose length differs more cannot be alike enough.
        shortest, longest = math.ceil(len(typed) * self._least), math.floor(len(typed) / self._least)
        first, last = np.searchsorted(self._lengths, (shortest, longest + 1))
        # An edit takes one letter away and adds one at most.
        differing = np.abs(self._counts[first:last] - _counts(typed)).sum(axis=1)
        edits = (1 - self._least) * np.maximum(self._lengths[first:last], len(typed)) + 1e-9
        likely = first + np.flatnonzero(differing <= 2 * np.floor(edits))
        names = [self._names[index] for index in likely]
        best = process.extractOne(typed, names, scorer=OSA.normalized_similarity, score_cutoff=self._least)
        return best[:2] if best is not None else None


def _counts(text: str) -> NDArray[np.int8]:
    """How often each kind of letter is in a text, `(LETTERS,)`."""
    letters = [ord(letter) % LETTERS for letter in text]
    return np.bincount(letters, minlength=LETTERS).astype(np.int8)
