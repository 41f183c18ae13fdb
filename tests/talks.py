"""Conversations as YAML, and two ways to hold them: with the dialogue alone, and through Telegram.

The format is explained at the top of `tests/conversations/answers.yml`. Conversations of several people are in
`group_talks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from bot.dialogue.commands import SCREEN_OF
from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN, Memory
from bot.dialogue.reply import Reply, plain_text
from bot.telegram.private import open_link
from tests.telegram_fake import FakeTelegram, FakeTime, RunningBot

ACTIONS = ("you", "press", "press_id", "start", "sends", "wait")


class Expected(BaseModel):
    """What must be true of the bot's reply."""

    model_config = ConfigDict(extra="forbid")

    says: list[str] = []
    never: list[str] = []
    buttons: list[str] = []
    screen: str | None = None
    outcome: str | None = None


class Step(BaseModel):
    """One thing that a person does, and what the bot must do then."""

    model_config = ConfigDict(extra="forbid")

    you: str | None = None
    press: str | None = None
    press_id: str | None = None
    start: str | None = None
    sends: str | None = None
    wait: float = 0
    bot: Expected = Expected()

    @model_validator(mode="after")
    def _does_one_thing(self) -> Step:
        if len(self.model_fields_set & set(ACTIONS)) != 1:
            raise ValueError(f"a turn needs exactly one of {', '.join(ACTIONS)}")
        return self

    @property
    def action(self) -> str:
        """Which of `ACTIONS` it is."""
        return next(action for action in ACTIONS if action in self.model_fields_set)

    def __str__(self) -> str:
        return f"{self.action}: {getattr(self, self.action) or ''}"


class Talk(BaseModel):
    """A conversation."""

    model_config = ConfigDict(extra="forbid")

    name: str
    turns: list[Step]


def read_talks(path: Path) -> list[Talk]:
    """The conversations of a file with one person, which are those that do not say where they are held."""
    talks = yaml.safe_load(path.read_text(encoding="utf-8"))
    return TypeAdapter(list[Talk]).validate_python([talk for talk in talks if "in" not in talk], strict=True)


@dataclass(frozen=True)
class Seen:
    """What a person sees of the bot's reply, and two things that they do not."""

    text: str
    labels: Sequence[str]
    screen: str | None
    outcome: str

    def __str__(self) -> str:
        buttons = " ".join(f"[{label}]" for label in self.labels)
        return f"{self.text}\n{buttons}\n(screen {self.screen}, outcome {self.outcome})"


class Surface(Protocol):
    """Where a conversation is held."""

    def does(self, step: Step) -> Seen | None:
        """Lets the person do it, and returns what the bot then shows; None where it has no reason to."""


@dataclass
class DialogueAlone:
    """Calls the dialogue, as any surface does."""

    dialogue: Dialogue
    now: float = 1_790_000_000.0
    memory: Memory = FORGOTTEN
    reply: Reply | None = None

    def does(self, step: Step) -> Seen | None:
        if step.action == "wait":
            self.now += 60 * step.wait
            return None
        turn = self._turn(step)
        self.memory, self.reply = turn.memory, turn.reply
        return _seen(turn, plain_text(turn.reply), [button.label for button in turn.reply.buttons])

    def _turn(self, step: Step) -> Turn:
        if step.you is not None and step.you.startswith("/"):
            screen = SCREEN_OF.get(step.you[1:], SCREEN_OF["help"])
            return self.dialogue.press(screen, self.memory, self.now)
        if step.you is not None:
            return self.dialogue.ask(step.you, self.memory, self.now)
        if step.sends is not None:
            return self.dialogue.unreadable(self.memory, self.now)
        if step.start:
            return open_link(self.dialogue, step.start, self.memory, self.now)
        return self.dialogue.press(self._screen(step), self.memory, self.now)

    def _screen(self, step: Step) -> str:
        if step.press is None:
            return step.press_id or "start"
        buttons = self.reply.buttons if self.reply else ()
        label = find_label(step.press, [button.label for button in buttons])
        return next(button.screen or "" for button in buttons if button.label == label)


