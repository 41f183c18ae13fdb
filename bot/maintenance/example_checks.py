"""Warnings about example questions: too few, near copies, and lines that the bot would take for something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from bot.knowledge.findings import Finding, quoted
from bot.knowledge.library import OUT_OF_SCOPE, Library
from bot.knowledge.names import NameIndex, replace, role_names
from bot.knowledge.text import same_question
from bot.maintenance.left_out import LeftOut, leave_out
from bot.understanding.model import Taught
from bot.understanding.understand import Understander

FEWEST: Final = 15
"""Examples below which an intent is understood by luck."""
ALIKE: Final = 95.0
"""Likeness of two examples, as they are ranked, from which on one of them teaches nothing (percent, words sorted)."""
FARTHER: Final = 0.4
"""How much higher the score of another intent must be than that of an example's own, had it been left out.

Most examples that the bot would take for another intent are just what it needs to be taught. Of examples that were
put into a wrong file on purpose, six in ten are beyond this; of those in the right one, one in 180.
"""
WEIGHT: Final = 0.95
"""Dual weight from which on an example is looked at. Of those that `FARTHER` is reached for, one in 70 has less."""
NEARER: Final = 0.05
"""How much nearer the nearest line of another intent must be than that of its own, as a cosine, to be worth telling."""


def find_doubtful_examples(understander: Understander, cache_dir: Path | None) -> Iterator[Finding]:
    """All warnings about examples."""
    yield from _few(understander.library)
    yield from _copies(understander)
    yield from _strayed(understander, cache_dir)


def _few(library: Library) -> Iterator[Finding]:
    for intent in library.intents.values():
        count = len(intent.examples)
        if 0 < count < FEWEST:
            message = f"`{intent.id}` has {count} example{'' if count == 1 else 's'}."
            remedy = f"Add more, in words that people use, each different from the others: {FEWEST} at least."
            yield Finding(intent.examples[0].place, "W086", message, remedy)


def _copies(understander: Understander) -> Iterator[Finding]:
    names = role_names(understander.library)
    by_intent: dict[str, list[Taught]] = {}
    for one in sorted(understander.ranker.taught, key=lambda one: (one.example.place.path, one.example.place.line)):
        if not one.is_counter:
            by_intent.setdefault(one.intent, []).append(one)
    for group in by_intent.values():
        # Words are sorted once, not for each pair.
        texts = [" ".join(sorted(same_question(one.text).split())) for one in group]
        for number, one in enumerate(group[1:], start=1):
            best = process.extractOne(texts[number], texts[:number], scorer=fuzz.ratio, score_cutoff=ALIKE)
            first = group[best[2]].example if best is not None else None
            if first is not None and not _is_same(one.example.text, first.text, names):
                message = (
                    f'"{quoted(one.example.text)}" is nearly the same as "{quoted(first.text)}" in line '
                    f"{first.place.line}: names of roles, companies and the like make no difference."
                )
                yield Finding(one.example.place, "W087", message, "Remove one, or ask it in other words.")


def _is_same(one: str, other: str, names: NameIndex) -> bool:
    """Whether the files' own checks tell this already."""
    same: defaultdict[str, str] = defaultdict(lambda: "role")
    return same_question(replace(one, names.find(one), same)) == same_question(replace(other, names.find(other), same))


def _strayed(understander: Understander, cache_dir: Path | None) -> Iterator[Finding]:
    paths = {
        intent.id: example.place.path
        for intent in understander.library.intents.values()
        for example in intent.examples[:1]
    }
    denied = {(one.intent, same_question(one.text)) for one in understander.ranker.taught if one.is_counter}
    for one in leave_out(understander.ranker, cache_dir, WEIGHT):
        is_denied = (one.taken, same_question(one.taught.text)) in denied
        if one.taken != one.taught.intent and one.margin >= FARTHER and not is_denied:
            path = paths[one.taken]
            yield _nearer(one, path) or _taken(one, path)


def _nearer(one: LeftOut, path: str) -> Finding | None:
    """Where the nearest line is one of the intent that it would be taken for."""
    own, other = one.own, one.other
    if other is None or other.taught.intent != one.taken:
        return None
    if own is not None and other.similarity - own.similarity < NEARER:
        return None
    here = f'"{quoted(own.taught.example.text)}" in line {own.taught.example.place.line}' if own else "anything here"
    beside = f" ({own.similarity:.2f})" if own else ""
    message = (
        f'"{quoted(one.taught.example.text)}" is nearer to "{quoted(other.taught.example.text)}" of `{one.taken}` in '
        f"{other.taught.example.place} (similarity {other.similarity:.2f}) than to {here}{beside}."
    )
    return Finding(one.taught.example.place, "W088", message, _remedy(path))


def _taken(one: LeftOut, path: str) -> Finding:
    taken = "out of scope" if one.taken == OUT_OF_SCOPE else f"`{one.taken}`"
    message = f'Without this line, the bot would take "{quoted(one.taught.example.text)}" for {taken}.'
    return Finding(one.taught.example.place, "W089", message, _remedy(path))


def _remedy(path: str) -> str:
    return (
        "Move it there if it asks the same, merge the two intents if many of their lines do, or reword it; if it is "
        f"right here, put it into `not_examples` of {path}, too."
    )
