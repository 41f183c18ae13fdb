"""Questions that the bot answered badly, for maintainers to learn from. Kept only where the settings say so."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from bot.store.database import Database
from bot.store.redaction import redact
from bot.store.tables import questions, secrets

KEY = "askers"
"""The name of the key by which people are hashed."""


@dataclass(frozen=True)
class Group:
    """Questions of the same words that fared alike."""

    text: str
    outcome: str
    intents: tuple[str, ...]
    times: int
    last: float
    """When it was asked last."""


class Questions:
    """Recorded questions. Who asked is known by a keyed hash alone, which tells nothing without this database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key: bytes | None = None

    async def record(self, text: str, *, outcome: str, intents: Sequence[str], person: int, now: float) -> None:
        """Keeps a question, without e-mail addresses, telephone numbers and names on Telegram."""
        row = {"text": redact(text), "outcome": outcome, "intents": " ".join(intents), "at": now}
        await self._database.execute(insert(questions).values(row | {"asker": await self._asker(person)}))

    async def grouped(self, since: float, limit: int) -> list[Group]:
        """What was asked at `since` or later, most frequent first."""
        times, last, text = func.count().label("times"), func.max(questions.c.at).label("last"), questions.c.text
        rows = await self._database.rows(
            select(func.min(text).label("text"), questions.c.outcome, questions.c.intents, times, last)
            .where(questions.c.at >= since)
            .group_by(func.lower(text), questions.c.outcome, questions.c.intents)
            .order_by(times.desc(), last.desc())
            .limit(limit)
        )
        return [Group(row.text, row.outcome, tuple(row.intents.split()), row.times, row.last) for row in rows]

    async def forget(self, person: int) -> None:
        """Deletes the questions that are still linked to the person."""
        await self._database.execute(delete(questions).where(questions.c.asker == await self._asker(person)))

    async def _asker(self, person: int) -> bytes:
        return hmac.digest(await self._secret(), str(person).encode(), "sha256")

    async def _secret(self) -> bytes:
        """The key, which was made together with the tables."""
        if self._key is None:
            (row,) = await self._database.rows(select(secrets.c.value).where(secrets.c.name == KEY))
            self._key = bytes(row.value)
        return self._key
