"""Bots in processes of their own, over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp

from tests.store.server import free_port
from tests.telegram_fake import TOKEN

ROOT = Path(__file__).parents[2]
STARTED_IN = 90.0
"""Seconds that a process may take until it does something; far more than it needs."""
LONGEST_LOG = 2**24
"""Bytes that a process may log without being held up, as long as nobody reads them."""
WITH_STUB = ("-m", "tests.telegram.bot_process", "run", "stub")
WITH_LIBRARY = ("-m", "tests.telegram.bot_process", "run", "real")
SERVING = ("-m", "tests.telegram.bot_process", "serve", "stub")
AS_DEPLOYED = ("-m", "bot", "serve")
PUBLIC = "https://bot.example.org/telegram"
SECRET = "a-secret_of-its-own"


@contextlib.asynccontextmanager
async def bot_process(
    url: str, command: tuple[str, ...] = WITH_STUB, **variables: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process of its own, which asks Telegram at this address. The variables need a DATABASE_URL."""
    environ = {"PATH": os.environ["PATH"], "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": url, "NO_PROXY": "*"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=environ | variables, stderr=asyncio.subprocess.PIPE, limit=LONGEST_LOG
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@contextlib.asynccontextmanager
async def serving(
    url: str, command: tuple[str, ...] = SERVING, **variables: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A bot that is posted to, in a process of its own; gives it and the address, once it is ready."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    variables |= {"PORT": str(port), "WEBHOOK_URL": PUBLIC, "WEBHOOK_SECRET": SECRET}
    async with bot_process(url, command, **variables) as process:
        await until_ready(address, process)
        yield process, f"{address}/telegram"


async def until_ready(address: str, process: asyncio.subprocess.Process) -> None:
    """Waits until a bot says that it is ready."""
    async with asyncio.timeout(STARTED_IN), aiohttp.ClientSession() as session:
        while process.returncode is None:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"{address}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)
    raise AssertionError(f"The bot has ended with exit status {process.returncode}")


async def until(is_so: Callable[[], object]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(STARTED_IN):
        while not is_so():  # noqa: ASYNC110 -- what is waited for happens in another process
            await asyncio.sleep(0.01)
