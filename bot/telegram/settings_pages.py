"""The pages of a group's settings: what stands on them, and their buttons. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.dialogue.reply import Button, Reply, Section
from bot.telegram.chat_settings import GENERAL, ChatSettings, Length, Level, read_duration, say_about, say_duration
from bot.telegram.selftest import NO_EFFECT
from bot.telegram.settings_changes import CITIES, COOLDOWNS, DELETE_AFTER, PAUSES, QUIET_HOURS

PREFIX = "cfg"
CHOSEN = "✓ "
BUTTON_TOPICS = 80
"""Topics with a button; Telegram allows a hundred buttons."""

LEVELS: Mapping[str, str] = {Level.OFF: "Off", Level.TRIAL: "On trial", Level.ON: "On"}
LENGTHS: Mapping[str, str] = {Length.LINE: "One sentence", Length.SHORT: "Short", Length.FULL: "Full"}


@dataclass(frozen=True)
class Listed:
    """An answer on trial."""

    entry: int
    question: str
    """An example of the questions that are meant."""
    answer: str
    """What would have been answered."""
    link: str | None


@dataclass(frozen=True)
class View:
    """What the pages show."""

    chat: int
    title: str
    settings: ChatSettings
    now: float
    is_forum: bool = False
    is_subscribed: bool = False
    """Whether the one who looks gets the weekly report."""
    listed: Sequence[Listed] = ()
    """What was on trial and nobody has judged, newest first."""
    has_verdicts: bool = False
    findings: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """A page: a title, an explanation, and buttons."""

    title: str
    says: str
    rows: Callable[[View], list[list[Button]]]
    points: Callable[[View], Sequence[str]] = field(default=lambda _: ())


def draw(name: str, view: View) -> Reply:
    """A page of the settings; the first one where there is none of this name."""
    page = PAGES.get(name, PAGES["home"])
    rows = page.rows(view)
    if page is not PAGES["home"]:
        rows = [*rows, [_button(view, "Back", "home")]]
    section = Section(f"{page.title}: {view.title}", page.says, tuple(page.points(view)))
    return Reply((section,), rows=tuple(tuple(row) for row in rows))


def _button(view: View, label: str, page: str, value: str = "") -> Button:
    return Button(label, "-".join(part for part in (PREFIX, str(-view.chat), page, value) if part))


def _choices(view: View, page: str, labels: Mapping[str, str], chosen: str | None) -> list[Button]:
    return [_button(view, (CHOSEN if value == chosen else "") + label, page, value) for value, label in labels.items()]


def _in_rows(buttons: Sequence[Button], size: int) -> list[list[Button]]:
    return [list(buttons[start : start + size]) for start in range(0, len(buttons), size)]


# The first page

MENU = (
    ("level", "Answering unasked"),
    ("trial", "On trial"),
    ("length", "Length"),
    ("cooldown", "Repeats"),
    ("delete", "Deleting"),
    ("topics", "Topics"),
    ("quiet", "Quiet hours"),
    ("pause", "Pause"),
    ("report", "Weekly report"),
    ("check", "What I see"),
)


def _menu(view: View) -> list[list[Button]]:
    names = dict(MENU)
    if not view.is_forum:
        del names["topics"]
    if view.settings.level is not Level.TRIAL and not view.listed and not view.has_verdicts:
        del names["trial"]
    if view.listed:
        names["trial"] = f"{names['trial']} ({len(view.listed)})"
    return _in_rows([_button(view, label, page) for page, label in names.items()], 2)


def _summary(view: View) -> list[str]:
    settings = view.settings
    lines = [
        f"Answering unasked: {LEVELS[settings.level].lower()}",
        f"Length of answers: {LENGTHS[settings.length].lower()}",
        f"The same answer again: {_after(settings.cooldown, 'at once')}",
        f"My answers are deleted: {_after(settings.delete_after, 'never')}",
        f"Quiet hours: {_say_quiet(settings)}",
        f"Paused: {_say_pause(view)}",
    ]
    if view.is_forum:
        off = [topic.name or _unnamed(thread) for thread, topic in settings.topics.items() if not topic.is_on]
        lines.insert(4, f"Topics without me: {', '.join(off) or 'none'}")
    return lines


def _after(minutes: int, without: str) -> str:
    return f"after {say_duration(60 * minutes)}" if minutes else without


def _say_quiet(settings: ChatSettings) -> str:
    if settings.quiet is None:
        return "none"
    start, end = settings.quiet
    return f"{start}:00 to {end}:00 ({_city(settings.zone)})"


def _say_pause(view: View) -> str:
    until = view.settings.paused_until
    if until <= view.now:
        return "no"
    clock = datetime.datetime.fromtimestamp(until, ZoneInfo(view.settings.zone))
    return f"for {say_about(until - view.now)}, until {clock:%d %b %H:%M} ({_city(view.settings.zone)})"


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _unnamed(thread: int) -> str:
    return "General" if thread == GENERAL else f"topic {thread}"


# Pages of choices


def _level(view: View) -> list[list[Button]]:
    return _in_rows(_choices(view, "level", LEVELS, view.settings.level), 3)


def _length(view: View) -> list[list[Button]]:
    return _in_rows(_choices(view, "length", LENGTHS, view.settings.length), 3)


def _minutes(page: str, choices: Sequence[int], name: str, zero: str) -> Callable[[View], list[list[Button]]]:
    """Buttons for a setting in minutes."""

    def rows(view: View) -> list[list[Button]]:
        labels = {str(minutes): say_duration(60 * minutes) if minutes else zero for minutes in choices}
        return _in_rows(_choices(view, page, labels, str(getattr(view.settings, name))), 2)

    return rows


def _quiet(view: View) -> list[list[Button]]:
    labels = {f"{start}-{end}": f"{start}:00 to {end}:00" for start, end in QUIET_HOURS}
    quiet = view.settings.quiet
    chosen = f"{quiet[0]}-{quiet[1]}" if quiet else "off"
    if chosen not in labels and quiet:
        labels[chosen] = f"{quiet[0]}:00 to {quiet[1]}:00"
    buttons = _choices(view, "quiet", {"off": "None"} | labels, chosen)
    others = [_button(view, "Other hours", "from"), _button(view, f"Clock: {_city(view.settings.zone)}", "zone")]
    return [*_in_rows(buttons, 2), others]


def _from(view: View) -> list[list[Button]]:
    return _in_rows([_button(view, f"{hour}:00", "until", str(hour)) for hour in range(24)], 6)


def _until(start: int) -> Callable[[View], list[list[Button]]]:
    def rows(view: View) -> list[list[Button]]:
        hours = [hour for hour in range(24) if hour != start]
        return _in_rows([_button(view, f"{hour}:00", "quiet", f"{start}-{hour}") for hour in hours], 6)

    return rows


def _zone(view: View) -> list[list[Button]]:
    clock = datetime.datetime.fromtimestamp(view.now, datetime.UTC)
    labels = {word: f"{_city(zone)} {clock.astimezone(ZoneInfo(zone)):%H:%M}" for word, zone in CITIES.items()}
    chosen = next((word for word, zone in CITIES.items() if zone == view.settings.zone), None)
    return _in_rows(_choices(view, "zone", labels, chosen), 2)


def _pause(view: View) -> list[list[Button]]:
    labels = {pause: say_duration(read_duration(pause) or 0) for pause in PAUSES}
    ending = [_button(view, "I may speak again", "pause", "off")] if view.settings.paused_until > view.now else []
    return [*_in_rows(_choices(view, "pause", labels, None), 2), *([ending] if ending else [])]


def _topics(view: View) -> list[list[Button]]:
    rows = []
    for thread, topic in sorted(view.settings.topics.items())[-BUTTON_TOPICS:]:
        label = (CHOSEN if topic.is_on else "✗ ") + (topic.name or _unnamed(thread))[:40]
        rows.append([_button(view, label, "topics", f"{thread}-{'off' if topic.is_on else 'on'}")])
    return rows


def _report(view: View) -> list[list[Button]]:
    chosen = "on" if view.is_subscribed else "off"
    return [_choices(view, "report", {"on": "Send it to me", "off": "Do not"}, chosen)]


def _check(view: View) -> list[list[Button]]:
    return [[_button(view, "Look again", "check")]]


def _trial(view: View) -> list[list[Button]]:
    rows = []
    for number, one in enumerate(view.listed[:TRIAL_SIZE], start=1):
        see = [Button(f"{number}: see", url=one.link)] if one.link else []
        yes = _button(view, f"{number}: yes, like this", "trial", f"{one.entry}-yes")
        rows.append([*see, yes, _button(view, f"{number}: never", "trial", f"{one.entry}-never")])
    if view.has_verdicts:
        rows.append([_button(view, "Forget what I learned here", "trial", "forget")])
    return rows


def _trial_points(view: View) -> list[str]:
    shown = [
        f"{number}. “{one.answer}”, to a question such as: {one.question}"
        for number, one in enumerate(view.listed[:TRIAL_SIZE], start=1)
    ]
    more = len(view.listed) - TRIAL_SIZE
    return [*(shown or ["Nothing at the moment."]), *([f"And {more} more after these."] if more > 0 else [])]


TRIAL_SIZE = 5
"""Answers on trial that are shown at once."""

PAGES: dict[str, Page] = {
    "home": Page("My settings", "What you choose here holds for this group at once.", _menu, _summary),
    "level": Page(
        "Answering unasked",
        "What I do with clear questions that nobody put to me. On trial: I stay silent, and list for you what I would "
        "have answered. When I am addressed, I always answer.",
        _level,
        lambda view: view.findings[:2] if NO_EFFECT in view.findings else (),
    ),
    "trial": Page(
        "On trial",
        "What I would have answered, newest first. “Yes, like this” makes me surer with such questions in this group, "
        "“never” keeps me from them.",
        _trial,
        _trial_points,
    ),
    "length": Page("Length", "How much an answer says in the group. All of it is one tap away in private.", _length),
    "cooldown": Page(
        "Repeats",
        "For how long I do not repeat an answer, but link to where it stands.",
        _minutes("cooldown", COOLDOWNS, "cooldown", "Always repeat"),
    ),
    "delete": Page(
        "Deleting",
        "When I delete my own answers, to keep the group clean.",
        _minutes("delete", DELETE_AFTER, "delete_after", "Never"),
    ),
    "topics": Page(
        "Topics",
        "Where I may speak. A topic that is missing here shows up as soon as I have seen a message in it.",
        _topics,
    ),
    "quiet": Page("Quiet hours", "Hours in which I say nothing in the group, whoever asks.", _quiet),
    "from": Page("Quiet hours", "From when?", _from),
    "zone": Page("Quiet hours", "By whose clock? It is now:", _zone),
    "pause": Page(
        "Pause", "For how long I say nothing in the group.", _pause, lambda view: [f"Paused: {_say_pause(view)}"]
    ),
    "report": Page(
        "Weekly report",
        "Once a week, in this chat: how much was asked, answered and left unanswered, and the thumbs.",
        _report,
    ),
    "check": Page("What I see", "I have just looked:", _check, lambda view: view.findings),
}
for _hour in range(24):
    PAGES[f"until-{_hour}"] = Page("Quiet hours", f"From {_hour}:00 until when?", _until(_hour))
