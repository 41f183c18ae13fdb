"""Writing several things together."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.inbox import Incoming
from bot.store.memories import Answer
from bot.store.store import Store

pytestmark = pytest.mark.anyio

ANSWER = Answer(thread=None, person=7, card=101, before="{}", after="{}")


async def test_all_of_it_is_written_at_the_end(store: Store, replica: Store) -> None:
    await store.inbox.put([Incoming(1, "7", 7, "{}")], 10.0)
    async with store.together():
        await store.memories.keep_answer(7, 100, ANSWER, 10.0)
        await store.counts.add(7, 10.0, asked=1)
        await store.inbox.done([1])
        assert await replica.memories.answer_to(7, 100) is None
    assert await replica.memories.answer_to(7, 100) == ANSWER
    assert (await replica.inbox.state()).waiting == 0
    assert (await replica.counts.between(7, 0.0, 86_400.0)).asked == 1


async def test_nothing_of_it_is_written_where_something_fails(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.together():
            await store.memories.keep_answer(7, 100, ANSWER, 10.0)
            raise ZeroDivisionError
    assert await store.memories.answer_to(7, 100) is None


async def test_what_cannot_be_written_takes_only_its_own_companions_along(store: Store) -> None:
    async def write(person: int, memory: str | None) -> None:
        async with store.together():
            await store.memories.keep((person, None, person), "{}", 10.0)
            await store.memories.keep((person, 1, person), memory, 10.0)  # type: ignore[arg-type]

    results = await asyncio.gather(
        *(write(person, None if person == 5 else "{}") for person in range(1, 10)), return_exceptions=True
    )
    assert [person for person, result in enumerate(results, 1) if result is not None] == [5]
    found = [await store.memories.recall((person, None, person)) for person in range(1, 10)]
    assert [person for person, memory in enumerate(found, 1) if memory is None] == [5]


async def test_inside_another_it_is_part_of_that(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.together():
            async with store.together():
                await store.memories.keep((7, None, 7), "{}", 10.0)
            raise ZeroDivisionError
    assert await store.memories.recall((7, None, 7)) is None


async def test_a_task_that_outlives_it_writes_by_itself(store: Store) -> None:
    goes_on = asyncio.Event()

    async def later() -> None:
        await goes_on.wait()
        await store.memories.keep((7, None, 7), "{}", 10.0)

    async with store.together():
        task = asyncio.create_task(later())
    goes_on.set()
    await task
    assert await store.memories.recall((7, None, 7)) == "{}"


async def test_replicas_that_write_the_same_rows_in_other_orders_do_not_block_each_other(
    store: Store, replica: Store
) -> None:
    async def write(one: Store, chats: list[int]) -> None:
        async with one.together():
            for chat in chats:
                await one.counts.add(chat, 10.0, asked=1)
                await one.memories.keep((chat, None, 1), "{}", 10.0)

    chats = list(range(1, 30))
    await asyncio.gather(
        *(write(one, order) for _ in range(10) for one, order in ((store, chats), (replica, chats[::-1])))
    )
    assert [(await store.counts.between(chat, 0.0, 86_400.0)).asked for chat in chats] == [20] * len(chats)
