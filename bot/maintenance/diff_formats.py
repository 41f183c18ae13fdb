"""What an edit changes, for a terminal, for a pull request, and for machines."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.maintenance.diff import Changed, ChangedRecorded, Difference, Verdict, shown
from bot.turn_json import turn_dict

WIDTH: Final = 140
"""Columns where the output is no terminal."""
MOST_ROWS: Final = 50
"""Of a kind in Markdown: code hosts cut long comments off."""

HEADINGS: Final = {
    Verdict.BROKEN: "Answered right before, and not any more",
    Verdict.WORSE: "Worse",
    Verdict.FIXED: "Answered right now, and not before",
    Verdict.BETTER: "Better",
    Verdict.OTHERWISE: "Otherwise, neither better nor worse by their labels",
}
RECORDED: Final = "Questions that people asked, answered otherwise"


def headline(difference: Difference) -> str:
    """The edit in a sentence, such as "Fixes 3 questions, breaks 1."."""
    fixed, broken = difference.count(Verdict.FIXED), difference.count(Verdict.BROKEN)
    if not difference.changed:
        return "No labelled question is answered otherwise."
    if not fixed and not broken:
        return "Fixes and breaks no question."
    fixes = f"fixes {_questions(fixed)}" if fixed else ""
    breaks = f"breaks {broken if fixed else _questions(broken)}" if broken else ""
    said = ", ".join(part for part in (fixes, breaks) if part)
    return f"{said[0].upper()}{said[1:]}."


def summary(difference: Difference) -> str:
    """How many questions were asked, and what became of them."""
    counts = [f"{count} {verdict.value}" for verdict in Verdict if (count := difference.count(verdict))]
    told = f": {', '.join(counts)}" if counts else ""
    lines = [
        f"{_questions(difference.asked, 'labelled ')} asked of the files at {difference.revision} and as they are now; "
        f"{len(difference.changed)} answered otherwise{told}."
    ]
    if difference.asked_recorded:
        lines.append(
            f"{_questions(difference.asked_recorded, 'recorded ')} asked too; {len(difference.recorded)} answered "
            "otherwise."
        )
    return "\n".join(lines)


def _questions(count: int, kind: str = "") -> str:
    return f"{count:,} {kind}question{'' if count == 1 else 's'}"


Row = tuple[str, ...]
Section = tuple[str, Row, list[Row]]


def _sections(difference: Difference) -> Iterable[Section]:
    """Each with its heading, the heads of its columns, and its rows."""
    for verdict, heading in HEADINGS.items():
        rows = [_row(one) for one in difference.changed if one.verdict is verdict]
        if rows:
            yield f"{heading}: {len(rows)}", ("question", "meant", f"at {difference.revision}", "now"), rows
    if difference.recorded:
        heads = ("question", "times", f"at {difference.revision}", "now")
        rows = [_recorded_row(one) for one in difference.recorded]
        yield f"{RECORDED}: {len(rows)}", heads, rows


def _row(changed: Changed) -> Row:
    labelled = changed.now.labelled
    return labelled.ask, " or ".join(labelled.intents), shown(changed.before.turn), shown(changed.now.turn)


def _recorded_row(changed: ChangedRecorded) -> Row:
    return changed.recorded.text, str(changed.recorded.times), shown(changed.before), shown(changed.now)


def as_text(difference: Difference) -> str:
    """Tables, old and new side by side."""
    out = io.StringIO()
    width = None if Console().is_terminal else WIDTH
    console = Console(file=out, width=width or Console().width, highlight=False, markup=False, emoji=False)
    for heading, heads, rows in _sections(difference):
        console.print(heading)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for head, ratio in zip(heads, (5, 2, 4, 4), strict=True):
            table.add_column(head, ratio=ratio, overflow="fold")
        for row in rows:
            table.add_row(*(Text(_printable(cell)) for cell in row))
        console.print(table)
        console.print()
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join([*lines, headline(difference), summary(difference)]) + "\n"


def as_markdown(difference: Difference) -> str:
    """For a pull request."""
    parts = ["## What the edit changes", f"**{headline(difference)}** {summary(difference)}"]
    for heading, heads, rows in _sections(difference):
        lines = [_markdown_row(heads), _markdown_row(["---"] * len(heads))]
        lines += [_markdown_row(map(_code, row)) for row in rows[:MOST_ROWS]]
        parts += [f"### {heading}", "\n".join(lines)]
        if len(rows) > MOST_ROWS:
            parts.append(f"... and {len(rows) - MOST_ROWS} more.")
    return "\n\n".join(parts) + "\n"


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    """Text as it is, whatever is in it: in a code span nobody is mentioned, nothing is linked or formatted."""
    text = _printable(text).replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    gap = " " if "`" in text else ""
    return f"{fence}{gap}{text}{gap}{fence}" if text.strip() else ""


def _printable(text: str) -> str:
    """On one line, without what would steer a terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def as_json(difference: Difference) -> str:
    """One object; `before` and `now` are what `ask --json` writes."""
    questions = [
        {
            "ask": one.now.labelled.ask,
            "file": one.file,
            "meant": list(one.now.labelled.intents),
            "verdict": one.verdict.value,
            **_turns(one.now.labelled.ask, (one.before.turn, one.now.turn)),
        }
        for one in difference.changed
    ]
    recorded = [
        {"ask": one.recorded.text, "times": one.recorded.times, **_turns(one.recorded.text, (one.before, one.now))}
        for one in difference.recorded
    ]
    counts = {verdict.value: difference.count(verdict) for verdict in Verdict}
    values = {"revision": difference.revision, "commit": difference.commit, "asked": difference.asked, **counts}
    values |= {"questions": questions, "asked_recorded": difference.asked_recorded, "recorded": recorded}
    return json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _turns(ask: str, turns: Sequence[Any]) -> dict[str, Any]:
    return {name: turn_dict("ask", ask, turn) for name, turn in zip(("before", "now"), turns, strict=True)}


FORMATS: Final[dict[str, Callable[[Difference], str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
