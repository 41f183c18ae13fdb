"""What measuring prints on a terminal: plain columns, which survive a pipe and a paste into a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.maintenance.confusion import Confusion, Scores, confidence
from bot.maintenance.evaluation import Figures
from bot.maintenance.holdout import MOST_SHOWN, HeldOut
from bot.maintenance.thresholds import Bought

NOTHING: Final = "-"
FIGURES: Final = {
    "in_scope": "in scope",
    "answered_right": "right",
    "right_in_choices": "+choices",
    "answered_wrong": "wrong",
    "fallback_wrong": "fell back",
    "out_of_scope": "out of scope",
    "oos_fallback": "fell back",
    "oos_answered": "answered",
    "roles_right": "roles",
    "near_named": "near named",
    "near_false": "false",
    "lean_right": "lean right",
    "lean_wrong": "wrong",
}
"""Headings of the figures."""
BOUGHT: Final = {name: FIGURES[name] for name in Bought.__dataclass_fields__ if name in FIGURES}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned columns: the first to the left, the others to the right."""
    shown = [list(map(_cell, row)) for row in rows]
    widths = [max(len(row[column]) for row in (list(head), *shown)) for column in range(len(head))]
    lines = []
    for row in (list(head), *shown):
        first, *others = (
            cell.ljust(width) if not index else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]).rstrip())
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return NOTHING
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def figures_table(rows: Mapping[str, Figures]) -> str:
    """Figures in percent, a row each; columns that no row has a figure for are left out."""
    values = {name: figures.as_dict() for name, figures in rows.items()}
    shown = [name for name in FIGURES if any(row.get(name) is not None for row in values.values())]
    head = ["", *(FIGURES[name] for name in shown)]
    return table(head, ([name, *(row.get(key) for key in shown)] for name, row in values.items()))


def bought_row(bought: Bought) -> list[object]:
    """What thresholds buy, in the columns of `BOUGHT`."""
    return [getattr(bought, name) for name in BOUGHT]


def scores_table(scores: Iterable[Scores]) -> str:
    """Precision, recall and F1 of each intent, in percent."""
    rows = ([one.intent, one.asked, *map(_percent, (one.precision, one.recall, one.f1))] for one in scores)
    return table(["intent", "questions", "precision", "recall", "F1"], rows)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def confusions_text(confusions: Iterable[Confusion]) -> str:
    """Each confusion by name, and its questions."""
    lines = []
    for confusion in confusions:
        lines.append(f"{confusion.meant} taken for {confusion.taken}: {len(confusion.judged)}")
        lines += [f"    {confidence(one):.2f}  {one.labelled.ask}" for one in confusion.judged]
    return "\n".join(lines) + "\n" if lines else ""


def held_out_text(crossed: HeldOut) -> str:
    """How the examples fare when they are held out: by intent, and the surest mistakes."""
    rows = {**crossed.by_intent(), "all": crossed}
    head = ["examples held out", "", "first", "first 3", "answered wrong"]
    figures = table(head, ([name, len(one.held), *one.shares().values()] for name, one in rows.items()))
    mistakes = crossed.mistakes
    lines = [f"The surest of {len(mistakes)} mistakes:"] if mistakes else []
    for one in mistakes[:MOST_SHOWN]:
        top = one.ranking.top
        lines.append(f"{one.taught.example.place}: {one.taught.example.text}")
        lines.append(f"    taken for {top.intent}, {top.confidence:.2f}, like: {top.nearest}")
    return "\n".join([figures, *lines]) + "\n"
