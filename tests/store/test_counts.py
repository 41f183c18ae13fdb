"""Numbers for the weekly report."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.feedback import UP, Rated
from bot.store.store import Store

pytestmark = pytest.mark.anyio

DAY = 86_400.0


async def test_a_week_sums_its_days_and_no_others(store: Store, replica: Store) -> None:
    for day in range(9):
        await store.counts.add(-1, day * DAY + 5, asked=10**day, answered=1)
    await store.counts.add(-2, 3 * DAY, asked=7)
    await store.feedback.vote(Rated(-1, 1, 7, "duties", "duties"), UP, 3 * DAY)
    week = await replica.counts.between(-1, DAY, 8 * DAY)
    assert week == (11_111_110, 7, 0, 1, 0)


async def test_a_chat_in_which_nothing_happened_has_zeros(store: Store) -> None:
    assert await store.counts.between(-1, 0.0, 7 * DAY) == (0, 0, 0, 0, 0)


async def test_what_replicas_count_at_once_is_all_counted(store: Store, replica: Store) -> None:
    await asyncio.gather(
        *(one.counts.add(-1, 10.0, asked=1, silent=number % 2) for number, one in enumerate((store, replica) * 50))
    )
    assert await store.counts.between(-1, 0.0, DAY) == (100, 0, 50, 0, 0)
