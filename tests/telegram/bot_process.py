"""A bot in a process of its own: `python -m tests.telegram.bot_process`."""

from __future__ import annotations

import sys

from bot.settings import load_settings
from bot.telegram.polling import run_polling
from tests.telegram.stub import StubDialogue

if __name__ == "__main__":
    sys.exit(run_polling(load_settings(), StubDialogue()))
