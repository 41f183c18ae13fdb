"""The pace of requests, and what is tried again."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.limiter import (
    BACK_OFF,
    BULK_BURST,
    BULK_INTERVAL,
    BURST,
    GROUP_INTERVAL,
    PATIENCE,
    PerChatLimiter,
    Result,
    in_bulk,
)
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot, bad_gateway, connection_lost, too_many

Request = Callable[[], Coroutine[Any, Any, Result]]


def fails(*errors: TelegramError) -> Request:
    """A request that fails with these errors, one after the other, and then works."""
    left = list(errors)

    async def request() -> Result:
        if left:
            raise left.pop(0)
        return True

    return request


async def ask(limiter: PerChatLimiter, request: Request, endpoint: str = "sendMessage", chat: int | None = 1) -> Result:
    """Makes a request through the limiter."""
    data = {} if chat is None else {"chat_id": chat}
    return await limiter.process_request(request, (), {}, endpoint, data, None)


@pytest.mark.parametrize(
    ("errors", "waits"),
    [
        ([RetryAfter(7)], [7.0]),
        ([RetryAfter(datetime.timedelta(seconds=7))], [7.0]),
        ([RetryAfter(3), RetryAfter(4)], [3.0, 4.0]),
        ([NetworkError("Bad Gateway (502)")], [0.5]),
        ([NetworkError("gone")] * 4, [0.5, 1.0, 2.0, 4.0]),
        ([TimedOut()], [1.0]),
    ],
    ids=str,
)
def test_what_may_pass_is_tried_again(errors: list[TelegramError], waits: list[float]) -> None:
    time = FakeTime()
    assert asyncio.run(ask(PerChatLimiter(time, time.sleep), fails(*errors))) is True
    assert time.slept == waits


@pytest.mark.parametrize(
    ("errors", "waits"),
    [
        ([BadRequest("Message text is empty")], []),
        ([Forbidden("bot was blocked by the user")], []),
        ([Conflict("other")], []),
        ([TimedOut()] * 2, [1.0]),
        ([NetworkError("gone")] * 5, list(BACK_OFF)),
        ([RetryAfter(1)] * 4, [1.0] * 3),
        ([RetryAfter(3600)], []),
    ],
    ids=str,
)
def test_what_will_not_pass_is_given_up(errors: list[TelegramError], waits: list[float]) -> None:
    time = FakeTime()
    with pytest.raises(type(errors[-1])):
        asyncio.run(ask(PerChatLimiter(time, time.sleep), fails(*errors)))
    assert time.slept == waits


def test_an_edit_that_times_out_can_be_repeated_without_harm() -> None:
    time = FakeTime()
    request = fails(*[TimedOut() for _ in BACK_OFF])
    assert asyncio.run(ask(PerChatLimiter(time, time.sleep), request, "editMessageText")) is True


def test_a_chat_gets_a_burst_and_then_a_message_a_second() -> None:
    time = FakeTime()
    start = time.now

    async def many() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        for _ in range(BURST + 5):
            await ask(limiter, fails())

    asyncio.run(many())
    assert time.now - start == 5


def test_a_group_gets_twenty_a_minute() -> None:
    time = FakeTime()
    start = time.now

    async def many() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        for _ in range(BURST + 5):
            await ask(limiter, fails(), chat=-1)

    asyncio.run(many())
    assert time.now - start == 5 * GROUP_INTERVAL == 15


@pytest.mark.parametrize("endpoint", ["getChatMember", "deleteMessage", "answerCallbackQuery"])
def test_what_shows_nothing_has_no_pace(endpoint: str) -> None:
    time = FakeTime()

    async def many() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        for _ in range(100):
            await ask(limiter, fails(), endpoint)

    asyncio.run(many())
    assert time.slept == []


def test_what_nobody_asked_for_has_an_overall_pace_and_answers_have_none() -> None:
    time = FakeTime()
    start = time.now

    async def many() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        with in_bulk():
            for chat in range(1, BULK_BURST + 101):
                await ask(limiter, fails(), chat=chat)
        in_all = time.now - start
        for chat in range(1000, 1200):
            await ask(limiter, fails(), chat=chat)
        assert time.now - start == in_all == pytest.approx(100 * BULK_INTERVAL, abs=0.01)

    asyncio.run(many())


def test_nothing_overtakes_in_a_chat_while_the_first_is_tried_again() -> None:
    time = FakeTime(flows=False)
    done: list[str] = []

    def note(name: str, *errors: TelegramError) -> Request:
        request = fails(*errors)

        async def noted() -> Result:
            await request()
            done.append(name)
            return True

        return noted

    async def go() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        async with asyncio.TaskGroup() as group:
            group.create_task(ask(limiter, note("first", NetworkError("gone"), RetryAfter(3))))
            group.create_task(ask(limiter, note("second"), "editMessageText"))
            group.create_task(ask(limiter, note("third")))
            group.create_task(ask(limiter, note("elsewhere"), chat=2))
            for _ in range(8):
                await asyncio.sleep(0)
            assert (done, limiter.waiting) == (["elsewhere"], 2)
            while len(done) < 4:
                time.advance(1)
                for _ in range(8):
                    await asyncio.sleep(0)

    asyncio.run(go())
    assert done == ["elsewhere", "first", "second", "third"]


def test_after_a_pause_there_is_no_burst() -> None:
    time = FakeTime()
    start = time.now

    async def many() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        await ask(limiter, fails(RetryAfter(5)))
        for _ in range(5):
            await ask(limiter, fails())

    asyncio.run(many())
    assert time.now - start == 5 + 5


def test_what_would_have_to_wait_too_long_is_given_up_at_once() -> None:
    time = FakeTime(flows=False)
    reached = BURST + int(PATIENCE)

    async def many() -> list[bool | BaseException]:
        limiter = PerChatLimiter(time, time.sleep)
        tasks = [asyncio.create_task(ask(limiter, fails())) for _ in range(reached + 10)]
        for _ in range(8):
            await asyncio.sleep(0)
        given_up = [task.exception() for task in tasks if task.done() and task.exception()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return given_up  # type: ignore[return-value]

    given_up = asyncio.run(many())
    assert len(given_up) == 10
    assert {type(error) for error in given_up} == {RetryAfter}


def test_a_message_that_may_be_doubled_is_counted() -> None:
    time = FakeTime()
    limiter = PerChatLimiter(time, time.sleep)
    asyncio.run(ask(limiter, fails(TimedOut())))
    asyncio.run(ask(limiter, fails(TimedOut()), "editMessageText"))
    assert "bot_telegram_perhaps_doubled_total 1.0" in limiter.metrics.text().decode()


def test_requests_about_no_chat_are_not_paced() -> None:
    time = FakeTime()

    async def many() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        for _ in range(100):
            await ask(limiter, fails(), "answerCallbackQuery", chat=None)

    asyncio.run(many())
    assert time.slept == []


def test_a_long_pause_is_kept_without_asking_again() -> None:
    time = FakeTime()

    async def go() -> None:
        limiter = PerChatLimiter(time, time.sleep)
        with pytest.raises(RetryAfter):
            await ask(limiter, fails(RetryAfter(100)))
        with pytest.raises(RetryAfter):
            await ask(limiter, fails(AssertionError()))  # type: ignore[arg-type]
        time.advance(80)
        assert await ask(limiter, fails()) is True

    asyncio.run(go())
    assert time.slept == [21.0]


def test_a_pause_in_one_chat_holds_no_other_up(telegram: FakeTelegram, ana: Person) -> None:
    time = FakeTime(flows=False)
    ben = telegram.person("Ben")
    with RunningBot(telegram, StubDialogue(), time) as bot:
        telegram.fail(too_many(5), "sendMessage", chat=ana.id)
        ana.says("hello")
        ben.says("hello")
        bot.hears()
        assert (len(ana.cards), len(ben.cards)) == (0, 1)
        ben.says("and")
        ana.says("more")
        bot.hears()
        assert (len(ana.cards), len(ben.cards)) == (0, 2)
        assert len([call for call in telegram.called("sendMessage") if call.parameters["chat_id"] == str(ana.id)]) == 1
        time.advance(5)
        bot.hears()
        assert len(ana.cards) == 1
        time.advance(1)
        bot.settles()
    assert len(ana.cards) == 2


@pytest.mark.parametrize("fault", [bad_gateway(), connection_lost(), too_many(2)])
def test_an_answer_gets_through_in_the_end(bot: RunningBot, ana: Person, telegram: FakeTelegram, fault: Any) -> None:
    telegram.fail(fault, times=2)
    ana.says("hello")
    bot.settles()
    assert len(ana.cards) == 1
