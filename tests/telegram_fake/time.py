"""Time that passes only when a test wants it to."""

from __future__ import annotations

import asyncio

START = 1_790_000_000.0


class FakeTime:
    """A clock in seconds, and a sleep that goes by it.

    Where it `flows`, a sleep is over at once and the clock is moved on by it; else whoever sleeps waits for `advance`.
    """

    def __init__(self, *, flows: bool = True) -> None:
        self.now = START
        self.slept: list[float] = []
        self._flows = flows
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Waits for so many seconds of this clock."""
        self.slept.append(seconds)
        if self._flows:
            self.now += seconds
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Lets time pass, and wakes whose sleep is over."""
        self.now += seconds
        due = [woken for at, woken in self._sleepers if at <= self.now]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self.now]
        for woken in due:
            if not woken.done():
                woken.set_result(None)
