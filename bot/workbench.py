"""`try`: the conversation with its explanation beside it, over files that are being edited."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from bot.dialogue.dialogue import Turn
from bot.explanation import blocks
from bot.knowledge.findings import Finding
from bot.maintenance.edits import added_examples, nearer_lines
from bot.reload import Change, LiveFiles
from bot.terminal import Chat, card, draw_turn

EXPLANATION: Final = 78
"""Columns of the explanation where there is room for it beside the card."""
NARROWEST: Final = 56
"""Columns of the card beside it, at least."""
GAP: Final = 4
MOST: Final = 5
"""Lines of a kind that are told about one edit."""

WELCOME: Final = (
    "Each answer comes with its explanation. Edit a file and save it: the next question uses it. Enter alone only "
    "looks at the files."
)
KEPT: Final = "These cannot be used. The bot answers from the files as they were before:"
MENDED: Final = "Nothing is wrong any more."


class Workbench:
    """A conversation, before each line of which the files are looked at."""

    def __init__(self, files: LiveFiles, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._files = files
        self._console = console
        self._clock = clock
        self._is_broken = False
        self._known: frozenset[str] = frozenset()
        """Findings that were told."""

    def run(self, lines: Iterable[str]) -> None:
        """Answers each line, from the files as they are when it comes."""
        first = self._files.look_at_once()
        self._known = _texts(first.findings if first else ())
        self._print(WELCOME, "dim")
        chat = Chat(self._files.advisor.dialogue, self._console, draw=self._draw)
        chat.run(self._with_edits(lines, chat))

    def _with_edits(self, lines: Iterable[str], chat: Chat) -> Iterator[str]:
        for line in lines:
            began = self._clock()
            with self._console.status("Looking at the files ..."):
                change = self._files.look_at_once()
            if change is not None:
                self._console.print()
                self._tell(change, self._clock() - began)
                if not line.strip():
                    self._console.print()
                chat.dialogue = change.advisor.dialogue
            yield line

    def _tell(self, change: Change, seconds: float) -> None:
        """Says what came of an edit."""
        self._print(f"Edited: {', '.join(change.edited)}", "bold")
        told, self._known = self._known, _texts(change.findings)
        new = [finding for finding in change.findings if _text(finding) not in told]
        was_broken, self._is_broken = self._is_broken, bool(change.errors)
        if change.errors:
            self._print(KEPT, "red")
            self._list(map(str, change.errors))
            return
        if was_broken:
            self._print(MENDED, "green")
        self._list(map(str, new), "yellow")
        if change.advisor is not change.before:
            before, now = change.before.understander, change.advisor.dialogue.library
            count = sum(1 for _ in added_examples(before.library, now))
            examples = f", with {count} new example{'' if count == 1 else 's'}" if count else ""
            self._print(f"Taken up in {seconds:.1f} seconds{examples}.", "green")
            self._list(nearer_lines(before, now), "yellow")

    def _list(self, lines: Iterable[str], style: str = "") -> None:
        lines = iter(lines)
        for line in islice(lines, MOST):
            self._print(line, style)
        if more := sum(1 for _ in lines):
            self._print(f"... and {more} more: `python -m bot check` tells all that is wrong or doubtful.", style)

    def _print(self, text: str, style: str) -> None:
        self._console.print(Text(text, style), soft_wrap=not self._console.is_terminal)

    def _draw(self, console: Console, turn: Turn) -> None:
        """The card, and how the bot came to it: to its right where there is room, else below it."""
        if turn.understanding is None:
            draw_turn(console, turn)
            return
        explanation = list(blocks(turn.understanding, self._files.advisor.understander.thresholds))
        width = console.width - EXPLANATION - GAP
        if width >= NARROWEST:
            both = Table.grid(padding=(0, GAP, 0, 0))
            both.add_column(width=width)
            both.add_column(width=EXPLANATION)
            both.add_row(Group(*card(Console(file=io.StringIO(), width=width), turn.reply)), _apart(explanation))
            console.print(both)
        else:
            draw_turn(console, turn)
            console.print()
            console.print(_apart(explanation))


def _apart(tables: Iterable[Table]) -> Group:
    """The tables with an empty line after each."""
    return Group(*(part for table in tables for part in (table, Text())))


def _text(finding: Finding) -> str:
    """A finding without the lines that it names, which change with every edit above them."""
    return f"{finding.place.path} {finding.code} {re.sub('[0-9]+', '', finding.message)}"


def _texts(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(map(_text, findings))
