"""The bot as a platform starts it: by the lines of the Procfile."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.store.server import free_port
from tests.telegram.processes import ROOT, STARTED_IN, until
from tests.telegram_fake import TOKEN, FakeTelegram, Person, empty_database, serve

URL = "https://bot.example.org/telegram"
SECRET = "a-long-random-text"

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """What every process of the platform is told; `python` is the one that runs the tests."""
    (tmp_path / "env").touch()
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DATABASE_URL": empty_database(tmp_path),
        "NO_PROXY": "*",
        "CACHE_DIR": str(ROOT / ".cache"),
        "HONCHO_ENV": str(tmp_path / "env"),
    }


async def test_a_worker_polls(telegram: FakeTelegram, ana: Person, environ: dict[str, str]) -> None:
    async with serve(telegram) as api, honcho("worker", environ | {"TELEGRAM_API_URL": api}):
        ana.says("What does a data scientist do?")
        await until(lambda: ana.cards)


async def test_a_release_where_polling_is_configured_is_well(telegram: FakeTelegram, environ: dict[str, str]) -> None:
    async with serve(telegram) as api, honcho("release", environ | {"TELEGRAM_API_URL": api}) as release:
        assert await ends(release) == 0
    assert not telegram.called("setWebhook")


async def test_a_release_registers_the_webhook_that_web_then_serves(
    telegram: FakeTelegram, ana: Person, environ: dict[str, str]
) -> None:
    port = free_port()
    webhook = {"WEBHOOK_URL": URL, "WEBHOOK_SECRET": SECRET, "PORT": str(port)}
    async with serve(telegram) as api:
        told = environ | webhook | {"TELEGRAM_API_URL": api}
        async with honcho("release", told) as release:
            assert await ends(release) == 0
        assert telegram.webhook_url == URL
        async with honcho("web", told) as web:
            ana.says("What does a data scientist do?")
            await deliver(telegram, port)
            await until(lambda: ana.cards)
            web.send_signal(signal.SIGTERM)
            await ends(web)
    assert telegram.webhook_url == URL


async def deliver(telegram: FakeTelegram, port: int) -> None:
    """Does what Telegram does with updates, once somebody listens."""
    await until(lambda: is_open(port))
    async with httpx.AsyncClient(trust_env=False, timeout=STARTED_IN) as client:
        for update in telegram.take(["message"]):
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            response = await client.post(f"http://127.0.0.1:{port}/telegram", json=update, headers=headers)
            assert response.status_code == 200


def is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


@contextlib.asynccontextmanager
async def honcho(name: str, environ: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A line of the Procfile, started as a platform does."""
    command = (sys.executable, "-m", "honcho", "-e", environ["HONCHO_ENV"], "start", name)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()  # which ends what it has started, too
        await process.communicate()


async def ends(process: asyncio.subprocess.Process) -> int:
    async with asyncio.timeout(STARTED_IN):
        await process.communicate()
    assert process.returncode is not None
    return process.returncode
