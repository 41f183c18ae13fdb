"""Thumbs up and down under answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, func, select, update

from bot.store.database import Database
from bot.store.tables import feedback

UP, DOWN, NONE = 1, -1, 0


class Votes(NamedTuple):
    """How many were content, and how many not."""

    up: int
    down: int


@dataclass(frozen=True)
class Rated:
    """An answer under which a person tapped."""

    chat: int
    message: int
    """Id of the message with the answer."""
    person: int
    screen: str
    """What the message showed; in private chats one message shows many screens, one after the other."""
    intent: str


class Feedback:
    """Votes, one a person, message and screen."""

    def __init__(self, database: Database) -> None:
        self._database = database
        row = database.insert(feedback)
        taken_back = case((feedback.c.vote == row.excluded.vote, NONE), else_=row.excluded.vote)
        new = {"vote": taken_back, "why": None} | {name: row.excluded[name] for name in ("intent", "at")}
        key = list(feedback.primary_key.columns)
        self._vote = row.on_conflict_do_update(index_elements=key, set_=new).returning(feedback.c.vote)

    async def vote(self, rated: Rated, vote: int, now: float) -> int:
        """Keeps a tap on UP or DOWN, and returns what holds from now on: a vote, or NONE where the tap took it back."""
        async with self._database.transaction():
            row = await self._database.first(self._vote, {**vars(rated), "vote": vote, "at": now})
            holds = NONE if row is None else int(row.vote)
            if holds == NONE:
                await self._database.execute(delete(feedback).where(_is(rated)))
        return holds

    async def why(self, rated: Rated, reason: str) -> bool:
        """Keeps why the person voted so; False where the vote does not stand (any more)."""
        given = update(feedback).where(_is(rated)).values(why=reason)
        return (await self._database.execute(given)).rowcount == 1

    async def vote_of(self, rated: Rated) -> int:
        """How the person voted on the answer: UP, DOWN or NONE."""
        row = await self._database.first(select(feedback.c.vote).where(_is(rated)))
        return NONE if row is None else int(row.vote)

    async def totals(self, chat: int, since: float, until: float) -> Votes:
        """Votes in a chat from `since` up to, without, `until`."""
        row = await self._database.first(
            select(*_sums()).where(feedback.c.chat == chat, feedback.c.at >= since, feedback.c.at < until)
        )
        return Votes(0, 0) if row is None else Votes(row.up, row.down)

    async def by_intent(self, since: float, until: float) -> dict[str, Votes]:
        """Votes everywhere from `since` up to, without, `until`, by intent."""
        in_period = select(feedback.c.intent, *_sums()).where(feedback.c.at >= since, feedback.c.at < until)
        rows = await self._database.rows(in_period.group_by(feedback.c.intent).order_by(feedback.c.intent))
        return {row.intent: Votes(row.up, row.down) for row in rows}


def _is(rated: Rated) -> ColumnElement[bool]:
    key = (feedback.c.chat, feedback.c.message, feedback.c.person, feedback.c.screen)
    values = (rated.chat, rated.message, rated.person, rated.screen)
    return and_(*(column == value for column, value in zip(key, values, strict=True)))


def _sums() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Two columns: `up` and `down`."""

    def number(vote: int) -> ColumnElement[Any]:
        return func.count(case((feedback.c.vote == vote, 1)))

    return number(UP).label("up"), number(DOWN).label("down")
