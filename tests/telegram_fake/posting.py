"""How Telegram delivers to a webhook: in order, and again and again until it hears that an update has arrived."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.telegram_fake.server import FakeTelegram

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_WAIT = 0.05
LONGEST_WAIT = 0.4
"""Seconds between two attempts; Telegram waits from one second to a minute or two."""


@dataclass
class Postman:
    """Takes what people do to the bot's replicas, as a load balancer would: the next attempt goes to the next one."""

    telegram: FakeTelegram
    urls: list[str]
    secret: str
    copies: int = 1
    """How often an update is delivered: Telegram may do so more than once, even at the same time."""

    def __post_init__(self) -> None:
        self.statuses: list[int] = []
        """What was answered; 0 where nothing was."""
        self.open = 0
        """Updates that are not delivered yet."""
        self._turn = itertools.count()
        self._queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}

    async def run(self) -> None:
        """Delivers for ever."""
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            while True:
                for update in self.telegram.take([]):
                    self.open += 1
                    name = _queue_of(update)
                    if name not in self._queues:
                        self._queues[name] = asyncio.Queue()
                        group.create_task(self._deliver_all(self._queues[name], session))
                    self._queues[name].put_nowait(update)
                await asyncio.sleep(0.002)

    async def _deliver_all(self, queue: asyncio.Queue[dict[str, Any]], session: aiohttp.ClientSession) -> None:
        while True:
            update = await queue.get()
            await asyncio.gather(*(self._deliver(update, session) for _ in range(self.copies)))
            self.open -= 1

    async def _deliver(self, update: dict[str, Any], session: aiohttp.ClientSession) -> None:
        wait = FIRST_WAIT
        while not 200 <= await self._attempt(update, session) < 300:
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, 2 * wait)

    async def _attempt(self, update: dict[str, Any], session: aiohttp.ClientSession) -> int:
        url = self.urls[next(self._turn) % len(self.urls)]
        headers = {SECRET_HEADER: self.secret, "Content-Type": "application/json"}
        status = 0
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with session.post(
                url, data=json.dumps(update), headers=headers, timeout=aiohttp.ClientTimeout(total=10)
            ) as answer:
                status = answer.status
        self.statuses.append(status)
        return status


def _queue_of(update: dict[str, Any]) -> str:
    """Where an update waits for the ones before it: messages by chat, taps and what is typed inline by person."""
    kind, content = next((name, content) for name, content in update.items() if name != "update_id")
    if kind in {"callback_query", "inline_query", "chosen_inline_result"}:
        return f"{kind} {content['from']['id']}"
    return f"chat {content['chat']['id']}"


@contextlib.asynccontextmanager
async def posting(telegram: FakeTelegram, *urls: str, secret: str, copies: int = 1) -> AsyncIterator[Postman]:
    """Telegram delivers to these addresses."""
    postman = Postman(telegram, list(urls), secret, copies)
    task = asyncio.create_task(postman.run())
    try:
        yield postman
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
