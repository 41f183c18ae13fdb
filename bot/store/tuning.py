"""What a chat's admins said about answering questions that nobody addressed to the bot."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.tables import tuning

VERDICTS = 200
"""Verdicts of a chat at most; the oldest go."""


class Tuning:
    """Verdicts of a chat's admins, by question.

    A question is told by a key of the caller's, such as the example that it is nearest to: nobody's own words.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keep = database.upsert(tuning)

    async def judge(self, chat: int, question: str, is_wanted: bool, now: float) -> None:
        """From now on the question is to be answered in this chat, or never."""
        row = {"chat": chat, "question": question, "is_wanted": is_wanted, "at": now}
        async with self._database.transaction():
            await self._database.lock(f"tuning {chat}")
            await self._database.write((self._keep, row))
            oldest = select(tuning.c.question).where(tuning.c.chat == chat).order_by(tuning.c.at.desc())
            await self._database.execute(
                delete(tuning).where(tuning.c.chat == chat, tuning.c.question.in_(oldest.offset(VERDICTS)))
            )

    async def withdraw(self, chat: int, question: str) -> None:
        """The question is as any other again."""
        await self._database.execute(delete(tuning).where(tuning.c.chat == chat, tuning.c.question == question))

    async def verdicts(self, chat: int) -> dict[str, bool]:
        """Whether an answer is wanted, by question."""
        rows = await self._database.rows(select(tuning.c.question, tuning.c.is_wanted).where(tuning.c.chat == chat))
        return {row.question: row.is_wanted for row in rows}
