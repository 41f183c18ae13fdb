"""Things that are to be done at a time, once over all replicas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Table, select, tuple_, update

from bot.store.database import Database


async def claim_due(database: Database, table: Table, lease: tuple[float, float], limit: int) -> Sequence[Row[Any]]:
    """Rows of a table that are due, most overdue first; they are due again at the end of the lease.

    `lease` begins now. Callers at the same time get different rows.
    """
    now, end = lease
    key = list(table.primary_key.columns)
    due = (
        select(*key)
        .where(table.c.due <= now)
        .order_by(table.c.due)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = update(table).where(tuple_(*key).in_(select(due))).values(due=end).returning(table)
    return await database.rows(claimed)
