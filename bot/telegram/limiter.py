"""The pace of requests to Telegram, and what is done when it refuses one."""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

from bot.telegram.bounded import Bounded
from bot.telegram.handling import HANDLING
from bot.telegram.metrics import Metrics

log = logging.getLogger(__name__)

Result = bool | dict[str, Any] | list[dict[str, Any]]
Sleep = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""

INTERVAL = 1.0
"""Seconds a message in one chat, on average: Telegram's advice to bots (https://core.telegram.org/bots/faq)."""
GROUP_INTERVAL = 3.0
"""The same for a group or a channel: 20 messages a minute."""
BURST = 20
"""Messages and edits that one chat gets at once before that pace sets in."""
BULK_INTERVAL = 0.04
"""Seconds a message that nobody asked for, on average over all chats: Telegram allows some 30 a second."""
BULK_BURST = 25
PATIENCE = 30.0
"""Seconds that a request waits at most for its turn or for a pause to be over. Who asked does not wait much longer."""
FLOOD_TRIES = 3
"""Times that a request is made again after Telegram asked for a pause."""
BACK_OFF = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each new try when Telegram cannot be reached or is in trouble itself (502)."""
SEND_AGAIN_AFTER = 1.0
"""Seconds before the single new try of a message that may or may not have got through."""
CHATS = 10_000
"""Chats whose pace is known."""

SENDING = ("send", "copy", "forward")
"""How the methods begin that put a message into a chat each time they are called."""
SHOWING = (*SENDING, "edit")
"""How those begin that people see something of: these have a pace, and an order in their chat."""

SHOWN = (*SHOWING, "answer")
"""What people see, or learn that they were heard by."""

IN_BULK: Final[ContextVar[bool]] = ContextVar("in_bulk", default=False)


@contextmanager
def in_bulk() -> Iterator[None]:
    """What is sent inside was not asked for by the chat that gets it, and obeys an overall pace too."""
    token = IN_BULK.set(True)
    try:
        yield
    finally:
        IN_BULK.reset(token)


@dataclass
class Pace:
    """When something may be sent again; in seconds of the limiter's clock."""

    interval: float
    burst: int = BURST
    spent_until: float = 0.0
    """Until when the messages so far use up the budget."""
    paused_until: float = 0.0
    """Until when Telegram wants nothing."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whose turn it is; the others get theirs in the order in which they came."""

    def due(self, now: float) -> float:
        """When one message more may go out."""
        start = max(now, self.paused_until)
        return max(self._spent(start) - self.burst * self.interval, start)

    def book(self, now: float) -> None:
        """One message more goes out, when it may."""
        self.spent_until = self._spent(max(now, self.paused_until))

    def pause(self, until: float) -> None:
        """Telegram has had enough: nothing until then, and then no burst behind what it refused."""
        self.paused_until = until
        self.spent_until = max(self.spent_until, until + self.burst * self.interval)

    def _spent(self, start: float) -> float:
        return max(self.spent_until, start) + self.interval


