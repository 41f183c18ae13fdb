"""The settings of a group as a value."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.chat_settings import (
    LONGEST_PAUSE,
    MOST_TOPICS,
    ChatSettings,
    Level,
    read_duration,
    say_about,
    say_duration,
)


def at(hour: int, minute: int = 0) -> float:
    """A time in January, when Berlin is one hour ahead of UTC."""
    return datetime.datetime(2027, 1, 15, hour, minute, tzinfo=datetime.UTC).timestamp()


def test_what_is_kept_is_read_again() -> None:
    chosen = ChatSettings(level=Level.ON, quiet=(22, 7), zone="Europe/Berlin", paused_until=5.5)
    chosen = chosen.with_topic(4, name="Careers", is_on=False)
    assert ChatSettings.from_json(chosen.as_json()) == chosen
    assert ChatSettings().as_json() == "{}"


@given(st.text())
def test_whatever_is_kept_settings_come_of_it(text: str) -> None:
    assert isinstance(ChatSettings.from_json(text), ChatSettings)


@pytest.mark.parametrize(
    "text",
    [
        '{"level": "loud"}',
        '{"zone": "Mars/Base"}',
        '{"zone": "../../etc"}',
        '{"quiet": [25, 7]}',
        "[]",
        '{"cooldown": -1}',
    ],
)
def test_what_cannot_be_read_is_the_quiet_default(text: str) -> None:
    assert ChatSettings.from_json(text) == ChatSettings()


def test_settings_of_a_later_version_are_read_as_far_as_they_are_known() -> None:
    assert ChatSettings.from_json('{"level": "trial", "mood": "gay"}').level is Level.TRIAL


@pytest.mark.parametrize(
    ("quiet", "hour", "is_silent"),
    [
        ((22, 7), 20, False),
        ((22, 7), 21, True),
        ((22, 7), 5, True),
        ((22, 7), 6, False),
        ((0, 8), 23, True),
        ((9, 17), 8, True),
        ((9, 17), 16, False),
    ],
)
def test_quiet_hours_go_by_the_clock_of_the_group(quiet: tuple[int, int], hour: int, is_silent: bool) -> None:
    assert ChatSettings(quiet=quiet, zone="Europe/Berlin").is_silent(at(hour), None) is is_silent


def test_quiet_hours_keep_to_summer_time() -> None:
    july = datetime.datetime(2027, 7, 15, 20, 30, tzinfo=datetime.UTC).timestamp()
    assert ChatSettings(quiet=(22, 7), zone="Europe/Berlin").is_silent(july, None)


def test_a_pause_ends_by_itself() -> None:
    paused = ChatSettings(paused_until=100.0)
    assert paused.is_silent(99.9, None)
    assert not paused.is_silent(100.0, None)


def test_a_topic_that_is_off_is_silent_and_others_are_not() -> None:
    settings = ChatSettings().with_topic(4, is_on=False).with_topic(None, name="General")
    assert settings.is_silent(0, 4)
    assert not settings.is_silent(0, 5)
    assert not settings.is_silent(0, None)
    assert settings.with_topic(None, is_on=False).is_silent(0, None)


def test_a_new_name_does_not_switch_a_topic_on() -> None:
    topic = ChatSettings().with_topic(4, name="Careers", is_on=False).with_topic(4, name="Jobs").topics[4]
    assert (topic.name, topic.is_on) == ("Jobs", False)


def test_topics_are_bounded() -> None:
    settings = ChatSettings()
    for thread in range(1, MOST_TOPICS + 10):
        settings = settings.with_topic(thread, name=str(thread))
    assert len(settings.topics) == MOST_TOPICS
    assert settings.topics[MOST_TOPICS + 9].name == str(MOST_TOPICS + 9)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1h", 3600), ("30m", 1800), (" 2 Days ", 172_800), ("90 min", 5400), ("30d", LONGEST_PAUSE)],
)
def test_durations_are_read(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "0m", "-1h", "1", "31d", "1h30", "9999999d", "soon", "1 hour and", "१h x"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (5400, "90 minutes"),
        (86_400, "1 day"),
        (172_800, "2 days"),
    ],
)
def test_durations_are_said(seconds: float, said: str) -> None:
    assert say_duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 minute"), (5400, "90 minutes"), (28_740, "8 hours"), (3600 * 47, "47 hours"), (86_400 * 6.9, "7 days")],
)
def test_long_times_are_said_roughly(seconds: float, said: str) -> None:
    assert say_about(seconds) == said
