"""The pace of requests, and what is tried again."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.limiter import BACK_OFF, BURST, PerChatLimiter, Result
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
        time.advance(50)
        assert await ask(limiter, fails()) is True

    asyncio.run(go())
    assert time.slept == [50.0]


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
        bot.settles()
    assert len(ana.cards) == 2


@pytest.mark.parametrize("fault", [bad_gateway(), connection_lost(), too_many(2)])
def test_an_answer_gets_through_in_the_end(bot: RunningBot, ana: Person, telegram: FakeTelegram, fault: Any) -> None:
    telegram.fail(fault, times=2)
    ana.says("hello")
    bot.settles()
    assert len(ana.cards) == 1
