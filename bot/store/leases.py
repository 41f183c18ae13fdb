"""Work that one replica does for all."""

from __future__ import annotations

from sqlalchemy import delete

from bot.store.database import Database
from bot.store.tables import leases


class Leases:
    """Named leases. Who holds one does the work of that name; nobody else does, until the lease ends."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def try_lease(self, name: str, owner: str, *, until: float, now: float) -> bool:
        """Takes the lease if it is free, or prolongs it where `owner` holds it; False where another holds it."""
        row = self._database.insert(leases).values(name=name, owner=owner, until=until)
        new = {"owner": row.excluded.owner, "until": row.excluded.until}
        is_free = (leases.c.until <= now) | (leases.c.owner == owner)
        taken = row.on_conflict_do_update(index_elements=["name"], set_=new, where=is_free)
        return await self._database.first(taken.returning(leases.c.name)) is not None

    async def release(self, name: str, owner: str) -> None:
        """Gives the lease back before its end, where `owner` holds it."""
        await self._database.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))
