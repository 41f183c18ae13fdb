"""Edited files, taken up while the bot runs; where they cannot be used, the maintainers' chat is told why."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Final, TypeVar

from telegram.error import TelegramError

from bot.dialogue.reply import Reply, Section
from bot.knowledge.findings import Finding
from bot.reload import Change, LiveFiles
from bot.telegram.app import App, parts_of, use_dialogue
from bot.telegram.conversations import Conversation
from bot.telegram.incidents import Incidents
from bot.telegram.profile import profile_of, register

log = logging.getLogger(__name__)

T = TypeVar("T")

EVERY: Final = 1.0
"""Seconds between two looks at the files."""
MOST_TOLD: Final = 5

BROKEN = "The edited files cannot be used"
BROKEN_LEAD = "I go on answering from the files as they were before."
MORE = "{count} more: python -m bot check tells all."
WELL = "The edited files can be used"
WELL_LEAD = "I answer from them now."


class Reloading:
    """Looks at the files again and again. An update is answered from one state of them or the other, never a mix."""

    def __init__(self, application: App, files: LiveFiles) -> None:
        self._application = application
        self._files = files
        self._told: tuple[Finding, ...] = ()
        """The errors that maintainers know of."""

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Looks for ever; nothing that goes wrong ends it."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.exception("The edited files could not be loaded")
                await Incidents(parts_of(self._application)).report(error)
            await sleep(EVERY)

    async def look(self) -> None:
        """Takes up an edit, if there is one, while others are being answered."""
        began = time.monotonic()
        change = await _in_background(self._files.look)
        if change is None:
            return
        if change.advisor is not change.before:
            use_dialogue(self._application, change.advisor.dialogue)
            log.info("The files were edited, and answer from now on (%.1f seconds)", time.monotonic() - began)
        await self._tell(change.errors)
        await self._show(change)

    async def _tell(self, errors: tuple[Finding, ...]) -> None:
        """Tells maintainers what is wrong, or that nothing is any more; each state once."""
        if errors == self._told:
            return
        self._told = errors
        for error in errors:
            log.error("The edited files cannot be used: %s", error)
        parts = parts_of(self._application)
        chat = parts.settings.maintainer_chat_id
        if chat is None:
            return
        try:
            await parts.sender.send(Conversation(chat, None, chat), notice(errors))
        except TelegramError as failure:
            log.error("The maintainers' chat could not be told of it (%s)", type(failure).__name__)

    async def _show(self, change: Change) -> None:
        """Has Telegram show the names of other roles, where these were edited."""
        before, now = (profile_of(one.dialogue.library) for one in (change.before, change.advisor))
        if now != before:
            await register(now, self._application.bot)


async def _in_background(work: Callable[[], T]) -> T:
    """Works in a thread that does not keep the process from ending, as one of the event loop's own would."""
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()  # whoever stops waiting does not stop it

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as error:
            done.set_exception(error)

    threading.Thread(target=run, name="reload", daemon=True).start()
    return await asyncio.wrap_future(done)


def notice(errors: tuple[Finding, ...]) -> Reply:
    """What the maintainers' chat is told: the errors, or that there are none any more."""
    if not errors:
        return Reply((Section(WELL, WELL_LEAD),))
    points = [str(error) for error in errors[:MOST_TOLD]]
    if len(errors) > MOST_TOLD:
        points.append(MORE.format(count=len(errors) - MOST_TOLD))
    return Reply((Section(BROKEN, BROKEN_LEAD, tuple(points)),))
