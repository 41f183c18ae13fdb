"""How much was asked in a chat, and what became of it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from bot.store.database import Database, Write
from bot.store.feedback import Feedback
from bot.store.tables import counts

DAY = 86_400


class Totals(NamedTuple):
    """What happened in a chat in a period."""

    asked: int
    answered: int
    silent: int
    up: int
    down: int


class Counts:
    """Numbers by chat and day (of UTC)."""

    def __init__(self, database: Database, feedback: Feedback) -> None:
        self._database = database
        self._feedback = feedback
        add = database.insert(counts)
        sums = {name: counts.c[name] + add.excluded[name] for name in ("asked", "answered", "silent")}
        key = ("chat", "day")
        self._add = Write(counts.name, add.on_conflict_do_update(index_elements=key, set_=sums), key)

    async def add(self, chat: int, now: float, *, asked: int = 0, answered: int = 0, silent: int = 0) -> None:
        """Adds to the numbers of the day."""
        row = {"chat": chat, "day": int(now // DAY), "asked": asked, "answered": answered, "silent": silent}
        await self._database.write((self._add, row))

    async def between(self, chat: int, since: float, until: float) -> Totals:
        """What happened from the day of `since` up to, without, the day of `until`; votes to the second."""
        sums = [func.coalesce(func.sum(counts.c[name]), 0) for name in ("asked", "answered", "silent")]
        period = (counts.c.day >= int(since // DAY)) & (counts.c.day < int(until // DAY))
        (row,) = await self._database.rows(select(*sums).where(counts.c.chat == chat, period))
        return Totals._make([*map(int, row), *await self._feedback.totals(chat, since, until)])
