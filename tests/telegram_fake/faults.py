"""What can go wrong between the bot and Telegram, for a test to script with `FakeTelegram.fail`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the server answers: the HTTP status, and the object in the body (or bytes that are none)."""

    status: int
    body: dict[str, Any] | bytes


class ConnectionLostError(Exception):
    """The connection breaks before any answer."""


class NoAnswerError(Exception):
    """The request is carried out, but its answer never arrives."""


Fault = Callable[[Callable[[], Answer]], Awaitable[Answer]]
"""Gets what carries the request out, and answers in its place."""


def refused(status: int, description: str, **parameters: int) -> Fault:
    """Telegram refuses, in these words."""

    async def fault(_: Callable[[], Answer]) -> Answer:
        body = {"ok": False, "error_code": status, "description": description}
        return Answer(status, body | ({"parameters": parameters} if parameters else {}))

    return fault


def too_many(retry_after: int) -> Fault:
    """Telegram wants a pause of so many seconds."""
    return refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def bad_gateway() -> Fault:
    """Something before Telegram is in trouble, and does not speak JSON."""

    async def fault(_: Callable[[], Answer]) -> Answer:
        return Answer(502, b"<html>Bad Gateway</html>")

    return fault


def connection_lost() -> Fault:
    """The connection breaks and nothing is carried out."""

    async def fault(_: Callable[[], Answer]) -> Answer:
        raise ConnectionLostError

    return fault


def times_out_after_sending() -> Fault:
    """The request is carried out, and its answer is lost."""

    async def fault(execute: Callable[[], Answer]) -> Answer:
        execute()
        raise NoAnswerError

    return fault


def held(until: asyncio.Event) -> Fault:
    """Telegram is slow: it carries the request out when the event is set."""

    async def fault(execute: Callable[[], Answer]) -> Answer:
        await until.wait()
        return execute()

    return fault


def hangs() -> Fault:
    """Telegram takes the request, and never does anything about it."""

    async def fault(_: Callable[[], Answer]) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    return fault


@dataclass
class Script:
    """A fault, and the requests that it befalls."""

    fault: Fault
    method: str
    chat: int | None
    times: int

    def takes(self, method: str, chat: object) -> bool:
        """Whether this request is one of them; if so, it is counted."""
        if self.times == 0 or method != self.method or (self.chat is not None and chat != self.chat):
            return False
        self.times -= 1
        return True
