"""Ranks intents for a question: kernel ridge regression over embeddings and n-grams.

The kernel of two questions is `exp(2 * (cosine - 1))` of their embeddings plus 0.3 times the product of their n-grams.
Ridge regression is chosen for three things: it trains in a fraction of a second, its result depends neither on the
order of the examples nor on chance, and it tells in closed form what it would have said of each example had it been
left out (Rifkin and Lippert, "Notes on Regularized Least Squares", 2007, section 3), which is what confidence is
calibrated on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bot.knowledge.library import Example
from bot.knowledge.text import same_question
from bot.understanding import cache
from bot.understanding.encoder import Encoder, Floats
from bot.understanding.ngrams import NGrams
from bot.understanding.understanding import Candidate, Ranking

VERSION: Final = "3"
"""Counts up with every change of features or training, so that nothing trained before is used."""
SHARPNESS: Final = 2.0
"""How quickly the likeness of two embeddings fades with the angle between them."""
NGRAM_WEIGHT: Final = 0.3
RIDGE: Final = 0.5
NGRAMS_ALONE_RIDGE: Final = 0.2
TEMPERATURES: Final = np.geomspace(0.02, 0.5, 40)


@dataclass(frozen=True)
class Taught:
    """An example as the ranker learns it."""

    text: str
    """With role names made equal."""
    intent: str
    example: Example
    is_counter: bool = False
    """Whether it shows what the intent does not mean."""


class Ranker:
    """Trained on examples; immutable afterwards."""

    def __init__(self, taught: Sequence[Taught], encoder: Encoder | None, cache_dir: Path | None, *, name: str) -> None:
        """Trains, or takes the trained model of this name from the cache.

        Examples are sorted first, so that their order is of no effect.
        """
        self.name = name
        self.encoder = encoder
        self.taught = sorted(taught, key=lambda t: (t.intent, t.is_counter, t.text, t.example.text))
        self.intents = sorted({one.intent for one in self.taught})
        number = {intent: index for index, intent in enumerate(self.intents)}
        self._owner = np.array([number[one.intent] for one in self.taught])
        self._is_counter = np.array([one.is_counter for one in self.taught])
        self._exact: dict[str, Taught] = {}
        for one in self.taught:
            if not one.is_counter:
                self._exact.setdefault(same_question(one.text), one)
        self._load_or_train(cache_dir)

    def _load_or_train(self, cache_dir: Path | None) -> None:
        key = cache.digest(
            [VERSION, self.encoder.name if self.encoder else "", *(f"{t.intent}{t.is_counter}{t.text}" for t in self.taught)]
        )
        name = f"{self.name}-{'embeddings' if self.encoder else 'ngrams'}"
        kept = cache.load(cache_dir, name)
        if kept is None or str(kept.get("key")) != key:
            kept = {"key": np.array(key), **self._train(cache_dir)}
            cache.save(cache_dir, name, kept)
        self._embeddings = np.asarray(kept["embeddings"], dtype=np.float32)
        self._dual = np.asarray(kept["dual"], dtype=np.float32)
        self._meaning_dual = np.asarray(kept["meaning_dual"], dtype=np.float32)
        self._ngram_weights = np.asarray(kept["ngram_weights"], dtype=np.float32)
        self._ngrams = NGrams(np.asarray(kept["idf"], dtype=np.float32))
        self._ngram_rows = np.asarray(kept["ngram_rows"], dtype=np.float32) if self.encoder is None else None
        self._prior = np.asarray(kept["prior"], dtype=np.float32)
        self._temperature, self._meaning_temperature = np.asarray(kept["temperatures"], dtype=np.float32)

    def _train(self, cache_dir: Path | None) -> cache.Arrays:
        texts = [one.text for one in self.taught]
        ngrams, rows = NGrams.fit(texts)
        targets = np.zeros((len(texts), len(self.intents)), dtype=np.float32)
        targets[np.arange(len(texts)), self._owner] = ~self._is_counter
        prior = targets.mean(axis=0)
        kernel = NGRAM_WEIGHT * (rows @ rows.T)
        if self.encoder is None:
            embeddings = np.zeros((len(texts), 0), dtype=np.float32)
            dual, temperature = self._solve(kernel, targets - prior, prior, NGRAMS_ALONE_RIDGE)
            meaning_dual, meaning_temperature = dual, temperature
        else:
            embeddings = cache.embed(self.encoder, texts, cache_dir, self.name)
            meaning = np.exp(SHARPNESS * (embeddings @ embeddings.T - 1))
            dual, temperature = self._solve(kernel + meaning, targets - prior, prior, RIDGE)
            meaning_dual, meaning_temperature = self._solve(meaning, targets - prior, prior, RIDGE)
        arrays: cache.Arrays = {
            "embeddings": embeddings,
            "dual": dual,
            "meaning_dual": meaning_dual,
            "ngram_weights": NGRAM_WEIGHT * (rows.T @ dual),
            "idf": ngrams.idf,
            "prior": prior,
            "temperatures": np.array([temperature, meaning_temperature], dtype=np.float32),
        }
        if self.encoder is None:
            arrays["ngram_rows"] = rows
        return arrays

    def _solve(self, kernel: Floats, targets: Floats, prior: Floats, ridge: float) -> tuple[Floats, float]:
        """Dual weights `(n, intents)`, and the temperature that fits the left-out predictions best."""
        inverse = np.linalg.inv(kernel.astype(np.float64) + ridge * np.eye(len(kernel)))
        dual = inverse @ targets
        left_out = targets - dual / np.diag(inverse)[:, None] + prior
        kept = ~self._is_counter
        scores, owner = left_out[kept], self._owner[kept]
        losses = [-np.log(_softmax(scores / t)[np.arange(len(owner)), owner] + 1e-12).mean() for t in TEMPERATURES]
        return dual.astype(np.float32), float(TEMPERATURES[int(np.argmin(losses))])

    def rank(self, text: str, *, by_meaning_alone: bool = False) -> Ranking:
        """All intents for one question, the likeliest first."""
        return self.rank_all([text], by_meaning_alone=by_meaning_alone)[0]

    def rank_all(self, texts: Sequence[str], *, by_meaning_alone: bool = False) -> list[Ranking]:
        """The same for several questions at once.

        `texts` are clean and have role names made equal. With `by_meaning_alone` only embeddings count: words and
        letters mislead where the question is not in the language of the examples.
        """
        rows = self._ngrams.rows(texts)
        by_ngrams = rows @ self._ngram_weights
        if self.encoder is None:
            assert self._ngram_rows is not None
            likeness = rows @ self._ngram_rows.T / 2
            by_meaning, temperature = np.zeros_like(by_ngrams), self._temperature
        else:
            likeness = self.encoder.encode(texts) @ self._embeddings.T
            kernel = np.exp(SHARPNESS * (likeness - 1))
            if by_meaning_alone:
                by_meaning, by_ngrams = kernel @ self._meaning_dual, np.zeros_like(by_ngrams)
                temperature = self._meaning_temperature
            else:
                by_meaning, temperature = kernel @ self._dual, self._temperature
        return [
            self._ranking(text, likeness[i], by_meaning[i], by_ngrams[i], float(temperature))
            for i, text in enumerate(texts)
        ]

    def _ranking(
        self, text: str, likeness: Floats, by_meaning: Floats, by_ngrams: Floats, temperature: float
    ) -> Ranking:
        exact = self._exact.get(same_question(text))
        if exact is not None:
            likeness = likeness.copy()
            likeness[self.taught.index(exact)] = 1.0
        confidence = _softmax((by_meaning + by_ngrams + self._prior) / temperature)
        usable = np.where(self._is_counter, -1.0, likeness)
        candidates = []
        for index, intent in enumerate(self.intents):
            nearest = int(np.argmax(np.where(self._owner == index, usable, -2.0)))
            is_this = exact is not None and exact.intent == intent
            sure = 1.0 if is_this else 0.0 if exact is not None else float(confidence[index])
            parts = (("embedding", float(by_meaning[index])), ("n-grams", float(by_ngrams[index])))
            example = self.taught[nearest].example
            similarity = float(usable[nearest])
            candidates.append(Candidate(intent, sure, similarity, example.text, example.place, parts))
        candidates.sort(key=lambda c: (-c.confidence, -sum(score for _, score in c.parts), c.intent))
        return Ranking(tuple(candidates), is_exact=exact is not None)


def _softmax(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = exponents / exponents.sum(axis=-1, keepdims=True)
    return result
