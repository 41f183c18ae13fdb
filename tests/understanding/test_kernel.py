"""The kernel of examples, against plain matrix products."""

from __future__ import annotations

import numpy as np

from bot.understanding.kernel import AT_ONCE, add_ngrams, by_meaning, cores, row
from bot.understanding.ngrams import NGrams

WORDS = ["bee", "ant", "fox", "owl", "elk", "cow", "hen", "rat", "bat", "cat", "dog", "pig"]
TEXTS = [f"{one} {two} number {number}" for number in range(5) for one in WORDS for two in WORDS]


def test_it_is_what_matrix_products_give() -> None:
    assert len(TEXTS) > AT_ONCE
    vectors = np.random.default_rng(1).normal(size=(len(TEXTS), 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    _, blocks = NGrams.fit(TEXTS)
    with cores() as pool:
        kernel = by_meaning(vectors, 2.0, pool)
        add_ngrams(kernel, blocks, 0.3, pool)
    expected = np.exp(2 * (vectors @ vectors.T - 1))
    expected += 0.3 * sum(block.dense() @ block.dense().T for block in blocks)
    assert np.allclose(np.tril(kernel), np.tril(expected), atol=1e-4)
    assert np.allclose(row(kernel, 100), expected[100], atol=1e-4)


def test_without_dimensions_nothing_is_alike() -> None:
    with cores() as pool:
        assert not by_meaning(np.zeros((3, 0), np.float32), 2.0, pool).any()
