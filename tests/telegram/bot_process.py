"""A bot in a process of its own: `python -m tests.telegram.bot_process run stub`.

It is as deployed, but for its dialogue, where a stub will do, and for how long it waits for what does not come.
"""

from __future__ import annotations

import sys

from bot.dialogue.dialogue import Dialogue
from bot.settings import Settings, load_settings
from bot.startup import start_advisor
from bot.telegram import polling, worker
from bot.telegram.polling import run_polling
from bot.telegram.running import Plan
from bot.telegram.webhook import run_webhook
from tests.telegram.stub import StubDialogue

WAYS = {"run": run_polling, "serve": run_webhook}
LEASE = 1.5
"""Seconds that others wait when it is killed."""
LONG_POLL = 1
"""Seconds that it waits for updates, and as many again for a connection that may be dead."""


def dialogue_of(settings: Settings, name: str) -> Dialogue:
    """The real one or the stub."""
    return StubDialogue() if name == "stub" else start_advisor(settings).dialogue


if __name__ == "__main__":
    vars(worker).update(LEASE=LEASE, RENEW_EVERY=LEASE / 3)
    vars(polling).update(LONG_POLL=LONG_POLL, PATIENCE=LONG_POLL)
    _, way, name = sys.argv
    settings = load_settings()
    sys.exit(WAYS[way](Plan(settings, dialogue_of(settings, name))))
