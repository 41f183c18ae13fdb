"""The encoder of English, against what onnxruntime makes of the same weights."""

from __future__ import annotations

import importlib.metadata

import numpy as np
import pytest

from bot.understanding.minilm import DIMENSIONS, LONGEST, MANY, PACKAGE, MiniLmEncoder

MADE_BY_ONNXRUNTIME = {
    "what does a data scientist do": [-0.040103, 0.037956, 0.013033, 0.066634, -0.043604, -0.147791],
    "Isn't naïve overfitting unforgivably un-pythonic?": [
        -0.046341,
        -0.018828,
        0.008221,
        0.035994,
        0.077789,
        -0.148057,
    ],
}


@pytest.fixture(scope="module")
def encoder() -> MiniLmEncoder:
    return MiniLmEncoder()


def test_the_name_tells_the_version(encoder: MiniLmEncoder) -> None:
    assert encoder.name == f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"
    assert not encoder.is_multilingual


@pytest.mark.parametrize("text", MADE_BY_ONNXRUNTIME)
def test_vectors_are_those_of_the_network(encoder: MiniLmEncoder, text: str) -> None:
    assert encoder.encode([text])[0, :6] == pytest.approx(MADE_BY_ONNXRUNTIME[text], abs=2e-4)


def test_vectors_have_length_1_whatever_the_text(encoder: MiniLmEncoder) -> None:
    texts = ["what does it pay", "", "?", "👍", "と" * 500, "a" * 500, "¿" * 500, "one two " * 60]
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_nothing_to_encode(encoder: MiniLmEncoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_capitals_and_accents_do_not_matter(encoder: MiniLmEncoder) -> None:
    one, two = encoder.encode(["a naïve RÉSUMÉ", "A Naive resume"])
    assert np.allclose(one, two, atol=1e-5)


def test_the_end_of_a_long_text_is_not_read(encoder: MiniLmEncoder) -> None:
    one, two = encoder.encode(["day " * LONGEST, "day " * LONGEST + "and night"])
    assert np.allclose(one, two, atol=1e-5)


def test_a_vector_depends_on_its_own_text_alone(encoder: MiniLmEncoder) -> None:
    texts = [f"is {number} a good number{' or not' * (number % 3)}" for number in range(MANY)]
    many = encoder.encode(texts)
    for number in (0, 1, MANY // 2, MANY - 1):
        assert np.allclose(encoder.encode([texts[number]])[0], many[number], atol=1e-5)


def test_vectors_lie_close_where_meanings_do(encoder: MiniLmEncoder) -> None:
    pay, earn, cat = encoder.encode(["what does it pay", "how much do you earn", "my cat"])
    assert pay @ earn > pay @ cat + 0.2
