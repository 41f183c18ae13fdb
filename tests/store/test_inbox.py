"""Updates that are received but not yet handled."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.store.inbox import InboxState, Incoming
from bot.store.store import Store
from tests.store.raw import rows

pytestmark = pytest.mark.anyio


def updates(lane: str, *ids: int) -> list[Incoming]:
    return [Incoming(one, lane, 7, f'{{"update_id": {one}}}') for one in ids]


async def claim(store: Store, now: float = 10.0, limit: int = 10) -> list[int]:
    """Claims for 60 seconds, and returns ids."""
    return [one.update_id for one in await store.inbox.claim(now, now + 60, limit)]


async def test_an_update_is_claimed_once_with_all_that_it_came_with(store: Store, replica: Store) -> None:
    assert await store.inbox.put([Incoming(1, "a", 7, '{"text": "שלום"}')], 9.0) == {1}
    (claimed,) = await replica.inbox.claim(10.0, 70.0, 10)
    assert tuple(claimed) == (1, "a", '{"text": "שלום"}', 1, None, 9.0, 0)
    assert await claim(store) == []


async def test_a_repeated_update_is_not_new_whatever_became_of_it(store: Store, replica: Store) -> None:
    assert await store.inbox.put(updates("a", 1, 2, 2, 3), 10.0) == {1, 2, 3}
    await claim(store)
    await store.inbox.done([1])
    await store.inbox.park(2, "a fault", 10.0)
    assert await replica.inbox.put(updates("a", 1, 2, 3, 4), 11.0) == {4}
    assert await claim(replica) == [3]


async def test_an_update_delivered_to_two_replicas_at_once_is_new_once(store: Store, replica: Store) -> None:
    results = await asyncio.gather(*(one.inbox.put(updates("a", 1), 10.0) for one in (store, replica) * 10))
    assert sum(len(new) for new in results) == 1


async def test_updates_of_one_lane_go_one_after_another_in_order(store: Store, replica: Store) -> None:
    await store.inbox.put(updates("a", 3), 10.0)
    await store.inbox.put(updates("a", 1, 2), 11.0)
    order = []
    while ids := await claim(replica, 12.0):
        assert await claim(store, 12.0) == []
        order += ids
        await replica.inbox.done(ids)
    assert order == [1, 2, 3]


async def test_a_late_update_waits_for_the_one_that_is_in_hand(store: Store, replica: Store) -> None:
    await store.inbox.put(updates("a", 5), 10.0)
    assert await claim(store) == [5]
    await replica.inbox.put(updates("a", 4), 10.0)
    assert await claim(replica) == []
    await store.inbox.done([5])
    assert await claim(replica) == [4]


async def test_lanes_do_not_wait_for_each_other(store: Store) -> None:
    await store.inbox.put([*updates("a", 1, 2), *updates("b", 3, 4)], 10.0)
    assert await claim(store) == [1, 3]


async def test_who_waits_longest_is_claimed_first(store: Store) -> None:
    for update_id in (30, 20, 10):
        await store.inbox.put(updates(str(update_id), update_id), 40.0 - update_id)
    assert await claim(store, 50.0, limit=2) == [30, 20]


async def test_replicas_claim_different_updates_and_keep_the_order_of_every_lane(store: Store, replica: Store) -> None:
    lanes = [f"lane {number}" for number in range(12)]
    ids = list(range(1, 241))
    lane_of = {one: random.Random(one).choice(lanes) for one in ids}
    await store.inbox.put([Incoming(one, lane_of[one], 7, "{}") for one in ids], 10.0)
    handled: list[int] = []
    in_hand: set[str] = set()

    async def work(one: Store) -> None:
        while len(handled) < len(ids):
            for claimed in await one.inbox.claim(10.0, 70.0, 3):
                assert claimed.lane not in in_hand
                in_hand.add(claimed.lane)
                await asyncio.sleep(0)
                handled.append(claimed.update_id)
                in_hand.remove(claimed.lane)
                await one.inbox.done([claimed.update_id])

    async with asyncio.timeout(60):
        await asyncio.gather(*(work(one) for one in (store, replica) * 3))
    assert sorted(handled) == ids
    for lane in lanes:
        of_lane = [one for one in handled if lane_of[one] == lane]
        assert of_lane == sorted(of_lane)


async def test_what_a_dead_replica_had_in_hand_is_claimed_again_with_its_note(store: Store, replica: Store) -> None:
    await store.inbox.put(updates("a", 1, 2), 10.0)
    await claim(store, 10.0)
    await store.inbox.note(1, "sending")
    assert await claim(replica, 69.0) == []
    (again,) = await replica.inbox.claim(70.0, 130.0, 10)
    assert (again.update_id, again.attempts, again.note) == (1, 2, "sending")


async def test_a_lease_that_is_extended_lasts_longer(store: Store, replica: Store) -> None:
    await store.inbox.put(updates("a", 1), 10.0)
    await claim(store, 10.0)
    await store.inbox.extend([1], 200.0)
    assert await claim(replica, 100.0) == []
    assert await claim(replica, 200.0) == [1]


async def test_an_update_to_try_again_keeps_its_place_in_its_lane_and_holds_no_other(store: Store) -> None:
    await store.inbox.put([*updates("a", 1, 2), *updates("b", 3)], 10.0)
    assert await claim(store) == [1, 3]
    await store.inbox.retry(1, 30.0)
    await store.inbox.done([3])
    assert await claim(store, 29.0) == []
    (again,) = await store.inbox.claim(30.0, 90.0, 10)
    assert (again.update_id, again.attempts) == (1, 1), "Who puts it back has not died of it"


async def test_a_claimer_hears_how_many_wait_behind_and_can_leave_all_but_the_newest_out(store: Store) -> None:
    await store.inbox.put([*updates("a", *range(1, 100)), *updates("b", 200, 201)], 10.0)
    assert [(one.update_id, one.behind) for one in await store.inbox.claim(10.0, 70.0, 10)] == [(1, 50), (200, 1)]
    assert await store.inbox.leave_out("a", 5) == 93
    await store.inbox.done([1, 200])
    assert [(one.update_id, one.behind) for one in await store.inbox.claim(10.0, 70.0, 10)] == [(95, 4), (201, 0)]
    assert await store.inbox.put(updates("a", 50), 11.0) == set(), "What was left out is known when it comes again"


async def test_a_parked_update_is_never_claimed_and_its_lane_goes_on(store: Store, url: str) -> None:
    await store.inbox.put(updates("a", 1, 2), 10.0)
    await claim(store)
    await store.inbox.park(1, "cannot be read", 10.0)
    assert await claim(store) == [2]
    await store.inbox.done([2])
    assert await claim(store, 1e6) == []
    assert "cannot be read" in str(rows(url, "inbox")) and '{"update_id": 1}' in str(rows(url, "inbox"))


async def test_of_an_update_that_is_done_only_the_id_is_left(store: Store, url: str) -> None:
    await store.inbox.put([Incoming(1, "-1001:0:7", 7, '{"text": "private"}')], 10.0)
    await claim(store)
    await store.inbox.note(1, "sending")
    await store.inbox.done([1])
    (row,) = rows(url, "inbox")
    assert [value for value in row if value not in {None, "", 0}] == [1, 1, 10.0]  # id, attempts, received


async def test_what_is_said_of_an_update_that_is_done_changes_nothing(store: Store, url: str) -> None:
    await store.inbox.put(updates("a", 1), 10.0)
    await store.inbox.done([1])
    before = rows(url, "inbox")
    await store.inbox.note(1, "sending")
    await store.inbox.retry(1, 20.0)
    await store.inbox.park(1, "a fault", 20.0)
    await store.inbox.extend([1], 20.0)
    assert rows(url, "inbox") == before


async def test_the_state_counts_what_waits_and_what_is_parked(store: Store) -> None:
    assert await store.inbox.state() == InboxState(0, None, 0)
    await store.inbox.put(updates("a", 1), 10.0)
    await store.inbox.put(updates("b", 2, 3, 4), 20.0)
    await store.inbox.done([3])
    await store.inbox.park(4, "a fault", 30.0)
    assert await store.inbox.state() == InboxState(waiting=2, oldest=10.0, parked=1)


async def test_no_updates_are_no_work(store: Store) -> None:
    assert await store.inbox.put([], 10.0) == set()
    await store.inbox.done([])
