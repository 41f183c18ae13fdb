"""A look into the database past the store, as a stranger with its file would have."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import psycopg

from bot.store.tables import metadata


def rows(url: str, table: str) -> list[tuple[Any, ...]]:
    """All that a table holds."""
    query = f"SELECT * FROM {table}"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            return file.execute(query).fetchall()
    with psycopg.connect(url) as server:
        return list(server.execute(query.encode()).fetchall())


def tables_that_hold(url: str, number: int) -> set[str]:
    """Tables with the number anywhere, be it inside a text."""
    return {
        table
        for table in metadata.tables
        if any(str(number) in str(value) for row in rows(url, table) for value in row if not isinstance(value, bytes))
    }
