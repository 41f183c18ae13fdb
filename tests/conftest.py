"""What all tests share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.loader import load_library
from bot.understanding.understand import build_understander
from tests.store.server import Server

ROOT = Path(__file__).parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Leaves out a library's notice about a version to come; the bot can take both kinds of value."""
    config.addinivalue_line("filterwarnings", "ignore:Deprecated since version v22.2")


@pytest.fixture(scope="session")
def dialogue() -> Dialogue:
    """The real dialogue, over the intents and the content of this checkout."""
    library, _ = load_library(ROOT / "intents", ROOT / "content")
    return Dialogue(library, build_understander(library, ROOT / ".cache"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL, started once."""
    with tempfile.TemporaryDirectory() as folder:
        running = Server(Path(folder))
        yield running
        running.stop()


@pytest.fixture(scope="session")
def new_database(server: Server) -> Callable[[], str]:
    """Makes an empty database in PostgreSQL and returns its name."""

    def make() -> str:
        name = f"t{uuid4().hex}"
        with server.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    return make
