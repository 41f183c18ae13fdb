"""`ask --explain` and `try`: how the bot came to what it made of a question, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.knowledge.library import OUT_OF_SCOPE
from bot.understanding.decision import MOST_CHOICES, Thresholds
from bot.understanding.understanding import Candidate, Outcome, RoleMention, Signal, Understanding

MOST_INTENTS: Final = 5
NOTHING: Final = "-"


def explain(console: Console, understanding: Understanding, thresholds: Thresholds) -> None:
    """Prints how the bot came to what it made of a question."""
    for block in blocks(understanding, thresholds):
        console.print(block)
        console.print()


def blocks(understanding: Understanding, thresholds: Thresholds) -> Iterator[Table]:
    """What was read, which intents came into question, what each threshold said, and the outcome."""
    yield _pairs(_reading(understanding))
    if understanding.ranking.candidates:
        best = understanding.ranking.candidates[:MOST_INTENTS]
        yield _intents(best)
        yield _pairs(_nearest(best))
        yield _limits(understanding, thresholds)
    yield _pairs(_result(understanding))


def _pairs(rows: Iterator[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True, min_width=14)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(value or NOTHING))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="cyan")
    table.add_column(first, min_width=14)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _reading(understanding: Understanding) -> Iterator[tuple[str, str]]:
    yield "text", understanding.text
    yield "read as", understanding.repaired
    yield "repaired", _listed(f"{typed} → {meant}" for typed, meant in understanding.repairs)
    yield "roles", _listed(_mention(mention, understanding.text) for mention in understanding.mentions)
    if understanding.other_roles:
        yield "other roles", _listed(understanding.other_roles)
    yield "not placed", _listed(understanding.unknown)
    yield "language", understanding.language


def _mention(mention: RoleMention, text: str) -> str:
    place = f", character {text.find(mention.text) + 1}" if mention.text in text else ""
    return f'{mention.role} ("{mention.text}"{place}{", typing error" if mention.is_repaired else ""})'


def _intents(candidates: Sequence[Candidate]) -> Table:
    table = _table("intent", "confidence", "similarity", *(name for name, _ in candidates[0].parts))
    for candidate in candidates:
        scores = (f"{score:+.2f}" for _, score in candidate.parts)
        table.add_row(candidate.intent, f"{candidate.confidence:.2f}", f"{candidate.similarity:.2f}", *scores)
    return table


def _nearest(candidates: Sequence[Candidate]) -> Iterator[tuple[str, str]]:
    yield "", "nearest example of each"
    for candidate in candidates:
        yield candidate.intent, f"{candidate.nearest} ({candidate.place})" if candidate.place else candidate.nearest


def _limits(understanding: Understanding, thresholds: Thresholds) -> Table:
    table = _table("threshold", "is", "wanted", "")
    if understanding.ranking.is_exact:
        table.add_row("an example, typed exactly", "", "", Text("no threshold counts", "green"))
        return table
    for name, value, limit, is_most in _measured(understanding, thresholds):
        margin = limit - value if is_most else value - limit
        verdict = Text(f"passed by {margin:.2f}", "green") if margin >= 0 else Text(f"missed by {-margin:.2f}", "red")
        table.add_row(name, f"{value:.2f}", f"{'below' if is_most else 'from'} {limit:.2f}", verdict)
    return table


def _measured(understanding: Understanding, thresholds: Thresholds) -> Iterator[tuple[str, float, float, bool]]:
    """What `decide` looks at: a name, the value, its limit, and whether the limit is one from above."""
    candidates = understanding.ranking.candidates
    inside = [candidate for candidate in candidates if candidate.intent != OUT_OF_SCOPE]
    stray = sum(candidate.confidence for candidate in candidates if candidate.intent == OUT_OF_SCOPE)
    together = sum(candidate.confidence for candidate in inside[:MOST_CHOICES])
    nearest = max((candidate.similarity for candidate in inside), default=-1.0)
    yield "not out of scope: its confidence", stray, thresholds.out_of_scope, True
    yield (
        "answer: confidence of the first",
        candidates[0].confidence,
        thresholds.to_answer(understanding.ranking),
        False,
    )
    yield "answer: similarity of the first", candidates[0].similarity, thresholds.answer_similarity, False
    yield f"choices: confidence of {MOST_CHOICES} together", together, thresholds.clarify, False
    yield "choices: similarity of the nearest", nearest, thresholds.clarify_similarity, False


def _result(understanding: Understanding) -> Iterator[tuple[str, str]]:
    if understanding.near:
        yield "not in article", _listed(understanding.near)
    if understanding.signals:
        yield "signals", _listed(_signal(signal) for signal in understanding.signals)
        yield "leans to", understanding.lean or "neither"
    if understanding.reference is not None:
        yield "refers back", f"to {understanding.reference.value}; alone it means nothing"
    if understanding.is_distress:
        yield "distress", "a kind line is said"
    said = _listed(
        f"{one.intent} ({', '.join(one.roles)})" if one.roles else one.intent for one in understanding.answers
    )
    yield (
        "outcome",
        understanding.outcome.value + (f": {said}" if understanding.outcome is not Outcome.FALLBACK else ""),
    )


def _signal(signal: Signal) -> str:
    return f'"{signal.words}" {"likes" if signal.is_liked else "dislikes"} {signal.like.fact.id} ({signal.like.role})'


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
