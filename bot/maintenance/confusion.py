"""Which intent is taken for which: figures an intent, and confusions by name with their questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.knowledge.library import OUT_OF_SCOPE
from bot.maintenance.evaluation import Judged
from bot.understanding.understanding import Outcome

ASKED_BACK: Final = "(asked back)"


@dataclass(frozen=True)
class Scores:
    """How well one intent is told from the others, 0 to 1; None where there is nothing to count."""

    intent: str
    asked: int
    """Questions that mean it."""
    precision: float | None
    """Of the answers with it, those that were right."""
    recall: float | None
    """Of the questions that mean it, those answered with it."""
    f1: float | None
    """Harmonic mean of precision and recall."""


@dataclass(frozen=True)
class Confusion:
    """Questions that mean one thing and were taken for another."""

    meant: str
    taken: str
    judged: tuple[Judged, ...]


def taken_for(judged: Judged) -> str:
    """What the bot made of a question: the first intent that is not acceptable, or else the first, or the outcome."""
    if judged.turn.outcome is Outcome.CLARIFY:
        return ASKED_BACK
    if not judged.answered:
        return OUT_OF_SCOPE
    return next((intent for intent in judged.answered if intent not in judged.labelled.intents), judged.answered[0])


def meant(judged: Judged) -> str:
    """What the question means: of several acceptable intents the one it was taken for, else the best."""
    taken = taken_for(judged)
    return taken if taken in judged.labelled.intents else judged.labelled.intents[0]


def scores(judged: Sequence[Judged]) -> list[Scores]:
    """Figures of each intent that was meant or answered, by name."""
    pairs = [(meant(one), taken_for(one)) for one in judged]
    names = sorted({name for pair in pairs for name in pair} - {ASKED_BACK})
    return [_scores(name, pairs) for name in names]


def _scores(intent: str, pairs: Sequence[tuple[str, str]]) -> Scores:
    right = sum(one == other == intent for one, other in pairs)
    asked = sum(one == intent for one, _ in pairs)
    answered = sum(other == intent for _, other in pairs)
    f1 = 2 * right / (asked + answered) if asked + answered else None
    return Scores(intent, asked, _share(right, answered), _share(right, asked), f1)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def confusions(judged: Sequence[Judged]) -> list[Confusion]:
    """Wrong answers and wrong fallbacks by what was meant and what it was taken for, the most frequent first."""
    groups: dict[tuple[str, str], list[Judged]] = {}
    for one in judged:
        pair = meant(one), taken_for(one)
        if pair[0] != pair[1] and pair[1] != ASKED_BACK:
            groups.setdefault(pair, []).append(one)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [Confusion(one, other, tuple(members)) for (one, other), members in ordered]


def confidence(judged: Judged) -> float:
    """Of the likeliest intent, 0 to 1."""
    understanding = judged.turn.understanding
    if understanding is None or not understanding.ranking.candidates:
        return 0.0
    return understanding.ranking.top.confidence


def worst_first(judged: Sequence[Judged]) -> list[Judged]:
    """All that went wrong: wrong answers first, the surest of them first; then wrong fallbacks; then bad choices."""
    wrong = [
        one
        for one in judged
        if one.is_answered_wrong or not (one.is_right_in_choices or (not one.is_in_scope and one.is_fallback))
    ]
    return sorted(wrong, key=lambda one: (not one.is_answered_wrong, not one.is_fallback, -confidence(one)))