class PerChatLimiter(BaseRateLimiter[None]):
    """Holds each chat to its pace and to the pauses that Telegram asks for, and never one chat for another's sake."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self.waiting = 0
        """Requests that wait for their turn at the moment."""
        self.metrics = Metrics()
        """Where it counts."""
        self._clock = clock
        self._sleep = sleep
        self._paces: Bounded[int, Pace] = Bounded(CHATS)
        self._bulk = Pace(BULK_INTERVAL, BULK_BURST)
        self._heard_at = 0.0
        """When Telegram last answered anything."""

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Leaves nothing behind."""

    def hear(self) -> None:
        """Telegram has answered something."""
        self._heard_at = self._clock()
        self.metrics.is_heard.set(1)

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
            RetryAfter: The chat may not have it for longer than anybody waits.
            TelegramError: Telegram refused, and trying again cannot help or has not helped.
        """
        chat = data.get("chat_id")
        pace = self._pace_of(chat)
        try:
            async with self._turn(pace) if endpoint.startswith(SHOWING) else nullcontext():
                result = await self._until_done(lambda: callback(*args, **kwargs), endpoint, pace)
        except Forbidden:
            if (handling := HANDLING.get()) and isinstance(chat, int):
                handling.closed_chat = chat
            raise
        self._note_shown(endpoint)
        return result

    def _pace_of(self, chat: object) -> Pace:
        """The pace of a chat; a request about no chat has one of its own."""
        if not isinstance(chat, int):
            return Pace(INTERVAL)
        pace = self._paces.get(chat) or Pace(INTERVAL if chat > 0 else GROUP_INTERVAL)
        self._paces.put(chat, pace)
        return pace

    @asynccontextmanager
    async def _turn(self, pace: Pace) -> AsyncIterator[None]:
        """Waits until it is this request's turn in its chat, and until it is over nobody else's."""
        came = self._clock()
        paces = (pace, self._bulk) if IN_BULK.get() else (pace,)
        due = max(one.due(came) for one in paces)
        if due - came > PATIENCE:
            raise _too_late(due - came)
        for one in paces:
            one.book(came)
        async with AsyncExitStack() as stack:
            with self._counted():
                await stack.enter_async_context(pace.turn)
                if self._clock() - came > PATIENCE:  # those before it took too long
                    raise _too_late(pace.interval)
                if (wait := due - self._clock()) > 0:
                    await self._sleep(wait)
            self.metrics.waits.observe(self._clock() - came)
            yield

    async def _until_done(self, make: Callable[[], Awaitable[Result]], endpoint: str, pace: Pace) -> Result:
        began = self._clock()
        for tried in count(1):
            await self._pause(pace)
            try:
                result = await make()
            except TelegramError as error:
                self._note_error(error, endpoint, pace)
                wait = wait_before(error, endpoint, tried)
                if wait is None:
                    self._note_end(error, endpoint, began)
                    raise
                log.warning("%s: %s, trying again in %.1f s", endpoint, type(error).__name__, wait)
                self._note_retry(error, endpoint)
                if not isinstance(error, RetryAfter):
                    await self._sleep(wait)
            else:
                self.hear()
                self.metrics.requests.labels(endpoint, "ok").inc()
                return result
        raise AssertionError  # the loop has no end

    async def _pause(self, pace: Pace) -> None:
        while (wait := pace.paused_until - self._clock()) > 0:
            if wait > PATIENCE:
                raise _too_late(wait)
            with self._counted():
                await self._sleep(wait)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1

    def _note_error(self, error: TelegramError, endpoint: str, pace: Pace) -> None:
        self.metrics.requests.labels(endpoint, type(error).__name__).inc()
        if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
            self.hear()
        else:
            self.metrics.is_heard.set(0)
        if isinstance(error, RetryAfter):
            pace.pause(self._clock() + seconds_of(error))

    def _note_retry(self, error: TelegramError, endpoint: str) -> None:
        self.metrics.retries.labels(type(error).__name__).inc()
        if isinstance(error, TimedOut) and endpoint.startswith(SENDING):
            self.metrics.doubled.inc()

    def _note_shown(self, endpoint: str) -> None:
        handling = HANDLING.get()
        if handling is None:
            return
        handling.has_sent = handling.has_sent or endpoint.startswith(SENDING)
        if endpoint.startswith(SHOWN):
            handling.show()

    def _note_end(self, error: TelegramError, endpoint: str, began: float) -> None:
        handling = HANDLING.get()
        # A message may have got through, unless Telegram was silent to everybody: then it is just away.
        if handling and isinstance(error, TimedOut) and endpoint.startswith(SENDING) and self._heard_at >= began:
            handling.has_sent = True


def wait_before(error: TelegramError, endpoint: str, tried: int) -> float | None:
    """Seconds to wait before a request that failed for the `tried`th time is made again; None: it is not."""
    match error:
        case RetryAfter():
            wait = seconds_of(error)
            return wait if tried <= FLOOD_TRIES and wait <= PATIENCE else None
        case BadRequest():  # a NetworkError by descent, but Telegram has understood and refused
            return None
        case TimedOut() if endpoint.startswith(SENDING):
            return SEND_AGAIN_AFTER if tried == 1 else None
        case NetworkError():
            return BACK_OFF[tried - 1] if tried <= len(BACK_OFF) else None
        case _:
            return None


def seconds_of(error: RetryAfter) -> float:
    """The pause that Telegram asks for, in seconds; the library gives a number or a timedelta."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, datetime.timedelta) else float(pause)


def _too_late(wait: float) -> RetryAfter:
    return RetryAfter(datetime.timedelta(seconds=wait))
