"""Updates of Telegram's that are received but not yet handled. What is in here is not lost, whatever happens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Double, Select, bindparam, exists, func, literal_column, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.store.batcher import Batcher
from bot.store.database import Database, Write
from bot.store.tables import inbox

# In plain SQL: SQLAlchemy leaves the names of tables out of what SQLite is to return, inner queries included.
BEHIND: ColumnElement[int] = literal_column(
    "(SELECT count(*) FROM (SELECT 1 FROM inbox AS behind WHERE behind.lane = inbox.lane AND behind.due IS NOT NULL"
    " AND behind.update_id > inbox.update_id LIMIT 50) AS waiting)"
)
CLOSED: dict[str, Any] = {"due": None, "lane": "", "is_claimed": False}
EMPTY: dict[str, Any] = {"payload": "", "person": None, "note": None}


@dataclass(frozen=True)
class Incoming:
    """An update as it came."""

    update_id: int
    lane: str
    """Updates of one lane are handled one after another, in the order of their ids."""
    person: int | None
    payload: str


class Claimed(NamedTuple):
    """An update to handle."""

    update_id: int
    lane: str
    payload: str
    attempts: int
    """How often it was claimed, this time included, since somebody last put it back."""
    note: str | None
    """What an earlier claimer noted about its handling."""
    received: float
    behind: int
    """How many of its lane wait behind it, up to 50."""


class InboxState(NamedTuple):
    """How the inbox fares."""

    waiting: int
    """Updates that are not handled yet."""
    oldest: float | None
    """When the one that waits longest was received."""
    parked: int
    """Updates that could not be handled and were put aside."""


class Inbox:
    """The updates of all replicas.

    An update is open until it is done or parked; `due` says from when on it may be claimed, and is empty when it is
    not open any more. Of one that is done only its id stays, by which a repeated delivery is known.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert(inbox).on_conflict_do_nothing().returning(inbox.c.update_id)
        self._puts = Batcher(self._put_all)
        heads = _heads().cte("heads")
        self._claim = _claim(inbox.c.update_id.in_(select(heads.c.update_id)))
        locked = _heads().with_for_update(skip_locked=True).cte("heads")
        is_free = func.pg_try_advisory_xact_lock(func.hashtextextended(locked.c.lane, 0))
        self._lock = select(locked.c.update_id).where(is_free)
        self._claim_locked = _claim(inbox.c.update_id.in_(bindparam("ids", expanding=True)) & _is_ready())
        self._note = _change({"note": bindparam("text")})
        self._extend = _change({"due": bindparam("until")})
        self._done = _change(CLOSED | EMPTY)
        self._retry = _change({"due": bindparam("until"), "is_claimed": False, "attempts": 0})
        self._park = _change(CLOSED | {"parked": bindparam("now"), "reason": bindparam("text")})
        self._leave_out = _leave_out()

    async def put(self, updates: Sequence[Incoming], now: float) -> set[int]:
        """Keeps updates, and returns the ids of those that were not here before."""
        fresh = {"attempts": 0, "received": now, "due": now, "is_claimed": False}
        return await self._puts([vars(one) | fresh for one in updates]) if updates else set()

    async def claim(self, now: float, until: float, limit: int) -> list[Claimed]:
        """Updates for the caller to handle: the first of each lane of which none is in hand, longest waiting first.

        Nobody else gets them, nor others of their lanes, before `until`; then, in case that this caller died, they are
        claimed again. Handled is what was said to be `done`, to be tried again with `retry`, or to be `park`ed.
        """
        times = {"now": now, "until": until}
        if self._database.is_sqlite:
            rows = await self._database.rows(self._claim, times | {"most": limit})
        else:
            rows = await self._claim_side_by_side(times, limit)
        return sorted((Claimed._make(row) for row in rows), key=lambda one: (one.received, one.update_id))

    async def note(self, update_id: int, note: str) -> None:
        """Keeps a word about how far the handling is, for the next claimer, should this one die."""
        await self._database.write((self._note, {"id": update_id, "text": note}))

    async def extend(self, update_ids: Iterable[int], until: float) -> None:
        """The caller is still at it, and keeps them up to `until`."""
        await self._database.write(*((self._extend, {"id": one, "until": until}) for one in update_ids))

    async def done(self, update_ids: Iterable[int]) -> None:
        """They are handled; nothing of them is kept but the ids."""
        await self._database.write(*((self._done, {"id": one}) for one in update_ids))

    async def retry(self, update_id: int, due: float) -> None:
        """It could not be handled, and may be claimed again at `due`; its lane waits for it."""
        await self._database.write((self._retry, {"id": update_id, "until": due}))

    async def leave_out(self, lane: str, newest: int) -> int:
        """All of the lane that wait are as good as done, but for so many of the newest; returns how many that were."""
        left_out = await self._database.rows(self._leave_out, {"this": lane, "newest": newest})
        return len(left_out)

    async def park(self, update_id: int, reason: str, now: float) -> None:
        """It cannot be handled and is put aside, for maintainers to look at; its lane goes on."""
        await self._database.write((self._park, {"id": update_id, "text": reason, "now": now}))

    async def state(self) -> InboxState:
        """How the inbox fares."""
        parked = select(func.count()).where(inbox.c.parked.is_not(None)).scalar_subquery()
        row = await self._database.first(
            select(func.count(), func.min(inbox.c.received), parked).where(inbox.c.due.is_not(None))
        )
        return InboxState(*(row or (0, None, 0)))

    async def _put_all(self, puts: Sequence[list[dict[str, Any]]]) -> list[set[int]]:
        """Keeps what several callers bring; an update that two of them bring is the first one's."""
        rows = {row["update_id"]: row for one in reversed(puts) for row in one}
        new = {row.update_id for row in (await self._database.execute(self._insert, list(rows.values())))}
        results = []
        for one in puts:
            results.append({row["update_id"] for row in one} & new)
            new -= results[-1]
        return results

    async def _claim_side_by_side(self, times: dict[str, float], limit: int) -> Sequence[Any]:
        """Each claimer locks the lanes that it gets, and looks again whether they are free once they are locked."""
        async with self._database.transaction():
            locked = await self._database.rows(self._lock, times | {"most": limit})
            if not locked:
                return []
            return await self._database.rows(self._claim_locked, times | {"ids": [row.update_id for row in locked]})


