"""SQLite's driver as SQLAlchemy's asynchronous engine takes it, without the thread that aiosqlite has for each file.

A statement on SQLite takes some ten microseconds, and handing it to a thread and back some hundred, four times a
statement. What may take long, which is waiting for another process's writing, is waited for without holding up others.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

WAIT: Final = 4.0
"""Seconds that are waited for another process's writing; a little less than a call waits for SQLite."""
LOOK_EVERY: Final = 0.01
"""Seconds until it is tried again."""
BUSY: Final = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY, sqlite3.SQLITE_BUSY_SNAPSHOT))


async def connect(file: Path) -> InlineConnection:
    """A connection to an SQLite file.

    Raises:
        sqlite3.Error: The file cannot be opened.
    """
    return InlineConnection(sqlite3.connect(file, timeout=0, check_same_thread=False))


class InlineConnection:
    """A connection with the methods of aiosqlite's that SQLAlchemy uses, some of which it calls private."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._conn = connection
        self._connection: sqlite3.Connection | None = connection
        self._tx = _Inline()

    @property
    def isolation_level(self) -> str | None:
        """As the driver has it."""
        return self._conn.isolation_level

    def cursor(self) -> InlineCursor:
        """A new cursor."""
        return InlineCursor(self._conn.cursor())

    async def commit(self) -> None:
        """Ends a transaction; does nothing where there is none."""
        self._conn.commit()

    async def rollback(self) -> None:
        """Undoes a transaction; does nothing where there is none."""
        self._conn.rollback()

    async def create_function(self, *args: Any, **options: Any) -> None:
        """Makes a function known to SQL."""
        self._conn.create_function(*args, **options)

    async def close(self) -> None:
        """Closes it, and undoes a transaction that was not ended."""
        self.stop()

    def stop(self) -> None:
        """The same at once."""
        self._connection = None
        self._conn.close()


class InlineCursor:
    """A cursor with the methods of aiosqlite's."""

    arraysize = 1

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> InlineCursor:
        return self

    @property
    def description(self) -> Any:
        """Of the columns that the last statement returns; None where it returns none."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """Rows that the last statement changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Of the row that was inserted last."""
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> InlineCursor:
        """Runs a statement."""
        await _when_free(lambda: self._cursor.execute(statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> InlineCursor:
        """Runs it for each row of parameters."""
        await _when_free(lambda: self._cursor.executemany(statement, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        """What is left of what it returned."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Closes it."""
        self._cursor.close()


class _Inline:
    """In place of the queue to aiosqlite's thread."""

    def put_nowait(self, asked: tuple[asyncio.Future[Any], Callable[[], Any]]) -> None:
        future, work = asked
        future.set_result(work())


async def _when_free(work: Callable[[], object]) -> None:
    """Does it when no other process is writing. What was refused for that has changed nothing."""
    deadline = 0.0
    while True:
        try:
            work()
            return
        except sqlite3.OperationalError as error:
            now = asyncio.get_running_loop().time()
            deadline = deadline or now + WAIT
            if error.sqlite_errorcode not in BUSY or now > deadline:
                raise
        await asyncio.sleep(LOOK_EVERY)
