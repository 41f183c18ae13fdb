"""The database is away for a while, or answers too late."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import psycopg
import pytest

from bot.store.errors import StoreError
from bot.store.inbox import Incoming
from bot.store.store import Store, open_store
from tests.store.conftest import MADE
from tests.store.proxy import Proxy, proxy_to
from tests.store.server import Server

pytestmark = pytest.mark.anyio

CONVERSATION = (7, None, 7)


@pytest.fixture
async def proxy(server: Server, postgresql_template: psycopg.Connection) -> AsyncIterator[Proxy]:
    async with proxy_to(server.port) as between:
        yield between


@pytest.fixture
async def far(server: Server, proxy: Proxy) -> AsyncIterator[Store]:
    """A store on PostgreSQL behind the proxy."""
    async with open_store(server.url(MADE, proxy.port)) as store:
        await store.memories.keep(CONVERSATION, "before", 10.0)
        yield store


async def test_while_the_database_is_away_every_call_says_so_and_then_all_is_well_again(
    far: Store, proxy: Proxy
) -> None:
    await proxy.cut()
    for call in (far.check, lambda: far.inbox.put([Incoming(1, "a", 7, "{}")], 1.0), lambda: far.people.forget(1)):
        with pytest.raises(StoreError, match="cannot be reached") as raised:
            await call()
        assert raised.value.is_temporary
    await proxy.restore()
    assert await far.memories.recall(CONVERSATION) == "before"


async def test_nobody_notices_that_the_database_was_started_anew_meanwhile(far: Store, proxy: Proxy) -> None:
    async def use_all() -> None:
        await asyncio.gather(*(far.chats.forget(-chat) for chat in range(5)), far.check(), far.people.is_blocked(7))

    await use_all()
    await proxy.cut()
    await proxy.restore()
    await use_all()
    await proxy.cut()
    await proxy.restore()
    await far.memories.keep(CONVERSATION, "after", 11.0)
    assert await far.memories.recall(CONVERSATION) == "after"


async def test_a_database_that_does_not_answer_is_given_up_and_used_again_when_it_does(
    far: Store, proxy: Proxy
) -> None:
    far.database.patience = 0.2
    proxy.hang()
    results = await asyncio.gather(
        *(far.memories.keep((number, None, 7), "{}", 11.0) for number in range(30)),
        *(far.people.is_blocked(number) for number in range(30)),
        far.chats.forget(-1),
        return_exceptions=True,
    )
    assert {type(result) for result in results} == {StoreError}
    await proxy.restore()
    far.database.patience = 5.0
    assert await far.memories.recall(CONVERSATION) == "before"


async def test_a_transaction_that_is_cut_leaves_nothing_behind(far: Store, proxy: Proxy) -> None:
    with pytest.raises(StoreError):
        async with far.database.transaction():
            await far.memories.keep(CONVERSATION, "half", 11.0)
            await proxy.cut()
            await far.memories.keep(CONVERSATION, "half", 11.0)
    await proxy.restore()
    assert await far.memories.recall(CONVERSATION) == "before"


@pytest.fixture
def other(url: str) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the file."""
    if not url.startswith("sqlite"):
        pytest.skip("PostgreSQL is not held by one program")
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        yield connection


async def test_a_file_that_another_program_holds_is_waited_for_and_then_said_to_be_busy(
    store: Store, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.inline.WAIT", 0.05)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is busy") as raised:
        await store.memories.keep(CONVERSATION, "{}", 10.0)
    assert raised.value.is_temporary
    assert await store.memories.recall(CONVERSATION) is None, "reading goes on"
    other.execute("COMMIT")
    await store.memories.keep(CONVERSATION, "{}", 10.0)
    assert await store.memories.recall(CONVERSATION) == "{}"


async def test_while_another_program_holds_the_file_all_else_goes_on(store: Store, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    keeping = asyncio.create_task(store.memories.keep(CONVERSATION, "{}", 10.0))
    for _ in range(20):
        await asyncio.sleep(0.002)
    assert not keeping.done()
    other.execute("COMMIT")
    await keeping
    assert await store.memories.recall(CONVERSATION) == "{}"


async def test_who_asks_on_and_on_keeps_nobody_waiting(store: Store) -> None:
    is_kept = asyncio.Event()

    async def ask() -> None:
        while not is_kept.is_set():
            await store.memories.recall(CONVERSATION)

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(ask())
        await asyncio.sleep(0)
        await store.memories.keep(CONVERSATION, "{}", 10.0)
        is_kept.set()


async def test_callers_that_give_up_at_any_moment_harm_nobody(store: Store) -> None:
    async def act(number: int) -> None:
        await store.counts.add(1, 10.0, asked=1)
        await store.chats.change(-number, "{}", 0, 10.0)
        await store.inbox.put([Incoming(number, str(number % 5), 7, "{}")], 10.0)
        await store.inbox.claim(10.0, 20.0, 2)
        await store.chats.move(-number, -number - 1000)

    chance = random.Random(1)
    for number in range(120):
        task = asyncio.create_task(act(number))
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)
        task.cancel()
    await asyncio.gather(*(store.memories.keep((person, None, person), "{}", 10.0) for person in range(20)))
    assert await store.memories.recall((19, None, 19)) == "{}"
    assert len(await store.chats.active()) <= 120
