"""Doing together what many ask for at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.store.batcher import MOST, Batcher
from bot.store.errors import StoreError

pytestmark = pytest.mark.anyio


class Work:
    """Doubles numbers, and remembers which it was given together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.fault: dict[int, Exception] = {}
        self.has_begun = asyncio.Event()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        self.has_begun.set()
        await asyncio.sleep(0)
        for number in numbers:
            if number in self.fault:
                raise self.fault[number]
        return [2 * number for number in numbers]


async def test_each_gets_what_is_theirs() -> None:
    batcher = Batcher(Work())
    assert await asyncio.gather(*(batcher(number) for number in range(5))) == [0, 2, 4, 6, 8]


async def test_what_is_asked_at_once_is_done_at_once_and_what_comes_meanwhile_next() -> None:
    work = Work()
    batcher = Batcher(work)
    tasks = [asyncio.create_task(batcher(number)) for number in (1, 2)]
    await work.has_begun.wait()
    tasks += [asyncio.create_task(batcher(number)) for number in (3, 4)]
    await asyncio.gather(*tasks)
    assert work.batches == [[1, 2], [3, 4]]


async def test_a_batch_is_no_larger_than_it_may_be() -> None:
    work = Work()
    batcher = Batcher(work)
    await asyncio.gather(*(batcher(number) for number in range(2 * MOST + 1)))
    assert [len(batch) for batch in work.batches] == [MOST, MOST, 1]


async def test_the_fault_of_one_is_not_that_of_the_others() -> None:
    work = Work()
    work.fault[2] = ValueError("two")
    batcher = Batcher(work)
    results = await asyncio.gather(*(batcher(number) for number in (1, 2, 3)), return_exceptions=True)
    assert results == [2, work.fault[2], 6]


async def test_where_the_database_is_away_it_is_not_asked_again_for_each() -> None:
    work = Work()
    work.fault[2] = StoreError("away")
    batcher = Batcher(work)
    results = await asyncio.gather(*(batcher(number) for number in (1, 2, 3)), return_exceptions=True)
    assert results == [work.fault[2]] * 3
    assert work.batches == [[1, 2, 3]]
    assert await batcher(4) == 8


async def test_one_who_gives_up_does_not_hold_the_others() -> None:
    batcher = Batcher(Work())
    tasks = [asyncio.create_task(batcher(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert (results[0], type(results[1]), results[2]) == (2, asyncio.CancelledError, 6)
