"""How PostgreSQL is reached."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.errors import StoreError

KEPT, MORE = 4, 4
"""Connections of one process: those that it keeps, and those that it makes in a rush. Small plans allow 20, which is
two replicas."""
AGE = 1_800
"""Seconds after which a connection is made anew, so that nothing in between cuts it for its age."""
OPTIONS = {
    "application_name": "career-advisor-bot",
    "connect_timeout": 4,
    # A server that vanishes without a word, or a firewall that forgets idle connections, is noticed within a minute.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    # Poolers that give each transaction another connection (PgBouncer) know nothing of prepared statements.
    "prepare_threshold": None,
}
"""For the client library, where the address does not say otherwise."""


class Connection(AsyncConnection[Any]):
    """A connection that is closed at once when a call over it is given up."""

    async def cancel_safe(self, *, timeout: float = 0.0) -> None:  # noqa: ARG002, ASYNC109 -- the library calls it so
        """Would ask the server to give up too, and wait ten seconds more for one that does not answer."""
        self.pgconn.finish()


def postgresql_engine(url: str, **options: Any) -> AsyncEngine:
    """Connects to nothing yet.

    Raises:
        StoreError: The address cannot be read.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.drivername not in {"postgres", "postgresql"}:
        raise StoreError(
            "DATABASE_URL is not the address of a database: write postgresql://user:password@host:5432/database, with "
            "%40 for an @ in the password, %2F for a / and so on, or sqlite:///file.db."
        )
    arguments = {name: value for name, value in OPTIONS.items() if name not in address.query}
    return create_async_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=KEPT,
        max_overflow=MORE,
        pool_recycle=AGE,
        connect_args={**arguments, "async_creator_fn": Connection.connect},
        use_native_hstore=False,
        **options,
    )
