"""People: who has blocked the bot, and how one is forgotten."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select, update

from bot.store.database import Database
from bot.store.questions import Questions
from bot.store.tables import blocked, chats, inbox, metadata


class People:
    """Everybody, by Telegram's id of a person, which is also the id of the private chat with them."""

    def __init__(self, database: Database, questions: Questions) -> None:
        self._database = database
        self._questions = questions
        self._block = database.upsert(blocked)

    async def block(self, person: int, now: float) -> None:
        """The person has blocked the bot: nothing can be sent to them."""
        await self._database.write((self._block, {"person": person, "at": now}))

    async def unblock(self, person: int) -> None:
        """The person can be written to again."""
        await self._database.execute(delete(blocked).where(blocked.c.person == person))

    async def is_blocked(self, person: int) -> bool:
        """Whether the person has blocked the bot."""
        return await self._database.first(select(blocked.c.person).where(blocked.c.person == person)) is not None

    async def forget(self, person: int) -> None:
        """Deletes all that is known of the person, in private and in groups.

        What they have sent and is not handled yet stays until it is.
        """
        async with self._database.transaction():
            await self._questions.forget(person)
            await self._database.execute(update(chats).where(chats.c.added_by == person).values(added_by=None))
            # What could not be handled may quote the person, whoever sent it.
            quoting = inbox.c.parked.is_not(None) & inbox.c.payload.contains(str(person), autoescape=True)
            await self._database.execute(delete(inbox).where(quoting))
            for table in metadata.sorted_tables:
                if (theirs := _rows_of(table, person)) is not None:
                    await self._database.execute(delete(table).where(theirs))


def _rows_of(table: Table, person: int) -> ColumnElement[bool] | None:
    columns = [table.c[name] for name in ("chat", "person") if name in table.c]
    theirs = or_(*(column == person for column in columns)) if columns else None
    return theirs if table is not inbox or theirs is None else theirs & inbox.c.due.is_(None)
