"""Cross-validation of the intent files: what the bot would make of each example, had it not been taught it.

The examples are dealt into ten parts, and each part is ranked by a ranker trained on the nine others and on all
`not_examples` (Kohavi, "A Study of Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection", 1995).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.maintenance.evaluation import percent
from bot.maintenance.trial import Trial
from bot.understanding.decision import decide
from bot.understanding.model import Taught
from bot.understanding.ranker import Ranker
from bot.understanding.understanding import Outcome, Ranking

PARTS: Final = 10
TOP: Final = 3
MOST_SHOWN: Final = 30
"""Mistakes that a terminal is shown, the surest first; JSON has all."""


@dataclass(frozen=True)
class Held:
    """An example and what came of it when it was left out."""

    taught: Taught
    ranking: Ranking
    outcome: Outcome
    """What `decide` makes of the ranking."""

    @property
    def is_right(self) -> bool:
        """Whether its own intent came first."""
        return self.ranking.top.intent == self.taught.intent

    @property
    def is_in_top(self) -> bool:
        """Whether its own intent came among the first three."""
        return self.taught.intent in [one.intent for one in self.ranking.candidates[:TOP]]


@dataclass(frozen=True)
class HeldOut:
    """All examples, each held out once."""

    held: Sequence[Held]

    @property
    def mistakes(self) -> list[Held]:
        """Examples that another intent came first for, the surest first."""
        wrong = [one for one in self.held if not one.is_right]
        return sorted(wrong, key=lambda one: -one.ranking.top.confidence)

    def shares(self) -> dict[str, float | None]:
        """In percent."""
        return {
            "first_right": percent(one.is_right for one in self.held),
            "top3": percent(one.is_in_top for one in self.held),
            "answered_wrong": percent(not one.is_right and one.outcome is Outcome.ANSWER for one in self.held),
        }

    def by_intent(self) -> dict[str, HeldOut]:
        """The same for each intent, the one with most mistakes in a hundred first."""
        groups: dict[str, list[Held]] = {}
        for one in self.held:
            groups.setdefault(one.taught.intent, []).append(one)
        found = {intent: HeldOut(group) for intent, group in groups.items()}
        return dict(sorted(found.items(), key=lambda item: (item[1].shares()["first_right"], item[0])))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "examples": len(self.held),
            **self.shares(),
            "intents": {
                intent: {"examples": len(one.held), **one.shares()} for intent, one in self.by_intent().items()
            },
            "mistakes": [
                {
                    "example": one.taught.example.text,
                    "place": str(one.taught.example.place),
                    "intent": one.taught.intent,
                    "taken": one.ranking.top.intent,
                    "confidence": round(one.ranking.top.confidence, 4),
                    "nearest": one.ranking.top.nearest,
                }
                for one in self.mistakes
            ],
        }


def hold_out(trial: Trial, progress: Callable[[int], object] = lambda _: None) -> HeldOut:
    """Holds out each example in turn. `progress` is told how many examples are done since it was told last."""
    understander = trial.understander()
    taught = understander.ranker.taught
    held: list[Held] = []
    for part in range(PARTS):
        left_out = [one for number, one in enumerate(taught) if number % PARTS == part and not one.is_counter]
        rest = [one for number, one in enumerate(taught) if number % PARTS != part or one.is_counter]
        ranker = Ranker(rest, trial.encoder, None, name="held-out")
        for one, ranking in zip(left_out, ranker.rank_all([one.text for one in left_out]), strict=True):
            held.append(Held(one, ranking, decide(ranking, understander.thresholds).outcome))
        progress(len(left_out))
    return HeldOut(held)
