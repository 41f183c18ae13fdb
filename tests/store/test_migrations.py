"""Bringing a database to what this version needs, and keeping what is in it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.migrate import FOLDER, VERSION_TABLE, migrate
from bot.store.store import open_store
from bot.store.tables import metadata
from tests.store.raw import rows

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parent.parent.parent
DATA = Path(__file__).parent / "data"
"""For each version, rows as a bot of that version wrote them."""

NEXT = """
import os
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("chats") as table:
        table.add_column(sa.Column("language", sa.Text, nullable=False, server_default="en"))
        table.drop_column("kind")
    op.execute("UPDATE chats SET language = 'fr' WHERE chat = -1")
    {then}
"""


@pytest.fixture
def next_version(tmp_path: Path) -> Callable[..., Path]:
    """Makes the folder of migrations of a version to come."""

    def make(then: str = "pass") -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        newest = max(file.stem[:4] for file in (folder / "versions").glob("[0-9]*.py"))
        revision = f"{int(newest) + 1:04}"
        code = NEXT.format(revision=revision, before=newest, then=then)
        (folder / "versions" / f"{revision}_next.py").write_text(code)
        return folder

    return make


async def bring(url: str, folder: Path = FOLDER) -> None:
    database = Database(url)
    try:
        await migrate(database, folder)
    finally:
        await database.close()


async def test_the_migrations_make_the_tables_that_the_code_uses(empty_url: str) -> None:
    await bring(empty_url)

    def differences(connection: Connection) -> list[object]:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    database = Database(empty_url)
    async with database.transaction() as connection:
        found = await connection.run_sync(differences)
    await database.close()
    assert found == []


@pytest.mark.parametrize("version", sorted(file.stem for file in DATA.glob("*.sql")))
async def test_what_an_older_version_wrote_is_kept(empty_url: str, tmp_path: Path, version: str) -> None:
    then = tmp_path / "then"
    shutil.copytree(FOLDER, then, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (then / "versions").glob("[0-9]*.py"):
        if file.stem[:4] > version:
            file.unlink()
    await bring(empty_url, then)
    database = Database(empty_url)
    async with database.transaction() as connection:
        for statement in (DATA / f"{version}.sql").read_text(encoding="utf-8").split(";\n"):
            await connection.execute(text(statement))
    await database.close()

    async with open_store(empty_url) as store:
        assert await store.memories.recall((7, None, 7)) == '{"intent": "duties"}'
        answer = await store.memories.answer_to(7, 100)
        assert answer is not None and (answer.card, answer.after) == (101, '{"intent": "duties"}')
        chat = await store.chats.get(-1)
        assert chat is not None and (chat.settings, chat.version, chat.added_by) == ('{"level": "on"}', 3, 7)
        assert await store.tuning.verdicts(-1) == {"what is the salary": False}
        assert [entry.unsaid.screen for entry in await store.trial.latest(-1)] == ["duties-data_scientist"]
        assert await store.cooldown.earlier(-1, None, "duties-data_scientist", 0.0) == (101, 10.0)
        assert await store.deletions.claim_due(30.0, 10) == [(-1, 101)]
        assert await store.feedback.totals(-1, 0.0, 20.0) == (1, 1)
        assert (await store.counts.between(-1, 0.0, 86_400.0))[:3] == (5, 4, 1)
        assert await store.reports.subscribers(-1) == [7]
        assert [group.text for group in await store.questions.grouped(0.0, 10)] == ["what is love"]
        assert await store.pictures.get("compare-1") == "file-1"
        assert await store.people.is_blocked(8)
        assert [one.payload for one in await store.inbox.claim(20.0, 80.0, 10)] == ['{"update_id": 501}']
        assert await store.inbox.put([], 20.0) == set()
        assert (await store.inbox.state()).parked == 1
        assert not await store.leases.try_lease("purge", "b", until=99.0, now=20.0)


async def test_a_version_to_come_changes_tables_and_keeps_what_is_in_them(
    empty_url: str, next_version: Callable[..., Path]
) -> None:
    async with open_store(empty_url) as store:
        await store.chats.joined(-1, "group", 7, 10.0)
        await store.chats.joined(-2, "group", 8, 10.0)
        await store.memories.keep((7, None, 7), "{}", 10.0)
    await bring(empty_url, next_version())
    assert {row[0]: row[-1] for row in rows(empty_url, "chats")} == {-1: "fr", -2: "en"}
    assert len(rows(empty_url, "memories")) == 1


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    empty_url: str, next_version: Callable[..., Path]
) -> None:
    await bring(empty_url, next_version())
    before = rows(empty_url, VERSION_TABLE)
    with pytest.raises(StoreError, match="used by a newer version of the bot"):
        async with open_store(empty_url):
            pass
    assert rows(empty_url, VERSION_TABLE) == before


async def test_a_migration_that_fails_half_way_leaves_all_as_it_was(
    empty_url: str, next_version: Callable[..., Path]
) -> None:
    await bring(empty_url)
    with pytest.raises(ZeroDivisionError):
        await bring(empty_url, next_version("1 / 0"))
    async with open_store(empty_url) as store:
        await store.chats.joined(-1, "group", 7, 10.0)


MIGRATE = """
import anyio, sys
from pathlib import Path
from bot.store.database import Database
from bot.store.migrate import migrate
anyio.run(migrate, Database(sys.argv[1]), Path(sys.argv[2]))
"""


def migrating_process(url: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", MIGRATE, url, str(folder)], cwd=ROOT, stderr=subprocess.PIPE)


@pytest.mark.skipif(os.name != "posix", reason="there is no such signal")
async def test_a_migration_that_is_killed_half_way_is_made_again(
    empty_url: str, next_version: Callable[..., Path]
) -> None:
    await bring(empty_url)
    killed = await asyncio.to_thread(migrating_process, empty_url, next_version("os.kill(os.getpid(), 9)"))
    assert await asyncio.to_thread(killed.wait) == -signal.SIGKILL
    async with open_store(empty_url) as store:
        await store.chats.joined(-1, "group", 7, 10.0)
        chat = await store.chats.get(-1)
        assert chat is not None and chat.kind == "group"


async def test_replicas_that_start_at_the_same_time_migrate_once(
    empty_url: str, next_version: Callable[..., Path]
) -> None:
    folder = next_version()
    processes = [migrating_process(empty_url, folder) for _ in range(3)]
    errors = [(await asyncio.to_thread(one.communicate))[1].decode() for one in processes]
    assert errors == ["", "", ""]
    assert len(rows(empty_url, VERSION_TABLE)) == 1


async def test_an_empty_file_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "bot.db").touch()
    async with open_store(f"sqlite:///{tmp_path}/bot.db") as store:
        await store.check()


async def test_tables_of_another_program_are_not_touched(empty_url: str) -> None:
    database = Database(empty_url)
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE questions (id INTEGER)"))
        await connection.execute(text("CREATE TABLE of_no_concern (id INTEGER)"))
    await database.close()
    with pytest.raises(StoreError, match=r"tables of another program .* \(questions\)"):
        async with open_store(empty_url):
            pass
    assert rows(empty_url, "questions") == []


async def test_the_key_of_hashes_is_made_once(empty_url: str) -> None:
    await bring(empty_url)
    before = rows(empty_url, "secrets")
    await bring(empty_url)
    assert rows(empty_url, "secrets") == before != []
