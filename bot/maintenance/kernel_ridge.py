"""The ranker's kind of classifier for many thousands of examples: kernel ridge regression over embeddings and n-grams.

What `bot.understanding.model` computes for a bot's own files, without what only they need (calibration,
counter-examples, places), and with a kernel of which only the lower half is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from bot.understanding import cholesky
from bot.understanding.encoder import Encoder, Floats
from bot.understanding.ngrams import BLOCKS, COLUMNS, NGrams, Sparse

SHARPNESS: Final = 3.0
"""How quickly the likeness of two embeddings fades with the angle between them."""
NGRAM_WEIGHT: Final = 0.2
RIDGE: Final = 0.2
AXES: Final = 192
"""Dimensions of the embeddings that are kept."""
BLOCK: Final = 1024
"""Rows of the kernel that are worked on at once."""
BATCH: Final = 1000
"""Texts that are embedded between two reports of progress."""

Progress = Callable[[str, float], None]
"""Told what is being done, and the share of it that is done."""


class KernelRidge:
    """Trained on texts with a class each; immutable afterwards."""

    def __init__(
        self, texts: Sequence[str], classes: Sequence[str], encoder: Encoder | None, progress: Progress
    ) -> None:
        """Trains. Examples are sorted first, so that their order is of no effect."""
        examples = sorted(zip(classes, texts, strict=True))
        self.classes = sorted(set(classes))
        """In the order of the columns of all scores."""
        self._encoder = encoder
        owner = np.searchsorted(np.array(self.classes), np.array([one for one, _ in examples]))
        self._starts = np.flatnonzero(np.diff(owner, prepend=-1))
        sorted_texts = [text for _, text in examples]
        vectors = self._embed(sorted_texts, progress)
        self._axes = _main_axes(vectors)
        vectors = vectors @ self._axes
        self._ngrams, blocks = NGrams.fit(sorted_texts)
        kernel = _kernel(vectors, progress)
        for number, part in enumerate(_parts(blocks), start=1):
            _add(kernel, part)
            progress("comparing words and letters", number * BLOCK / (BLOCKS * COLUMNS))
        kernel[np.diag_indices(len(kernel))] += RIDGE
        targets = np.zeros((len(owner), len(self.classes)), dtype=np.float32)
        targets[np.arange(len(owner)), owner] = 1
        self._prior = targets.mean(axis=0)
        progress("training", 0.0)
        self._dual = cholesky.solve(kernel, targets - self._prior)
        progress("training", 1.0)
        del kernel
        self._ngram_weights = NGRAM_WEIGHT * np.concatenate([part.T @ self._dual for part in _parts(blocks)])
        # A question is compared with columns: the product with the examples as rows is twice as slow.
        self._columns = np.ascontiguousarray(vectors.T)

    def _embed(self, texts: Sequence[str], progress: Progress) -> Floats:
        if self._encoder is None:
            return np.zeros((len(texts), 0), dtype=np.float32)
        batches = []
        for start in range(0, len(texts), BATCH):
            batches.append(self._encoder.encode(texts[start : start + BATCH]))
            progress("embedding", min(1.0, (start + BATCH) / len(texts)))
        return np.concatenate(batches)

    def scores(self, text: str) -> tuple[Floats, Floats]:
        """Of each class: its score, 1 where it is right and 0 where not, and the cosine to its nearest example."""
        row = self._ngrams.rows([text])[0]
        found = np.flatnonzero(row)
        scores = self._prior + row[found] @ self._ngram_weights[found]
        if self._encoder is None:
            return scores, np.zeros_like(scores)
        likeness = self._encoder.encode([text])[0] @ self._axes @ self._columns
        scores = scores + np.exp(SHARPNESS * (likeness - 1)) @ self._dual
        return scores, np.maximum.reduceat(likeness, self._starts)


def _main_axes(vectors: Floats) -> Floats:
    """The axes along which vectors differ most, `(dimensions, at most AXES)`: the rest costs time and tells nothing."""
    _, axes = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    return np.ascontiguousarray(axes[:, ::-1][:, :AXES], dtype=np.float32)


def _strips(count: int) -> Iterator[slice]:
    """Rows of a matrix to work on at once."""
    return (slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK))


def _kernel(vectors: Floats, progress: Progress) -> Floats:
    """The lower half of the kernel of the embeddings of all examples, `(n, n)`; what stands above it is meaningless."""
    count = len(vectors)
    kernel = np.zeros((count, count), dtype=np.float32)
    if vectors.shape[1]:
        for strip in _strips(count):
            likeness = vectors[strip] @ vectors[: strip.stop].T
            kernel[strip, : strip.stop] = np.exp(SHARPNESS * (likeness - 1))
            progress("comparing", strip.stop / count)
    return kernel


def _add(kernel: Floats, part: Floats) -> None:
    """Adds the likeness by some columns of n-grams to the lower half."""
    for strip in _strips(len(kernel)):
        kernel[strip, : strip.stop] += NGRAM_WEIGHT * (part[strip] @ part[: strip.stop].T)


def _parts(blocks: Sequence[Sparse]) -> Iterator[Floats]:
    """The columns of all blocks of n-grams, some at a time: all at once take much more memory."""
    return (block.dense(first, first + BLOCK) for block in blocks for first in range(0, COLUMNS, BLOCK))
