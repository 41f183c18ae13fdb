"""Solves systems of a positive definite matrix in place and in single precision.

numpy's own solvers work on copies in double precision, several times the memory of the matrix. This is the blocked,
right-looking Cholesky factorisation (Golub and Van Loan, "Matrix Computations", section 4.2), whose work is almost all
matrix products.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Final

import numpy as np

from bot.understanding.encoder import Floats

BLOCK: Final = 192
COLUMNS: Final = 128
"""Of the right side that are solved for at once."""


def solve(matrix: Floats, right: Floats, pool: Executor) -> Floats:
    """The `x` of `matrix @ x = right`; `matrix` is `(n, n)`, symmetric, positive definite, and used up.

    Threads of `pool` share the work out in blocks, so that the result does not depend on their number.

    Raises:
        numpy.linalg.LinAlgError: `matrix` is not positive definite.
    """
    factorise(matrix, pool)
    return substitute(matrix, right, pool)


def substitute(matrix: Floats, right: Floats, pool: Executor) -> Floats:
    """The `x` of the system whose matrix `factorise` was given."""
    starts = range(0, len(matrix), BLOCK)
    corners = [_inverse(matrix[start : start + BLOCK, start : start + BLOCK]) for start in starts]

    def solve_columns(first: int) -> Floats:
        x = right[:, first : first + COLUMNS].astype(np.float32)
        for start, corner in zip(starts, corners, strict=True):
            end = start + BLOCK
            x[start:end] = corner @ (x[start:end] - matrix[start:end, :start] @ x[:start])
        for start, corner in zip(reversed(starts), reversed(corners), strict=True):
            end = start + BLOCK
            x[start:end] = corner.T @ (x[start:end] - matrix[end:, start:end].T @ x[end:])
        return x

    shares = range(0, max(1, right.shape[1]), COLUMNS)
    return np.concatenate(list(pool.map(solve_columns, shares)), axis=1)


def factorise(matrix: Floats, pool: Executor) -> None:
    """Writes the lower triangular factor over the lower triangle.

    Raises:
        numpy.linalg.LinAlgError: `matrix` is not positive definite.
    """
    for start in range(0, len(matrix), BLOCK):
        end = start + BLOCK
        corner = np.linalg.cholesky(matrix[start:end, start:end])
        matrix[start:end, start:end] = corner
        matrix[end:, start:end] = matrix[end:, start:end] @ _inverse(corner).T

        def subtract(row: int, factor: Floats = matrix[:, start:end]) -> None:
            matrix[row:, row : row + BLOCK] -= factor[row:] @ factor[row : row + BLOCK].T

        list(pool.map(subtract, range(end, len(matrix), BLOCK)))


def _inverse(triangle: Floats) -> Floats:
    result: Floats = np.linalg.inv(np.tril(triangle)).astype(np.float32)
    return result
