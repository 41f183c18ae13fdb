"""Runs the real application against the fake, in one process and in the test's own time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

from telegram import Update

from bot.dialogue.dialogue import Dialogue
from bot.settings import Settings, load_settings
from bot.telegram.app import allowed_updates, build_application
from bot.telegram.limiter import PerChatLimiter
from tests.telegram_fake.server import TOKEN, FakeTelegram
from tests.telegram_fake.time import FakeTime
from tests.telegram_fake.transport import FakeRequest

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds after which a bot that is not done fails the test; it needs a few thousandths."""


class RunningBot:
    """The application at work, as it is built for production but for the way to Telegram and the clock.

    Everything is told from outside the event loop: people do things, then the bot `settles`.
    """

    def __init__(self, telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime) -> None:
        self.telegram = telegram
        self.application = build_application(
            settings_for(),
            dialogue,
            request=FakeRequest(telegram),
            limiter=PerChatLimiter(time, time.sleep),
            clock=time,
        )
        self._runner = asyncio.Runner()

    def __enter__(self) -> RunningBot:
        self.run(self.application.initialize())
        self.run(self.application.start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.run(asyncio.wait_for(self.application.stop(), PATIENCE))
        finally:
            self.run(self.application.shutdown())
            self._runner.close()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine in the bot's event loop."""
        return self._runner.run(coroutine)

    def hears(self) -> None:
        """Gives the bot what people have done, and goes on as far as it can without waiting for Telegram."""
        for update in self.telegram.take(allowed_updates(self.application)):
            self.application.update_queue.put_nowait(Update.de_json(update, self.application.bot))
        self.run(_let_go_on())

    def settles(self) -> None:
        """Gives the bot what people have done, and waits until it is done with it."""
        self.hears()
        self.run(asyncio.wait_for(self.application.update_queue.join(), PATIENCE))


def settings_for(**variables: str) -> Settings:
    """Settings with the fake's token and these variables."""
    return load_settings({"TELEGRAM_BOT_TOKEN": TOKEN, **variables})


async def _let_go_on() -> None:
    for _ in range(200):
        await asyncio.sleep(0)
