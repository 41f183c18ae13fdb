"""`evaluate --report`: one page that needs nothing else, to look at on a screen of any width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from bot.maintenance.confusion import confidence, scores, taken_for, worst_first
from bot.maintenance.evaluation import Figures, Judged, figures
from bot.maintenance.pictures import confidence_histogram, confusion_matrix
from bot.maintenance.results import TOTAL, Results
from bot.maintenance.tables import FIGURES

NAME: Final = "index.html"
STYLE: Final = """
:root { color-scheme: light dark; --wrong: #d55e00; --right: #0072b2; --line: #8884; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
.cards { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); }
.card { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .7rem; }
.card b { display: block; font-size: 1.5rem; }
ol.worst { list-style: none; padding: 0; }
ol.worst li { border-left: .3rem solid var(--line); margin: .7rem 0; padding-left: .7rem; overflow-wrap: anywhere; }
ol.worst li.wrong { border-color: var(--wrong); }
small { opacity: .8; } svg { display: block; height: auto; max-width: none; }
"""


def write_report(folder: Path, results: Results) -> Path:
    """Writes the page into the folder, and says where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(page(results), encoding="utf-8")
    return path


def page(results: Results) -> str:
    """The page as HTML."""
    judged = results.judged
    parts = [
        f"<h1>What was understood</h1><p>{len(judged)} labelled questions; encoder: {escape(results.encoder)}</p>",
        _cards(figures(judged)),
        "<h2>The worst first</h2>" + _worst(worst_first(judged)),
        "<h2>What was taken for what</h2><p>A row for what was meant, a column for what it was taken for.</p>",
        f'<div class="scroll">{confusion_matrix(judged)}</div>',
        "<h2>How sure the bot was</h2><p>Questions by the confidence of the likeliest intent.</p>",
        f'<div class="scroll">{confidence_histogram(judged)}</div>',
        "<h2>By file</h2>" + _figures({name: figures(one) for name, one in results.files.items()}, figures(judged)),
        _disturbed(results),
        "<h2>By intent</h2>" + _intents(judged),
        _crossed(results),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>What was understood</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def _cards(found: Figures) -> str:
    shown = [(name, value) for name, value in found.as_dict().items() if value is not None]
    cards = (
        f'<div class="card"><b>{_number(value, name)}</b>{escape(name.replace("_", " "))}</div>'
        for name, value in shown
    )
    return f'<div class="cards">{"".join(cards)}</div>'


def _number(value: float, name: str) -> str:
    return str(int(value)) if name in ("in_scope", "out_of_scope") else f"{value:.1f}%"


def _worst(judged: Sequence[Judged]) -> str:
    if not judged:
        return "<p>Nothing went wrong.</p>"
    return f'<ol class="worst">{"".join(map(_item, judged))}</ol>'


def _item(one: Judged) -> str:
    understood = one.turn.understanding
    nearest = understood.ranking.top.nearest if understood and understood.ranking.candidates else ""
    offered = ", ".join(choice.intent for choice in one.turn.choices)
    like = f", like “{escape(nearest)}”" if nearest else ""
    return (
        f'<li class="{"wrong" if one.is_answered_wrong else "missed"}">'
        f'<span dir="auto">{escape(one.labelled.ask)}</span><br>'
        f"<small>meant {escape(' or '.join(one.labelled.intents))}; "
        f"taken for {escape(offered or taken_for(one))}, {confidence(one):.2f}{like}</small></li>"
    )


def _figures(rows: dict[str, Figures], total: Figures) -> str:
    values = {name: found.as_dict() for name, found in {**rows, TOTAL: total}.items()}
    shown = [name for name in FIGURES if any(row.get(name) is not None for row in values.values())]
    head = ["", *(name.replace("_", " ") for name in shown)]
    return _table(head, ([name, *(row.get(key) for key in shown)] for name, row in values.items()))


def _disturbed(results: Results) -> str:
    if not results.perturbed:
        return ""
    return "<h2>Disturbed</h2>" + _figures(dict(results.perturbed), figures(results.judged))


def _intents(judged: Sequence[Judged]) -> str:
    rows = ([one.intent, one.asked, *map(_share, (one.precision, one.recall, one.f1))] for one in scores(judged))
    return _table(["intent", "questions", "precision", "recall", "F1"], rows)


def _share(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _crossed(results: Results) -> str:
    if results.crossed is None:
        return ""
    groups = {**results.crossed.by_intent(), "all": results.crossed}
    rows: Iterator[list[object]] = ([name, len(one.held), *one.shares().values()] for name, one in groups.items())
    return "<h2>Examples held out</h2>" + _table(["intent", "examples", "first", "first 3", "answered wrong"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    def row(tag: str, cells: Iterable[object]) -> str:
        return f"<tr>{''.join(f'<{tag}>{_cell(cell)}</{tag}>' for cell in cells)}</tr>"

    return f'<div class="scroll"><table>{row("th", head)}{"".join(row("td", cells) for cells in rows)}</table></div>'


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else escape(str(value))
