"""The pace of requests to Telegram, and what is done when it refuses one."""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from itertools import count
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

from bot.telegram.bounded import Bounded

log = logging.getLogger(__name__)

Result = bool | dict[str, Any] | list[dict[str, Any]]
Sleep = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""

INTERVAL = 1.0
"""Seconds a message in one chat, on average: Telegram's advice to bots (https://core.telegram.org/bots/faq)."""
BURST = 20
"""Messages and edits that one chat gets at once before that pace sets in."""
LONGEST_PAUSE = 60.0
"""Seconds that a request waits at most when Telegram asks for a pause; for longer ones it is given up."""
FLOOD_TRIES = 3
"""Times that a request is made again after Telegram asked for a pause."""
BACK_OFF = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each new try when Telegram cannot be reached or is in trouble itself (502)."""
SEND_AGAIN_AFTER = 1.0
"""Seconds before the single new try of a message that may or may not have got through."""
CHATS = 10_000
"""Chats whose pace is known."""


@dataclass
class Pace:
    """When a chat may get something again; both in seconds of the limiter's clock."""

    spent_until: float = 0.0
    """Until when the messages so far use up the chat's budget."""
    paused_until: float = 0.0
    """Until when Telegram wants nothing for this chat."""


class PerChatLimiter(BaseRateLimiter[None]):
    """Holds each chat to its pace and to the pauses that Telegram asks for, and never one chat for another's sake."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._paces: Bounded[int, Pace] = Bounded(CHATS)

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Leaves nothing behind."""

    async def process_request(  # noqa: PLR0913 -- the library's interface
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002
    ) -> Result:
        """Makes the request when its chat may have it, and again where that can help.

        Raises:
            TelegramError: Telegram refused, and trying again cannot help or has not helped.
        """
        pace = self._pace_of(data.get("chat_id"))
        for tried in count(1):
            await self._turn(pace)
            try:
                return await callback(*args, **kwargs)
            except TelegramError as error:
                if isinstance(error, RetryAfter):
                    pace.paused_until = self._clock() + seconds_of(error)
                wait = wait_before(error, endpoint, tried)
                if wait is None:
                    raise
                log.warning("%s: %s, trying again in %.1f s", endpoint, type(error).__name__, wait)
                if not isinstance(error, RetryAfter):
                    await self._sleep(wait)
        raise AssertionError  # the loop has no end

    def _pace_of(self, chat: object) -> Pace:
        """The pace of a chat; a request about no chat has one of its own."""
        if not isinstance(chat, int):
            return Pace()
        pace = self._paces.get(chat) or Pace()
        self._paces.put(chat, pace)
        return pace

    async def _turn(self, pace: Pace) -> None:
        now = self._clock()
        pace.spent_until = max(pace.spent_until, now) + INTERVAL
        due = max(pace.spent_until - BURST * INTERVAL, now)
        while (wait := max(due, pace.paused_until) - self._clock()) > 0:
            if wait > LONGEST_PAUSE:
                raise RetryAfter(datetime.timedelta(seconds=wait))
            await self._sleep(wait)


def wait_before(error: TelegramError, endpoint: str, tried: int) -> float | None:
    """Seconds to wait before a request that failed for the `tried`th time is made again; None: it is not."""
    match error:
        case RetryAfter():
            wait = seconds_of(error)
            return wait if tried <= FLOOD_TRIES and wait <= LONGEST_PAUSE else None
        case BadRequest():  # a NetworkError by descent, but Telegram has understood and refused
            return None
        case TimedOut() if endpoint.startswith("send"):
            return SEND_AGAIN_AFTER if tried == 1 else None
        case NetworkError():
            return BACK_OFF[tried - 1] if tried <= len(BACK_OFF) else None
        case _:
            return None


def seconds_of(error: RetryAfter) -> float:
    """The pause that Telegram asks for, in seconds; the library gives a number or a timedelta."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, datetime.timedelta) else float(pause)
