"""The sentence encoder behind its protocol."""

from __future__ import annotations

import importlib.metadata
import importlib.util

import numpy as np
import pytest

from bot.knowledge.library import Library
from bot.understanding.encoder import DIMENSIONS, PACKAGE, Encoder, load_encoder, parts
from bot.understanding.minilm import MANY
from bot.understanding.understand import Understander, build_understander


@pytest.fixture(scope="module")
def encoder(understand: Understander) -> Encoder:
    assert understand.encoder is not None
    return parts(understand.encoder)[0]


def test_the_name_tells_the_version(encoder: Encoder) -> None:
    assert encoder.name == f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"
    assert encoder.is_multilingual


def test_vectors_have_length_1(encoder: Encoder) -> None:
    vectors = encoder.encode(["what does it pay", "", "?", "👍", "と" * 500])
    assert vectors.shape == (5, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_nothing_to_encode(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_a_vector_depends_on_its_own_text_alone(encoder: Encoder) -> None:
    texts = [f"is {number} a good number" for number in range(MANY)]
    many = encoder.encode(texts)
    assert many.shape == (MANY, DIMENSIONS)
    for number in (0, 1, MANY // 2, MANY - 1):
        assert np.allclose(encoder.encode([texts[number]])[0], many[number], atol=1e-5)


def test_vectors_lie_close_where_meanings_do_in_any_language(encoder: Encoder) -> None:
    pay, earn, gana, cat = encoder.encode(["what does it pay", "how much do you earn", "¿cuánto se gana?", "my cat"])
    assert pay @ earn > pay @ cat + 0.2
    assert earn @ gana > cat @ gana + 0.2


def test_without_the_package_the_bot_works_on_n_grams_alone(bees: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert load_encoder() is None
    understand = build_understander(bees)
    assert understand.encoder is None
    assert [one.intent for one in understand("what does a beekeeper do").answers] == ["duties"]
