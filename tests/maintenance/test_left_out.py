"""Each example left out, in closed form, beside what a ranker says that never saw it."""

from __future__ import annotations

import pytest

from bot.knowledge.library import Example, Place
from bot.maintenance import left_out
from bot.maintenance.left_out import LeftOut, leave_out
from bot.understanding.encoder import Encoder
from bot.understanding.model import Taught
from bot.understanding.ranker import Ranker
from tests.understanding.fake_encoder import FakeEncoder

QUESTIONS = {
    "pay": [
        "what do they earn",
        "how much do they earn a year",
        "is the pay good",
        "do they earn much",
        "what is the pay",
    ],
    "place": ["where do they work", "do they work at home", "which town do they work in", "where is the work"],
    "age": [
        "how old are they",
        "what age are they",
        "what age is too old",
        "is there an age limit",
        "how old can they be",
    ],
}
TAUGHT = [
    Taught(text, intent, Example(text, Place(f"intents/{intent}.yml", line)))
    for intent, texts in QUESTIONS.items()
    for line, text in enumerate(texts, start=5)
]
DENIED = Taught(
    "how much work is it", "pay", Example("how much work is it", Place("intents/pay.yml", 20)), is_counter=True
)


def ranker(taught: list[Taught], encoder: Encoder | None) -> Ranker:
    return Ranker(taught, encoder, None, name="test")


def leave_all_out(one: Ranker) -> list[LeftOut]:
    return leave_out(one, None, least_weight=-10.0)


@pytest.mark.parametrize("encoder", [FakeEncoder(), None], ids=["embeddings", "n-grams alone"])
def test_it_says_what_a_ranker_says_that_never_saw_the_example(encoder: Encoder | None) -> None:
    for one in leave_all_out(ranker([*TAUGHT, DENIED], encoder)):
        rest = [other for other in (*TAUGHT, DENIED) if other is not one.taught]
        assert one.taken == ranker(rest, encoder).rank(one.taught.text).top.intent
        assert (one.margin == 0) == (one.taken == one.taught.intent)


def by_text(found: list[LeftOut]) -> dict[str, LeftOut]:
    return {one.taught.text: one for one in found}


def test_every_example_once_and_no_counter_example() -> None:
    found = leave_all_out(ranker([*TAUGHT, DENIED], FakeEncoder()))
    assert sorted(one.taught.text for one in found) == sorted(one.text for one in TAUGHT)


@pytest.mark.parametrize("encoder", [FakeEncoder(), None], ids=["embeddings", "n-grams alone"])
def test_the_nearest_lines_of_its_own_intent_and_of_others(encoder: Encoder | None) -> None:
    one = by_text(leave_all_out(ranker(TAUGHT, encoder)))["do they earn much"]
    assert one.own is not None
    assert one.other is not None
    assert one.own.taught.intent == "pay"
    assert one.other.taught.text == "where do they work"
    assert 0 < one.other.similarity < one.own.similarity < 1


def test_those_that_the_model_leans_on_most_alone() -> None:
    everything = leave_all_out(ranker(TAUGHT, FakeEncoder()))
    some = leave_out(ranker(TAUGHT, FakeEncoder()), None, least_weight=0.5)
    assert 0 < len(some) < len(everything)
    assert [one for one in everything if one.taught in [other.taught for other in some]] == some


def test_the_only_example_of_an_intent_has_none_beside_it() -> None:
    alone = Taught("is it fun", "fun", Example("is it fun", Place("intents/fun.yml", 5)))
    assert by_text(leave_all_out(ranker([*TAUGHT, alone], FakeEncoder())))["is it fun"].own is None


def test_one_intent_or_none_has_nothing_to_be_taken_for() -> None:
    assert leave_all_out(ranker([one for one in TAUGHT if one.intent == "pay"], FakeEncoder())) == []
    assert leave_all_out(ranker([], FakeEncoder())) == []


def test_too_many_examples_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out, "MOST", len(TAUGHT) - 1)
    assert leave_all_out(ranker(TAUGHT, FakeEncoder())) == []
