"""The database behind the store: all that differs between SQLite and PostgreSQL, and what happens when it is away."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Executable, Row, Table, bindparam, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.address import SQLITE
from bot.store.batcher import Batcher
from bot.store.errors import StoreError
from bot.store.explanations import away, explain

PATIENCE = 5.0
"""Seconds that one call waits for the database: a person waits for the answer behind it."""
COMMON: dict[str, Any] = {
    "isolation_level": "AUTOCOMMIT",  # a statement by itself needs no BEGIN and COMMIT; `transaction` says them itself
    "skip_autocommit_rollback": True,
    "pool_timeout": PATIENCE,
    "hide_parameters": True,  # what people wrote is not for logs
}

Values = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Write:
    """A statement that changes one row, and may run for many rows at once."""

    name: str
    """By which statements are sorted: the table's name."""
    statement: Executable
    key: tuple[str, ...]
    """Names of the values that tell which row."""


Change = tuple[Write, Values]
"""A statement, and the values for one row."""


class Database:
    """One database. Statements run by themselves, or together inside `transaction`."""

    def __init__(self, url: str) -> None:
        """Connects to nothing yet.

        Raises:
            StoreError: The address cannot be used.
        """
        self.is_sqlite = url.startswith(SQLITE)
        self._engine = _engine(url)
        self._url = self._engine.url
        self.patience = PATIENCE
        self._joined: ContextVar[AsyncConnection | None] = ContextVar("joined", default=None)
        """The connection of the transaction that a task is in."""
        self._unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)
        """What a task writes inside `together`."""
        self._writes = Batcher(self._write_all)
        # SQLite has one connection. Its pool gives it to whoever asks next, which here may be the same one for ever.
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()

    async def close(self) -> None:
        """Closes all connections."""
        await self._engine.dispose()

    async def execute(
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[Any]:
        """Runs a statement, in the transaction that this task is in or else in one of its own.

        In one of its own it is tried again once where the connection was found cut, as after the server's restart.

        Raises:
            StoreError: The database is away, or cannot be used.
        """
        if joined := self._joined.get():
            async with self.plainly():
                return await joined.execute(statement, values)
        try:
            return await self._execute_alone(statement, values)
        except _CutError:
            return await self._execute_alone(statement, values)

    async def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """All rows that the statement returns."""
        return (await self.execute(statement, values)).all()

    async def first(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        """The first row that the statement returns, if any."""
        return (await self.execute(statement, values)).first()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """All statements of this task inside happen together or not at all. Inside another, it is part of that.

        Raises:
            StoreError: The database is away, or cannot be used.
        """
        if joined := self._joined.get():
            yield joined
            return
        async with AsyncExitStack() as stack:
            try:
                connection = await self._begun(stack)
            except _CutError:
                connection = await self._begun(stack)
            token = self._joined.set(connection)
            try:
                yield connection
                async with self.plainly():
                    await connection.exec_driver_sql("COMMIT")
            except BaseException:
                await connection.invalidate()  # which rolls it back, whatever state it was in
                raise
            finally:
                self._joined.reset(token)

    @asynccontextmanager
    async def plainly(self, patience: float | None = None) -> AsyncIterator[None]:
        """Turns what libraries raise into plain words, and a database that hangs into one that is away.

        That is after `patience` seconds, where those of every call are not to hold.

        Raises:
            StoreError: The database is away, or cannot be used.
        """
        try:
            async with asyncio.timeout(patience or self.patience):
                yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            # The cause is left out: its text may quote the address, and with it the password.
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise _CutError(str(away(self._url)), is_temporary=True) from None
            if plain := explain(error, self._url):
                raise plain from None
            raise

    async def lock(self, name: str) -> None:
        """Waits until no other transaction holds the lock; holds it to the end of this transaction."""
        if not self.is_sqlite:  # where a transaction keeps all others out from its beginning
            await self.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """An INSERT that knows ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def upsert(self, table: Table) -> Write:
        """Inserts a row, or sets all columns of the row with the same primary key."""
        statement, key = self.insert(table), table.primary_key.columns.keys()
        rest = {name: statement.excluded[name] for name in table.c.keys() if name not in key}  # noqa: SIM118
        return Write(table.name, statement.on_conflict_do_update(index_elements=key, set_=rest), tuple(key))

    async def write(self, *changes: Change) -> None:
        """Makes changes of which nothing is to be returned: all of them or none.

        Those that others make at the same time are made in the same transaction.

        Raises:
            StoreError: The database is away, or cannot be used.
        """
        if self._joined.get():
            await self._make(changes)
        elif (unit := self._unit.get()) and unit.is_open:
            unit.changes.extend(changes)
        elif changes:
            await self._writes(changes)

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """What this task writes inside is written at the end: all of it or nothing."""
        if (outer := self._unit.get()) and outer.is_open:
            yield
            return
        unit = _Unit()
        token = self._unit.set(unit)
        try:
            yield
        finally:
            self._unit.reset(token)
            unit.is_open = False
        await self.write(*unit.changes)

    async def _write_all(self, units: Sequence[Sequence[Change]]) -> Sequence[None]:
        changes = [change for unit in units for change in unit]
        if len(changes) == 1:
            write, values = changes[0]
            await self.execute(write.statement, values)
        else:
            async with self.transaction():
                await self._make(changes)
        return [None] * len(units)

    async def _make(self, changes: Sequence[Change]) -> None:
        """Makes changes table by table and key by key, so that replicas never wait for each other in a ring."""
        by_write: dict[Write, list[Values]] = {}
        for write, values in changes:
            by_write.setdefault(write, []).append(values)
        for write, rows in sorted(by_write.items(), key=lambda one: one[0].name):
            rows.sort(key=lambda row: [row[name] for name in write.key])
            await self.execute(write.statement, rows)

    def lookup(self, table: Table) -> Callable[[Key], Awaitable[Row[Any] | None]]:
        """Finds the row of a primary key. Rows that are asked for at the same time are fetched together."""
        key = list(table.primary_key.columns)
        found = select(table).where(tuple_(*key).in_(bindparam("keys", expanding=True)))

        async def fetch(keys: Sequence[Key]) -> list[Row[Any] | None]:
            rows = await self.rows(found, {"keys": list(keys)})
            by_key = {tuple(getattr(row, column.name) for column in key): row for row in rows}
            return [by_key.get(one) for one in keys]

        together = Batcher(fetch)

        async def find(one: Key) -> Row[Any] | None:
            return (await fetch([one]))[0] if self._joined.get() else await together(one)

        return find

    async def _execute_alone(
        self, statement: Executable, values: Values | Sequence[Values] | None
    ) -> CursorResult[Any]:
        async with self.plainly(), self._turn, self._engine.connect() as connection:
            return await connection.execute(statement, values)

    async def _begun(self, stack: AsyncExitStack) -> AsyncConnection:
        async with self.plainly():
            await stack.enter_async_context(self._turn)
            connection = await stack.enter_async_context(self._engine.connect())
            await connection.exec_driver_sql(
                "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN ISOLATION LEVEL READ COMMITTED"
            )
            return connection


@dataclass
class _Unit:
    changes: list[Change] = field(default_factory=list)
    is_open: bool = True
    """Tasks that were started inside, and outlive it, write by themselves from then on."""


class _CutError(StoreError):
    """The connection was cut, maybe long before it was used."""


def _engine(url: str) -> AsyncEngine:
    # Only what is needed is imported: a driver takes a tenth of a second.
    if url.startswith(SQLITE):
        from bot.store.sqlite import sqlite_engine

        return sqlite_engine(url, **COMMON)
    from bot.store.postgresql import postgresql_engine

    return postgresql_engine(url, **COMMON)
