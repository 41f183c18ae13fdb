"""A dialogue that is watched: how long it takes, and what comes of it."""

from __future__ import annotations

import time
from typing import Any

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import Memory
from bot.dialogue.reply import Reply
from bot.telegram.handling import HANDLING
from bot.telegram.metrics import Metrics


class ObservedDialogue(Dialogue):
    """Says what another dialogue says."""

    def __init__(self, dialogue: Dialogue, metrics: Metrics) -> None:
        self._dialogue = dialogue
        self._metrics = metrics
        metrics.tell_version(dialogue.library.version)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dialogue, name)

    def ask(self, text: str, memory: Memory, now: float) -> Turn:
        """Answers a typed question."""
        began = time.perf_counter()
        turn = self._dialogue.ask(text, memory, now)
        self._metrics.understanding.observe(time.perf_counter() - began)
        return _noted(turn, turn.outcome.value)

    def press(self, screen: str, memory: Memory, now: float) -> Turn:
        """Opens a screen."""
        return _noted(self._dialogue.press(screen, memory, now), "screen")

    def unreadable(self, memory: Memory, now: float) -> Turn:
        """Answers what is no text."""
        return _noted(self._dialogue.unreadable(memory, now), "unreadable")

    def trouble(self, retry: str | None) -> Reply:
        """Says that something broke."""
        return self._dialogue.trouble(retry)


def _noted(turn: Turn, outcome: str) -> Turn:
    if handling := HANDLING.get():
        handling.outcome = outcome
    return turn
