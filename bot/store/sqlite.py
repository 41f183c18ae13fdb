"""How SQLite is opened."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.address import sqlite_file
from bot.store.errors import StoreError
from bot.store.explanations import explain
from bot.store.inline import connect

OLDEST = (3, 35)
"""The first version with RETURNING."""
PRAGMAS = (
    # With a write-ahead log, readers and the writer do not wait for each other, and what is committed survives the
    # end of the process in any way. Only when the whole computer loses power may the last moments be lost.
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
)


def sqlite_engine(url: str, **options: Any) -> AsyncEngine:
    """Opens nothing yet.

    Raises:
        StoreError: The address names no file that can be.
    """
    file = _usable_file(url)
    address = URL.create("sqlite+aiosqlite", database=str(file))
    with suppress(OSError):  # what is wrong with the file is said below
        file.touch(mode=0o600)  # for nobody else on this computer
    try:
        sqlite3.connect(file).close()
    except sqlite3.Error as error:
        raise explain(error, address) or error from None
    # One connection: SQLite writes one after another anyway, and who waits for a connection does not poll the file.
    engine = create_async_engine(
        address, async_creator=lambda *_, **__: connect(file), pool_size=1, max_overflow=0, **options
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _set_up(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    try:
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:  # the file is no database; nobody else closes a connection that never was one
        connection.close()
        raise
    cursor.close()


def _usable_file(url: str) -> Path:
    file = sqlite_file(url)
    if file is None:
        raise StoreError("DATABASE_URL names no file: write sqlite:///file.db, or sqlite:////folder/file.db.")
    if not file.parent.is_dir():
        raise StoreError(
            f"The folder {file.parent}, where the SQLite file {file.name} is to lie, does not exist: create it, or "
            "set DATABASE_URL to a file elsewhere."
        )
    if sqlite3.sqlite_version_info < OLDEST:
        raise StoreError(
            f"This Python has SQLite {sqlite3.sqlite_version}, and the bot needs 3.35 or newer: use a newer system, or "
            "PostgreSQL through DATABASE_URL."
        )
    return file
