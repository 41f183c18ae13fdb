"""What the admins of a group have chosen, as a value, and as the JSON that is kept."""

from __future__ import annotations

import datetime
import logging
import re
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

log = logging.getLogger(__name__)

GENERAL = 0
"""Stands for the topic General of a forum, which has no id."""
MOST_TOPICS = 100
LONGEST_PAUSE = 30 * 86_400
"""Seconds."""
UNITS = {"m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,6})\s*([mhd])[a-z]*", re.IGNORECASE)


class Level(StrEnum):
    """What is done with questions that nobody addressed to the bot."""

    OFF = "off"
    TRIAL = "trial"
    """They are listed for the admins."""
    ON = "on"


class Length(StrEnum):
    """How much an answer in the group says."""

    LINE = "line"
    SHORT = "short"
    FULL = "full"


class Topic(BaseModel):
    """A topic of a forum, as far as the bot has come across it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = ""
    is_on: bool = True


Hour = Annotated[int, Field(ge=0, le=23)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError from error
    return name


class ChatSettings(BaseModel):
    """The settings of one group. Every value that is not given is the one that a new group has."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    level: Level = Level.OFF
    cooldown: int = Field(default=15, ge=0, le=24 * 60)
    """Minutes in which an answer is not repeated; 0: it always is."""
    length: Length = Length.SHORT
    delete_after: int = Field(default=0, ge=0, le=47 * 60)
    """Minutes after which the bot deletes its answers, which Telegram allows for two days; 0: never."""
    quiet: tuple[Hour, Hour] | None = None
    """From this hour until that, by the clock of `zone`, the bot says nothing; never both the same."""
    zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    paused_until: float = 0.0
    """Seconds since 1970."""
    topics: dict[int, Topic] = Field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> ChatSettings:
        """The settings as they are kept; those of a new group where nothing is, or nothing that can be read."""
        if not text:
            return cls()
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            log.error("The settings of a group cannot be read; it is treated as a new one")
            return cls()

    def as_json(self) -> str:
        """What is kept."""
        return self.model_dump_json(exclude_defaults=True)

    def with_topic(self, thread: int | None, *, name: str | None = None, is_on: bool | None = None) -> ChatSettings:
        """The same with something known, or chosen, of a topic. The one longest known goes where there are too many."""
        key = thread or GENERAL
        old = self.topics.get(key, Topic())
        new = Topic(name=old.name if name is None else name, is_on=old.is_on if is_on is None else is_on)
        kept = list((self.topics | {key: new}).items())
        return self.model_copy(update={"topics": dict(kept[-MOST_TOPICS:])})

    def is_silent(self, now: float, thread: int | None) -> bool:
        """Whether the bot is to say nothing in this topic at `now` (seconds since 1970)."""
        return now < self.paused_until or self._is_quiet(now) or not self.topics.get(thread or GENERAL, Topic()).is_on

    def _is_quiet(self, now: float) -> bool:
        if self.quiet is None:
            return False
        start, end = self.quiet
        hour = datetime.datetime.fromtimestamp(now, ZoneInfo(self.zone)).hour
        return start <= hour < end if start < end else hour >= start or hour < end


def read_duration(text: str) -> int | None:
    """Seconds that `90m`, `1h` or `2 days` mean; None where it is nothing of the kind, or too long, or nothing."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    seconds = int(match[1]) * UNITS[match[2].lower()]
    return seconds if 0 < seconds <= LONGEST_PAUSE else None


def say_duration(seconds: float) -> str:
    """A time in words, such as "2 hours", to the minute."""
    minutes = max(1, -(-round(seconds) // 60))
    for size, name in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0 or size == 1:
            count = minutes // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    raise AssertionError  # every whole number of minutes is one of minutes


def say_about(seconds: float) -> str:
    """A time in words, such as "3 hours", to the hour or the day where it is long."""
    unit = next((unit for unit in (UNITS["d"], UNITS["h"]) if seconds >= 2 * unit), None)
    return say_duration(round(seconds / unit) * unit if unit else seconds)
