"""Pictures for the report, as SVG: they need no library, and stay sharp on any screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Final

from bot.knowledge.library import OUT_OF_SCOPE
from bot.maintenance.confusion import ASKED_BACK, confidence, meant, taken_for
from bot.maintenance.evaluation import Judged

RIGHT: Final = "#0072b2"
WRONG: Final = "#d55e00"
UNDECIDED: Final = "#999999"
"""Colours that people who see few colours can tell apart (Okabe and Ito, "Color Universal Design", 2008)."""
CELL: Final = 24
LABELS: Final = 120
"""Pixels for the names of rows, and above the columns."""
BINS: Final = 20
BAR: Final = 28
HEIGHT: Final = 200
MARGIN: Final = 40
PALEST: Final = 0.15
"""Opacity of a cell with few of its row's questions."""


def confusion_matrix(judged: Sequence[Judged]) -> str:
    """A row for each intent that was meant, a column for what it was taken for; the deeper, the more of the row."""
    counts = Counter((meant(one), taken_for(one)) for one in judged)
    rows = _in_order({row for row, _ in counts})
    columns = _in_order({*rows, *(column for _, column in counts)})
    whole = Counter(meant(one) for one in judged)
    parts = [_text(LABELS - 6, LABELS + i * CELL + 16, name, "end") for i, name in enumerate(rows)]
    parts += [_slanted(LABELS + i * CELL + 15, LABELS - 6, name) for i, name in enumerate(columns)]
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            count = counts[row, column]
            if count:
                parts.append(_cell(LABELS + j * CELL, LABELS + i * CELL, count, count / whole[row], (row, column)))
    width, height = LABELS + len(columns) * CELL + 60, LABELS + len(rows) * CELL + 4
    return _svg(width, height, "Confusion matrix", parts)


def _in_order(names: set[str]) -> list[str]:
    """By name; what is no intent with an answer comes last."""
    return sorted(names, key=lambda name: (name == ASKED_BACK, name == OUT_OF_SCOPE, name))


def _cell(x: int, y: int, count: int, share: float, pair: tuple[str, str]) -> str:
    row, column = pair
    colour = RIGHT if row == column else UNDECIDED if column == ASKED_BACK else WRONG
    title = escape(f"{row} taken for {column}: {count}")
    depth = PALEST + (1 - PALEST) * share
    return (
        f"<g><title>{title}</title>"
        f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" fill="{colour}" fill-opacity="{depth:.2f}"/>'
        f"{_text(x + CELL // 2 - 1, y + 15, str(count), 'middle')}</g>"
    )


def confidence_histogram(judged: Sequence[Judged]) -> str:
    """Questions by the confidence of the likeliest intent, piled up by how they fared."""
    piles: list[Counter[str]] = [Counter() for _ in range(BINS)]
    for one in judged:
        piles[min(BINS - 1, int(confidence(one) * BINS))][_fate(one)] += 1
    most = max((pile.total() for pile in piles), default=0) or 1
    parts = []
    for index, pile in enumerate(piles):
        bottom = float(MARGIN + HEIGHT)
        for fate, colour in FATES.items():
            height = HEIGHT * pile[fate] / most
            bottom -= height
            if height:
                title = f"{index / BINS:.2f} to {(index + 1) / BINS:.2f}, {fate}: {pile[fate]}"
                parts.append(
                    f'<rect x="{MARGIN + index * BAR}" y="{bottom:.1f}" width="{BAR - 3}" height="{height:.1f}" '
                    f'fill="{colour}"><title>{title}</title></rect>'
                )
    parts += [
        _text(MARGIN + tenth * BAR * BINS // 10, MARGIN + HEIGHT + 18, f"{tenth / 10:.1f}", "middle")
        for tenth in range(0, 11, 2)
    ]
    parts.append(_text(MARGIN - 6, MARGIN + 10, str(most), "end"))
    for index, (fate, colour) in enumerate(FATES.items()):
        x = MARGIN + index * 150
        parts.append(f'<rect x="{x}" y="8" width="14" height="14" fill="{colour}"/>' + _text(x + 20, 20, fate, "start"))
    return _svg(2 * MARGIN + BINS * BAR, MARGIN + HEIGHT + 30, "Histogram of confidence", parts)


FATES: Final = {"wrong": WRONG, "asked back": UNDECIDED, "right": RIGHT}
"""How a question fared, and its colour, from the bottom of a pile up."""


def _fate(one: Judged) -> str:
    if taken_for(one) == ASKED_BACK:
        return "asked back"
    return "right" if meant(one) == taken_for(one) else "wrong"


def _text(x: int, y: int, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _slanted(x: int, y: int, text: str) -> str:
    return f'<text x="{x}" y="{y}" transform="rotate(-50 {x} {y})">{escape(text)}</text>'


def _svg(width: int, height: int, name: str, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{name}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="currentColor">{"".join(parts)}</svg>'
    )
