"""DATABASE_URL: what it may be, and what is said where it does not work."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg.errors
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot.store.address import LOSING_PLATFORMS, is_ephemeral
from bot.store.errors import StoreError
from bot.store.explanations import explain
from bot.store.store import open_store
from tests.store.server import PASSWORD, Server, free_port

pytestmark = pytest.mark.anyio

HIDDEN = "hidden-pass-word"


async def refusal(url: str) -> StoreError:
    """What is said where a store cannot be opened, or not be written to."""
    with pytest.raises(StoreError) as raised:
        async with open_store(url) as store:
            await store.memories.keep((1, None, 1), "{}", 10.0)
    shown = "".join(traceback.format_exception(raised.value))
    assert HIDDEN not in shown and PASSWORD not in shown
    return raised.value


async def works(url: str) -> bool:
    async with open_store(url) as store:
        await store.memories.keep((1, None, 1), "{}", 10.0)
        return await store.memories.recall((1, None, 1)) == "{}"


@pytest.mark.skipif(os.name != "posix", reason="rights are otherwise there")
async def test_a_new_file_is_for_nobody_else(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/bot.db") as store:
        await store.memories.keep((1, None, 1), "{}", 10.0)
        assert rights_in(tmp_path) == {"bot.db": 0o600, "bot.db-wal": 0o600, "bot.db-shm": 0o600}


def rights_in(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


async def test_a_file_needs_no_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url, name in (("sqlite:///a.db", "a.db"), (f"sqlite:///{tmp_path}/with%20space é.db", "with space é.db")):
        assert await works(url)
        assert name in rights_in(tmp_path)


@pytest.mark.parametrize("options", ["", "?sslmode=prefer", "?connect_timeout=10&application_name=mine"])
@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
async def test_postgresql_is_reached_as_its_own_tools_reach_it(server: Server, scheme: str, options: str) -> None:
    address = server.url("postgres").replace("postgresql://", f"{scheme}://", 1)
    async with open_store(address + options) as store:
        await store.check()


async def test_options_of_an_address_are_obeyed(server: Server) -> None:
    error = await refusal(f"{server.url('postgres')}?sslmode=require")
    assert "offers no encryption" in str(error)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////missing/folder/bot.db", "/missing/folder, where .* does not exist: create it"),
        (f"postgresql://me:{HIDDEN}@host:port/db", "is not the address"),
        (f"mysql://me:{HIDDEN}@host/db", "is not the address"),
        (f"postgresql+asyncpg://me:{HIDDEN}@host/db", "is not the address"),
        (f"postgresql://me:{HIDDEN}@host.invalid/db", "host.invalid cannot be reached"),
        (f"postgresql://me:{HIDDEN}@127.0.0.1:1/db?pgbouncer=true", "correct pgbouncer, or take it out"),
        (f"postgresql://me:{HIDDEN}@127.0.0.1:1/db?connect_timeout=soon", "correct connect_timeout"),
    ],
)
async def test_an_address_that_cannot_be_used(url: str, said: str) -> None:
    assert (await refusal(url)).args[0]
    with pytest.raises(StoreError, match=said):
        async with open_store(url):
            pass


async def test_a_server_that_is_not_there() -> None:
    error = await refusal(f"postgresql://me:{HIDDEN}@127.0.0.1:{free_port()}/db")
    assert "PostgreSQL at 127.0.0.1 cannot be reached" in str(error) and error.is_temporary


async def test_a_wrong_password(server: Server) -> None:
    error = await refusal(f"postgresql://bot:{HIDDEN}@127.0.0.1:{server.port}/postgres")
    assert str(error) == "PostgreSQL at 127.0.0.1 does not accept the password of user bot: correct DATABASE_URL."
    assert not error.is_temporary


async def test_no_password(server: Server) -> None:
    error = await refusal(f"postgresql://bot@127.0.0.1:{server.port}/postgres")
    assert "does not accept the password" in str(error)


async def test_a_database_that_does_not_exist(server: Server) -> None:
    assert "has no database missing: create it" in str(await refusal(server.url("missing")))


async def test_a_server_that_can_only_be_read(server: Server, new_database: Callable[[], str]) -> None:
    url = server.url(new_database())
    async with open_store(url):
        pass
    error = await refusal(f"{url}?options=-cdefault_transaction_read_only%3Don")
    assert "can only be read" in str(error)


async def test_a_user_without_rights(server: Server, new_database: Callable[[], str]) -> None:
    database = new_database()
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE guest_{database} LOGIN PASSWORD 'guest'")
    url = f"postgresql://guest_{database}:guest@127.0.0.1:{server.port}/{database}"
    assert f"User guest_{database} has not the rights" in str(await refusal(url))


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("not a database, but long enough to be looked at as if it were one" * 100)
    assert "is not an SQLite database" in str(await refusal(f"sqlite:///{tmp_path}/bot.db"))


async def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "bot.db").mkdir()
    assert "cannot be opened or created" in str(await refusal(f"sqlite:///{tmp_path}/bot.db"))


async def test_a_file_that_is_damaged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    assert await works(url)
    content = (tmp_path / "bot.db").read_bytes()
    (tmp_path / "bot.db").write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert "is damaged" in str(await refusal(url))


@contextmanager
def without_rights(folder: str) -> Iterator[None]:
    """A folder with a database that can be read and not written, by this process, which for a while is not root."""
    is_root = os.geteuid() == 0
    Path(folder).chmod(0o755 if is_root else 0o555)
    Path(folder, "bot.db").chmod(0o444)
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        Path(folder).chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="rights are otherwise there")
async def test_a_file_that_can_only_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert await works(f"sqlite:///{folder}/bot.db")
        with without_rights(folder):
            assert "cannot be written to" in str(await refusal(f"sqlite:///{folder}/bot.db"))
            assert "cannot be opened or created" in str(await refusal(f"sqlite:///{folder}/new.db"))


async def test_a_full_disk(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/bot.db") as store:
        await store.database.execute(text("PRAGMA max_page_count = 1"))
        with pytest.raises(StoreError, match="is full: make room"):
            await store.memories.keep((1, None, 1), "x" * 1_000_000, 10.0)


def test_a_full_disk_of_a_server() -> None:
    error = OperationalError("", {}, psycopg.errors.DiskFull("could not extend file"))
    assert "The disk of PostgreSQL at host is full" in str(explain(error, make_url("postgresql://me@host/db")))


def test_a_fault_of_the_bots_is_not_said_to_be_the_databases() -> None:
    assert explain(psycopg.errors.SyntaxError("syntax error"), make_url("postgresql://me@host/db")) is None


FILE = "sqlite:////app/data/bot.db"
MOUNTS = "overlay / overlay rw 0 0\nproc /proc proc rw 0 0\ntmpfs /dev/shm tmpfs rw 0 0\n"


@pytest.mark.parametrize("variable", LOSING_PLATFORMS)
def test_a_file_on_a_platform_that_loses_its_disk_is_ephemeral(variable: str) -> None:
    assert is_ephemeral(FILE, {variable: "x"}, MOUNTS)
    assert is_ephemeral("sqlite:///bot.db", {variable: "x"}, MOUNTS)
    assert not is_ephemeral(FILE, {variable: ""}, MOUNTS)


def test_a_file_on_a_volume_is_kept_on_any_platform() -> None:
    assert not is_ephemeral(FILE, {"FLY_APP_NAME": "x"}, f"{MOUNTS}/dev/vdb /app/data ext4 rw 0 0\n")
    assert is_ephemeral(FILE, {"FLY_APP_NAME": "x"}, f"{MOUNTS}/dev/vdb /app/other ext4 rw 0 0\n")
    assert is_ephemeral(FILE, {"K_SERVICE": "x"}, f"{MOUNTS}none /app tmpfs rw 0 0\n")
    assert not is_ephemeral("sqlite:////a b/bot.db", {"DYNO": "x"}, f"{MOUNTS}/dev/vdb /a\\040b ext4 rw 0 0\n")


def test_an_ordinary_disk_or_a_server_is_not_ephemeral() -> None:
    assert not is_ephemeral("sqlite:////var/lib/bot/bot.db", {"HOME": "/root"}, MOUNTS)
    assert not is_ephemeral("postgresql://me@host/db", {"DYNO": "web.1"}, MOUNTS)


def test_a_folder_that_is_emptied_at_restart_is_ephemeral_anywhere() -> None:
    assert is_ephemeral("sqlite:////tmp/bot.db", {}, MOUNTS)
