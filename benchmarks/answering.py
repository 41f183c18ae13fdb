"""Answers what comes on standard input, a message a line, with all in memory that `run` needs.

`benchmarks.speed` starts this as a process of its own and looks at how much memory it took.
"""

from __future__ import annotations

import sys

import bot.telegram.polling  # noqa: F401 -- for its size
from bot.dialogue.memory import FORGOTTEN
from bot.settings import load_settings
from bot.startup import start_advisor


def main() -> None:
    dialogue = start_advisor(load_settings()).dialogue
    memory = FORGOTTEN
    for line in sys.stdin:
        memory = dialogue.ask(line, memory, 0.0).memory


if __name__ == "__main__":
    main()
