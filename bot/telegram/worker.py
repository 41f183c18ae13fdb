"""Works through the inbox, which all replicas share: nothing in it is lost, and nothing in it is handled twice.

An update is claimed for a short while at a time. A process that dies lets go of what it had in hand by that, and
another takes it over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from typing import Final

from telegram.constants import UpdateType

from bot.store.errors import StoreError
from bot.store.inbox import Claimed
from bot.telegram.handler import AgainError, Handler, PoisonError
from bot.telegram.incidents import Incidents
from bot.telegram.incoming import Arrival
from bot.telegram.parts import Parts

log = logging.getLogger(__name__)

LEASE: Final = 10.0
"""Seconds for which an update is claimed at a time; so long do people wait after a process was killed."""
RENEW_EVERY: Final = 3.0
LONGEST: Final = 120.0
"""Seconds after which the handling of an update is taken to hang."""
LOOK_EVERY: Final = 0.5
"""Seconds between two looks at the inbox; what this process has put there is looked at at once."""
DRAINED_EVERY: Final = 0.02
AT_ONCE: Final = 200
"""Updates that are being answered at most; fewer than there are connections to Telegram."""
AHEAD: Final = 16
"""Questions that wait to be understood at most; others are left to processes that can understand them sooner."""
IN_HAND: Final = 2000
"""The same, with those that wait for their chat's turn."""
WAITING: Final = 20
"""Updates of one lane that may wait. Of a flood only the newest are answered."""
RECOVERY: Final = 2.0
"""Seconds from when the database is back until updates are claimed, so that others can say first what they are done
with."""
AGAIN_EVERY: Final = 0.5
"""Seconds between two tries to say what came of an update, while the database is away."""


