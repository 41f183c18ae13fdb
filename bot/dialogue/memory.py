"""What a conversation remembers."""

from __future__ import annotations

from dataclasses import dataclass

LIFETIME = 20 * 60
"""Seconds after which a conversation is forgotten."""


@dataclass(frozen=True)
class Memory:
    """A value that is passed in and returned; a surface keeps it, by chat, topic and person."""

    at: float = 0.0
    """When it was last written, in seconds of the surface's clock."""
    intent: str | None = None
    """What the last answer was about."""
    roles: tuple[str, ...] = ()
    """The roles that the last answer was about."""
    screen: str | None = None
    """The last screen that was shown and can be shown again."""
    quiz: str | None = None
    """Screen id of an unfinished quiz."""
    like: str | None = None
    """The example question that the last question was nearest to."""
    misses: int = 0
    """Replies in a row that gave no answer from the article."""
    choices: tuple[str, ...] = ()
    """The screens that were offered just now to somebody whose question was unclear."""
    facts: tuple[str, ...] = ()
    """Ids of the claims that the person's own likes and dislikes led to, where the last answer went by them."""
    distress: int = 0
    """Messages for which what is not plainly a question still gets a kind line."""

    def is_fresh(self, now: float) -> bool:
        """Whether it still counts at `now` (seconds)."""
        return 0 <= now - self.at <= LIFETIME


FORGOTTEN = Memory()
