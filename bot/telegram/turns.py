"""Whose turn it is to be understood."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

MOST_UNNOTED: Final = 3
"""Answers that are sent and not yet noted, from which on no other question is begun."""


class Turns:
    """Lets questions be understood one after the other, and none while answers wait to be noted.

    Understanding keeps the process busy for milliseconds. Were all that are in hand understood first, their answers
    would go out together and be noted together, and all of them be sent again if the process died in between.
    """

    def __init__(self) -> None:
        self.waiting = 0
        """Questions that wait for their turn."""
        self.on_taken: Callable[[], None] | None = None
        """Is told whenever one waits less."""
        self._turn = asyncio.Lock()
        self._unnoted = 0
        self._noted = asyncio.Event()

    async def take(self) -> None:
        """Waits for a turn, in the order in which they are asked for."""
        self.waiting += 1
        try:
            async with self._turn:
                await asyncio.sleep(0)
                while self._unnoted > MOST_UNNOTED:
                    self._noted.clear()
                    await self._noted.wait()
        finally:
            self.waiting -= 1
            if self.on_taken:
                self.on_taken()

    @contextmanager
    def noting(self) -> Iterator[None]:
        """While an answer that is sent is being noted."""
        self._unnoted += 1
        try:
            yield
        finally:
            self._unnoted -= 1
            self._noted.set()
