"""How long things are kept, and why no longer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, select, tuple_, update

from bot.store.chats import Chats
from bot.store.counts import DAY as SECONDS
from bot.store.database import Database
from bot.store.tables import (
    answers,
    blocked,
    chats,
    counts,
    deletions,
    feedback,
    inbox,
    leases,
    memories,
    pictures,
    questions,
    said,
    trial,
)

DAY = float(SECONDS)
MEMORIES = DAY / 24
"""A conversation is over after 20 minutes; an hour allows for replicas whose clocks differ."""
ANSWERS = 2 * DAY
"""Telegram lets people edit a message for two days."""
SAID = 7 * DAY
"""The longest cooldown that makes sense in a chat."""
DELETIONS = 2 * DAY
"""Telegram lets a bot delete its message for two days."""
TRIAL = 30 * DAY
"""Admins who have not looked by then will not judge single messages any more."""
GONE_CHATS = 30 * DAY
"""A bot that was removed by mistake, or to change its rights, finds its settings again."""
QUESTIONS_LINKED = 30 * DAY
"""So long can a person have their recorded questions deleted; what is not linked any more is nobody's."""
QUESTIONS = 180 * DAY
"""By then maintainers have made of them what they can."""
FEEDBACK = 365 * DAY
"""A year, so that edits of the content can be compared with the same season before."""
COUNTS = 400 * DAY
"""A year and a month, for the same reason."""
PICTURES = 180 * DAY
"""What has changed since is not asked for again; the rest is uploaded once more."""
BLOCKED = 365 * DAY
"""Who is written to after that and still blocks the bot is marked again."""
UPDATES = 25 * DAY / 24
"""Telegram repeats an update for 24 hours."""
PARKED = 7 * DAY
"""Time for maintainers to look at what could not be handled; it holds what people wrote."""

BATCH = 2_000
"""Rows deleted at once: others wait for these only, not for all."""


async def purge(database: Database, now: float) -> None:
    """Deletes all that is older than it is kept."""
    gone = select(chats.c.chat).where(~chats.c.is_active, chats.c.at < now - GONE_CHATS).limit(BATCH)
    for row in await database.rows(gone):
        await Chats(database).forget(row.chat)
    is_linked = questions.c.asker.is_not(None) & (questions.c.at < now - QUESTIONS_LINKED)
    await database.execute(update(questions).where(is_linked).values(asker=None))
    for table, is_old in _old(now):
        await _delete(database, table, is_old)


def _old(now: float) -> list[tuple[Table, ColumnElement[bool]]]:
    by_time = {
        memories: MEMORIES,
        answers: ANSWERS,
        said: SAID,
        deletions: DELETIONS,
        trial: TRIAL,
        questions: QUESTIONS,
        feedback: FEEDBACK,
        pictures: PICTURES,
        blocked: BLOCKED,
    }
    is_handled = inbox.c.due.is_(None) & inbox.c.parked.is_(None) & (inbox.c.received < now - UPDATES)
    return [
        *((table, table.c.at < now - kept) for table, kept in by_time.items()),
        (counts, counts.c.day < int((now - COUNTS) // DAY)),
        (inbox, is_handled),
        (inbox, inbox.c.parked < now - PARKED),
        (leases, leases.c.until < now - DAY),
    ]


async def _delete(database: Database, table: Table, is_old: ColumnElement[bool]) -> None:
    key = list(table.primary_key.columns)
    batch = delete(table).where(tuple_(*key).in_(select(*key).where(is_old).limit(BATCH)))
    while (await database.execute(batch)).rowcount == BATCH:
        pass
