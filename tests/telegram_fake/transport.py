"""The two ways to the fake: within the process, and over HTTP on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from email import policy
from email.parser import BytesParser
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from tests.telegram_fake.faults import Answer, ConnectionLostError, NoAnswerError
from tests.telegram_fake.server import FakeTelegram


class FakeRequest(BaseRequest):
    """The library's way to Telegram, which ends at the fake."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take."""
        return 5.0

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Leaves nothing behind."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Asks the fake."""
        token, name = _path_of(url)
        parameters = request_data.json_parameters if request_data else {}
        files = _files_of(request_data) if request_data and request_data.contains_files else {}
        try:
            answer = await self._telegram.call(token, name, parameters, files)
        except ConnectionLostError:
            raise NetworkError("httpx.ConnectError: All connection attempts failed") from None
        except NoAnswerError:
            raise TimedOut from None
        await asyncio.sleep(0)  # as with a real one, others may go on meanwhile
        return answer.status, _body(answer)


@contextlib.asynccontextmanager
async def serve(telegram: FakeTelegram, port: int = 0) -> AsyncIterator[str]:
    """Serves the fake over HTTP on loopback, and gives the address; on this port, or on one that is free."""
    connections: set[asyncio.Task[None]] = set()

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        ends = (ConnectionError, asyncio.IncompleteReadError, ConnectionLostError, asyncio.CancelledError)
        with contextlib.suppress(*ends), contextlib.closing(writer):
            while await _exchange(telegram, reader, writer):
                pass
        connections.discard(task)

    server = await asyncio.start_server(on_connection, "127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections)


async def _exchange(telegram: FakeTelegram, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """One request and its answer; False when the other side is gone."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return False
    request, *lines = head.strip().split("\r\n")
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(fields.get("content-length", "0")))
    token, name = _path_of(request.split(" ")[1])
    answer = await telegram.call(token, name, *_read_body(fields.get("content-type", ""), body))
    payload = _body(answer)
    status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
    writer.write(
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n".encode()
        + payload
    )
    await writer.drain()
    return True


def _files_of(data: RequestData) -> dict[str, bytes]:
    """The files that the library would upload, by their parts' names."""
    return {name: content for name, (_, content, _) in data.multipart_data.items() if isinstance(content, bytes)}


def _read_body(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """The parameters and the files of a request."""
    if not content_type.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    form = BytesParser(policy=policy.HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parameters: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for part in form.iter_parts():
        name, content = str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            parameters[name] = content.decode()
        else:
            files[name] = content
    return parameters, files


def _path_of(url: str) -> tuple[str, str]:
    """The token and the method that a request's address names."""
    *_, bot, method = url.split("/")
    return bot.removeprefix("bot"), method


def _body(answer: Answer) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
