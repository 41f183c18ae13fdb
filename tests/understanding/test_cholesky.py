"""The solver, against numpy's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bot.understanding.cholesky import BLOCK, solve
from bot.understanding.encoder import Floats


def system(size: int, columns: int) -> tuple[Floats, Floats]:
    """A positive definite matrix like those that are trained on, and a right side."""
    random = np.random.default_rng(size)
    vectors = random.normal(size=(size, 20))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    matrix = np.exp(2 * (vectors @ vectors.T - 1)) + 0.5 * np.eye(size)
    return matrix.astype(np.float32), random.normal(size=(size, columns)).astype(np.float32)


def solved(matrix: Floats, right: Floats, threads: int = 2) -> Floats:
    with ThreadPoolExecutor(threads) as pool:
        return solve(matrix, right, pool)


@pytest.mark.parametrize("size", [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 37])
def test_solve(size: int) -> None:
    matrix, right = system(size, 3)
    expected = np.linalg.solve(matrix.astype(np.float64), right.astype(np.float64))
    x = solved(matrix.copy(), right)
    assert x.dtype == np.float32
    assert np.allclose(x, expected, atol=1e-4)


def test_the_right_side_is_left_as_it_is() -> None:
    matrix, right = system(5, 2)
    before = right.copy()
    solved(matrix, right)
    assert np.array_equal(right, before)


def test_nothing_to_solve() -> None:
    assert solved(np.zeros((0, 0), np.float32), np.zeros((0, 2), np.float32)).shape == (0, 2)


def test_a_matrix_that_is_not_positive_definite() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        solved(np.array([[1, 2], [2, 1]], dtype=np.float32), np.ones((2, 1), np.float32))


def test_the_number_of_threads_changes_nothing() -> None:
    matrix, right = system(3 * BLOCK, 2)
    assert np.array_equal(solved(matrix.copy(), right, threads=1), solved(matrix.copy(), right, threads=3))
