"""What is learned from examples: kernel ridge regression over embeddings and n-grams.

The kernel of two questions is `exp(2 * (cosine - 1))` of their embeddings plus 0.3 times the product of their n-grams.
Ridge regression is chosen for three things: it trains in a fraction of a second, its result depends neither on the
order of the examples nor on chance, and it tells in closed form what it would have said of each example had it been
left out (Rifkin and Lippert, "Notes on Regularized Least Squares", 2007, section 3), which is what confidence is
calibrated on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.knowledge.library import Example
from bot.understanding import cache, cholesky
from bot.understanding.encoder import Encoder, Floats
from bot.understanding.ngrams import BLOCKS, COLUMNS, NGrams, Sparse

VERSION: Final = "10"
"""Counts up with every change of features or training, so that nothing trained before is used."""
SHARPNESS: Final = 2.0
"""How quickly the likeness of two embeddings fades with the angle between them."""
NGRAM_WEIGHT: Final = 0.3
RIDGE: Final = 0.5
NGRAMS_ALONE_RIDGE: Final = 0.2
NEIGHBOURS: Final = 5
"""Examples from which a counter-example takes what else it may mean."""
SAMPLE: Final = 200
"""Examples that confidence is calibrated on."""
AT_ONCE: Final = 512
"""Rows or columns that are multiplied at once."""
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


@dataclass(frozen=True)
class Model:
    """Trained weights. The rows of `n` examples are in the order in which they were taught."""

    ngrams: NGrams
    embeddings: Floats
    """`(n, dimensions)`."""
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
    encoder_name = encoder.name if encoder else ""
    key = cache.digest([VERSION, encoder_name, *(f"{t.intent}{t.is_counter}{t.text}" for t in taught)])
    file = f"{name}-{'embeddings' if encoder else 'ngrams'}"
    kept = cache.load(cache_dir, file)
    if kept is None or str(kept.get("key")) != key:
        texts = [one.text for one in taught]
        embeddings = cache.embed(encoder, texts, cache_dir, name) if encoder else None
        kept = {"key": np.array(key), **_train(texts, owner, is_counter, embeddings)}
        cache.save(cache_dir, file, kept)
    arrays = {part: np.asarray(kept[part], dtype=np.float32) for part in kept if part != "key"}
    temperature, meaning_temperature = (float(arrays.pop(part)) for part in ("temperature", "meaning_temperature"))
    ngrams = NGrams(arrays.pop("idf"))
    return Model(ngrams, temperature=temperature, meaning_temperature=meaning_temperature, **arrays)


def _train(
    texts: Sequence[str], owner: NDArray[np.int64], is_counter: NDArray[np.bool_], embeddings: Floats | None
) -> cache.Arrays:
    ngrams, blocks = NGrams.fit(texts)
    # Every thread of matrix algebra takes tens of megabytes of its own; with one, the result is the same to the last
    # digit, whatever else the processor does.
    with threadpool_limits(1, user_api="blas"):
        kernel = np.zeros((len(texts), len(texts)), np.float32) if embeddings is None else _likeness(embeddings)
        for part in _parts(blocks):
            for first in range(0, len(texts), AT_ONCE):
                kernel[first : first + AT_ONCE] += NGRAM_WEIGHT * (part[first : first + AT_ONCE] @ part.T)
        targets = _targets(kernel, owner, is_counter)
        prior = targets.mean(axis=0)
        ridge = NGRAMS_ALONE_RIDGE if embeddings is None else RIDGE
        dual, temperature = _solve(kernel, targets, is_counter, prior, ridge)
        del kernel
        weights = [NGRAM_WEIGHT * (part.T @ dual) for part in _parts(blocks)]
        of_meaning = dual, temperature
        if embeddings is not None:
            of_meaning = _solve(_likeness(embeddings), targets, is_counter, prior, RIDGE)
    return {
        "embeddings": np.zeros((len(texts), 0), np.float32) if embeddings is None else embeddings,
        "dual": dual,
        "ngram_weights": np.concatenate(weights),
        "ngram_rows": ngrams.rows(texts) if embeddings is None else np.zeros((0, BLOCKS * COLUMNS), np.float32),
        "idf": ngrams.idf,
        "prior": prior,
        "temperature": np.array(temperature),
        "meaning_dual": of_meaning[0],
        "meaning_temperature": np.array(of_meaning[1]),
    }


def _targets(kernel: Floats, owner: NDArray[np.int64], is_counter: NDArray[np.bool_]) -> Floats:
    """What is to be learned: 1 for an example's own intent.

    A counter-example says of one intent that it is not meant, and nothing of the others: for these it says what the
    examples nearest to it say.
    """
    targets = np.zeros((len(owner), int(owner.max()) + 1), dtype=np.float32)
    examples = np.flatnonzero(~is_counter)
    targets[examples, owner[examples]] = 1
    for row in np.flatnonzero(is_counter):
        nearest = examples[np.argsort(-kernel[row, examples], kind="stable")[:NEIGHBOURS]]
        targets[row] = targets[nearest].mean(axis=0)
        targets[row, owner[row]] = 0
    return targets


def _parts(blocks: Sequence[Sparse]) -> Iterator[Floats]:
    """The columns of all blocks, so many at once as do not fill the memory."""
    for block in blocks:
        for first in range(0, COLUMNS, AT_ONCE):
            yield block.dense(first, first + AT_ONCE)


def _solve(
    kernel: Floats, targets: Floats, is_counter: NDArray[np.bool_], prior: Floats, ridge: float
) -> tuple[Floats, float]:
    """Dual weights, and the temperature that fits the left-out predictions of a sample best. Uses up `kernel`."""
    kernel[np.diag_indices_from(kernel)] += ridge
    examples = np.flatnonzero(~is_counter)
    sample = examples[:: max(1, len(examples) // SAMPLE)]
    units = np.zeros((len(targets), len(sample)), dtype=np.float32)
    units[sample, np.arange(len(sample))] = 1
    solved = cholesky.solve(kernel, np.concatenate([targets - prior, units], axis=1))
    dual: Floats = np.ascontiguousarray(solved[:, : targets.shape[1]])
    of_inverse = solved[sample, targets.shape[1] + np.arange(len(sample))]
    scores = targets[sample] - dual[sample] / of_inverse[:, None]
    owner = targets[sample].argmax(axis=1)
    losses = [-np.log(softmax(scores / t)[np.arange(len(owner)), owner] + 1e-12).mean() for t in TEMPERATURES]
    return dual, float(TEMPERATURES[int(np.argmin(losses))])


def _likeness(embeddings: Floats) -> Floats:
    """The kernel of embeddings with each other, `(n, n)`."""
    kernel = embeddings @ embeddings.T
    kernel -= 1
    kernel *= SHARPNESS
    result: Floats = np.exp(kernel, out=kernel)
    return result


def softmax(scores: NDArray[np.floating]) -> Floats:
    """Along the last axis."""
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = (exponents / exponents.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result