@dataclass
class ThroughTelegram:
    """Types and taps in a private chat with the real application."""

    bot: RunningBot
    time: FakeTime
    recorder: Recorder
    telegram: FakeTelegram

    def __post_init__(self) -> None:
        self.ana = self.telegram.person("Ana")

    def does(self, step: Step) -> Seen | None:
        if step.action == "wait":
            self.time.advance(60 * step.wait)
            return None
        if step.you is not None:
            self.ana.says(step.you)
        elif step.press is not None:
            self.ana.taps(find_label(step.press, self.ana.card.labels))
        elif step.press_id is not None:
            self.ana.taps_data(step.press_id)
        elif step.sends is not None:
            self.ana.sends(step.sends)
        else:
            self.ana.starts(step.start or "")
        self.bot.settles()
        assert self.recorder.turn is not None
        return _seen(self.recorder.turn, self.ana.card.text, self.ana.card.labels)


class Recorder(Dialogue):
    """A dialogue that keeps its last turn, for what Telegram does not show of it."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.library = dialogue.library
        self.turn: Turn | None = None
        self._dialogue = dialogue

    def ask(self, text: str, memory: Memory, now: float) -> Turn:
        self.turn = self._dialogue.ask(text, memory, now)
        return self.turn

    def press(self, screen: str, memory: Memory, now: float) -> Turn:
        self.turn = self._dialogue.press(screen, memory, now)
        return self.turn

    def unreadable(self, memory: Memory, now: float) -> Turn:
        self.turn = self._dialogue.unreadable(memory, now)
        return self.turn

    def trouble(self, retry: str | None) -> Reply:
        return self._dialogue.trouble(retry)


@dataclass
class Failure:
    """What was not as expected, with all that was said before."""

    expected: str
    said: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        conversation = "\n\n".join(self.said)
        return f"Expected {self.expected}\n\n--- the conversation so far ---\n\n{conversation}"


def hold(talk: Talk, surface: Surface) -> Failure | None:
    """Holds a conversation, and returns the first thing that is not as expected."""
    said: list[str] = []
    for step in talk.turns:
        try:
            seen = surface.does(step)
        except LookupError as error:
            return Failure(str(error.args[0]), [*said, str(step)])
        said += [f"{step}", *([f"bot: {seen}"] if seen else [])]
        for fault in _faults(step.bot, seen) if seen else ():
            return Failure(fault, said)
    return None


def find_label(wanted: str, labels: Sequence[str]) -> str:
    """The label that is `wanted`, or else the only one that holds it.

    Raises:
        LookupError: There is none.
    """
    found = [label for label in labels if label == wanted] or [label for label in labels if holds(label, wanted)]
    if len(found) != 1:
        raise LookupError(f"one button {wanted!r} among {list(labels)}")
    return found[0]


def _faults(expected: Expected, seen: Seen) -> Iterator[str]:
    yield from (f"the reply to say {text!r}" for text in expected.says if not holds(seen.text, text))
    yield from (f"the reply not to say {text!r}" for text in expected.never if holds(seen.text, text))
    labels = iter(seen.labels)
    for wanted in expected.buttons:
        if not any(holds(label, wanted) for label in labels):
            yield f"the buttons {expected.buttons}, in this order"
    if expected.screen is not None and expected.screen != seen.screen:
        yield f"the screen {expected.screen}"
    if expected.outcome is not None and expected.outcome != seen.outcome:
        yield f"the outcome {expected.outcome}"


def holds(text: str, part: str) -> bool:
    """Whether a text holds these words; capitals and breaks of lines do not matter."""
    return " ".join(part.split()).casefold() in " ".join(text.split()).casefold()


def _seen(turn: Turn, text: str, labels: Sequence[str]) -> Seen:
    return Seen(text, labels, turn.reply.screen, turn.outcome.value)
