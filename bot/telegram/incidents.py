"""Tells maintainers of unexpected errors: where in the code, never what a person wrote."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import traceback
from pathlib import Path
from typing import Final

from telegram.error import TelegramError

from bot import __version__
from bot.startup import PACKAGE
from bot.store.errors import StoreError
from bot.telegram.handling import HANDLING
from bot.telegram.logs import shape_of
from bot.telegram.parts import Parts

log = logging.getLogger(__name__)

QUIET: Final = 3600.0
"""Seconds for which errors of one kind are not reported again, by any replica."""
LONGEST: Final = 10.0
"""Seconds that a report may take, as the update's conversation waits for it."""
CAPTION: Final = (
    "Something unexpected went wrong: {kind}. Others of this kind within the hour are only counted and logged."
)


class Incidents:
    """Reports errors to the maintainers' chat, one a kind and hour."""

    def __init__(self, parts: Parts) -> None:
        self._chat = parts.settings.maintainer_chat_id
        self._bot = parts.bot
        self._leases = parts.store.leases
        self._clock = parts.clock
        self._metrics = parts.metrics

    async def report(self, error: BaseException) -> None:
        """Counts an error, and reports it if it is the first of its kind; whatever fails in that is only logged."""
        self._metrics.errors.labels(type(error).__name__).inc()
        if self._chat is None:
            return
        handling = HANDLING.get()
        about = f"{handling.chat_kind}, update {handling.update_id}" if handling else "no update"
        token = HANDLING.set(None)  # what maintainers are sent is no part of the answer
        try:
            async with asyncio.timeout(LONGEST):
                await self._send(self._chat, error, about)
        except (TelegramError, StoreError, TimeoutError) as failure:
            log.error("Maintainers could not be told of an error (%s)", type(failure).__name__)
        finally:
            HANDLING.reset(token)

    async def _send(self, chat: int, error: BaseException, about: str) -> None:
        kind, now = kind_of(error), self._clock()
        name, me = f"incident-{hashlib.sha256(kind.encode()).hexdigest()[:16]}", secrets.token_hex(8)
        if not await self._leases.try_lease(name, me, until=now + QUIET, now=now):
            return
        versions = f"Version {__version__}, files {self._metrics.library}"
        text = "\n".join([versions, f"In hand: {about}", "", *shape_of(error)])
        try:
            caption = CAPTION.format(kind=kind)
            await self._bot.send_document(chat, text.encode(), caption=caption, filename="trace.txt")
        except TelegramError:
            await self._leases.release(name, me)
            raise


def kind_of(error: BaseException) -> str:
    """What errors that are alike have in common: their type, and the last place in the bot's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)] or frames
    place = f"{own[-1].name}, line {own[-1].lineno}" if own else "nowhere"
    return f"{type(error).__name__} in {place}"
