"""What `run` and `serve` have in common: how the bot starts, what it does beside answering, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.dialogue.dialogue import Dialogue
from bot.reload import LiveFiles
from bot.settings import ASK_BOTFATHER, Settings, require_token
from bot.store.address import is_ephemeral
from bot.store.errors import StoreError
from bot.store.store import open_store
from bot.telegram.app import App, build_application, parts_of, schedule_of, worker_of
from bot.telegram.doctor import DISK_IS_LOST
from bot.telegram.logs import set_up_logging
from bot.telegram.profile import profile_of, register
from bot.telegram.reloading import Reloading
from bot.telegram.worker import Worker

log = logging.getLogger(__name__)

TIME_TO_FINISH: Final = 7.0
"""Seconds that a stopping bot has for what is in hand; the rest is left to the next. It ends within ten in all."""

CANCEL_EVERY: Final = 1.0
"""Seconds until what goes on although it was cancelled is cancelled again."""

FAILURE, WRONG_SETTINGS = 1, 2
"""Exit status."""


class CannotRunError(Exception):
    """Why the bot ends, as a sentence that says what to do, and the exit status."""

    def __init__(self, sentence: str, status: int = FAILURE) -> None:
        super().__init__(sentence)
        self.status = status


def wrong_token(settings: Settings) -> CannotRunError:
    """Telegram does not know the token."""
    url = settings.telegram_api_url
    sentence = f"Telegram, at {url}, does not accept the token in TELEGRAM_BOT_TOKEN. {ASK_BOTFATHER}"
    return CannotRunError(sentence, WRONG_SETTINGS)


def unreachable(settings: Settings, error: TelegramError) -> CannotRunError:
    """Telegram does not answer, or not as it should."""
    return CannotRunError(
        f"Telegram cannot be reached at {settings.telegram_api_url} ({type(error).__name__}). Check this computer's "
        "connection and TELEGRAM_API_URL, and try again."
    )


@dataclass(frozen=True)
class Plan:
    """What is to be run."""

    settings: Settings
    dialogue: Dialogue
    """What answers."""
    warm: Callable[[], None] | None = None
    """Loads and trains what the first question needs: a second's work, or ten where nothing is cached yet."""
    files: LiveFiles | None = None
    """What it was made from, to be taken up when they are edited; None where nobody edits them."""
    request: BaseRequest | None = None
    """The way to Telegram, instead of HTTP; for tests."""


def run(plan: Plan, work: Coroutine[Any, Any, None]) -> int:
    """Works until that ends, and returns the exit status; what is wrong is said on stderr."""
    try:
        with contextlib.closing(work):
            if problem := require_token(plan.settings):
                raise CannotRunError(problem, WRONG_SETTINGS)
            set_up_logging(plan.settings)
            asyncio.run(_quietly(work))
    except (CannotRunError, StoreError) as reason:
        sys.stderr.write(f"{reason}\n")
        return reason.status if isinstance(reason, CannotRunError) else FAILURE
    except Exception:
        log.critical("The bot ends, because of a fault in it", exc_info=True)
        return FAILURE
    return 0


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    # What no task handles is logged by its type and place; asyncio itself would quote it.
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: log.error("A task failed", exc_info=context.get("exception"))
    )
    await work


@asynccontextmanager
async def application_of(plan: Plan) -> AsyncIterator[App]:
    """The application over the settings' store; it knows nothing of Telegram yet.

    Raises:
        StoreError: The database cannot be used.
    """
    async with open_store(plan.settings.database_url) as store:
        application = build_application(plan.settings, plan.dialogue, store, request=plan.request)
        try:
            yield application
        finally:
            await application.bot.shutdown()


@asynccontextmanager
async def at_work(application: App, plan: Plan, *, is_alone: bool = False) -> AsyncIterator[asyncio.Task[None]]:
    """Answers what comes, and does what is to be done beside; at the end it finishes what is in hand.

    Gives the task that answers, which never ends by itself unless there is a fault in it.

    Args:
        application: Which knows Telegram.
        plan: What warms up before anything is answered, and the files that are taken up when they are edited.
        is_alone: Whether no other process could answer what has come but is not in hand yet.
    """
    if is_ephemeral(parts_of(application).settings.database_url, os.environ):
        log.warning(DISK_IS_LOST)
    worker = worker_of(application)
    answering = asyncio.create_task(_answer(worker, plan.warm))
    beside = [asyncio.create_task(work) for work in _beside(application, plan.files)]
    try:
        yield answering
    finally:
        log.info("Finishing what is in hand")
        now = asyncio.get_running_loop().time
        deadline = now() + TIME_TO_FINISH
        await _cancel(*beside)
        if is_alone and not answering.done():
            await worker.drain(TIME_TO_FINISH)
        await _cancel(answering)
        await worker.finish(max(deadline - now(), 0.0))


async def _answer(worker: Worker, warm: Callable[[], None] | None) -> None:
    """Answers for ever, once that is warm. What comes before waits in the inbox."""
    if warm is not None:
        await _in_background(warm)
    await worker.run()


async def _in_background(work: Callable[[], None]) -> None:
    """Waits for work that may take long, in a thread that a process which is to end does not wait for."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def do() -> None:
        try:
            work()
        finally:
            with contextlib.suppress(RuntimeError):  # the process is about to end
                loop.call_soon_threadsafe(done.set)

    threading.Thread(target=do, name="warm", daemon=True).start()
    await done.wait()


async def _cancel(*tasks: asyncio.Task[Any]) -> None:
    left = set(tasks)
    while left:  # before Python 3.12 wait_for, which libraries use, now and then misses that it is cancelled
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCEL_EVERY)
    await asyncio.gather(*tasks, return_exceptions=True)


def _beside(application: App, files: LiveFiles | None) -> Iterator[Coroutine[Any, Any, None]]:
    yield register(profile_of(parts_of(application).dialogue.library), application.bot)
    yield schedule_of(application).run()
    if files is not None:
        yield Reloading(application, files).run()


async def first_of(*works: Coroutine[Any, Any, Any] | asyncio.Task[Any]) -> None:
    """Waits until one of them ends, and cancels those that were begun here. What ended it is raised."""
    begun = {asyncio.create_task(work) for work in works if not isinstance(work, asyncio.Task)}
    given = {work for work in works if isinstance(work, asyncio.Task)}
    try:
        ended, _ = await asyncio.wait(begun | given, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _cancel(*begun)
    for task in ended:
        await task


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set; a second one of them ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # on Windows, where Ctrl-C works all the same
            loop.add_signal_handler(number, on_signal, number)
    return stop
