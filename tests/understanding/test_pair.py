"""Two encoders side by side: one for all languages, and one for English besides."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge.library import Example, Library, Place
from bot.startup import WITHOUT_ENCODER, WITHOUT_ENGLISH_ENCODER, what_lacks
from bot.understanding.encoder import Pair, UseEncoder, each, load_encoder, parts
from bot.understanding.minilm import WEIGHTS, WORD_LIST, MiniLmEncoder
from bot.understanding.model import Taught
from bot.understanding.ranker import Ranker
from bot.understanding.understand import Understander
from tests.understanding.fake_encoder import FakeEncoder
from tests.understanding.test_ranker import taught

FOREIGN = Taught("was verdient man", "pay", Example("was verdient man", Place("pay.yml", 99)), is_foreign=True)
EXAMPLES = [*taught(), FOREIGN]


class Backwards(FakeEncoder):
    """Another one than `FakeEncoder`, with fewer dimensions."""

    def encode(self, texts):  # type: ignore[no-untyped-def]
        vectors = super().encode(texts)[:, ::-2] + np.float32(0.01)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def first() -> FakeEncoder:
    return FakeEncoder("all 1")


@pytest.fixture
def english() -> FakeEncoder:
    return Backwards("english 1", is_multilingual=False)


@pytest.fixture
def pair(first: FakeEncoder, english: FakeEncoder) -> Pair:
    return Pair(first, english)


def ranker(encoder: Pair | FakeEncoder | None, cache: Path | None = None) -> Ranker:
    return Ranker(EXAMPLES, encoder, cache, name="test")


def test_its_cosine_is_the_mean_of_both(pair: Pair) -> None:
    one, two = (encoder.encode(["what does it pay", "how does it go"]) for encoder in parts(pair))
    joined = pair.encode(["what does it pay", "how does it go"])
    assert joined[0] @ joined[1] == pytest.approx((one[0] @ one[1] + two[0] @ two[1]) / 2, abs=1e-5)


def test_its_name_tells_both_and_it_reads_what_the_first_reads(pair: Pair) -> None:
    assert pair.name == "all 1 and english 1"
    assert pair.is_multilingual


def test_both_have_a_say_in_english(pair: Pair, first: FakeEncoder, english: FakeEncoder) -> None:
    learned = ranker(pair)
    learned.warm()
    found = learned.rank("is the money good")
    assert found.top.intent == "pay"
    assert first.asked[-1] == english.asked[-1] == "is the money good"
    assert found != ranker(first).rank("is the money good")


def test_where_the_first_is_sure_the_second_is_not_asked(
    pair: Pair, first: FakeEncoder, english: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.understanding.ranker.CLEAR", 0.6)
    learned = ranker(pair)
    learned.warm()
    asked = len(english.asked)
    assert learned.rank("what does it pay then") == ranker(first).rank("what does it pay then")
    assert len(english.asked) == asked


def test_the_second_neither_learns_nor_ranks_what_is_not_english(
    pair: Pair, first: FakeEncoder, english: FakeEncoder
) -> None:
    learned = ranker(pair)
    learned.warm()
    learned.rank("was verdient ein mann", by_meaning_alone=True)
    assert set(first.asked) - set(english.asked) == {FOREIGN.text, "was verdient ein mann"}


def test_in_another_language_it_is_as_the_first_alone(pair: Pair, first: FakeEncoder) -> None:
    both = ranker(pair).rank("was verdient ein mann", by_meaning_alone=True)
    alone = ranker(first).rank("was verdient ein mann", by_meaning_alone=True)
    assert [one.intent for one in both.candidates] == [one.intent for one in alone.candidates]
    for one, two in zip(both.candidates, alone.candidates, strict=True):
        assert (one.confidence, one.similarity) == pytest.approx((two.confidence, two.similarity), abs=1e-4)


def test_a_second_start_takes_everything_from_the_cache(pair: Pair, tmp_path: Path) -> None:
    expected = ranker(pair, tmp_path).rank("is the money good")
    first, english = FakeEncoder("all 1"), Backwards("english 1", is_multilingual=False)
    assert ranker(Pair(first, english), tmp_path).rank("is the money good") == expected
    assert first.asked == english.asked == ["is the money good"]


def test_with_and_without_the_second_is_trained_anew_from_the_vectors_that_are_kept(
    pair: Pair, first: FakeEncoder, tmp_path: Path
) -> None:
    ranker(pair, tmp_path).rank("is the money good")
    again = FakeEncoder("all 1")
    assert ranker(again, tmp_path).rank("is the money good") == ranker(first).rank("is the money good")
    assert again.asked == ["is the money good"]


def test_thresholds_are_those_of_both(bees: Library, pair: Pair) -> None:
    chosen = replace(bees, thresholds={"all 1": {"answer": 0.11}, pair.name: {"answer": 0.22}})
    assert Understander(chosen, pair, None).thresholds.answer == 0.22


def test_wrapping_a_pair_wraps_both(pair: Pair, first: FakeEncoder) -> None:
    wrapped = each(lambda one: FakeEncoder(f"wrapped {one.name}"), pair)
    assert wrapped is not None
    assert [one.name for one in parts(wrapped)] == ["wrapped all 1", "wrapped english 1"]
    assert each(lambda one: one, first) is first
    assert each(lambda one: one, None) is None


@pytest.mark.parametrize("missing", [WEIGHTS[0], WORD_LIST[0]])
def test_without_its_packages_the_first_works_alone(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [type(one) for one in parts(load_encoder() or FakeEncoder())] == [UseEncoder, MiniLmEncoder]
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))
    assert isinstance(load_encoder(), UseEncoder)
    assert what_lacks(load_encoder()) == WITHOUT_ENGLISH_ENCODER


def test_what_is_missing_is_said(pair: Pair) -> None:
    assert what_lacks(pair) is None
    assert what_lacks(None) == WITHOUT_ENCODER
