"""`ask --jsonl`: one JSON object a line in, one a line out.

A line is `{"ask": "..."}` or `{"press": "<screen>"}`. Lines with the same `conversation` (a text or a whole number)
share a memory; without it there is none. `at` is the time in seconds on that conversation's own clock, which starts at
0 and stands still between lines that do not set it. Other keys are ignored, and so are empty lines.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN, Memory
from bot.turn_json import as_line, turn_dict


class BadLineError(Exception):
    """Says what is wrong with a line."""


@dataclass(frozen=True)
class Line:
    """One line of input, checked."""

    kind: str
    """`ask` or `press`."""
    said: str
    """The text, or the screen's id."""
    conversation: str | int | None = None
    at: float | None = None


def answer_lines(dialogue: Dialogue, lines: Iterable[str], write: Callable[[str], None]) -> int:
    """Answers each line at once, in order. Gives the number of lines that could not be read."""
    conversations = Conversations(dialogue)
    bad = 0
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = read_line(text)
        except BadLineError as error:
            bad += 1
            write(as_line({"error": str(error), "line": number}))
            continue
        values = turn_dict(line.kind, line.said, conversations.turn(line))
        if line.conversation is not None:
            values["conversation"] = line.conversation
        write(as_line(values))
    return bad


def read_line(text: str) -> Line:
    """One line of input.

    Raises:
        BadLineError: It is no JSON object, or does not say one thing.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"not JSON: {error}") from None
    if not isinstance(values, dict):
        raise BadLineError('not a JSON object such as {"ask": "..."}')
    kinds = [kind for kind in ("ask", "press") if kind in values]
    if len(kinds) != 1:
        raise BadLineError(
            'either "ask" or "press" must be there' if not kinds else '"ask" and "press" exclude each other'
        )
    said = values[kinds[0]]
    if not isinstance(said, str):
        raise BadLineError(f'"{kinds[0]}" must be a text')
    return Line(kinds[0], said, _conversation(values.get("conversation")), _seconds(values.get("at")))


def _conversation(value: Any) -> str | int | None:
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    raise BadLineError('"conversation" must be a text or a whole number')


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds):
        raise BadLineError('"at" must be a number of seconds')
    return seconds


@dataclass
class Conversations:
    """All conversations of the input, each with its memory and its clock."""

    dialogue: Dialogue
    memories: dict[str | int, Memory] = field(default_factory=dict)
    clocks: dict[str | int, float] = field(default_factory=dict)

    def turn(self, line: Line) -> Turn:
        """What comes of a line, remembered for its conversation."""
        if line.conversation is None:
            return self._say(line, FORGOTTEN, line.at or 0.0)
        now = self.clocks.get(line.conversation, 0.0) if line.at is None else line.at
        turn = self._say(line, self.memories.get(line.conversation, FORGOTTEN), now)
        self.clocks[line.conversation], self.memories[line.conversation] = now, turn.memory
        return turn

    def _say(self, line: Line, memory: Memory, now: float) -> Turn:
        say = self.dialogue.ask if line.kind == "ask" else self.dialogue.press
        return say(line.said, memory, now)
