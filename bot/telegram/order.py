"""The order of things: one conversation's updates one after another, different conversations side by side."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.bounded import Bounded
from bot.telegram.conversations import conversation_of

log = logging.getLogger(__name__)

AT_ONCE = 256
"""Updates in hand at most, over all conversations; as many as there are connections to Telegram."""

WAITING = 4
"""Updates of one conversation that may wait while one is in hand. Of a flood only the newest are answered; it also
never holds more than a few of the places above, so that nobody else waits for it."""

REMEMBERED_UPDATES = 10_000
"""Ids of updates by which a repeated delivery is known."""


class Lanes:
    """A lane for each conversation: one update at a time, in order of arrival; where too many wait, the oldest goes."""

    def __init__(self, waiting: int) -> None:
        self._longest = waiting
        self._waiting: dict[Hashable, deque[asyncio.Future[bool]]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self, lane: Hashable) -> asyncio.Future[bool]:
        """Takes a place in the lane. The future says True when it is this one's turn, False when it is left out."""
        turn = asyncio.get_running_loop().create_future()
        if lane not in self._waiting:
            self._waiting[lane] = deque()
            turn.set_result(True)
            return turn
        queue = self._waiting[lane]
        queue.append(turn)
        if len(queue) > self._longest:
            _settle(queue.popleft(), is_turn=False)
        return turn

    def leave(self, lane: Hashable, turn: asyncio.Future[bool]) -> None:
        """Gives the place back, and the turn, if one had it, to the next."""
        if not turn.done() or turn.cancelled() or not turn.result():
            turn.cancel()
            return
        queue = self._waiting[lane]
        while queue:
            if _settle(queue.popleft(), is_turn=True):
                return
        del self._waiting[lane]


class InOrder(BaseUpdateProcessor):
    """Handles each update once, and those of one conversation in order.

    `on_arrival` is called for every update that is no repetition, before it waits for its turn and even if that never
    comes.
    """

    def __init__(self, on_arrival: Callable[[Update], Coroutine[Any, Any, None]]) -> None:
        super().__init__(max_concurrent_updates=AT_ONCE)
        self._on_arrival = on_arrival
        self._lanes = Lanes(WAITING)
        self._seen: Bounded[int, bool] = Bounded(REMEMBERED_UPDATES)

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Leaves nothing behind."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits the coroutine when it is its turn; a repeated or crowded-out update is not handled."""
        if not isinstance(update, Update) or self._is_repeated(update):
            _discard(coroutine)
            return
        # The place in the lane is taken before anything is awaited: what came first is first.
        lane = conversation_of(update) or update.update_id
        turn = self._lanes.enter(lane)
        arrival = asyncio.create_task(self._on_arrival(update))
        is_turn = False
        try:
            await asyncio.sleep(0)  # what is done on arrival goes out before anything else
            is_turn = await turn
            if is_turn:
                await coroutine
            else:
                log.info("A conversation is faster than its answers: left out update %d", update.update_id)
        finally:
            if not is_turn:
                _discard(coroutine)
            self._lanes.leave(lane, turn)
            await arrival

    def _is_repeated(self, update: Update) -> bool:
        if self._seen.get(update.update_id):
            return True
        self._seen.put(update.update_id, True)
        return False


def _settle(turn: asyncio.Future[bool], *, is_turn: bool) -> bool:
    if turn.done():
        return False
    turn.set_result(is_turn)
    return True


def _discard(coroutine: Awaitable[Any]) -> None:
    if asyncio.iscoroutine(coroutine):
        coroutine.close()
