"""The kernel of examples with each other: by the meaning that embeddings catch, and by the n-grams that they share.

Only its lower half is computed, which is all that solving needs.

The work is shared out among the processor's cores in blocks of rows, so that the result does not depend on how many
there are. Matrix algebra itself keeps to one thread: each of its threads takes tens of megabytes of its own.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from bot.understanding.encoder import Floats
from bot.understanding.ngrams import Sparse

AT_ONCE: Final = 512
"""Rows that are multiplied at once."""


@contextmanager
def cores() -> Iterator[Executor]:
    """A thread for each core. Limits matrix algebra to one thread, for good: `UseEncoder` needs it so too.

    At the end memory that is free is given back: what threads have used, glibc otherwise keeps for threads to come,
    which is a hundred megabytes here.
    """
    threadpool_limits(1, user_api="blas")
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield pool
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # where there is another library than glibc
            ctypes.CDLL("libc.so.6").malloc_trim(0)


def between(one: Floats, other: Floats, sharpness: float) -> Floats:
    """`exp(sharpness * (cosine - 1))` of `n` embeddings with `m` others, `(n, m)`."""
    likeness: Floats = one @ other.T
    likeness -= 1
    likeness *= sharpness
    return np.exp(likeness, out=likeness)


def by_meaning(vectors: Floats, sharpness: float, pool: Executor) -> Floats:
    """The same of `n` embeddings with each other, the lower half of `(n, n)`.

    What stands above the diagonal is meaningless. Without dimensions all is zero.
    """
    kernel = np.zeros((len(vectors), len(vectors)), dtype=np.float32)

    def compare(first: int) -> None:
        last = first + AT_ONCE
        kernel[first:last, :last] = between(vectors[first:last], vectors[:last], sharpness)

    if vectors.shape[1]:
        list(pool.map(compare, reversed(range(0, len(vectors), AT_ONCE))))
    return kernel


def add_ngrams(kernel: Floats, blocks: Sequence[Sparse], weight: float, pool: Executor) -> None:
    """Adds `weight` times the products of the texts' n-grams to the lower half of `kernel`, `(n, n)`."""
    for block in blocks:
        common, rest = block.split()

        def add(first: int, common: Floats = common) -> None:
            last = first + AT_ONCE
            kernel[first:last, :last] += weight * (common[first:last] @ common[:last].T)

        list(pool.map(add, reversed(range(0, len(kernel), AT_ONCE))))
        # Of the columns that few texts have only these few meet: far less work than with matrices full of zeros.
        for _, texts, values in rest:
            kernel[texts[:, None], texts] += weight * np.outer(values, values)


def row(kernel: Floats, number: int) -> Floats:
    """A whole row of a kernel whose lower half is known, `(n,)`."""
    return np.concatenate([kernel[number, :number], kernel[number:, number]])
