"""What the buttons of a group's settings do. Each says what is to be, so that tapping it again does no harm."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.telegram.chat_settings import ChatSettings, Length, Level, read_duration

COOLDOWNS = (0, 5, 15, 60, 6 * 60, 24 * 60)
DELETE_AFTER = (0, 5, 15, 60, 6 * 60, 24 * 60)
"""Minutes."""
PAUSES = ("1h", "8h", "1d", "7d")
QUIET_HOURS = ((22, 7), (23, 6), (20, 8), (0, 8))
ZONES = (
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/Denver",
    "America/Mexico_City",
    "America/Chicago",
    "America/Bogota",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "UTC",
    "Europe/London",
    "Africa/Lagos",
    "Europe/Berlin",
    "Europe/Madrid",
    "Africa/Cairo",
    "Europe/Kyiv",
    "Africa/Johannesburg",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Africa/Nairobi",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Jakarta",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)
CITIES: Mapping[str, str] = {zone.rpartition("/")[2].lower(): zone for zone in ZONES}
"""Time zones by the word that stands for them in a button, from west to east."""

Change = Callable[[str, ChatSettings, float], ChatSettings | None]
"""From what a button says, the settings, and the time in seconds; None where no button says this."""


def changed(name: str, value: str, settings: ChatSettings, now: float) -> ChatSettings | None:
    """The settings after a tap on a button of the page `name`; None where it has no such button.

    Anybody can send any text as `value`.
    """
    change = CHANGES.get(name)
    return change(value, settings, now) if change else None


def _set(update: Mapping[str, Any], settings: ChatSettings) -> ChatSettings:
    return settings.model_copy(update=dict(update))


def _change_quiet(value: str, settings: ChatSettings, _: float) -> ChatSettings | None:
    if value == "off":
        return _set({"quiet": None}, settings)
    hours = re.fullmatch(r"(\d{1,2})-(\d{1,2})", value)
    start, end = (int(hours[1]), int(hours[2])) if hours else (0, 0)
    return _set({"quiet": (start, end)}, settings) if start != end and max(start, end) < 24 else None


def _change_topics(value: str, settings: ChatSettings, _: float) -> ChatSettings | None:
    thread, _dash, state = value.partition("-")
    if not thread.isdecimal() or int(thread) not in settings.topics or state not in {"on", "off"}:
        return None
    return settings.with_topic(int(thread), is_on=state == "on")


def _change_pause(value: str, settings: ChatSettings, now: float) -> ChatSettings | None:
    if value == "off":
        return _set({"paused_until": 0.0}, settings)
    seconds = read_duration(value) if value in PAUSES else None
    return None if seconds is None else _set({"paused_until": now + seconds}, settings)


def _one_of(name: str, values: Mapping[str, Any]) -> Change:
    """Sets a field to what a button's word stands for."""
    return lambda value, settings, _: _set({name: values[value]}, settings) if value in values else None


CHANGES: dict[str, Change] = {
    "level": _one_of("level", {level.value: level for level in Level}),
    "length": _one_of("length", {length.value: length for length in Length}),
    "cooldown": _one_of("cooldown", {str(minutes): minutes for minutes in COOLDOWNS}),
    "delete": _one_of("delete_after", {str(minutes): minutes for minutes in DELETE_AFTER}),
    "zone": _one_of("zone", CITIES),
    "quiet": _change_quiet,
    "topics": _change_topics,
    "pause": _change_pause,
}
