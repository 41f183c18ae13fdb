"""Questions that people asked and that were not answered well: from the store, or from a file that was exported."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.settings import Settings
from bot.store.address import sqlite_file
from bot.store.redaction import redact

MOST: Final = 2000
"""Questions that are looked at, the most frequent first."""


class RecordsError(Exception):
    """Says why a file of recorded questions cannot be used, and what to do."""


@dataclass(frozen=True)
class Recorded:
    """A question that was asked in these words once or more often, and fared the same each time."""

    text: str
    """Without what would tell who asked."""
    outcome: str
    """`fallback`: not understood; `none`: none of the choices was meant; `down`: a thumb down."""
    intents: tuple[str, ...]
    """What it was answered with."""
    times: int
    last: str
    """The day on which it was asked last."""


@dataclass(frozen=True)
class Votes:
    """Thumbs under the answers of one intent."""

    intent: str
    up: int
    down: int


@dataclass(frozen=True)
class Records:
    """All that is known of what did not go well."""

    questions: tuple[Recorded, ...] = ()
    votes: tuple[Votes, ...] = ()


def has_store(settings: Settings) -> bool:
    """Whether there is a store to read; an SQLite file that is missing is not made for that."""
    file = sqlite_file(settings.database_url)
    return file is None or file.exists()


def read_store(settings: Settings) -> Records:
    """What the store has.

    Raises:
        StoreError: The database is away, or cannot be used.
    """
    return asyncio.run(_read_store(settings.database_url))


async def _read_store(url: str) -> Records:
    # Imported here, since it takes longer than all else that a command needs before it can begin.
    from bot.store.store import open_store

    async with open_store(url) as store:
        groups = await store.questions.grouped(0.0, MOST)
        votes = await store.feedback.by_intent(0.0, datetime.now(UTC).timestamp())
    return Records(
        tuple(Recorded(group.text, group.outcome, group.intents, group.times, _day(group.last)) for group in groups),
        tuple(Votes(intent, *counted) for intent, counted in votes.items()),
    )


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def write_file(path: Path, records: Records) -> None:
    """Writes JSON lines."""
    rows: list[Any] = [{"question": one.text, **_without(asdict(one), "text")} for one in records.questions]
    rows += [{"votes_on": one.intent, **_without(asdict(one), "intent")} for one in records.votes]
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")


def _without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}


def read_file(path: Path) -> Records:
    """What `write_file` wrote.

    Raises:
        RecordsError: It is no such file; the error names every line that cannot be used.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordsError(f"{path} cannot be read: {error}.") from None
    questions, votes, wrong = [], [], []
    for number, line in enumerate(lines, start=1):
        try:
            one = _record(json.loads(line)) if line.strip() else None
        except (ValueError, TypeError, KeyError, RecursionError):
            wrong.append(f"{path}:{number}: This is no line of an export.")
        else:
            questions += [one] if isinstance(one, Recorded) else []
            votes += [one] if isinstance(one, Votes) else []
    if wrong:
        raise RecordsError("\n".join([*wrong, "`python -m bot questions --export FILE` makes one."]))
    return Records(tuple(questions), tuple(votes))


def _record(row: Any) -> Recorded | Votes:
    if "votes_on" in row:
        return Votes(_text(row["votes_on"]), int(row["up"]), int(row["down"]))
    intents = tuple(map(_text, row["intents"]))
    # Somebody may have added lines by hand.
    text = redact(_text(row["question"]))
    return Recorded(text, _text(row["outcome"]), intents, int(row["times"]), _text(row["last"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def most_frequent(questions: Iterable[Recorded]) -> list[Recorded]:
    """Each text once, whatever came of it, the most frequent first."""
    times: dict[str, int] = {}
    found: dict[str, Recorded] = {}
    for one in questions:
        times[one.text] = times.get(one.text, 0) + one.times
        found.setdefault(one.text, one)
    merged = [Recorded(one.text, one.outcome, one.intents, times[text], one.last) for text, one in found.items()]
    return sorted(merged, key=lambda one: (-one.times, one.text))
