"""The bot's own messages that are to be deleted after a while."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete

from bot.store.database import Database
from bot.store.due import claim_due
from bot.store.tables import deletions

LEASE = 60.0
"""Seconds that a claimer has to delete what it claimed, before another may claim it."""


class Deletion(NamedTuple):
    """A message to delete."""

    chat: int
    message: int


class Deletions:
    """Messages to delete, each by one replica."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._schedule = database.upsert(deletions)

    async def schedule(self, chat: int, message: int, due: float, now: float) -> None:
        """The message is to be deleted at `due`."""
        await self._database.write((self._schedule, {"chat": chat, "message": message, "due": due, "at": now}))

    async def claim_due(self, now: float, limit: int) -> list[Deletion]:
        """Messages that are to be deleted now, for the caller to delete and then say `done`.

        No other caller gets them for a minute; after that they are claimed again, in case that this one died.
        """
        rows = await claim_due(self._database, deletions, (now, now + LEASE), limit)
        return [Deletion(row.chat, row.message) for row in rows]

    async def done(self, chat: int, message: int) -> None:
        """The message is deleted, or cannot be."""
        gone = delete(deletions).where(deletions.c.chat == chat, deletions.c.message == message)
        await self._database.execute(gone)
