"""Hashed TF-IDF features of words and character n-grams, in plain numpy.

Words: single ones and pairs. Characters: runs of 2 to 5 inside words padded with a space on both sides, as
scikit-learn's `char_wb`. Features are hashed into a fixed number of columns with a sign each, so that no
vocabulary has to be kept (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.text import words

COLUMNS: Final = 4096
"""Of each of the two blocks: words, characters."""
LONGEST: Final = 5
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_PRIME: Final = np.uint64(0x100000001B3)

Floats = NDArray[np.float32]
Hashes = tuple[NDArray[np.int64], NDArray[np.uint64]]
"""Number of the text, and hash, of each feature of some texts."""


class NGrams:
    """TF-IDF fitted on texts: a block of words and a block of characters, each of length 1."""

    def __init__(self, idf: Floats) -> None:
        """`idf`: `(2, COLUMNS)`, as `fit` gives it."""
        self.idf = idf

    @classmethod
    def fit(cls, texts: Sequence[str]) -> tuple[NGrams, Floats]:
        """The features fitted on these texts, and the texts' own rows `(n, 2 * COLUMNS)`."""
        idf = np.zeros((2, COLUMNS), dtype=np.float32)
        for block, hashes in enumerate(_hashes(texts)):
            _, columns, _, _ = _count(hashes)
            seen = np.minimum(np.bincount(columns, minlength=COLUMNS), len(texts))
            idf[block] = np.log((1 + len(texts)) / (1 + seen)) + 1
        fitted = cls(idf)
        return fitted, fitted.rows(texts)

    def rows(self, texts: Sequence[str]) -> Floats:
        """Rows for these texts, `(n, 2 * COLUMNS)`; a text without words gives zeros."""
        dense = np.zeros((len(texts), 2, COLUMNS), dtype=np.float32)
        for block, hashes in enumerate(_hashes(texts)):
            rows, columns, signs, counts = _count(hashes)
            values = (1 + np.log(counts)) * self.idf[block][columns] * signs
            np.add.at(dense, (rows, block, columns), values)
        dense /= np.maximum(np.linalg.norm(dense, axis=2, keepdims=True), 1e-9)
        return dense.reshape(len(texts), 2 * COLUMNS)


def _hashes(texts: Sequence[str]) -> tuple[Hashes, Hashes]:
    split = [words(text) for text in texts]
    return _word_hashes(split), _character_hashes(split)


def _count(hashes: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
    """Text, column, sign and count of each distinct feature of each text."""
    rows, values = hashes
    with np.errstate(over="ignore"):
        mixed = values * _MIX
    columns = (mixed >> np.uint64(40)) % np.uint64(COLUMNS)
    signs = (mixed >> np.uint64(39)) & np.uint64(1)
    # One key for text and feature, so that repeated features are counted by one sort.
    keys = (rows.astype(np.uint64) << np.uint64(24)) | (columns << np.uint64(1)) | signs
    distinct, counts = np.unique(keys, return_counts=True)
    return (
        (distinct >> np.uint64(24)).astype(np.int64),
        ((distinct >> np.uint64(1)) & np.uint64((1 << 23) - 1)).astype(np.int64),
        np.where(distinct & np.uint64(1), np.float32(1), np.float32(-1)),
        counts.astype(np.float32),
    )


def _character_hashes(split: list[list[str]]) -> Hashes:
    """Runs of 2 to 5 characters inside each word, with a space before and after it."""
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
            found.append((owner[: len(hashes)][is_open], hashes[is_open] * np.uint64(2 * length + 1)))
    return _joined(found)


def _word_hashes(split: list[list[str]]) -> Hashes:
    """Words, and pairs of neighbouring words."""
    rows: list[int] = []
    values: list[int] = []
    for number, text_words in enumerate(split):
        codes = [zlib.crc32(word.encode("utf-8", "replace")) for word in text_words]
        values += codes
        values += [(one * 31 + two * 17 + 7) & 0xFFFFFFFFFF for one, two in zip(codes, codes[1:], strict=False)]
        rows += [number] * (len(values) - len(rows))
    return np.array(rows, dtype=np.int64), np.array(values, dtype=np.uint64)


def _joined(found: list[Hashes]) -> Hashes:
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    return np.concatenate([rows for rows, _ in found]), np.concatenate([values for _, values in found])
