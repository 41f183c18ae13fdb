"""The conversation in a terminal, or through a pipe: the same dialogue as on Telegram, buttons as numbers.

    > what does a data scientist do

    What a Data Scientist does
    One sentence that answers the question.
    • One thing more

    Source: The article (A part of it)
    https://example.org/

    [1] Skills              [2] What an ML Engineer does
    [3] Compare the two

    > 2

Through a pipe there is no prompt, and each line is shown as if it had been typed.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.text import Text

from bot.dialogue.commands import COMMANDS, SCREEN_OF
from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN, Memory
from bot.dialogue.reply import Button, Reply, Section, Source
from bot.knowledge.text import words

MAX_WIDTH: Final = 88
"""Columns: longer lines are hard to read, however wide the window is."""

PROMPT: Final = "> "
BULLET: Final = "• "
QUIT: Final = frozenset({"/quit", "/exit"})
HINT: Final = "Type a question, or the number of a button. /help says more, /quit leaves."
COMMANDS_HINT: Final = (
    f"Commands here: {', '.join(f'/{command.name}' for command in COMMANDS)}, /quit. "
    "To press a button, type its number or its label."
)


def open_console() -> Console:
    """A console that draws in colour where there is a terminal that wants it, and plain text anywhere else."""
    console = Console(highlight=False, markup=False, emoji=False)
    if os.environ.get("NO_COLOR"):
        return Console(highlight=False, markup=False, emoji=False, color_system=None)
    return console


def draw(console: Console, reply: Reply) -> None:
    """Prints a card with its buttons, numbered from 1."""
    for line in card(console, reply):
        console.print(line, soft_wrap=True)


def draw_turn(console: Console, turn: Turn) -> None:
    """Prints the card of a turn."""
    draw(console, turn.reply)


def card(console: Console, reply: Reply) -> Iterator[Text]:
    """The lines of a card. Web addresses stay whole, whatever their length."""
    for note in reply.notes:
        yield from _wrapped(console, note, "italic")
        yield Text()
    for number, section in enumerate(reply.sections):
        if number:
            yield Text()
        yield from _section(console, section)
    for source in reply.sources:
        yield Text()
        yield from _source(console, source)
    if reply.buttons:
        yield Text()
        yield from _buttons(console, reply.rows)


def _width(console: Console) -> int:
    return min(console.width, MAX_WIDTH)


def _wrapped(console: Console, text: str, style: str = "", first: str = "") -> Iterator[Text]:
    """The text in lines of the console's width; `first` stands before it, and its width before the other lines."""
    room = max(_width(console) - len(first), 1)
    lines = [line for part in text.splitlines() for line in Text(part, style).wrap(console, room)]
    for number, line in enumerate(lines):
        line.rstrip()
        yield Text(" " * len(first) if number else first) + line


def _section(console: Console, section: Section) -> Iterator[Text]:
    yield from _wrapped(console, section.title, "bold")
    yield from _wrapped(console, section.lead)
    for point in section.points:
        yield from _wrapped(console, point, first=BULLET)


def _source(console: Console, source: Source) -> Iterator[Text]:
    parts = f" ({', '.join(source.parts)})" if source.parts else ""
    yield from _wrapped(console, f"Source: {source.title}{parts}", "dim")
    yield Text(source.url, "dim")


def _buttons(console: Console, rows: tuple[tuple[Button, ...], ...]) -> Iterator[Text]:
    """As rows stand, in two columns, where all fit; else one a line."""
    numbers = iter(range(1, 1 + sum(map(len, rows))))
    cells = [[_cell(next(numbers), button) for button in row] for row in rows]
    left = max((row[0].cell_len for row in cells if len(row) > 1), default=0) + 3
    if any(left + sum(cell.cell_len for cell in row[1:]) > _width(console) for row in cells if len(row) > 1):
        cells = [[cell] for row in cells for cell in row]
    for row in cells:
        line = row[0]
        for cell in row[1:]:
            line.pad_right(left - line.cell_len)
            line += cell
        yield line


def _cell(number: int, button: Button) -> Text:
    address = f"  {button.url}" if button.url else ""
    return Text.assemble((f"[{number}]", "cyan"), " ", button.label, (address, "dim"))


def chosen(text: str, buttons: tuple[Button, ...]) -> Button | None:
    """The button whose number or label was typed."""
    if _is_number(text):
        return buttons[int(text) - 1] if 1 <= int(text) <= len(buttons) else None
    said = words(text)
    return next((button for button in buttons if said and words(button.label) == said), None)


def _is_number(text: str) -> bool:
    return len(text) <= 2 and text.isascii() and text.isdigit()


@dataclass
class Chat:
    """One conversation."""

    dialogue: Dialogue
    console: Console
    clock: Callable[[], float] = time.monotonic
    """Seconds; only differences count."""
    memory: Memory = FORGOTTEN
    buttons: tuple[Button, ...] = ()
    """Those of the last card."""
    draw: Callable[[Console, Turn], None] = draw_turn

    def run(self, lines: Iterable[str]) -> None:
        """Welcomes, and answers each line until there is none, or until one of them is `/quit`."""
        self._open("start")
        self._say(HINT)
        self.console.print()
        for line in lines:
            text = line.strip()
            if text.lower() in QUIT:
                return
            if text:
                self._hear(text)
                self.console.print()

    def _hear(self, text: str) -> None:
        button = chosen(text, self.buttons)
        if text.startswith("/"):
            self._command(text)
        elif button is not None and button.screen is not None:
            self._open(button.screen)
        elif button is not None:
            self._say(f"Open this page in a browser: {button.url}")
        elif _is_number(text) and self.buttons:
            self._say(f"There is no button {text} here: 1 to {len(self.buttons)}.")
        else:
            self._show(self.dialogue.ask(text, self.memory, self.clock()))

    def _command(self, text: str) -> None:
        name = text[1:].partition(" ")[0].lower()
        if name not in SCREEN_OF:
            self._say(f"There is no command /{name}. {COMMANDS_HINT}")
            return
        self._open(SCREEN_OF[name])
        if name == "help":
            self._say(COMMANDS_HINT)

    def _open(self, screen: str) -> None:
        self._show(self.dialogue.press(screen, self.memory, self.clock()))

    def _show(self, turn: Turn) -> None:
        self.memory, self.buttons = turn.memory, turn.reply.buttons
        self.console.print()
        self.draw(self.console, turn)

    def _say(self, text: str) -> None:
        """A line of the terminal's own, where a card would stand."""
        self.console.print()
        for line in _wrapped(self.console, text, "dim"):
            self.console.print(line, soft_wrap=True)


def typed_lines() -> Iterator[str]:
    """What a person types at the prompt, with the arrow keys' history where there is one, until Ctrl-D or Ctrl-C."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 -- importing it is what gives input() its history
    while True:
        try:
            yield input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            print()  # noqa: T201 -- so that the shell's prompt stands on a line of its own
            return


def piped_lines(stream: Iterable[str], console: Console) -> Iterator[str]:
    """The lines of a pipe, each shown before it is answered, so that the transcript reads well."""
    for line in stream:
        if line.strip():
            shown = "".join(character if character.isprintable() else " " for character in line.strip())
            console.print(Text(PROMPT + shown), soft_wrap=True)
        yield line
