"""Does together what many ask for at the same time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from bot.store.errors import StoreError

Asked = TypeVar("Asked")
Got = TypeVar("Got")

MOST = 500
"""Items that are done together at most."""


class Batcher(Generic[Asked, Got]):
    """Collects what is asked for while it is at work, and does all of that at once next.

    So one who asks alone does not wait, and where many ask, a round trip and a transaction serve them all.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Awaitable[Sequence[Got]]]) -> None:
        """`work` takes items and returns what came of each, in their order."""
        self._work = work
        self._waiting: deque[tuple[Asked, asyncio.Future[Got]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, item: Asked) -> Got:
        """What came of the item; raises what was raised for it."""
        future: asyncio.Future[Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            # In a context of its own: whoever asks first may be in a transaction, and others must not get into it.
            self._task = asyncio.get_running_loop().create_task(self._run(), context=Context())
        return await future

    async def _run(self) -> None:
        batch: list[tuple[Asked, asyncio.Future[Got]]] = []
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                await self._do(batch)
        finally:
            self._task = None
            for _, future in (*batch, *self._waiting):
                future.cancel()  # where the process ends; no effect on those that are done
            self._waiting.clear()

    async def _do(self, batch: list[tuple[Asked, asyncio.Future[Got]]]) -> None:
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as error:
            if len(batch) == 1 or isinstance(error, StoreError):
                _settle_all(batch, error)
                return
            for one in batch:  # the fault of one of them is not to be that of all
                await self._do([one])
            return
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)


def _settle_all(batch: Sequence[tuple[object, asyncio.Future[Got]]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
