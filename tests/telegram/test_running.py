"""What `run` and `serve` have in common."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.telegram.app import worker_of
from bot.telegram.incoming import arrival
from bot.telegram.running import Plan, application_of, at_work
from tests.telegram.processes import until
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeRequest, FakeTelegram, Person, empty_database, settings_for

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return empty_database(tmp_path)


@asynccontextmanager
async def warming(telegram: FakeTelegram, database: str, is_warm: threading.Event) -> AsyncIterator[asyncio.Task[None]]:
    """A bot at work that is not warm before it is told so, and to which everything has come that people did."""

    def warm() -> None:
        is_warm.wait()

    plan = Plan(settings_for(DATABASE_URL=database), StubDialogue(), warm, request=FakeRequest(telegram))
    async with application_of(plan) as application:
        await application.initialize()
        async with at_work(application, plan) as answering:
            await worker_of(application).receive([arrival(update) for update in telegram.take([])])
            yield answering


async def test_what_comes_before_it_is_warm_is_answered_afterwards(
    telegram: FakeTelegram, ana: Person, database: str
) -> None:
    is_warm = threading.Event()
    ana.says("hello")
    async with warming(telegram, database, is_warm):
        await asyncio.sleep(0.1)
        assert not ana.cards
        is_warm.set()
        await until(lambda: ana.cards)


async def test_it_need_not_be_warm_to_be_stopped_and_leaves_what_came_to_the_next(
    telegram: FakeTelegram, ana: Person, database: str
) -> None:
    ana.says("hello")
    never, at_once = threading.Event(), threading.Event()
    at_once.set()
    async with asyncio.timeout(5), warming(telegram, database, never):
        pass
    assert not ana.cards
    async with warming(telegram, database, at_once):
        await until(lambda: ana.cards)
    never.set()
