"""Hashed TF-IDF features."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.ngrams import BLOCKS, COLUMNS, NGrams

TEXTS = ["how do bees live", "how do bees fly", "flowers for sale", "what does honey cost", "it is what it is"]


@pytest.fixture(scope="module")
def ngrams() -> NGrams:
    return NGrams.fit(TEXTS)[0]


def likeness(ngrams: NGrams, one: str, two: str) -> float:
    first, second = ngrams.rows([one, two])
    return float(first @ second) / BLOCKS


def test_shapes(ngrams: NGrams) -> None:
    assert ngrams.rows(TEXTS).shape == (len(TEXTS), BLOCKS * COLUMNS)
    assert ngrams.rows([]).shape == (0, BLOCKS * COLUMNS)
    assert ngrams.idf.shape == (BLOCKS, COLUMNS)
    assert ngrams.rows(TEXTS).dtype == np.float32


def test_each_block_of_a_row_has_length_1(ngrams: NGrams) -> None:
    for block in np.split(ngrams.rows([*TEXTS, "never seen before"]), BLOCKS, axis=1):
        assert np.linalg.norm(block, axis=1) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "???", "…", "_"])
def test_a_text_without_words_is_all_zeros(ngrams: NGrams, text: str) -> None:
    assert not ngrams.rows([text]).any()


def test_a_text_is_like_itself_and_like_what_it_shares_words_and_letters_with(ngrams: NGrams) -> None:
    assert likeness(ngrams, TEXTS[0], TEXTS[0]) == pytest.approx(1)
    assert likeness(ngrams, TEXTS[0], TEXTS[1]) > 0.3
    assert likeness(ngrams, "flowers", "flowering") > 0.2
    assert abs(likeness(ngrams, TEXTS[0], TEXTS[2])) < 0.1


def test_capitals_and_punctuation_do_not_count(ngrams: NGrams) -> None:
    assert likeness(ngrams, "How do BEES fly?!", "how do bees fly") == pytest.approx(1)


def test_the_order_of_words_counts_a_little(ngrams: NGrams) -> None:
    assert 0.5 < likeness(ngrams, "bees fly how do", "how do bees fly") < 0.99


def test_rare_words_weigh_more_than_common_ones(ngrams: NGrams) -> None:
    assert likeness(ngrams, "how honey", "honey") > likeness(ngrams, "how honey", "how")


def test_a_row_depends_on_its_own_text_alone(ngrams: NGrams) -> None:
    together = ngrams.rows(TEXTS)
    for row, text in enumerate(TEXTS):
        assert np.array_equal(ngrams.rows([text])[0], together[row])


def test_the_blocks_of_fitting_are_the_rows() -> None:
    ngrams, blocks = NGrams.fit(TEXTS)
    assert np.array_equal(np.concatenate([block.dense() for block in blocks], axis=1), ngrams.rows(TEXTS))


def test_a_block_weighs_its_columns_as_a_matrix_would() -> None:
    _, blocks = NGrams.fit(TEXTS)
    dual = np.arange(2.0 * len(TEXTS), dtype=np.float32).reshape(-1, 2)
    assert np.allclose(blocks[1].weights(dual), blocks[1].dense().T @ dual, atol=1e-4)


def test_idf_is_that_of_the_books() -> None:
    ngrams, _ = NGrams.fit(["bee", "bee", "bee", "ant"])
    seen = {round(float(value), 5) for value in np.unique(ngrams.idf[0])}
    assert seen == {round(float(np.log(5 / (1 + count)) + 1), 5) for count in (0, 1, 3)}


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=200))
def test_any_text(ngrams: NGrams, text: str) -> None:
    row = ngrams.rows([text])
    assert np.isfinite(row).all()
    assert np.linalg.norm(row) ** 2 <= BLOCKS + 1e-4
