"""The store: everything that must outlive the process, and that replicas share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select

from bot.store import retention
from bot.store.chats import Chats
from bot.store.cooldown import Cooldown
from bot.store.counts import Counts
from bot.store.database import Database
from bot.store.deletions import Deletions
from bot.store.feedback import Feedback
from bot.store.inbox import Inbox
from bot.store.leases import Leases
from bot.store.memories import Memories
from bot.store.migrate import migrate
from bot.store.people import People
from bot.store.pictures import Pictures
from bot.store.questions import Questions
from bot.store.reports import Reports
from bot.store.secrets import Secrets
from bot.store.trial import Trial
from bot.store.tuning import Tuning


@dataclass(frozen=True)
class Store:
    """Every part, over one database.

    What a method wrote is there when it returns, even if the process is killed then. Times are seconds since 1970.
    Every method raises `StoreError` where the database is away or cannot be used.
    """

    database: Database
    memories: Memories
    chats: Chats
    tuning: Tuning
    trial: Trial
    cooldown: Cooldown
    deletions: Deletions
    feedback: Feedback
    counts: Counts
    reports: Reports
    questions: Questions
    pictures: Pictures
    people: People
    inbox: Inbox
    leases: Leases
    secrets: Secrets

    def together(self) -> AbstractAsyncContextManager[None]:
        """What this task writes inside is written at the end: all of it or nothing.

        That holds for what returns nothing and only keeps, adds or marks; all else happens at once, as outside.
        """
        return self.database.together()

    async def check(self) -> None:
        """Asks the database for a sign of life.

        Raises:
            StoreError: There is none.
        """
        await self.database.execute(select(1))

    async def purge(self, now: float) -> None:
        """Deletes all that is older than it is kept."""
        await retention.purge(self.database, now)


@asynccontextmanager
async def open_store(url: str) -> AsyncIterator[Store]:
    """The store at a DATABASE_URL, with its tables as this version needs them.

    Raises:
        StoreError: The database cannot be used.
    """
    database = Database(url)
    try:
        await migrate(database)
        yield _build(database)
    finally:
        await database.close()


def _build(database: Database) -> Store:
    tuning, feedback, questions = Tuning(database), Feedback(database), Questions(database)
    return Store(
        database=database,
        memories=Memories(database),
        chats=Chats(database),
        tuning=tuning,
        trial=Trial(database, tuning),
        cooldown=Cooldown(database),
        deletions=Deletions(database),
        feedback=feedback,
        counts=Counts(database, feedback),
        reports=Reports(database),
        questions=questions,
        pictures=Pictures(database),
        people=People(database, questions),
        inbox=Inbox(database),
        leases=Leases(database),
        secrets=Secrets(database),
    )
