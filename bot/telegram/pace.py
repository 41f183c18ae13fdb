"""The pace of one person in a group, so that nobody's flood uses up what all others may hear."""

from __future__ import annotations

from bot.telegram.bounded import Bounded

AT_ONCE = 6
"""Answers that somebody gets one right after another."""
INTERVAL = 10.0
"""Seconds an answer, on average, after that. Telegram lets a bot write 20 messages a minute in a group."""
KNOWN = 10_000

Who = tuple[int, int]
"""A chat and a person."""


class Pace:
    """Counts by person and group. Each process counts by itself."""

    def __init__(self) -> None:
        self._spent_until: Bounded[Who, float] = Bounded(KNOWN)

    def allows(self, who: Who, now: float) -> bool:
        """Whether the person may be answered at `now` (seconds); if so, that counts."""
        spent_until = max(self._spent_until.get(who) or now, now) + INTERVAL
        if spent_until - now > AT_ONCE * INTERVAL:
            return False
        self._spent_until.put(who, spent_until)
        return True
