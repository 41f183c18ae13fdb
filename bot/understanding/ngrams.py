"""Hashed TF-IDF features of words and character n-grams, in plain numpy.

Words: single ones and pairs. Characters: runs of 3 and 4 inside words padded with a space on both sides, as
scikit-learn's `char_wb`. Features are hashed into a fixed number of columns with a sign each, so that no
vocabulary has to be kept (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.text import words

COLUMNS: Final = 4096
"""Of each of the two blocks: words, characters."""
BLOCKS: Final = 2
COMMON: Final = 1024
"""Columns of a block that are kept as a matrix where texts are compared with each other."""
SHORTEST: Final = 3
LONGEST: Final = 4
"""Characters of a run. Runs of 2 and of 5 as well make twice the work and rank no better."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_PRIME: Final = np.uint64(0x100000001B3)

Floats = NDArray[np.float32]
Hashes = tuple[NDArray[np.int64], NDArray[np.uint64]]
"""Number of the text, and hash, of each feature of some texts."""
Column = tuple[int, NDArray[np.int64], Floats]
"""A column, the texts that have it, and its values there."""


@dataclass(frozen=True)
class Sparse:
    """Values of one block that are not zero: arrays of one length with the text, the column and the value of each."""

    count: int
    """Texts."""
    texts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats

    def dense(self) -> Floats:
        """All columns, `(count, COLUMNS)`."""
        dense = np.zeros((self.count, COLUMNS), dtype=np.float32)
        dense[self.texts, self.columns] = self.values
        return dense

    def split(self) -> tuple[Floats, Iterator[Column]]:
        """The columns that most texts have, `(count, COMMON)`, and the others one by one."""
        often = np.argsort(-np.bincount(self.columns, minlength=COLUMNS), kind="stable")[:COMMON]
        place = np.full(COLUMNS, -1)
        place[often] = np.arange(COMMON)
        is_common = place[self.columns] >= 0
        common = np.zeros((self.count, COMMON), dtype=np.float32)
        common[self.texts[is_common], place[self.columns[is_common]]] = self.values[is_common]
        return common, self._by_column(~is_common)

    def weights(self, dual: Floats) -> Floats:
        """`dense().T @ dual`, `(COLUMNS, k)`."""
        weights = np.zeros((COLUMNS, dual.shape[1]), dtype=np.float32)
        for column, texts, values in self._by_column(np.ones(len(self.columns), dtype=bool)):
            weights[column] = values @ dual[texts]
        return weights

    def _by_column(self, is_wanted: NDArray[np.bool_]) -> Iterator[Column]:
        order = np.flatnonzero(is_wanted)[np.argsort(self.columns[is_wanted], kind="stable")]
        columns, texts, values = self.columns[order], self.texts[order], self.values[order]
        starts = np.flatnonzero(np.diff(columns, prepend=-1))
        for first, last in pairwise([*starts.tolist(), len(columns)]):
            yield int(columns[first]), texts[first:last], values[first:last]


class NGrams:
    """TF-IDF fitted on texts: a block of words and a block of characters, each of length 1."""

    def __init__(self, idf: Floats) -> None:
        """`idf`: `(2, COLUMNS)`, as `fit` gives it."""
        self.idf = idf

    @classmethod
    def fit(cls, texts: Sequence[str]) -> tuple[NGrams, list[Sparse]]:
        """The features fitted on these texts, and the blocks of the texts' own rows."""
        counted = [_count(hashes, len(texts)) for hashes in _hashes(texts)]
        idf = np.zeros((BLOCKS, COLUMNS), dtype=np.float32)
        for block, found in enumerate(counted):
            seen = np.bincount(found.columns, minlength=COLUMNS)
            idf[block] = np.log((1 + len(texts)) / (1 + seen)) + 1
        return cls(idf), [_weighted(found, idf[block]) for block, found in enumerate(counted)]

    def rows(self, texts: Sequence[str]) -> Floats:
        """Rows for these texts, `(n, 2 * COLUMNS)`; a text without words gives zeros."""
        counted = (_count(hashes, len(texts)) for hashes in _hashes(texts))
        return np.concatenate(
            [_weighted(found, self.idf[block]).dense() for block, found in enumerate(counted)], axis=1
        )

    def scores(self, texts: Sequence[str], weights: Floats) -> Floats:
        """`rows(texts) @ weights`, without the zeros of the rows; `weights` is `(2 * COLUMNS, k)`."""
        scores = np.zeros((len(texts), weights.shape[1]), dtype=np.float32)
        for block, hashes in enumerate(_hashes(texts)):
            found = _weighted(_count(hashes, len(texts)), self.idf[block])
            of_block = weights[block * COLUMNS : (block + 1) * COLUMNS]
            for text in range(len(texts)):
                is_here = slice(None) if len(texts) == 1 else found.texts == text
                scores[text] += found.values[is_here] @ of_block[found.columns[is_here]]
        return scores


