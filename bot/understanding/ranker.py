"""Ranks intents for a question, by the likeness of its embedding and its n-grams to those of the examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from bot.knowledge.text import same_question
from bot.understanding.encoder import Encoder, Floats, Pair, join, parts
from bot.understanding.model import SHARPNESS, Model, Taught, load_or_train, softmax
from bot.understanding.ngrams import BLOCKS
from bot.understanding.understanding import Candidate, Ranking

_TRAINING: Final = Lock()
"""One model is trained at a time, and never twice."""


CLEAR: Final = 0.8
"""Confidence from which on what the first encoder of a pair makes of an English question stands."""
CLEAR_SIMILARITY: Final = 0.5
"""The same for the similarity to the nearest example: of English questions, about half are so clear."""


class Ranker:
    """Trained on examples, when the first question comes that is not one of them; immutable afterwards.

    With a pair of encoders, the second is asked only where the first by itself is not sure, and of English questions.
    """

    def __init__(self, taught: Sequence[Taught], encoder: Encoder | None, cache_dir: Path | None, *, name: str) -> None:
        """`name`: of the trained model in the cache. Examples are sorted, so that their order is of no effect."""
        self.name = name
        self.encoder = encoder
        intents = {one.intent for one in taught if not one.is_counter}
        self.intents = sorted(intents)
        known = [one for one in taught if one.intent in intents]
        self.taught = sorted(known, key=lambda t: (t.intent, t.is_counter, t.is_foreign, t.text, t.example.text))
        self._cache_dir = cache_dir
        self._model: Model | None = None
        self._first = Ranker(taught, encoder.first, cache_dir, name=name) if isinstance(encoder, Pair) else None
        self._segments = {with_foreign: _segments(self.taught, with_foreign) for with_foreign in (False, True)}
        self._exact: dict[str, Taught] = {}
        for one in self.taught:
            if not one.is_counter:
                self._exact.setdefault(same_question(one.text), one)

    @property
    def model(self) -> Model:
        """The trained model, from the cache where it is there."""
        if self._model is None:  # nobody who has a model waits while another one is trained
            with _TRAINING:
                if self._model is None:
                    self._model = load_or_train(self.taught, self.intents, self.encoder, self._cache_dir, self.name)
        return self._model

    def warm(self) -> None:
        """Loads and trains what the first question would have to wait for."""
        for ranker in (self._first, self):
            if ranker is not None and ranker.taught:
                vectors = ranker.encoder.encode(["warm up"]) if ranker.encoder else None
                list(ranker._scored(["warm up"], vectors, by_meaning_alone=False))

    def exact(self, text: str) -> Ranking | None:
        """The ranking of a question that is an example, typed exactly."""
        one = self._exact.get(same_question(text))
        if one is None:
            return None
        return Ranking((Candidate(one.intent, 1.0, 1.0, one.example.text, one.example.place),), is_exact=True)

    def rank(self, text: str, *, by_meaning_alone: bool = False) -> Ranking:
        """All intents for one question, the likeliest first."""
        return self.rank_all([text], by_meaning_alone=by_meaning_alone)[0]

    def rank_all(self, texts: Sequence[str], *, by_meaning_alone: bool = False) -> list[Ranking]:
        """The same for several questions at once.

        `texts` are clean and have role names made equal. With `by_meaning_alone` only embeddings count: words and
        letters mislead where the question is not in the language of the examples.
        """
        if not self.taught:
            return [Ranking(())] * len(texts)
        exact = [self.exact(text) for text in texts]
        others = [text for text, ranking in zip(texts, exact, strict=True) if ranking is None]
        scored = iter(self._ranked(others, by_meaning_alone=by_meaning_alone) if others else ())
        return [ranking or next(scored) for ranking in exact]

    def _ranked(self, texts: Sequence[str], *, by_meaning_alone: bool) -> list[Ranking]:
        """Those that are no examples."""
        encoders = parts(self.encoder) if self.encoder else ()
        vectors = encoders[0].encode(texts) if encoders else None
        if self._first is None:
            return list(self._scored(texts, vectors, by_meaning_alone=by_meaning_alone))
        rankings = list(self._first._scored(texts, vectors, by_meaning_alone=by_meaning_alone))
        unsure = [] if by_meaning_alone else [i for i, ranking in enumerate(rankings) if not _is_clear(ranking)]
        if unsure and vectors is not None:
            asked = [texts[i] for i in unsure]
            joined = join([vectors[unsure], *(encoder.encode(asked) for encoder in encoders[1:])])
            for i, ranking in zip(unsure, self._scored(asked, joined, by_meaning_alone=False), strict=True):
                rankings[i] = ranking
        return rankings

    def _scored(self, texts: Sequence[str], vectors: Floats | None, *, by_meaning_alone: bool) -> Iterator[Ranking]:
        model = self.model
        by_ngrams = model.ngrams.scores(texts, model.ngram_weights)
        temperature = model.temperature
        if vectors is None:
            likeness = (model.ngrams.rows(texts) @ model.ngram_rows.T / BLOCKS).astype(np.float32)
            by_meaning = np.zeros_like(by_ngrams)
        else:
            likeness = (vectors @ model.embeddings.T).astype(np.float32)
            dual = model.dual
            if by_meaning_alone:
                dual, temperature = model.meaning_dual, model.meaning_temperature
                by_ngrams = np.zeros_like(by_ngrams)
            by_meaning = (np.exp(SHARPNESS * (likeness - 1)) @ dual).astype(np.float32)
        scores = by_meaning + by_ngrams + model.prior
        confidence = softmax(scores / temperature)
        for i in range(len(texts)):
            segments = self._segments[by_meaning_alone]
            candidates = self._candidates(segments, likeness[i], by_meaning[i], by_ngrams[i], confidence[i])
            yield Ranking(candidates, is_by_meaning_alone=by_meaning_alone)

    def _candidates(
        self, segments: Sequence[slice], likeness: Floats, by_meaning: Floats, by_ngrams: Floats, confidence: Floats
    ) -> tuple[Candidate, ...]:
        candidates = []
        for index, intent in enumerate(self.intents):
            segment = segments[index]
            nearest = segment.start + int(likeness[segment].argmax())
            example = self.taught[nearest].example
            parts = (("embedding", float(by_meaning[index])), ("n-grams", float(by_ngrams[index])))
            candidates.append(
                Candidate(
                    intent, float(confidence[index]), float(likeness[nearest]), example.text, example.place, parts
                )
            )
        return tuple(sorted(candidates, key=lambda one: (-one.confidence, -one.similarity, one.intent)))


def _is_clear(ranking: Ranking) -> bool:
    top = ranking.top
    return top.confidence >= CLEAR and top.similarity >= CLEAR_SIMILARITY


def _segments(taught: Sequence[Taught], with_foreign: bool) -> list[slice]:
    """Where each intent's examples stand among those taught: English ones, foreign ones, counter-examples."""
    counts = Counter(one.intent for one in taught if not one.is_counter and (with_foreign or not one.is_foreign))
    first: dict[str, int] = {}
    for index, one in enumerate(taught):
        first.setdefault(one.intent, index)
    return [slice(first[intent], first[intent] + counts[intent]) for intent in sorted(counts)]
