"""The ranker's kind of classifier for many thousands of examples: kernel ridge regression over embeddings and n-grams.

What `bot.understanding.model` computes for a bot's own files, without what only they need (calibration,
counter-examples, places).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from bot.understanding import cholesky
from bot.understanding.encoder import Encoder, Floats
from bot.understanding.kernel import add_ngrams, by_meaning, cores
from bot.understanding.ngrams import NGrams

SHARPNESS: Final = 3.0
"""How quickly the likeness of two embeddings fades with the angle between them."""
NGRAM_WEIGHT: Final = 0.2
RIDGE: Final = 0.2
AXES: Final = 192
"""Dimensions of the embeddings that are kept."""
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
        targets = np.zeros((len(owner), len(self.classes)), dtype=np.float32)
        targets[np.arange(len(owner)), owner] = 1
        self._prior: Floats = targets.mean(axis=0)
        with cores() as pool:
            progress("training", 0.0)
            kernel = by_meaning(vectors, SHARPNESS, pool)
            progress("training", 0.1)
            add_ngrams(kernel, blocks, NGRAM_WEIGHT, pool)
            progress("training", 0.3)
            kernel[np.diag_indices(len(kernel))] += RIDGE
            self._dual = cholesky.solve(kernel, targets - self._prior, pool)
        progress("training", 1.0)
        del kernel
        weights = np.concatenate([block.weights(self._dual) for block in blocks])
        self._ngram_weights: Floats = np.float32(NGRAM_WEIGHT) * weights
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
        scores = self._prior + self._ngrams.scores([text], self._ngram_weights)[0]
        if self._encoder is None:
            return scores, np.zeros_like(scores)
        likeness = self._encoder.encode([text])[0] @ self._axes @ self._columns
        scores = scores + np.exp(SHARPNESS * (likeness - 1)) @ self._dual
        return scores, np.maximum.reduceat(likeness, self._starts)


def _main_axes(vectors: Floats) -> Floats:
    """The axes along which vectors differ most, `(dimensions, at most AXES)`: the rest costs time and tells nothing."""
    _, axes = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    return np.ascontiguousarray(axes[:, ::-1][:, :AXES], dtype=np.float32)