def _weighted(counted: Sparse, idf: Floats) -> Sparse:
    """Counts times the rarity of their features, each text's together of length 1."""
    values = counted.values * idf[counted.columns]
    lengths = np.sqrt(np.bincount(counted.texts, weights=values**2, minlength=counted.count))
    normed = values / np.maximum(lengths, 1e-9)[counted.texts]
    return Sparse(counted.count, counted.texts, counted.columns, normed.astype(np.float32))


def _hashes(texts: Sequence[str]) -> tuple[Hashes, Hashes]:
    split = [words(text) for text in texts]
    return _word_hashes(split), _character_hashes(split)


def _count(hashes: Hashes, count: int) -> Sparse:
    """How often each text has each feature, as `1 + log`; of features that share a column the signed sum."""
    texts, values = hashes
    with np.errstate(over="ignore"):
        mixed = values * _MIX
    columns = (mixed >> np.uint64(40)) % np.uint64(COLUMNS)
    signs = (mixed >> np.uint64(39)) & np.uint64(1)
    # One key for text and feature, so that repeated features are counted by one sort.
    keys = (texts.astype(np.uint64) << np.uint64(24)) | (columns << np.uint64(1)) | signs
    distinct, counts = np.unique(keys, return_counts=True)
    signed = np.where(distinct & np.uint64(1), 1.0, -1.0) * (1 + np.log(counts))
    cells, first = np.unique(distinct >> np.uint64(1), return_index=True)
    summed = np.add.reduceat(signed, first) if len(first) else signed
    return Sparse(
        count,
        (cells >> np.uint64(23)).astype(np.int64),
        (cells & np.uint64((1 << 23) - 1)).astype(np.int64),
        summed.astype(np.float32),
    )


def _character_hashes(split: list[list[str]]) -> Hashes:
    """Runs of 3 and 4 characters inside each word, with a space before and after it."""
    padded = ["".join(f" {word} $" for word in text_words) for text_words in split]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(padded), dtype=np.int64), [len(text) for text in padded])
    is_open = codes != np.uint64(ord("$"))
    hashes = codes.copy()
    found = []
    with np.errstate(over="ignore"):
        for length in range(2, min(LONGEST, len(codes)) + 1):
            hashes = hashes[:-1] * _PRIME + codes[length - 1 :]
            is_open = is_open[:-1] & (codes[length - 1 :] != np.uint64(ord("$")))
            if length >= SHORTEST:
                found.append((owner[: len(hashes)][is_open], hashes[is_open] * np.uint64(2 * length + 1)))
    return _joined(found)


def _word_hashes(split: list[list[str]]) -> Hashes:
    """Words, and pairs of neighbouring words."""
    rows: list[int] = []
    values: list[int] = []
    for number, text_words in enumerate(split):
        codes = [zlib.crc32(word.encode("utf-8", "replace")) for word in text_words]
        values += codes
        values += [(one * 31 + two * 17 + 7) & 0xFFFFFFFFFF for one, two in pairwise(codes)]
        rows += [number] * (len(values) - len(rows))
    return np.array(rows, dtype=np.int64), np.array(values, dtype=np.uint64)


def _joined(found: list[Hashes]) -> Hashes:
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    return np.concatenate([rows for rows, _ in found]), np.concatenate([values for _, values in found])
