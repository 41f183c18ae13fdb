"""What the bot would have answered in a chat, had its admins allowed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.store.database import Database
from bot.store.tables import trial
from bot.store.tuning import Tuning

ENTRIES = 100
"""Entries of a chat's list at most; the oldest go."""


@dataclass(frozen=True)
class Unsaid:
    """An answer that was not given."""

    thread: int | None
    message: int
    """Id of the message that it would have answered; negative where that was written before the group became a
    supergroup, and is out of reach."""
    question: str
    """The key by which `Tuning` knows the question."""
    screen: str


@dataclass(frozen=True)
class TrialEntry:
    """An entry of a chat's list."""

    id: int
    unsaid: Unsaid
    is_wanted: bool | None
    """What an admin said about it."""
    at: float


class Trial:
    """The trial lists of all chats."""

    def __init__(self, database: Database, tuning: Tuning) -> None:
        self._database = database
        self._tuning = tuning

    async def add(self, chat: int, unsaid: Unsaid, now: float) -> int:
        """Adds an entry to the chat's list, and returns its id."""
        row = {**vars(unsaid), "chat": chat, "thread": unsaid.thread or 0, "at": now}
        async with self._database.transaction():
            await self._database.lock(f"trial {chat}")
            (added,) = await self._database.rows(insert(trial).values(row).returning(trial.c.id))
            newest = select(trial.c.id).where(trial.c.chat == chat).order_by(trial.c.id.desc())
            await self._database.execute(delete(trial).where(trial.c.id.in_(newest.offset(ENTRIES))))
        return int(added.id)

    async def latest(self, chat: int, limit: int = ENTRIES) -> list[TrialEntry]:
        """The newest entries of the chat's list, newest first."""
        newest = select(trial).where(trial.c.chat == chat).order_by(trial.c.id.desc()).limit(limit)
        return [_entry(row) for row in await self._database.rows(newest)]

    async def judge(self, chat: int, entry: int, is_wanted: bool, now: float) -> TrialEntry | None:
        """Keeps what an admin says about an entry, there and for the question from now on.

        None where the chat's list has no such entry (any more).
        """
        judged = update(trial).where(trial.c.chat == chat, trial.c.id == entry).values(is_wanted=is_wanted)
        async with self._database.transaction():
            row = await self._database.first(judged.returning(trial))
            if row is None:
                return None
            await self._tuning.judge(chat, row.question, is_wanted, now)
        return _entry(row)


def _entry(row: Row[Any]) -> TrialEntry:
    unsaid = Unsaid(row.thread or None, row.message, row.question, row.screen)
    return TrialEntry(row.id, unsaid, row.is_wanted, row.at)
