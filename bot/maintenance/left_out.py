"""What the bot would make of each example, had it not been taught it, and which examples lie nearest to it.

Ridge regression tells in closed form what it would have said of an example, had that been left out: its target less its
dual weight, divided by its element on the diagonal of the inverted kernel (Rifkin and Lippert, "Notes on Regularized
Least Squares", 2007, section 3). So nothing is trained twice, and thousands of examples take about a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.understanding.cholesky import factorise, substitute
from bot.understanding.encoder import Floats, join
from bot.understanding.kernel import add_ngrams, by_meaning, cores
from bot.understanding.model import MIXES, SHARPNESS, Taught, embed, targets_of
from bot.understanding.ngrams import BLOCKS, NGrams
from bot.understanding.ranker import Ranker

MOST: Final = 6000
"""Examples from which on this takes too long, and too much memory: some 150 MB for these."""


@dataclass(frozen=True)
class Near:
    """An example beside another."""

    taught: Taught
    similarity: float
    """Of their embeddings, -1 to 1; of their n-grams where there is no encoder."""


@dataclass(frozen=True)
class LeftOut:
    """One example, and what comes of it when it is left out."""

    taught: Taught
    taken: str
    """The intent that comes first then."""
    margin: float
    """How much higher than that of its own intent its score is; 1 is all there is between an example and no example."""
    own: Near | None
    """The nearest other example of its own intent; None where it is the only one."""
    other: Near | None
    """The nearest example of any other intent."""


def leave_out(ranker: Ranker, cache_dir: Path | None, least_weight: float) -> list[LeftOut]:
    """English examples, in the order in which they are taught; nothing where there are too many or too few of them.

    Those alone whose weights push their own intent up, and one other down, by `least_weight` or more: the more the
    model leans on an example itself, the less its neighbours say the same.
    """
    if len(ranker.intents) < 2 or len(ranker.taught) > MOST:
        return []
    kernel = _Kernel(ranker, cache_dir)
    rows = np.flatnonzero((kernel.weights >= least_weight) & ~kernel.is_counter)
    scores = kernel.scores(rows)
    likeness = kernel.vectors[rows] @ kernel.vectors.T
    likeness[np.arange(len(rows)), rows] = -np.inf
    likeness[:, kernel.is_counter] = -np.inf
    return [
        LeftOut(
            kernel.taught[row],
            ranker.intents[int(scores[place].argmax())],
            float(scores[place].max() - scores[place, kernel.owner[row]]),
            _nearest(kernel.taught, likeness[place], kernel.owner == kernel.owner[row]),
            _nearest(kernel.taught, likeness[place], kernel.owner != kernel.owner[row]),
        )
        for place, row in enumerate(rows)
    ]


class _Kernel:
    """The system of equations that training solves, of which training keeps only the solution."""

    def __init__(self, ranker: Ranker, cache_dir: Path | None) -> None:
        """Without an encoder, n-grams stand in for embeddings as they do in the ranker."""
        self.taught = [one for one in ranker.taught if not one.is_foreign]
        texts = [one.text for one in self.taught]
        number = {intent: index for index, intent in enumerate(ranker.intents)}
        self.owner = np.array([number[one.intent] for one in self.taught])
        self.is_counter = np.array([one.is_counter for one in self.taught])
        ngrams, blocks = NGrams.fit(texts)
        embeddings = np.zeros((len(texts), 0), dtype=np.float32)
        self.vectors = ngrams.rows(texts) / np.float32(np.sqrt(BLOCKS)) if ranker.encoder is None else embeddings
        # The cache keeps what it was asked for last: that must be all, as the ranker asks for it.
        embedded = embed(ranker.taught, ranker.encoder, cache_dir, ranker.name)
        if embedded:
            is_english = np.array([not one.is_foreign for one in ranker.taught])
            self.vectors = embeddings = join(embedded)[is_english]
        mix = MIXES[len(embedded)]
        with cores() as pool:
            kernel = by_meaning(embeddings, SHARPNESS, pool)
            add_ngrams(kernel, blocks, mix.ngrams, pool)
            targets = targets_of(kernel, self.owner, self.is_counter)
            kernel[np.diag_indices_from(kernel)] += mix.ridge
            factorise(kernel, pool)
            self._dual = substitute(kernel, targets - targets.mean(axis=0), pool)
        self._factor = kernel
        self._targets = targets

    @property
    def weights(self) -> Floats:
        """How far each example's dual weights push its own intent up and one other down, `(n,)`."""
        own = np.arange(len(self.owner)), self.owner
        others = self._dual.copy()
        others[own] = np.inf
        weights: Floats = self._dual[own] - others.min(axis=1)
        return weights

    def scores(self, rows: NDArray[np.int64]) -> Floats:
        """Of each intent for some of the examples, had they been left out: `(rows, intents)`."""
        units = np.zeros((len(self.owner), len(rows)), dtype=np.float32)
        units[rows, np.arange(len(rows))] = 1
        with cores() as pool:
            of_inverse = substitute(self._factor, units, pool)[rows, np.arange(len(rows))]
        scores: Floats = self._targets[rows] - self._dual[rows] / of_inverse[:, None]
        return scores


def _nearest(taught: list[Taught], likeness: Floats, is_wanted: NDArray[np.bool_]) -> Near | None:
    masked = np.where(is_wanted, likeness, -np.inf)
    best = int(masked.argmax())
    return Near(taught[best], float(masked[best])) if np.isfinite(masked[best]) else None
