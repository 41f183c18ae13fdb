"""Ordinary talk of groups, to measure how often the bot would speak up where nobody wants it to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.knowledge.findings import Finding, LibraryError
from bot.knowledge.library import Place
from bot.maintenance.trial import Trial
from bot.understanding.unasked import asks_anybody, may_answer_unasked

MOST_IN_1000: Final = 1.0
"""Messages in 1,000 that may be answered unasked."""
COMMENT: Final = "#"


@dataclass(frozen=True)
class Unwanted:
    """A message that the bot would have answered unasked."""

    message: str
    intent: str


def read_messages(path: Path) -> list[str]:
    """The messages of a file, one a line, without empty lines and comments.

    Raises:
        LibraryError: The file cannot be read, or holds no message.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _cannot(path, f"The file cannot be read: {error}.", "Check its name.") from None
    messages = [line for line in lines if line.strip() and not line.startswith(COMMENT)]
    if not messages:
        raise _cannot(path, "The file holds no message.", "Write one message a line.")
    return messages


def unwanted(messages: Iterable[str], trial: Trial) -> Iterator[Unwanted | None]:
    """For each message, what the bot would answer unasked in a group whose admins have judged nothing yet, if so."""
    understand = trial.understander()
    for message in messages:
        understanding = understand(message) if asks_anybody(message) else None
        is_answered = understanding is not None and may_answer_unasked(understanding, trial.library, {})
        yield Unwanted(message, understanding.answers[0].intent) if understanding and is_answered else None


def _cannot(path: Path, problem: str, remedy: str) -> LibraryError:
    return LibraryError([Finding(Place(str(path), 1), "E090", problem, remedy)])
