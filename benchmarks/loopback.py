"""A Telegram on this machine that does as little as it can, so that what is measured is the bot.

It knows private chats and what a bot needs to start and to answer in them. `tests/telegram_fake` is the one that is
strict; this one is fast.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

TOKEN = "1234567890:AAF0-a_token_that_is_nobodys_0123456"
SECRET = "a-secret-for-benchmarks"
PATH = "/telegram"
"""Of the webhook."""
ME = {"id": 1234567890, "is_bot": True, "first_name": "Bot", "username": "career_test_bot"}
CONNECTIONS = 40
"""Deliveries at once at most; what the bot asks Telegram for, which is also its default."""
LONG_POLL = 5.0
"""Seconds that a request for updates is held."""
LARGEST_PART = 100
"""Updates in one answer to such a request."""
COME_AGAIN = 0.2
"""Seconds until a delivery that failed everywhere is made again."""

Fault = Callable[[], tuple[int, dict[str, Any]] | None]
"""What a message is answered with instead of being taken; None: nothing."""


@dataclass
class Sent:
    """A message of the bot's that was taken."""

    chat: int
    message: int
    at: float
    sender: str
    """Which process sent it, where they have addresses of their own."""


@dataclass
class Loopback:
    """The server. Updates go out as they are asked for (`getUpdates`), or to `targets`, the ports of replicas."""

    targets: Sequence[int] = ()
    delay: float = 0.0
    """Seconds that a message takes to be answered."""
    fault: Fault = lambda: None
    on_sent: Callable[[Sent], None] = lambda _: None
    port: int = 0
    in_flight: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Messages of each sender that are taken, and not yet answered."""
    undelivered: int = 0
    """Deliveries that nobody has acknowledged yet."""
    _queue: deque[bytes] = field(default_factory=deque)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _update: int = 0
    _message: int = 0
    _polled: deque[tuple[int, bytes]] = field(default_factory=deque)

    def ask(self, person: int, text: str, deliveries: int = 1) -> None:
        """Somebody writes; the update is delivered so many times."""
        self._update += 1
        who = {"id": person, "first_name": "Person", "username": f"person{person}", "language_code": "en"}
        content = {
            "message_id": self._next_message(),
            "from": who | {"is_bot": False},
            "chat": {key: who[key] for key in ("id", "first_name", "username")} | {"type": "private"},
            "date": int(time.time()),
            "text": text,
        }
        body = json.dumps({"update_id": self._update, "message": content}).encode()
        for _ in range(deliveries):
            if self.targets:
                self._queue.append(body)
                self.undelivered += 1
            else:
                self._polled.append((self._update, body))
        self._came.set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listens and delivers."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        couriers = [asyncio.create_task(self._deliver(number)) for number in range(CONNECTIONS if self.targets else 0)]
        try:
            yield
        finally:
            for courier in couriers:
                courier.cancel()
            await asyncio.gather(*couriers, return_exceptions=True)
            server.close()

    async def answer(self, path: str, body: bytes) -> bytes:
        """The HTTP response to a request of the bot's."""
        sender, _, rest = path.lstrip("/").partition("bot")
        method = rest.rpartition("/")[2].lower().replace("_", "")
        match method:
            case "sendmessage":
                return await self._take(sender, {name: one[0] for name, one in parse_qs(body.decode()).items()})
            case "getupdates":
                return await self._updates({name: one[0] for name, one in parse_qs(body.decode()).items()})
            case "getme":
                return _response(200, {"ok": True, "result": ME})
            case "getwebhookinfo":
                return _response(200, {"ok": True, "result": {"url": "", "has_custom_certificate": False,
                                                              "pending_update_count": 0}})  # fmt: skip
            case "getmycommands":
                return _response(200, {"ok": True, "result": []})
            case _ if method.startswith("get"):
                return _response(200, {"ok": True, "result": {"name": "", "description": "", "short_description": ""}})
            case _:
                return _response(200, {"ok": True, "result": True})

    async def _take(self, sender: str, asked: dict[str, str]) -> bytes:
        if refusal := self.fault():
            return _response(*refusal)
        chat = int(asked["chat_id"])
        number = self._next_message()
        self.on_sent(Sent(chat, number, time.perf_counter(), sender))
        message: dict[str, Any] = {
            "message_id": number,
            "from": ME,
            "chat": {"id": chat, "type": "private", "first_name": "Person"},
            "date": int(time.time()),
            "text": asked["text"],
        }
        if "reply_markup" in asked:
            message["reply_markup"] = json.loads(asked["reply_markup"])
        if self.delay:
            self.in_flight[sender] += 1
            try:
                await asyncio.sleep(self.delay)
            finally:
                self.in_flight[sender] -= 1
        return _response(200, {"ok": True, "result": message})

    async def _updates(self, asked: dict[str, str]) -> bytes:
        offset, patience = int(asked.get("offset", 0)), min(LONG_POLL, float(asked.get("timeout", 0)))
        while self._polled and self._polled[0][0] < offset:
            self._polled.popleft()
        if not self._polled and patience:
            self._came.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._came.wait()
        bodies = [body for _, body in list(self._polled)[:LARGEST_PART]]
        return _raw(200, b'{"ok":true,"result":[%s]}' % b",".join(bodies))

    async def _deliver(self, number: int) -> None:
        """One of the connections by which updates are delivered: to the next replica that takes them."""
        lines: dict[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}
        while True:
            while not self._queue:
                self._came.clear()
                await self._came.wait()
            body = self._queue.popleft()
            number += 1
            for turn in range(len(self.targets)):
                if await self._is_taken(lines, self.targets[(number + turn) % len(self.targets)], body):
                    self.undelivered -= 1
                    break
            else:
                await asyncio.sleep(COME_AGAIN)
                self._queue.append(body)

    async def _is_taken(
        self, lines: dict[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]], port: int, body: bytes
    ) -> bool:
        try:
            if port not in lines:
                lines[port] = await asyncio.open_connection("127.0.0.1", port)
            reader, writer = lines[port]
            writer.write(_post(body))
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
        except (OSError, asyncio.IncompleteReadError):
            if line := lines.pop(port, None):
                line[1].close()
            return False
        return head.startswith(b"HTTP/1.1 200")

    def _next_message(self) -> int:
        self._message += 1
        return self._message


class _Connection(asyncio.Protocol):
    """One connection of the bot's, with one request at a time on it."""

    def __init__(self, server: Loopback) -> None:
        self._server = server
        self._read = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return
        whole = end + 4 + _length(self._read[: end + 4])
        if len(self._read) < whole:
            return
        path, body = self._read.split(b" ", 2)[1].decode(), self._read[end + 4 : whole]
        self._read = self._read[whole:]
        task = asyncio.create_task(self._answer(path, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, path: str, body: bytes) -> None:
        response = await self._server.answer(path, body)
        if not self._transport.is_closing():
            self._transport.write(response)


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _post(body: bytes) -> bytes:
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: bot.example.org\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _response(status: int, content: dict[str, Any]) -> bytes:
    return _raw(status, json.dumps(content).encode())


def _raw(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
