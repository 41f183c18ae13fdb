"""Groups and channels: what their admins chose, and whether the bot is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, case, delete, func, literal, select, true, update

from bot.store.database import Database
from bot.store.tables import (
    answers,
    chats,
    counts,
    deletions,
    feedback,
    memories,
    metadata,
    reports,
    said,
    trial,
    tuning,
)

POINTING_TO_MESSAGES = (answers, said, deletions)
"""Tables whose rows are worth nothing without the message, which a chat's upgrade puts out of reach."""
BY_KEY = (memories, tuning, reports)
"""Tables whose rows of a moved chat give way to those that the new chat has under the same key."""


@dataclass(frozen=True)
class Chat:
    """A group or a channel."""

    id: int
    kind: str
    """Telegram's word for it; empty where it is not known."""
    is_active: bool
    """Whether the bot is in it, as far as it knows."""
    added_by: int | None
    settings: str
    """JSON, opaque here; empty where nothing was ever chosen."""
    version: int
    """How often the settings were changed."""


class Chats:
    """All groups and channels that the bot was ever added to and has not forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._find = database.lookup(chats)

    async def get(self, chat: int) -> Chat | None:
        """The chat, if it is known."""
        row = await self._find((chat,))
        return None if row is None else _chat(row)

    async def joined(self, chat: int, kind: str, added_by: int | None, now: float) -> None:
        """The bot is in the chat from now on. Settings of an earlier stay are kept."""
        row = self._database.insert(chats).values(
            chat=chat, kind=kind, is_active=True, added_by=added_by, settings="", version=0, at=now
        )
        adder = func.coalesce(row.excluded.added_by, chats.c.added_by)
        new = {"added_by": adder} | {name: row.excluded[name] for name in ("kind", "is_active", "at")}
        await self._database.execute(row.on_conflict_do_update(index_elements=["chat"], set_=new))

    async def gone(self, chat: int, now: float) -> None:
        """The bot is not in the chat any more: nothing is to be done there, and what was to be is forgotten."""
        async with self._database.transaction():
            await self._database.execute(
                update(chats).where(chats.c.chat == chat, chats.c.is_active).values(is_active=False, at=now)
            )
            for table in (deletions, reports, said):
                await self._database.execute(delete(table).where(table.c.chat == chat))

    async def change(self, chat: int, settings: str, version: int, now: float) -> bool:
        """Keeps new settings in place of those of `version` (0 where the chat is not known).

        False where somebody else changed them meanwhile: then nothing is done, and the change is to be made again to
        what they are now.
        """
        row = self._database.insert(chats).values(
            chat=chat, kind="", is_active=True, added_by=None, settings=settings, version=version + 1, at=now
        )
        new = {"settings": settings, "version": version + 1}
        changed = row.on_conflict_do_update(index_elements=["chat"], set_=new, where=chats.c.version == version)
        return await self._database.first(changed.returning(chats.c.version)) is not None

    async def active(self, kind: str | None = None, added_by: int | None = None) -> list[Chat]:
        """The chats that the bot is in: all, those of one kind, those that one person added it to."""
        found = select(chats).where(chats.c.is_active).order_by(chats.c.chat)
        if kind is not None:
            found = found.where(chats.c.kind == kind)
        if added_by is not None:
            found = found.where(chats.c.added_by == added_by)
        return [_chat(row) for row in await self._database.rows(found)]

    async def move(self, old: int, new: int) -> None:
        """The group `old` became the supergroup `new`: what is known of it is known of that from now on.

        May be said any number of times. Where the new chat has settings that somebody changed there, those are kept.
        Message ids start afresh in a supergroup, so votes and the trial list keep theirs as negative numbers.
        """
        if old == new:
            return
        async with self._database.transaction():
            await self._database.lock("move")
            for table in POINTING_TO_MESSAGES:
                await self._database.execute(delete(table).where(table.c.chat == old))
            for table in BY_KEY:
                await self._copy(table, old, {"chat": literal(new)})
            await self._copy(feedback, old, {"chat": literal(new), "message": -func.abs(feedback.c.message)})
            await self._move_counts(old, new)
            await self._move_chat(old, new)
            moved = update(trial).where(trial.c.chat == old).values(chat=new, message=-func.abs(trial.c.message))
            await self._database.execute(moved)

    async def forget(self, chat: int) -> None:
        """Deletes all that is known of the chat."""
        async with self._database.transaction():
            for table in metadata.sorted_tables:
                if "chat" in table.c:
                    await self._database.execute(delete(table).where(table.c.chat == chat))

    async def _copy(self, table: Table, old: int, new: dict[str, ColumnElement[int]]) -> None:
        """Moves the rows of a chat, with new values in some columns, to where there are none yet."""
        values = [new.get(column.name, column) for column in table.columns]
        rows = select(*values).where(table.c.chat == old)
        copy = self._database.insert(table).from_select([*table.columns.keys()], rows)
        await self._database.execute(copy.on_conflict_do_nothing())
        await self._database.execute(delete(table).where(table.c.chat == old))

    async def _move_counts(self, old: int, new: int) -> None:
        names = ("asked", "answered", "silent")
        rows = select(literal(new), counts.c.day, *(counts.c[name] for name in names)).where(counts.c.chat == old)
        add = self._database.insert(counts).from_select(["chat", "day", *names], rows)
        both = {name: counts.c[name] + add.excluded[name] for name in names}
        await self._database.execute(add.on_conflict_do_update(index_elements=["chat", "day"], set_=both))
        await self._database.execute(delete(counts).where(counts.c.chat == old))

    async def _move_chat(self, old: int, new: int) -> None:
        names = ("added_by", "settings", "version", "at")
        rows = select(literal(new), literal("supergroup"), true(), *(chats.c[name] for name in names))
        copy = self._database.insert(chats).from_select(
            ["chat", "kind", "is_active", *names], rows.where(chats.c.chat == old)
        )
        is_untouched = chats.c.version == 0
        both = {
            "added_by": func.coalesce(chats.c.added_by, copy.excluded.added_by),
            "settings": case((is_untouched, copy.excluded.settings), else_=chats.c.settings),
            "version": case((is_untouched, copy.excluded.version), else_=chats.c.version),
        }
        await self._database.execute(copy.on_conflict_do_update(index_elements=["chat"], set_=both))
        await self._database.execute(delete(chats).where(chats.c.chat == old))


def _chat(row: Row[Any]) -> Chat:
    return Chat(row.chat, row.kind, row.is_active, row.added_by, row.settings, row.version)
