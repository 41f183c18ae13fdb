"""Small values that no replica may lose or show."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.database import Database
from bot.store.tables import secrets


class Secrets:
    """Values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put = database.upsert(secrets)

    async def get(self, name: str) -> bytes | None:
        """The value of that name, if there is one."""
        row = await self._database.first(select(secrets.c.value).where(secrets.c.name == name))
        return bytes(row.value) if row else None

    async def put(self, name: str, value: bytes) -> None:
        """Keeps the value in place of an earlier one."""
        await self._database.write((self._put, {"name": name, "value": value}))
