"""Handles one update: reads it, has it answered, and judges what came of that."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from telegram import Bot, Update
from telegram.constants import ChatType, UpdateType
from telegram.error import Forbidden, RetryAfter, TimedOut

from bot.store.errors import StoreError
from bot.store.inbox import Claimed
from bot.telegram.handling import HANDLING, Handling
from bot.telegram.incoming import Arrival, Json, arrival
from bot.telegram.limiter import seconds_of
from bot.telegram.parts import Parts
from bot.telegram.trouble import is_passing

log = logging.getLogger(__name__)

STALE: Final = 600.0
"""Seconds after which a message in a group is not answered any more, and one in private only if it is the newest."""
KEPT_BY_TELEGRAM: Final = 86_400.0
"""Seconds for which Telegram keeps an update; where one seems to be older, a clock is wrong."""
INLINE_LIVES: Final = 30.0
"""Seconds after which Telegram takes no results for what somebody types."""
MOST_CLAIMS: Final = 10
"""Times that an update may be claimed by processes that die of it, or with it in hand."""
SOON: Final = 1.0
"""Seconds until an update is tried again at the earliest."""
LATE: Final = 30.0
"""Seconds until then at the latest."""


class AgainError(Exception):
    """The update is to be handled once more at `due`, in seconds of the clock."""

    def __init__(self, due: float) -> None:
        super().__init__(due)
        self.due = due


class PoisonError(Exception):
    """The update cannot be handled; says why, without a word of anybody's."""


class Handler:
    """Has updates answered."""

    def __init__(self, parts: Parts, process: Callable[[Update], Awaitable[None]]) -> None:
        """`process` gives an update to whoever answers it; what goes wrong is noted in the handling."""
        self._bot: Bot = parts.bot
        self._taps = parts.taps
        self._clock = parts.clock
        self._process = process
        self._metrics = parts.metrics

    async def meet(self, update: Json) -> None:
        """An update has come, and its turn may be far: what can be done at once is done."""
        if "callback_query" in update:
            await self._taps.on_arrival(self._read(update))

    async def __call__(self, claimed: Claimed) -> None:
        """Handles an update whose turn it is.

        Raises:
            AgainError: Not now.
            PoisonError: Never.
        """
        if claimed.attempts > MOST_CLAIMS:
            raise PoisonError(f"{MOST_CLAIMS} processes died with it in hand")
        came = arrival(json.loads(claimed.payload), claimed.payload)
        update = self._read(came.update)
        chat = update.effective_chat
        handling = Handling(claimed.update_id, chat.type if chat else came.kind, self._clock)
        token = HANDLING.set(handling)
        try:
            if self._is_stale(came, claimed):
                handling.outcome = "left_out"
            else:
                await self._answer(update)
                self._judge(handling, claimed)
        finally:
            HANDLING.reset(token)
            self._note(handling, claimed)

    async def _answer(self, update: Update) -> None:
        """Has an update answered; a tap is answered as such before anything else, or else at the end."""
        if update.callback_query is None:
            await self._process(update)
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._taps.on_arrival(update))
            await asyncio.sleep(0)
            await self._process(update)
        await self._taps.answer(update)

    def _judge(self, handling: Handling, claimed: Claimed) -> None:
        """What follows from an error: nothing more, another try, or that the update is put aside."""
        match handling.error:
            case None:
                handling.outcome = handling.outcome if handling.shown_at else "silent"
            case Forbidden():
                handling.outcome = "forbidden"
            case error if is_passing(error):
                self._put_off(handling, claimed)
            case StoreError():
                handling.outcome = "error"
            case error:
                handling.outcome = "error"
                raise PoisonError(f"{type(error).__name__} was raised")

    def _put_off(self, handling: Handling, claimed: Claimed) -> None:
        """Has it tried again, unless that could double what was sent, or nobody waits for it any more."""
        now, error = self._clock(), handling.error
        age = now - claimed.received
        if handling.has_sent or age > STALE:
            handling.outcome = "given_up"
            log.warning("Update %d could not be answered in time", handling.update_id)
            return
        handling.outcome = "put_off"
        self._metrics.tried_again.labels(type(error).__name__).inc()
        if isinstance(error, RetryAfter):
            raise AgainError(now + seconds_of(error))
        raise AgainError(now + (LATE if isinstance(error, TimedOut) else min(max(age / 2, SOON), LATE)))

    def _is_stale(self, came: Arrival, claimed: Claimed) -> bool:
        """Whether nobody waits for an answer any more. What is no question, such as a new place, always counts."""
        content = came.update.get(came.kind, {})
        date = content.get("edit_date") or content.get("date") or claimed.received
        age = self._clock() - (date if 0 <= claimed.received - date <= KEPT_BY_TELEGRAM else claimed.received)
        if came.kind == UpdateType.INLINE_QUERY:
            return age > INLINE_LIVES
        if came.kind not in {UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE} or "text" not in content:
            return False
        return age > STALE and (claimed.behind > 0 or content["chat"]["type"] != ChatType.PRIVATE)

    def _read(self, update: Json) -> Update:
        try:
            return Update.de_json(update, self._bot)
        except Exception as error:
            raise PoisonError("The library cannot read it") from error

    def _note(self, handling: Handling, claimed: Claimed) -> None:
        """Counts and logs what came of it."""
        self._metrics.handled.labels(handling.chat_kind, handling.outcome).inc()
        if handling.shown_at:
            self._metrics.answering.observe(handling.shown_at - claimed.received)
        took = 1000 * (self._clock() - claimed.received)
        facts = {"chat": handling.chat_kind, "outcome": handling.outcome, "ms": round(took)}
        log.info("Update %d: %s", handling.update_id, handling.outcome, extra=facts | {"update": handling.update_id})
