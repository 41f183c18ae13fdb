"""What is learned from a few examples, with an encoder and without one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.knowledge.library import Example, Place
from bot.understanding.model import Mix, Taught
from bot.understanding.ranker import Ranker
from bot.understanding.understanding import Ranking
from tests.understanding.fake_encoder import FakeEncoder

EXAMPLES = {
    "pay": ["what does it pay", "how much money do you make", "is the pay good", "what is the salary of a baker"],
    "work": ["what do you do all day", "what does a baker do", "what are the tasks of a baker", "describe your day"],
    "start": ["how do i become a baker", "how do i start", "where do i learn to bake", "can i start without a school"],
}
COUNTERS = {"work": ["what do you do at weekends"]}


def taught(counters: dict[str, list[str]] | None = None) -> list[Taught]:
    listed = [(intent, text, False) for intent, texts in EXAMPLES.items() for text in texts]
    listed += [(intent, text, True) for intent, texts in (counters or {}).items() for text in texts]
    return [
        Taught(text, intent, Example(text, Place(f"{intent}.yml", line)), is_counter)
        for line, (intent, text, is_counter) in enumerate(listed, start=1)
    ]


def ranker(encoder: FakeEncoder | None, examples: list[Taught] | None = None, cache: Path | None = None) -> Ranker:
    return Ranker(examples or taught(), encoder, cache, name="test")


@pytest.fixture(params=["with an encoder", "n-grams alone"])
def encoder(request: pytest.FixtureRequest) -> FakeEncoder | None:
    return FakeEncoder() if request.param == "with an encoder" else None


def confidence(ranking: Ranking, intent: str) -> float:
    return next(one.confidence for one in ranking.candidates if one.intent == intent)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what is the pay", "pay"),
        ("how much salary do you make", "pay"),
        ("describe the tasks of your day", "work"),
        ("where can i start to learn", "start"),
    ],
)
def test_the_likeliest_comes_first(encoder: FakeEncoder | None, text: str, intent: str) -> None:
    ranking = ranker(encoder).rank(text)
    assert ranking.top.intent == intent
    assert sorted(one.intent for one in ranking.candidates) == sorted(EXAMPLES)
    assert [one.confidence for one in ranking.candidates] == sorted(
        (one.confidence for one in ranking.candidates), reverse=True
    )


def test_confidences_are_shares(encoder: FakeEncoder | None) -> None:
    for text in ("what is the pay", "zzz", "?"):
        ranking = ranker(encoder).rank(text)
        assert all(0 <= one.confidence <= 1 for one in ranking.candidates)
        assert sum(one.confidence for one in ranking.candidates) == pytest.approx(1)


def test_what_is_like_nothing_is_less_sure(encoder: FakeEncoder | None) -> None:
    learned = ranker(encoder)
    assert learned.rank("zzz yyy").top.confidence < learned.rank("what is the pay").top.confidence
    assert learned.rank("zzz yyy").top.similarity < learned.rank("what is the pay").top.similarity


def test_an_example_typed_exactly_is_sure(encoder: FakeEncoder | None) -> None:
    ranking = ranker(encoder).rank("What does it PAY?!")
    assert ranking.is_exact
    assert (ranking.top.intent, ranking.top.confidence, ranking.top.similarity) == ("pay", 1.0, 1.0)
    assert (ranking.top.nearest, str(ranking.top.place)) == ("what does it pay", "pay.yml:1")


def test_the_nearest_example_is_named(encoder: FakeEncoder | None) -> None:
    top = ranker(encoder).rank("so is the pay good").top
    assert (top.nearest, str(top.place)) == ("is the pay good", "pay.yml:3")


def test_it_says_what_each_kind_of_feature_added(encoder: FakeEncoder | None) -> None:
    parts = dict(ranker(encoder).rank("what is the pay").top.parts)
    assert set(parts) == {"embedding", "n-grams"}
    assert parts["n-grams"] > 0
    assert parts["embedding"] > 0 if encoder else parts["embedding"] == 0


def test_a_counter_example_takes_an_intent_back(encoder: FakeEncoder | None) -> None:
    question = "and what do you do at weekends then"
    without, with_it = ranker(encoder).rank(question), ranker(encoder, taught(COUNTERS)).rank(question)
    assert confidence(with_it, "work") < confidence(without, "work") - 0.1


def test_a_counter_example_is_no_example(encoder: FakeEncoder | None) -> None:
    ranking = ranker(encoder, taught(COUNTERS)).rank("what do you do at weekends")
    assert not ranking.is_exact
    assert all(one.nearest not in COUNTERS["work"] for one in ranking.candidates)


def test_counter_examples_of_an_intent_without_examples_are_left_out(encoder: FakeEncoder | None) -> None:
    learned = ranker(encoder, taught({"nothing": ["what is it"]}))
    assert learned.intents == sorted(EXAMPLES)
    assert learned.rank("what is it").candidates == ranker(encoder).rank("what is it").candidates


def test_the_order_of_examples_does_not_matter(encoder: FakeEncoder | None) -> None:
    questions = ["what is the pay", "what do you do", "start", "zzz"]
    expected = ranker(encoder, taught(COUNTERS)).rank_all(questions)
    for seed in range(5):
        shuffled = taught(COUNTERS)
        random.Random(seed).shuffle(shuffled)
        assert ranker(encoder, shuffled).rank_all(questions) == expected


def test_several_at_once_are_as_one_by_one(encoder: FakeEncoder | None) -> None:
    learned = ranker(encoder)
    questions = ["what is the pay", "what does it pay", "zzz", "", "what does it pay"]
    for one, together in zip(map(learned.rank, questions), learned.rank_all(questions), strict=True):
        assert [c.intent for c in one.candidates] == [c.intent for c in together.candidates]
        assert [c.confidence for c in one.candidates] == pytest.approx([c.confidence for c in together.candidates])
    assert learned.rank_all([]) == []


def test_by_meaning_alone_letters_do_not_count() -> None:
    ranking = ranker(FakeEncoder()).rank("what is the pay", by_meaning_alone=True)
    assert ranking.top.intent == "pay"
    assert all(dict(one.parts)["n-grams"] == 0 for one in ranking.candidates)


def test_one_example_of_one_intent(encoder: FakeEncoder | None) -> None:
    learned = ranker(encoder, taught()[:1])
    assert learned.rank("anything").top.intent == "pay"


def test_nothing_is_learned_before_it_is_needed() -> None:
    fake = FakeEncoder()
    learned = ranker(fake)
    assert learned.rank("what does it pay").is_exact
    assert fake.asked == []
    learned.rank("what is the pay")
    assert len(fake.asked) == len(taught()) + 1


# The cache


def test_a_second_start_takes_everything_from_the_cache(tmp_path: Path, encoder: FakeEncoder | None) -> None:
    first = ranker(encoder, cache=tmp_path).rank("what is the pay")
    again = FakeEncoder() if encoder else None
    assert ranker(again, cache=tmp_path).rank("what is the pay") == first
    assert again is None or again.asked == ["what is the pay"]


def test_after_an_edit_only_what_is_new_is_embedded(tmp_path: Path) -> None:
    ranker(FakeEncoder(), cache=tmp_path).rank("zzz")
    fake = FakeEncoder()
    edited = [*taught(), Taught("is it well paid", "pay", Example("is it well paid", Place("pay.yml", 9)))]
    cached = ranker(fake, edited, tmp_path).rank("zzz")
    assert sorted(fake.asked) == ["is it well paid", "zzz"]
    assert cached == ranker(FakeEncoder(), edited).rank("zzz")


def test_another_encoder_embeds_anew(tmp_path: Path) -> None:
    ranker(FakeEncoder("fake 1"), cache=tmp_path).rank("zzz")
    fake = FakeEncoder("fake 2")
    ranker(fake, cache=tmp_path).rank("zzz")
    assert len(fake.asked) == len(taught()) + 1


def test_a_model_of_another_version_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.understanding.model.MIXES", 3 * (Mix(ngrams=30.0, ridge=0.5),))
    monkeypatch.setattr("bot.understanding.model.VERSION", "of another time")
    other = ranker(FakeEncoder(), cache=tmp_path).rank("what is the pay")
    monkeypatch.undo()
    cached = ranker(FakeEncoder(), cache=tmp_path).rank("what is the pay")
    assert cached == ranker(FakeEncoder()).rank("what is the pay") != other


@pytest.mark.parametrize(
    "damage",
    [b"", b"not an archive", b"PK\x03\x04 cut off", None],
    ids=["empty", "something else", "cut off at once", "cut off in the middle"],
)
def test_broken_cache_files_are_ignored(tmp_path: Path, encoder: FakeEncoder | None, damage: bytes | None) -> None:
    expected = ranker(encoder, cache=tmp_path).rank("what is the pay")
    files = list(tmp_path.iterdir())
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2] if damage is None else damage)
    assert ranker(encoder, cache=tmp_path).rank("what is the pay") == expected
    again = FakeEncoder() if encoder else None
    ranker(again, cache=tmp_path).rank("zzz")
    assert again is None or again.asked == ["zzz"]  # it was written anew


def test_a_folder_that_cannot_be_written_to_costs_time_only(tmp_path: Path, encoder: FakeEncoder | None) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    ranking = ranker(encoder, cache=tmp_path / "file" / "cache").rank("what is the pay")
    assert ranking == ranker(encoder).rank("what is the pay")
