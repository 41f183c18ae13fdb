"""From a ranking to an outcome: one decision, with thresholds that labelled questions chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.knowledge.library import OUT_OF_SCOPE
from bot.understanding.understanding import Candidate, Outcome, Ranking

MOST_CHOICES: Final = 3


@dataclass(frozen=True)
class Thresholds:
    """What must be reached. Confidences are 0 to 1, similarities are cosines."""

    answer: float = 0.5
    """Confidence of the first intent, to answer it."""
    answer_by_meaning: float = 0.5
    """The same for questions in other languages, where only embeddings count."""
    answer_similarity: float = 0.35
    """Similarity to its nearest example, to answer it."""
    clarify: float = 0.35
    """Confidence of the first three intents together, to offer them as choices."""
    clarify_similarity: float = 0.3
    """Similarity of the question to the nearest example of any intent, to offer choices."""
    out_of_scope: float = 0.5
    """Confidence of "out of scope" from which on nothing is answered or offered."""
    second: float = 0.75
    """Confidence of each of two questions in one message, to answer both."""

    def to_answer(self, ranking: Ranking) -> float:
        """Confidence that the first intent of this ranking needs to be answered."""
        return self.answer_by_meaning if ranking.is_by_meaning_alone else self.answer

    @classmethod
    def of(cls, values: Mapping[str, float] | None) -> Thresholds:
        """From the values kept in a file; what is missing there keeps its default."""
        known = {name: value for name, value in (values or {}).items() if name in cls.__dataclass_fields__}
        return cls(**known)


@dataclass(frozen=True)
class Decision:
    """An outcome and the intents it concerns."""

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()


def decide(ranking: Ranking, thresholds: Thresholds, never_offered: frozenset[str] = frozenset()) -> Decision:
    """What is done with a ranked question. `never_offered`: intents that are answered when clear, but no choice."""
    if not ranking.candidates:
        return Decision(Outcome.FALLBACK)
    top = ranking.top
    if ranking.is_exact:
        return Decision(Outcome.FALLBACK) if top.intent == OUT_OF_SCOPE else Decision(Outcome.ANSWER, (top,))
    stray = next((c.confidence for c in ranking.candidates if c.intent == OUT_OF_SCOPE), 0.0)
    if stray >= thresholds.out_of_scope:
        return Decision(Outcome.FALLBACK)
    is_sure = top.confidence >= thresholds.to_answer(ranking) and top.similarity >= thresholds.answer_similarity
    if top.intent != OUT_OF_SCOPE and is_sure:
        return Decision(Outcome.ANSWER, (top,))
    options = [c for c in ranking.candidates if c.intent != OUT_OF_SCOPE and c.intent not in never_offered]
    options = options[:MOST_CHOICES]
    nearest = max((c.similarity for c in ranking.candidates if c.intent != OUT_OF_SCOPE), default=-1.0)
    is_worth_asking = (
        sum(option.confidence for option in options) >= thresholds.clarify
        and nearest >= thresholds.clarify_similarity
        and len(options) > 1
    )
    return Decision(Outcome.CLARIFY, tuple(options)) if is_worth_asking else Decision(Outcome.FALLBACK)
