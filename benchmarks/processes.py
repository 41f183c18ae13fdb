"""Bots and a database in processes of their own, and what they use. Needs Linux, where `/proc` says that."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from benchmarks.loopback import PATH, SECRET, TOKEN
from tests.store.server import Server, free_port

ROOT = Path(__file__).parent.parent
STARTED_IN = 30.0
"""Seconds that a process may take until it answers; far more than it needs."""
RUN, SERVE = ("-m", "bot", "run"), ("-m", "bot", "serve")
ECHO = ("-m", "benchmarks.echo")


class Started:
    """A process that runs a bot."""

    def __init__(self, process: asyncio.subprocess.Process, port: int | None, log: IO[bytes]) -> None:
        self._process = process
        self._log = log
        self.port = port
        self.pid = process.pid

    def cpu(self) -> float:
        """Seconds of processor time so far, of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """What it holds in memory now (resident set, 10^6 bytes)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    async def page(self, path: str) -> tuple[int, str]:
        """The status and the text of one of its pages."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
        writer.close()
        return int(head.split(" ", 2)[1]), body

    async def is_listening(self) -> bool:
        """Whether somebody listens at its port."""
        with suppress(OSError):
            (await asyncio.open_connection("127.0.0.1", self.port))[1].close()
            return True
        return False

    async def until_listening(self) -> None:
        """Waits for the port to be open."""
        async with asyncio.timeout(STARTED_IN):
            while not await self.is_listening():
                if self._process.returncode is not None:
                    self._log.seek(0)
                    raise SystemExit(f"A process that is to be measured has ended:\n{self._log.read().decode()}")
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Ends it at once, as `kill -9` does."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


async def start(command: tuple[str, ...], api: str, database: str, port: int | None = None) -> Started:
    """Starts a bot; with a port it takes updates by webhook there."""
    environ = os.environ | {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api, "NO_PROXY": "*"}
    environ |= {"DATABASE_URL": database, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO")}
    if port is not None:
        environ |= {"PORT": str(port), "WEBHOOK_URL": f"https://bot.example.org{PATH}", "WEBHOOK_SECRET": SECRET}
    log = tempfile.TemporaryFile()  # noqa: SIM115 -- open as long as the process runs, and gone with it
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=environ, stdout=log, stderr=log
    )
    return Started(process, port, log)


@asynccontextmanager
async def started(command: tuple[str, ...], api: str, database: str, port: int | None = None) -> AsyncIterator[Started]:
    """A bot while it runs."""
    one = await start(command, api, database, port)
    try:
        yield one
    finally:
        await one.kill()


def end_together() -> None:
    """Ends what was started here also where this process is asked to end (SIGTERM), as it does for Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    return [free_port() for _ in range(count)]


@contextmanager
def sqlite() -> Iterator[str]:
    """The address of an SQLite file that does not exist yet."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.db"


@contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            yield server
        finally:
            server.stop()


def new_database(server: Server) -> str:
    """The address of an empty database in it."""
    name = f"b{uuid4().hex}"
    with server.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.url(name)
