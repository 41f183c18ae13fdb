"""The classifier for many thousands of examples."""

from __future__ import annotations

import numpy as np
import pytest

from bot.maintenance.kernel_ridge import KernelRidge
from tests.understanding.fake_encoder import FakeEncoder

TEXTS = ["how much honey", "honey per hive", "which flower", "a flower for mother", "red flower", "honey jar"]
CLASSES = ["honey", "honey", "flower", "flower", "flower", "honey"]


@pytest.mark.parametrize("encoder", [None, FakeEncoder()])
def test_it_tells_classes_apart(encoder: FakeEncoder | None) -> None:
    model = KernelRidge(TEXTS * 3, CLASSES * 3, encoder, lambda *_: None)
    for text, wanted in zip(TEXTS, CLASSES, strict=True):
        scores, _ = model.scores(text)
        assert model.classes[int(scores.argmax())] == wanted
        assert scores.max() > 0.8


def test_likeness_is_that_of_the_nearest_example() -> None:
    model = KernelRidge(TEXTS, CLASSES, FakeEncoder(), lambda *_: None)
    _, likeness = model.scores("honey jar")
    assert likeness[model.classes.index("honey")] == pytest.approx(1, abs=1e-3)
    assert likeness[model.classes.index("flower")] < 0.5


def test_the_order_of_examples_is_of_no_effect() -> None:
    one = KernelRidge(TEXTS, CLASSES, FakeEncoder(), lambda *_: None)
    two = KernelRidge(TEXTS[::-1], CLASSES[::-1], FakeEncoder(), lambda *_: None)
    np.testing.assert_array_equal(one.scores("honey or flower")[0], two.scores("honey or flower")[0])


def test_progress_ends_at_the_whole() -> None:
    told: dict[str, float] = {}
    KernelRidge(TEXTS, CLASSES, FakeEncoder(), told.__setitem__)
    assert set(told.values()) == {1.0}
