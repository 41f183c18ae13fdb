"""Runs the real application against the fake, in one process and in the test's own time."""

from __future__ import annotations

import asyncio
import atexit
import functools
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from bot.dialogue.dialogue import Dialogue
from bot.settings import Settings, load_settings
from bot.store.store import Store, open_store
from bot.telegram.app import App, allowed_updates, build_application, worker_of
from bot.telegram.incoming import arrival
from bot.telegram.limiter import PerChatLimiter
from tests.telegram_fake.server import TOKEN, FakeTelegram
from tests.telegram_fake.time import FakeTime
from tests.telegram_fake.transport import FakeRequest

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which a bot that is not done fails the test; it needs a few thousandths."""

TURNS = 200
"""Turns of the event loop after which nothing more happens by itself."""


class RunningBot:
    """The application at work, as it is built for production but for the way to Telegram and the clock.

    Everything is told from outside the event loop: people do things, then the bot `settles`.
    """

    def __init__(self, telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, **variables: str) -> None:
        """Not started yet. Without a DATABASE_URL among the variables, the bot's store is new and its own."""
        self.telegram = telegram
        self.application: App
        self.store: Store
        self.settings: Settings
        self._dialogue = dialogue
        self._time = time
        self._variables = variables
        self._store_calls = 0
        self._open = AsyncExitStack()
        self._runner = asyncio.Runner()

    def __enter__(self) -> RunningBot:
        folder = self._open.enter_context(tempfile.TemporaryDirectory())
        self.settings = settings_for(**{"DATABASE_URL": empty_database(Path(folder))} | self._variables)
        self.run(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.run(self._stop())
        finally:
            self.run(self._open.aclose())
            self._runner.close()

    async def _start(self) -> None:
        self.store = await self._open.enter_async_context(open_store(self.settings.database_url))
        self._watch_store()
        self.application = build_application(
            self.settings,
            self._dialogue,
            self.store,
            request=FakeRequest(self.telegram),
            limiter=PerChatLimiter(self._time, self._time.sleep),
            clock=self._time,
        )
        await self._open.enter_async_context(self.application)
        self._worker = worker_of(self.application)
        self._work = asyncio.create_task(self._worker.run())

    async def _stop(self) -> None:
        self._work.cancel()
        await asyncio.wait({self._work})
        await self._worker.finish(PATIENCE)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine in the bot's event loop."""
        return self._runner.run(coroutine)

    def hears(self) -> None:
        """Gives the bot what people have done, and goes on as far as it can without waiting for Telegram."""
        self.run(self._hear())

    def settles(self) -> None:
        """Gives the bot what people have done, and waits until it is done with all that it does not put off."""
        self.hears()
        self.run(asyncio.wait_for(self._until_done(), PATIENCE))

    def dies(self) -> None:
        """Is killed: what was in hand is neither finished nor given back."""
        self.run(self._die())

    async def _die(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self) -> None:
        updates = self.telegram.take(allowed_updates(self.application))
        await self._worker.receive(
            [arrival(update) for update in updates]
        )  # looks at the inbox, even if there are none
        await self._let_go_on()

    async def _until_done(self) -> None:
        while not self._worker.is_idle:  # noqa: ASYNC110 -- it is idle when nothing happens
            await asyncio.sleep(0.0005)

    async def _let_go_on(self) -> None:
        """Goes on until nothing is done any more but waiting for Telegram."""
        quiet = 0
        while quiet < TURNS:
            await asyncio.sleep(0.0005 if self._store_calls else 0)
            quiet = 0 if self._store_calls else quiet + 1

    def _watch_store(self) -> None:
        """Counts the calls that the store is at work on, in threads of its own."""
        database = self.store.database
        execute, transaction = database.execute, database.transaction

        async def counted(*arguments: Any) -> Any:
            with self._counting():
                return await execute(*arguments)

        @asynccontextmanager
        async def counted_transaction() -> AsyncIterator[Any]:
            with self._counting():
                async with transaction() as connection:
                    yield connection

        vars(database).update(execute=counted, transaction=counted_transaction)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        self._store_calls += 1
        try:
            yield
        finally:
            self._store_calls -= 1


def settings_for(**variables: str) -> Settings:
    """Settings with the fake's token and these variables."""
    return load_settings({"TELEGRAM_BOT_TOKEN": TOKEN, **variables})


def empty_database(folder: Path) -> str:
    """The address of a new database in this folder, with its tables already in place."""
    file = folder / "career-advisor.db"
    shutil.copy(_template(), file)
    return f"sqlite:///{file}"


@functools.cache
def _template() -> Path:
    """A file with empty tables, made once: the migrations take longer than most tests."""
    folder = tempfile.TemporaryDirectory()
    file = Path(folder.name) / "template.db"

    async def make() -> None:
        async with open_store(f"sqlite:///{file}"):
            pass

    asyncio.run(make())
    atexit.register(folder.cleanup)
    return file
