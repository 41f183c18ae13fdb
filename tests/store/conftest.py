"""A store on SQLite and one on PostgreSQL for every test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import psycopg
import pytest

from bot.store.store import Store, open_store
from bot.store.tables import metadata
from tests.store.server import Server

KINDS = ("sqlite", "postgresql")
MADE = "made"
"""The database of PostgreSQL that tests share, one after another."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests that are coroutines run by asyncio."""
    return "asyncio"


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that nobody has used yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("server").url(request.getfixturevalue("new_database")()))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, and nothing in them."""
    file = tmp_path_factory.mktemp("template") / "made.db"
    _open_once(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_template(server: Server) -> psycopg.Connection:
    """A connection to a database with all tables, and nothing in them."""
    with server.connect() as connection:
        connection.execute(f"CREATE DATABASE {MADE}")
    _open_once(server.url(MADE))
    return server.connect(MADE)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with all tables, and nothing in them."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "bot.db")
        return f"sqlite:///{file}"
    connection: psycopg.Connection = request.getfixturevalue("postgresql_template")
    connection.execute(";".join(f"DELETE FROM {table}" for table in metadata.tables if table != "secrets"))
    return str(request.getfixturevalue("server").url(MADE))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A store with nothing in it."""
    async with open_store(url) as opened:
        yield opened


@pytest.fixture
async def replica(url: str) -> AsyncIterator[Store]:
    """A second store on the same database, as another process has it."""
    async with open_store(url) as opened:
        yield opened


def _open_once(url: str) -> None:
    async def make() -> None:
        async with open_store(url):
            pass

    anyio.run(make)
