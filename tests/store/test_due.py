"""What is to be done at a time: deletions and reports, each by one replica."""

from __future__ import annotations

import asyncio

import pytest

from bot.store import deletions, reports
from bot.store.reports import Report
from bot.store.store import Store

pytestmark = pytest.mark.anyio


async def test_a_message_is_to_be_deleted_when_it_is_due_and_not_before(store: Store, replica: Store) -> None:
    await store.deletions.schedule(-1, 100, 20.0, 10.0)
    assert await replica.deletions.claim_due(19.0, 10) == []
    assert await replica.deletions.claim_due(20.0, 10) == [(-1, 100)]


async def test_each_deletion_is_claimed_by_one_of_the_replicas(store: Store, replica: Store) -> None:
    for message in range(60):
        await store.deletions.schedule(-1, message, 20.0, 10.0)
    claims = await asyncio.gather(*(one.deletions.claim_due(30.0, 15) for one in (store, replica) * 3))
    claimed = [one.message for claim in claims for one in claim]
    assert len(claimed) == len(set(claimed))
    while more := await store.deletions.claim_due(30.0, 15):
        claimed += [one.message for one in more]
    assert sorted(claimed) == list(range(60))


async def test_the_most_overdue_are_claimed_first(store: Store) -> None:
    for message, due in ((1, 22.0), (2, 20.0), (3, 21.0)):
        await store.deletions.schedule(-1, message, due, 10.0)
    assert set(await store.deletions.claim_due(30.0, 2)) == {(-1, 2), (-1, 3)}


async def test_what_a_dead_replica_had_claimed_is_claimed_again(store: Store, replica: Store) -> None:
    await store.deletions.schedule(-1, 100, 20.0, 10.0)
    await store.deletions.claim_due(20.0, 10)
    assert await replica.deletions.claim_due(20.0 + deletions.LEASE - 1, 10) == []
    assert await replica.deletions.claim_due(20.0 + deletions.LEASE, 10) == [(-1, 100)]


async def test_what_is_deleted_is_never_claimed_again(store: Store) -> None:
    await store.deletions.schedule(-1, 100, 20.0, 10.0)
    await store.deletions.claim_due(20.0, 10)
    await store.deletions.done(-1, 100)
    assert await store.deletions.claim_due(1e6, 10) == []


async def test_a_report_comes_every_time_that_it_is_due_to_each_subscriber(store: Store, replica: Store) -> None:
    await store.reports.subscribe(-1, 7, 20.0)
    await store.reports.subscribe(-1, 8, 20.0)
    both = [Report(-1, 7), Report(-1, 8)]
    assert sorted(await store.reports.claim_due(20.0, 10)) == both
    assert await replica.reports.claim_due(20.0, 10) == []
    for report in both:
        await store.reports.done(report.chat, report.person, 1000.0)
    assert await replica.reports.claim_due(20.0 + reports.LEASE, 10) == []
    assert sorted(await replica.reports.claim_due(1000.0, 10)) == both


async def test_who_unsubscribes_gets_no_more_reports_not_even_the_one_that_is_being_made(store: Store) -> None:
    await store.reports.subscribe(-1, 7, 20.0)
    await store.reports.claim_due(20.0, 10)
    await store.reports.unsubscribe(-1, 7)
    await store.reports.done(-1, 7, 30.0)
    assert await store.reports.subscribers(-1) == []
    assert await store.reports.claim_due(1e6, 10) == []
