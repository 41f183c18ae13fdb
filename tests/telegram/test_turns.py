"""Questions are understood one after the other, and none while answers wait to be noted."""

from __future__ import annotations

import asyncio

import pytest

from bot.telegram.turns import MOST_UNNOTED, Turns

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_turns_come_in_order_and_others_may_work_in_between() -> None:
    turns, happened = Turns(), list[str]()

    async def ask(name: str) -> None:
        await turns.take()
        happened.append(name)
        await asyncio.sleep(0)
        happened.append(f"{name} sent")

    await asyncio.gather(*(ask(name) for name in "abc"))
    assert [name for name in happened if len(name) == 1] == ["a", "b", "c"]
    assert happened.index("a sent") < happened.index("b")
    assert turns.waiting == 0


async def test_while_answers_wait_to_be_noted_no_question_is_begun() -> None:
    turns, begun, noted = Turns(), list[int](), asyncio.Event()

    async def note() -> None:
        with turns.noting():
            await noted.wait()

    async def ask(number: int) -> None:
        await turns.take()
        begun.append(number)

    notes = [asyncio.create_task(note()) for _ in range(MOST_UNNOTED + 1)]
    questions = [asyncio.create_task(ask(number)) for number in range(3)]
    await asyncio.sleep(0.01)
    assert begun == []
    assert turns.waiting == 3
    noted.set()
    await asyncio.gather(*notes, *questions)
    assert begun == [0, 1, 2]


async def test_who_gives_up_waiting_leaves_the_turn_to_the_next() -> None:
    turns, told = Turns(), list[int]()
    turns.on_taken = lambda: told.append(turns.waiting)
    first, second = (asyncio.create_task(turns.take()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait({first})
    await second
    assert told == [1, 0]
