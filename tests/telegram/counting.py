"""What the bot has counted."""

from __future__ import annotations

from bot.telegram.app import parts_of
from tests.telegram_fake import RunningBot


def counted(bot: RunningBot, name: str) -> float:
    """The value of this name, with its labels behind it as they are written."""
    lines = parts_of(bot.application).metrics.text().decode().splitlines()
    return float(next((line.rpartition(" ")[2] for line in lines if line.rpartition(" ")[0] == name), "0"))


def parked(bot: RunningBot) -> int:
    """How many updates are put aside."""
    return bot.run(bot.store.inbox.state()).parked
