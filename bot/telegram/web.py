"""The bot as a web server: where Telegram delivers updates, and the pages for those who watch it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Final
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.store.errors import StoreError
from bot.telegram.app import App, parts_of, worker_of
from bot.telegram.incoming import UnreadableError, read
from bot.telegram.metrics import CONTENT_TYPE
from bot.telegram.running import WRONG_SETTINGS, CannotRunError

log = logging.getLogger(__name__)

LARGEST: Final = 1024 * 1024
"""Bytes of an update at most; Telegram's are far smaller."""
SLOWEST: Final = 10.0
"""Seconds in which an update must be there."""
COME_AGAIN: Final = 2
"""Seconds after which Telegram is to deliver once more what could not be kept."""
KEEP_ALIVE: Final = 75
"""Seconds that an idle connection is kept; Telegram closes its own after 60."""
TIME_TO_CLOSE: Final = 2
"""Seconds that requests have to end when the server does."""
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the name of the header


class Webhook:
    """Where Telegram delivers updates. One is acknowledged when it is safe in the inbox."""

    def __init__(self, application: App) -> None:
        """The application's settings have a webhook's address and secret."""
        parts = parts_of(application)
        url, secret = parts.settings.webhook_url, parts.settings.webhook_secret
        if url is None or secret is None:
            raise ValueError
        self._path = urlsplit(url).path or "/"
        self._secret = secret.get_secret_value().encode()
        self._worker = worker_of(application)
        self._metrics = parts.metrics

    def route(self) -> Route:
        """Posts to the address's path."""
        return Route(self._path, self.post, methods=["POST"])

    async def post(self, request: Request) -> Response:
        """Takes one update."""
        status = await self._take(request)
        if status != 200:
            self._metrics.refused.labels(status).inc()
        return Response(status_code=status, headers={"Retry-After": str(COME_AGAIN)} if status == 503 else None)

    async def _take(self, request: Request) -> int:
        """Takes what is posted, and returns the HTTP status."""
        if not secrets.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret):
            return 401
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return 415
        try:
            async with asyncio.timeout(SLOWEST):
                body = await _body(request)
            if body is None:
                return 413
            await self._worker.receive([read(body)])
        except TimeoutError:
            return 408
        except (UnreadableError, ClientDisconnect):
            return 400
        except StoreError as error:
            log.error("An update could not be kept, and is to come again. %s", error)
            return 503
        return 200


async def _body(request: Request) -> bytes | None:
    """The body; None where it is too large, of which no more is read than it takes to know that."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


class StatusPages:
    """Whether the bot lives, whether it can work, and what it counts; for those who watch it."""

    def __init__(self, application: App) -> None:
        self.is_ending = False
        """Whether the process is about to end, so that nothing new should be sent its way."""
        self._application = application

    def routes(self) -> list[Route]:
        """All of them."""
        return [Route("/healthz", self.health), Route("/readyz", self.readiness), Route("/metrics", self.metrics)]

    async def health(self, _: Request) -> Response:
        """The process lives."""
        return PlainTextResponse("alive\n")

    async def readiness(self, _: Request) -> Response:
        """The library is loaded, which it is from the beginning, and the database is there."""
        parts = parts_of(self._application)
        missing = "it is ending" if self.is_ending else None
        try:
            await parts.store.check()
        except StoreError as error:
            missing = str(error)
        page = {"ready": missing is None, "library": parts.dialogue.library.version, "missing": missing}
        return JSONResponse(page, 503 if missing else 200)

    async def metrics(self, _: Request) -> Response:
        """What is counted and measured."""
        parts = parts_of(self._application)
        with contextlib.suppress(StoreError):  # then these are as they were
            parts.metrics.tell_inbox(await parts.store.inbox.state(), parts.clock())
        return Response(parts.metrics.text(), media_type=CONTENT_TYPE)


def pages_of(routes: Sequence[Route]) -> Starlette:
    """The pages as an ASGI application; other paths than theirs are not found."""
    pages = Starlette(routes=routes)
    pages.router.redirect_slashes = False
    return pages


class _Server(uvicorn.Server):
    """A server that leaves signals to the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(routes: Sequence[Route], port: int, variable: str) -> AsyncIterator[asyncio.Task[None]]:
    """Serves pages on all addresses of this computer, and at the end finishes the requests in hand.

    Gives the task that serves, which never ends by itself unless there is a fault in it.

    Raises:
        CannotRunError: The port cannot be had; `variable` is the setting that names it.
    """
    config = uvicorn.Config(
        pages_of(routes),
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=TIME_TO_CLOSE,
    )
    server = _Server(config)
    with _listening(port, variable) as listener:
        task = asyncio.create_task(server.serve([listener]))
        try:
            yield task
        finally:
            server.should_exit = True
            await asyncio.wait({task})


def _listening(port: int, variable: str) -> socket.socket:
    is_dual = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if is_dual else socket.AF_INET
    try:
        return socket.create_server(("", port), family=family, backlog=2048, dualstack_ipv6=is_dual)
    except OSError as error:
        raise CannotRunError(
            f"Port {port} cannot be used ({error.strerror}): end what uses it, or set {variable} to another port.",
            WRONG_SETTINGS,
        ) from None
