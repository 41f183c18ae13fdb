"""What is learned from examples: kernel ridge regression over embeddings and n-grams.

The kernel of two questions is `exp(2 * (cosine - 1))` of their embeddings plus a share of the product of their n-grams.
Ridge regression is chosen for three things: it trains in seconds, its result depends neither on the
order of the examples nor on chance, and it tells in closed form what it would have said of each example had it been
left out (Rifkin and Lippert, "Notes on Regularized Least Squares", 2007, section 3), which is what confidence is
calibrated on.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.library import Example
from bot.understanding import cache, cholesky
from bot.understanding.encoder import Encoder, Floats, join, parts
from bot.understanding.kernel import add_ngrams, by_meaning, cores, row
from bot.understanding.ngrams import BLOCKS, COLUMNS, NGrams

VERSION: Final = "18"
"""Counts up with every change of features or training, so that nothing trained before is used."""
SHARPNESS: Final = 2.0
"""How quickly the likeness of two embeddings fades with the angle between them."""
RIDGE: Final = 0.5
"""Where only embeddings count."""
NEIGHBOURS: Final = 5
"""Examples from which a counter-example takes what else it may mean."""
SAMPLE: Final = 250
"""Examples that confidence is calibrated on."""
ENGLISH_WEIGHT: Final = 0.3
"""What an English example counts beside one in another language, where questions in such are learned."""
TEMPERATURES: Final = np.geomspace(0.02, 0.5, 200)


@dataclass(frozen=True)
class Mix:
    """What n-grams weigh beside embeddings, and how little a single example is trusted."""

    ngrams: float
    ridge: float


KINDS: Final = ("ngrams", "embeddings", "pair")
"""What models are kept by in the cache: by the number of encoders."""
MIXES: Final = (Mix(0.3, 0.2), Mix(0.3, 0.5), Mix(0.15, 0.25))
"""By the number of encoders: the more these tell meanings apart, the less letters have to say."""


@dataclass(frozen=True)
class Taught:
    """An example as the ranker learns it."""

    text: str
    """With role names made equal."""
    intent: str
    example: Example
    is_counter: bool = False
    """Whether it shows what the intent does not mean."""
    is_foreign: bool = False
    """Whether it is in another language than English: it then says nothing of English questions."""


@dataclass(frozen=True)
class Model:
    """Trained weights. The rows of `n` examples are in the order in which they were taught."""

    ngrams: NGrams
    embeddings: Floats
    """`(n, dimensions)`; of a pair of encoders, the second half is empty where an example is not in English."""
    dual: Floats
    """`(n, intents)`: what each example adds to each intent's score, times its likeness."""
    ngram_weights: Floats
    """`(2 * COLUMNS, intents)`."""
    ngram_rows: Floats
    """`(n, 2 * COLUMNS)` where there is no encoder to tell the nearest example by; else no rows."""
    prior: Floats
    """`(intents,)`."""
    temperature: float
    """Scores divided by it give confidences by softmax."""
    meaning_dual: Floats
    """As `dual`, without n-grams: for questions in another language, where words and letters mislead."""
    meaning_temperature: float


def load_or_train(
    taught: Sequence[Taught],
    intents: Sequence[str],
    encoder: Encoder | None,
    cache_dir: Path | None,
    name: str,
) -> Model:
    """The model of these examples, from the cache where it was trained on just these."""
    number = {intent: index for index, intent in enumerate(intents)}
    owner = np.array([number[one.intent] for one in taught])
    is_counter = np.array([one.is_counter for one in taught])
    is_english = np.array([not one.is_foreign for one in taught])
    encoder_name = encoder.name if encoder else ""
    key = cache.digest([VERSION, encoder_name, *(f"{t.intent}{t.is_counter}{t.is_foreign}{t.text}" for t in taught)])
    file = f"{name}-{KINDS[len(parts(encoder)) if encoder else 0]}"
    kept = cache.load(cache_dir, file)
    if kept is None or str(kept.get("key")) != key:
        embedded = embed(taught, encoder, cache_dir, name)
        texts = [one.text for one in taught]
        kept = {"key": np.array(key), **_train(texts, owner, is_counter, is_english, embedded)}
        cache.save(cache_dir, file, kept)
    arrays = {part: np.asarray(kept[part], dtype=np.float32) for part in kept if part != "key"}
    temperature, meaning_temperature = (float(arrays.pop(part)) for part in ("temperature", "meaning_temperature"))
    ngrams = NGrams(arrays.pop("idf"))
    return Model(ngrams, temperature=temperature, meaning_temperature=meaning_temperature, **arrays)


def embed(taught: Sequence[Taught], encoder: Encoder | None, cache_dir: Path | None, name: str) -> list[Floats]:
    """Embeddings by each encoder there is, `(n, dimensions)`; the second one of a pair reads what is English alone."""
    if encoder is None:
        return []
    texts = [one.text for one in taught]
    first, *others = parts(encoder)
    embedded = [cache.embed(first, texts, cache_dir, name)]
    english = [row for row, one in enumerate(taught) if not one.is_foreign]
    for other in others:
        vectors = cache.embed(other, [texts[row] for row in english], cache_dir, name)
        embedded.append(np.zeros((len(texts), vectors.shape[1]), dtype=np.float32))
        embedded[-1][english] = vectors
    return embedded