class Worker:
    """One process's share of the work."""

    def __init__(self, parts: Parts, handler: Handler, waiting: Callable[[], int]) -> None:
        """`waiting` counts what is in hand and only waits, so that others may have its place meanwhile."""
        self._store = parts.store
        self._inbox = parts.store.inbox
        self._handler = handler
        self._waiting = waiting
        self._clock = parts.clock
        self._metrics = parts.metrics
        self._turns = parts.turns
        self._incidents = Incidents(parts)
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._meetings: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._found_nothing = False
        self._is_full = False
        self._turns.on_taken = self._on_place

    async def receive(self, arrivals: Sequence[Arrival]) -> None:
        """Keeps updates that have come. When this returns, they are safe, and will be handled whatever happens.

        Raises:
            StoreError: They could not be kept.
        """
        new = await self._inbox.put([one.incoming for one in arrivals], self._clock())
        for one in arrivals:
            if one.incoming.update_id not in new:
                self._metrics.repeated.inc()
                continue
            new.remove(one.incoming.update_id)
            self._metrics.updates.labels(one.kind).inc()
            if one.kind == UpdateType.CALLBACK_QUERY:
                self._meet(one)
        self._wake.set()

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do when it was last looked."""
        return self._found_nothing and not self._in_hand and not self._meetings and not self._wake.is_set()

    async def run(self) -> None:
        """Works for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._renew())
            group.create_task(self._look())

    async def drain(self, patience: float) -> None:
        """While `run` runs: waits until all is done that can be done now, for so many seconds at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not self.is_idle:  # noqa: ASYNC110 -- it is idle when nothing happens, which nothing tells
                    await asyncio.sleep(DRAINED_EVERY)

    async def finish(self, patience: float) -> None:
        """Once `run` was cancelled: finishes what is in hand, for so many seconds, and leaves the rest to others."""
        tasks = [*self._in_hand.values(), *self._meetings]
        if tasks:
            await asyncio.wait(tasks, timeout=patience)
        left = list(self._in_hand)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(StoreError):  # then others get them when the lease is over
            async with self._store.together():
                for update_id in left:
                    await self._inbox.retry(update_id, self._clock())

    async def _look(self) -> None:
        """Claims what there is, as long as there is a place for it."""
        while True:
            self._wake.clear()
            self._found_nothing = False
            try:
                is_more = await self._claim()
            except StoreError as error:
                log.error("The inbox cannot be reached. %s", error)
                await self._until_back()
                continue
            if not is_more:
                self._found_nothing = True
                with contextlib.suppress(TimeoutError):
                    # Not wait_for, which before Python 3.12 misses being cancelled while it is being woken.
                    async with asyncio.timeout(LOOK_EVERY):
                        await self._wake.wait()

    async def _claim(self) -> bool:
        """Claims as much as can be begun at once; whether there may be more."""
        in_hand = len(self._in_hand)
        places = min(AHEAD - self._turns.waiting, AT_ONCE - in_hand + self._waiting(), IN_HAND - in_hand)
        self._is_full = places <= 0
        if self._is_full:
            return False
        now = self._clock()
        claimed = await self._inbox.claim(now, now + LEASE, places)
        self._is_full = len(claimed) >= places
        for one in claimed:
            if one.update_id not in self._in_hand:  # else the lease ran out, and is renewed by this
                self._in_hand[one.update_id] = asyncio.create_task(self._work(one))
        self._metrics.in_hand.set(len(self._in_hand))
        return self._is_full

    def _on_place(self) -> None:
        """There is a place for one more; whether one waits for it is only looked up where that may be."""
        if self._is_full:
            self._wake.set()

    async def _work(self, claimed: Claimed) -> None:
        try:
            await self._handle(claimed)
        finally:
            del self._in_hand[claimed.update_id]
            self._wake.set()

    async def _handle(self, claimed: Claimed) -> None:
        update_id = claimed.update_id
        if claimed.attempts > 1:
            self._metrics.taken_over.inc()
        if claimed.behind > WAITING:
            await self._thin(claimed.lane)
        try:
            # What the handling keeps is kept together with the update being done, or not at all.
            with ExitStack() as noting:
                async with self._store.together(), asyncio.timeout(LONGEST):
                    await self._handler(claimed)
                    noting.enter_context(self._turns.noting())
                    await self._inbox.done([update_id])
        except AgainError as again:
            due = again.due
            await self._tell(lambda: self._inbox.retry(update_id, due))
        except StoreError as error:
            log.error("What came of update %d could not be kept. %s", update_id, error)
            await self._tell(lambda: self._inbox.done([update_id]))
        except Exception as error:
            await self._park(update_id, error)

    async def _thin(self, lane: str) -> None:
        with contextlib.suppress(StoreError):
            left_out = await self._inbox.leave_out(lane, WAITING)
            log.warning("A conversation is faster than its answers: %d updates are left out", left_out)
            self._metrics.left_out.inc(left_out)

    async def _park(self, update_id: int, error: Exception) -> None:
        is_poison = isinstance(error, PoisonError)
        reason = str(error) if is_poison else f"{type(error).__name__} was raised"
        log.warning("Update %d is put aside: %s", update_id, reason)
        self._metrics.parked.inc()
        await self._tell(lambda: self._inbox.park(update_id, reason, self._clock()))
        fault = error.__cause__ if is_poison else error
        if fault is not None:  # what was raised by who answers is reported already
            log.error("Update %d could not be handled", update_id, exc_info=fault)
            await self._incidents.report(fault)

    async def _tell(self, tell: Callable[[], Awaitable[None]]) -> None:
        """Says what came of an update, however long the database is away."""
        while True:
            try:
                return await tell()
            except StoreError:
                await asyncio.sleep(AGAIN_EVERY)

    async def _until_back(self) -> None:
        while True:
            await asyncio.sleep(RECOVERY)
            with contextlib.suppress(StoreError):
                await self._store.check()
                await asyncio.sleep(RECOVERY)
                return

    async def _renew(self) -> None:
        """Keeps what is in hand."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            if self._in_hand:
                with contextlib.suppress(StoreError):
                    await self._inbox.extend(self._in_hand, self._clock() + LEASE)

    def _meet(self, one: Arrival) -> None:
        meeting = asyncio.create_task(self._handler.meet(one.update))
        self._meetings.add(meeting)
        meeting.add_done_callback(self._meetings.discard)
