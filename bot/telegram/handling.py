"""What comes of one update while it is being handled, for whoever takes note of it on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass
class Handling:
    """The handling of one update."""

    update_id: int
    chat_kind: str
    """Private, group, supergroup, channel; or the kind of an update that belongs to no chat."""
    clock: Callable[[], float]
    outcome: str = "done"
    """What the dialogue made of it, or why nothing was made of it."""
    shown_at: float | None = None
    """When the person first saw something of it."""
    has_sent: bool = False
    """Whether a message is sent, or may be, so that handling the update once more could double it."""
    closed_chat: int | None = None
    """Where the bot turned out not to be allowed to write."""
    error: BaseException | None = None
    """What went wrong in a handler."""

    def show(self) -> None:
        """The person sees something of it now."""
        self.shown_at = self.shown_at or self.clock()


HANDLING: Final[ContextVar[Handling | None]] = ContextVar("handling", default=None)
"""The handling that the current task is part of."""