def _train(
    texts: Sequence[str],
    owner: NDArray[np.int64],
    is_counter: NDArray[np.bool_],
    is_english: NDArray[np.bool_],
    embedded: Sequence[Floats],
) -> cache.Arrays:
    mix = MIXES[len(embedded)]
    english = np.flatnonzero(is_english)
    ngrams, blocks = NGrams.fit([text for text, is_one in zip(texts, is_english, strict=True) if is_one])
    vectors = join(embedded) if embedded else np.zeros((len(texts), 0), np.float32)
    with cores() as pool:
        kernel = by_meaning(vectors[english], SHARPNESS, pool)
        add_ngrams(kernel, blocks, mix.ngrams, pool)
        targets = targets_of(kernel, owner[english], is_counter[english])
        of_english, temperature = _solve(kernel, targets, np.flatnonzero(~is_counter[english]), mix.ridge, pool)
        del kernel
        dual = _spread(of_english, english, len(texts))
        of_meaning = dual, temperature
        if len(embedded) == 1:  # a pair's first encoder ranks by itself what is not English
            own = np.flatnonzero(~is_counter)
            of_own, elsewhere = _solve_elsewhere(vectors[own], owner[own], is_english[own], pool)
            of_meaning = _spread(of_own, own, len(texts)), elsewhere
    return {
        "embeddings": vectors,
        "dual": dual,
        "ngram_weights": np.float32(mix.ngrams) * np.concatenate([block.weights(of_english) for block in blocks]),
        "ngram_rows": np.zeros((0, BLOCKS * COLUMNS), np.float32) if embedded else ngrams.rows(texts),
        "idf": ngrams.idf,
        "prior": targets.mean(axis=0),
        "temperature": np.array(temperature),
        "meaning_dual": of_meaning[0],
        "meaning_temperature": np.array(of_meaning[1]),
    }


def _spread(dual: Floats, rows: NDArray[np.int64], count: int) -> Floats:
    """Weights of some rows as such of all `count`; the others have none."""
    spread = np.zeros((count, dual.shape[1]), dtype=np.float32)
    spread[rows] = dual
    return spread


def targets_of(kernel: Floats, owner: NDArray[np.int64], is_counter: NDArray[np.bool_]) -> Floats:
    """What is to be learned: 1 for an example's own intent.

    A counter-example says of one intent that it is not meant, and nothing of the others: for these it says what the
    examples nearest to it say.
    """
    targets = np.zeros((len(owner), int(owner.max()) + 1), dtype=np.float32)
    examples = np.flatnonzero(~is_counter)
    targets[examples, owner[examples]] = 1
    for counter in np.flatnonzero(is_counter):
        nearest = examples[np.argsort(-row(kernel, int(counter))[examples], kind="stable")[:NEIGHBOURS]]
        targets[counter] = targets[nearest].mean(axis=0)
        targets[counter, owner[counter]] = 0
    return targets


def _solve(
    kernel: Floats, targets: Floats, sampled: NDArray[np.int64], ridge: float | Floats, pool: Executor
) -> tuple[Floats, float]:
    """Dual weights, and the temperature that fits the left-out predictions of a sample best. Uses up `kernel`.

    `ridge` is of each row, where not all are trusted alike.
    """
    kernel[np.diag_indices_from(kernel)] += ridge
    sample = sampled[:: max(1, len(sampled) // SAMPLE)]
    units = np.zeros((len(targets), len(sample)), dtype=np.float32)
    units[sample, np.arange(len(sample))] = 1
    solved = cholesky.solve(kernel, np.concatenate([targets - targets.mean(axis=0), units], axis=1), pool)
    dual: Floats = np.ascontiguousarray(solved[:, : targets.shape[1]])
    of_inverse = solved[sample, targets.shape[1] + np.arange(len(sample))]
    scores = targets[sample] - dual[sample] / of_inverse[:, None]
    return dual, _temperature(scores, targets[sample].argmax(axis=1))


def _solve_elsewhere(
    vectors: Floats, owner: NDArray[np.int64], is_english: NDArray[np.bool_], pool: Executor
) -> tuple[Floats, float]:
    """The same for questions in other languages, by meaning alone. No counter-example is among the rows."""
    targets = np.zeros((len(owner), int(owner.max()) + 1), dtype=np.float32)
    targets[np.arange(len(owner)), owner] = 1
    ridge = np.where(is_english, RIDGE / ENGLISH_WEIGHT, RIDGE).astype(np.float32)
    asked = np.flatnonzero(~is_english) if not is_english.all() else np.arange(len(owner))
    return _solve(by_meaning(vectors, SHARPNESS, pool), targets, asked, ridge, pool)


def _temperature(scores: Floats, owner: NDArray[np.int64]) -> float:
    """The one with which the confidences of these scores fit best to the intents that are right."""
    losses = [-np.log(softmax(scores / t)[np.arange(len(owner)), owner] + 1e-12).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def softmax(scores: NDArray[np.floating]) -> Floats:
    """Along the last axis."""
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = (exponents / exponents.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result
