"""The commands that every surface offers, and the screen each opens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A command such as `/topics`."""

    name: str
    screen: str
    description: str
    """At most 256 characters: what Telegram's menu shows."""


COMMANDS: tuple[Command, ...] = (
    Command("start", "start", "Say hello and see what I can do"),
    Command("help", "help", "What you can ask me, with examples"),
    Command("topics", "menu", "All topics as buttons"),
    Command("compare", "difference", "The roles side by side"),
    Command("outlook", "outlook", "What the future looks like"),
    Command("quiz", "quiz", "Which role fits me?"),
    Command("source", "source", "The article behind my answers"),
)

SCREEN_OF = {command.name: command.screen for command in COMMANDS}
