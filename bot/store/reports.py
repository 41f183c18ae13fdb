"""Who gets a chat's weekly report, and when next."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select, update

from bot.store.database import Database
from bot.store.due import claim_due
from bot.store.tables import reports

LEASE = 600.0
"""Seconds that a claimer has to send a report, before another may claim it."""


class Report(NamedTuple):
    """A report that one person gets about one chat."""

    chat: int
    person: int


class Reports:
    """Subscriptions, each claimed by one replica when it is due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._subscribe = database.upsert(reports)

    async def subscribe(self, chat: int, person: int, due: float) -> None:
        """The person gets reports about the chat, the next at `due`."""
        await self._database.write((self._subscribe, {"chat": chat, "person": person, "due": due}))

    async def unsubscribe(self, chat: int, person: int) -> None:
        """The person gets no more reports about the chat."""
        await self._database.execute(delete(reports).where(_is(chat, person)))

    async def subscribers(self, chat: int) -> list[int]:
        """Who gets reports about the chat."""
        found = select(reports.c.person).where(reports.c.chat == chat).order_by(reports.c.person)
        return [row.person for row in await self._database.rows(found)]

    async def claim_due(self, now: float, limit: int) -> list[Report]:
        """Reports that are to be sent now, for the caller to send and then say `done`.

        No other caller gets them for ten minutes; after that they are claimed again, in case that this one died.
        """
        rows = await claim_due(self._database, reports, (now, now + LEASE), limit)
        return [Report(row.chat, row.person) for row in rows]

    async def done(self, chat: int, person: int, next_due: float) -> None:
        """The report is sent, or cannot be; the next is at `next_due`."""
        await self._database.execute(update(reports).where(_is(chat, person)).values(due=next_due))


def _is(chat: int, person: int) -> ColumnElement[bool]:
    return (reports.c.chat == chat) & (reports.c.person == person)
