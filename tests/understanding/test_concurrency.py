"""Several threads ask at once, from the very first question on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any

import pytest

from bot.knowledge.library import Library
from bot.understanding.encoder import Floats, load_encoder
from bot.understanding.model import Model, load_or_train
from bot.understanding.understand import Understander
from bot.understanding.understanding import Understanding
from tests.conftest import ROOT
from tests.understanding.fake_encoder import FakeEncoder

THREADS = 8
QUESTIONS = [
    "what does a data scientist do",
    "wat skils does a machin lerning engneer need",
    "i love statistics but hate servers, which one",
    "what do they do? and what do they earn?",
    "¿qué hace un científico de datos en su día a día?",
    "データサイエンティストの将来性はどうですか",
    "data engineer or data scientist at Netflix",
    "how tall is a giraffe",
]


class SlowEncoder(FakeEncoder):
    """Takes its time, so that threads meet in it."""

    def encode(self, texts: list[str]) -> Floats:  # type: ignore[override]
        sleep(0.01)
        return super().encode(texts)


def asked_at_once(understand: Callable[[str], Understanding]) -> list[list[Understanding]]:
    """What each of the threads got; each begins with another question."""
    barrier = Barrier(THREADS)

    def ask(number: int) -> list[Understanding]:
        barrier.wait(10)
        turned = QUESTIONS[number:] + QUESTIONS[:number]
        answers = dict(zip(turned, map(understand, turned), strict=True))
        return [answers[text] for text in QUESTIONS]

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(ask, range(THREADS)))


def test_first_use_included_all_get_the_same(library: Library, understand: Understander) -> None:
    fresh = Understander(library, load_encoder(), ROOT / ".cache")
    expected = [understand(text) for text in QUESTIONS]
    assert all(got == expected for got in asked_at_once(fresh))


@pytest.mark.parametrize("encoder", [SlowEncoder(), None], ids=["with an encoder", "n-grams alone"])
def test_training_happens_once(bees: Library, encoder: FakeEncoder | None, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = []

    def train(*args: Any) -> Model:
        trained.append(args[-1])
        return load_or_train(*args)

    monkeypatch.setattr("bot.understanding.ranker.load_or_train", train)
    got = asked_at_once(Understander(bees, encoder, None))
    assert all(one == got[0] for one in got)
    assert sorted(trained) in (["intents"], ["intents", "likes"])
