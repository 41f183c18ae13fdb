"""Pictures, leases and who has blocked the bot."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.store import Store

pytestmark = pytest.mark.anyio


async def test_a_picture_is_known_by_its_key(store: Store, replica: Store) -> None:
    assert await store.pictures.get("compare-1") is None
    await store.pictures.put("compare-1", "file-a", 10.0)
    await store.pictures.put("compare-1", "file-b", 11.0)
    assert await replica.pictures.get("compare-1") == "file-b"


async def test_who_has_blocked_the_bot_is_known_until_they_write_again(store: Store, replica: Store) -> None:
    await store.people.block(7, 10.0)
    await store.people.block(7, 11.0)
    assert await replica.people.is_blocked(7) and not await replica.people.is_blocked(8)
    await replica.people.unblock(7)
    assert not await store.people.is_blocked(7)


async def test_one_of_many_replicas_gets_a_lease(store: Store, replica: Store) -> None:
    results = await asyncio.gather(
        *(
            one.leases.try_lease("purge", f"replica {number}", until=100.0, now=10.0)
            for number, one in enumerate((store, replica) * 5)
        )
    )
    assert results.count(True) == 1


async def test_a_lease_is_its_owners_until_it_ends(store: Store, replica: Store) -> None:
    assert await store.leases.try_lease("purge", "a", until=100.0, now=10.0)
    assert not await replica.leases.try_lease("purge", "b", until=200.0, now=99.0)
    assert await store.leases.try_lease("purge", "a", until=150.0, now=99.0), "the owner prolongs it"
    assert not await replica.leases.try_lease("purge", "b", until=200.0, now=149.0)
    assert await replica.leases.try_lease("purge", "b", until=200.0, now=150.0), "the owner died"
    assert await store.leases.try_lease("another", "a", until=200.0, now=150.0)


async def test_a_lease_is_given_back_by_its_owner_alone(store: Store) -> None:
    await store.leases.try_lease("purge", "a", until=100.0, now=10.0)
    await store.leases.release("purge", "b")
    assert not await store.leases.try_lease("purge", "b", until=100.0, now=11.0)
    await store.leases.release("purge", "a")
    assert await store.leases.try_lease("purge", "b", until=100.0, now=11.0)
