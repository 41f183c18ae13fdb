"""What an edit changes, for a terminal, for a pull request, and for machines."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.dialogue.dialogue import Turn
from bot.maintenance.diff import Changed, ChangedRecorded, Difference, Verdict
from bot.turn_json import turn_dict
from bot.understanding.understanding import Outcome

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
GRAVE: Final = frozenset({Verdict.BROKEN, Verdict.WORSE})
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


def summary(difference: Difference, revision: str) -> str:
    """How many questions were asked, and what became of them; the revision as it is to be written."""
    counts = [f"{count} {verdict.value}" for verdict in Verdict if (count := difference.count(verdict))]
    told = f": {', '.join(counts)}" if counts else ""
    lines = [
        f"{_questions(difference.asked, 'labelled ')} asked of the files at {revision} and as they are now; "
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


@dataclass(frozen=True)
class Section:
    """Questions that fared alike."""

    heading: str
    second: str
    """Head of the second column; the others are the question, the old answer and the new one."""
    rows: Sequence[Row]
    is_grave: bool = False


def _sections(difference: Difference) -> Iterator[Section]:
    """The gravest first."""
    for verdict, heading in HEADINGS.items():
        rows = [_row(one, difference.names) for one in difference.changed if one.verdict is verdict]
        if rows:
            yield Section(f"{heading}: {len(rows)}", "meant", rows, verdict in GRAVE)
    if difference.recorded:
        rows = [_recorded_row(one, difference.names) for one in difference.recorded]
        yield Section(f"{RECORDED}: {len(rows)}", "times", rows)


def _row(changed: Changed, names: Mapping[str, str]) -> Row:
    labelled = changed.now.labelled
    turns = (shown(one.turn, names) for one in (changed.before, changed.now))
    return labelled.ask, " or ".join(labelled.intents), *turns


def _recorded_row(changed: ChangedRecorded, names: Mapping[str, str]) -> Row:
    turns = (shown(one, names) for one in (changed.before, changed.now))
    return changed.recorded.text, str(changed.recorded.times), *turns


def shown(turn: Turn, names: Mapping[str, str]) -> str:
    """What came of a question, in a line. An answer about all roles is shown without them."""

    def named(intent: str, roles: Sequence[str]) -> str:
        is_about_some = roles and set(roles) != set(names)
        return f"{intent} ({', '.join(names.get(role, role) for role in roles)})" if is_about_some else intent

    if turn.outcome is Outcome.FALLBACK:
        return "not understood"
    if turn.outcome is Outcome.CLARIFY:
        return f"asks: {', '.join(named(one.intent, one.roles) for one in turn.choices)}"
    said = " and ".join(named(one.intent, one.roles) for one in turn.answers) or "another screen"
    understood = turn.understanding
    near = f"; not in the article: {', '.join(understood.near)}" if understood and understood.near else ""
    lean = f"; leans to {names.get(understood.lean, understood.lean)}" if understood and understood.lean else ""
    return said + near + lean


def as_text(difference: Difference) -> str:
    """Tables, old and new side by side; the gravest last, where a terminal shows it without scrolling."""
    out = io.StringIO()
    width = None if Console().is_terminal else WIDTH
    console = Console(file=out, width=width or Console().width, highlight=False, markup=False, emoji=False)
    for section in reversed(list(_sections(difference))):
        console.print(section.heading)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        heads = ("question", section.second, f"at {difference.revision}", "now")
        for head, ratio in zip(heads, (5, 2, 4, 4), strict=True):
            table.add_column(head, ratio=ratio, overflow="fold")
        for row in section.rows:
            table.add_row(*(Text(_printable(cell)) for cell in row))
        console.print(table)
        console.print()
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join([*lines, headline(difference), summary(difference, difference.revision)]) + "\n"


def as_markdown(difference: Difference) -> str:
    """For a pull request."""
    revision = _code(difference.revision)
    parts = ["## What the edit changes", f"**{headline(difference)}** {summary(difference, revision)}"]
    for section in _sections(difference):
        lines = [_markdown_row(("question", section.second, f"at {revision}", "now")), _markdown_row(["---"] * 4)]
        lines += [_markdown_row(map(_code, row)) for row in section.rows[:MOST_ROWS]]
        if len(section.rows) > MOST_ROWS:
            lines += ["", f"... and {len(section.rows) - MOST_ROWS} more."]
        is_open = " open" if section.is_grave else ""
        parts += [f"<details{is_open}><summary>{section.heading}</summary>", "\n".join(lines), "</details>"]
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
