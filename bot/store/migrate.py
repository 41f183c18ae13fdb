"""Brings the database's tables to what this version of the program needs, and keeps what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, column, func, inspect, select, table

from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.tables import metadata

FOLDER = Path(__file__).parent / "migrations"
VERSION_TABLE = "career_advisor_version"
"""A name of the bot's own: a database may be shared with a program that is migrated by the same library."""


PATIENCE = 600.0
"""Seconds that migrations may take, those of another replica included."""


async def migrate(database: Database, folder: Path = FOLDER) -> None:
    """Runs the migrations that the database has not seen: all of them or none. Replicas take turns.

    Raises:
        StoreError: The database is a newer version's, or holds another program's tables.
    """
    known = sorted(file.stem[:4] for file in (folder / "versions").glob("[0-9]*.py"))
    async with database.transaction() as connection, database.plainly(PATIENCE):
        if not await connection.run_sync(_is_current, known):
            await connection.run_sync(_migrate, known, folder)


def _is_current(connection: Connection, known: Sequence[str]) -> bool:
    return _version(connection) == known[-1]


def _migrate(connection: Connection, known: Sequence[str], folder: Path) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction keeps all others out from its beginning
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("migrate", 0))))
    version = _version(connection)
    if version is None:
        _refuse_strangers(connection)
    elif version not in known:
        raise StoreError(
            f"The database was used by a newer version of the bot (its tables have version {version}, and this bot "
            f"knows {known[-1]}): start that version, or put back the backup that was made before it."
        )
    if version != known[-1]:
        _run(connection, folder)


def _version(connection: Connection) -> str | None:
    """The version of the tables; None where there are none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return version


def _refuse_strangers(connection: Connection) -> None:
    if taken := sorted(set(inspect(connection).get_table_names()) & set(metadata.tables)):
        raise StoreError(
            f"The database holds tables of another program that are named like the bot's ({', '.join(taken)}): set "
            "DATABASE_URL to a database of the bot's own."
        )


def _run(connection: Connection, folder: Path) -> None:
    # Imported where there is something to migrate: it takes as long as the rest of the store together.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    command.upgrade(config, "head")
