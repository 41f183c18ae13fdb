"""What was said where, so that it is not said again too soon."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.tables import said


class Said(NamedTuple):
    """An answer that was given."""

    message: int
    """Id of the message with the answer."""
    at: float


class Cooldown:
    """The last time that each screen was the answer, by chat and thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keep = database.upsert(said)

    async def said(self, chat: int, thread: int | None, *, screen: str, message: int, now: float) -> None:
        """The screen was the answer, in this message."""
        row = {"chat": chat, "thread": thread or 0, "screen": screen, "message": message, "at": now}
        await self._database.write((self._keep, row))

    async def earlier(self, chat: int, thread: int | None, screen: str, since: float) -> Said | None:
        """The last time that the screen was the answer, where that was at `since` or later."""
        found = select(said.c.message, said.c.at).where(
            said.c.chat == chat, said.c.thread == (thread or 0), said.c.screen == screen, said.c.at >= since
        )
        row = await self._database.first(found)
        return None if row is None else Said(row.message, row.at)

    async def withdraw(self, chat: int, message: int) -> None:
        """The message does not show the answer any more, or is gone."""
        gone = delete(said).where(said.c.chat == chat, said.c.message == message)
        await self._database.execute(gone)
