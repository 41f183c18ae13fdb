"""Pictures that Telegram has already, so that none is uploaded twice."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.database import Database
from bot.store.tables import pictures


class Pictures:
    """Telegram's file ids, by a key of the caller's that changes with the picture."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put = database.upsert(pictures)

    async def get(self, key: str) -> str | None:
        """The file id of the picture, if Telegram has it."""
        row = await self._database.first(select(pictures.c.file).where(pictures.c.key == key))
        return None if row is None else str(row.file)

    async def put(self, key: str, file: str, now: float) -> None:
        """Telegram has the picture under this file id, which others can use at once."""
        await self._database.execute(self._put.statement, {"key": key, "file": file, "at": now})