def _change(values: dict[str, Any]) -> Write:
    is_it = inbox.c.update_id == bindparam("id")
    return Write(inbox.name, update(inbox).where(is_it, inbox.c.due.is_not(None)).values(values), ("id",))


def _claim(is_theirs: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """Claims up to `until` what is chosen."""
    claimed = {"due": bindparam("until"), "is_claimed": True, "attempts": inbox.c.attempts + 1}
    columns = [inbox.c[name] for name in Claimed._fields if name in inbox.c]
    return update(inbox).where(is_theirs).values(claimed).returning(*columns, BEHIND)


def _leave_out() -> ReturningUpdate[Any]:
    in_lane = (inbox.c.lane == bindparam("this"), inbox.c.due.is_not(None))
    newest = select(inbox.c.update_id).where(*in_lane).order_by(inbox.c.update_id.desc()).limit(bindparam("newest"))
    too_many = update(inbox).where(*in_lane, inbox.c.is_claimed.is_(False), inbox.c.update_id.not_in(newest))
    return too_many.values(CLOSED | EMPTY).returning(inbox.c.update_id)


def _heads() -> Select[Any]:
    """Updates that are ready, `most` of them, longest waiting first."""
    ready = select(inbox.c.update_id, inbox.c.lane).where(_is_ready())
    return ready.order_by(inbox.c.due, inbox.c.update_id).limit(bindparam("most"))


def _is_ready() -> ColumnElement[bool]:
    """Whether an update may be claimed at `now`: due, the first of its lane, and none of its lane in hand.

    One of its lane may be in hand though this is the first: of two deliveries at the same time, the later may have
    come first. Looking for the lane's smallest id, not for a smaller one, keeps PostgreSQL from joining the table with
    itself when one lane has thousands.
    """
    now, other, claimed = bindparam("now", type_=Double), inbox.alias(), inbox.alias()
    first = select(func.min(other.c.update_id)).where(other.c.lane == inbox.c.lane, other.c.due.is_not(None))
    in_hand = exists().where(claimed.c.lane == inbox.c.lane, claimed.c.is_claimed, claimed.c.due > now)
    return (inbox.c.due <= now) & (inbox.c.update_id == first.scalar_subquery()) & ~in_hand
