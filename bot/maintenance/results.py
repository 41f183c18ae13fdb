"""What one run of `evaluate` found, for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from bot.maintenance.confusion import confusions, scores
from bot.maintenance.evaluation import Figures, Judged, figures
from bot.maintenance.holdout import HeldOut
from bot.maintenance.tables import confusions_text, figures_table, held_out_text, scores_table

TOTAL = "all files"


@dataclass(frozen=True)
class Results:
    """All judged questions, and what else was measured."""

    encoder: str
    files: Mapping[str, Sequence[Judged]]
    """By the files' names."""
    perturbed: Mapping[str, Figures] = field(default_factory=dict)
    """Figures on all questions by kind of disturbance."""
    crossed: HeldOut | None = None

    @cached_property
    def judged(self) -> list[Judged]:
        """The questions of all files."""
        return [one for group in self.files.values() for one in group]

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the figures of all files together come first, under their own names."""
        found: dict[str, Any] = {
            **figures(self.judged).as_dict(),
            "encoder": self.encoder,
            "files": {name: figures(group).as_dict() for name, group in self.files.items()},
            "intents": [asdict(one) for one in scores(self.judged)],
            "confusions": [
                {"meant": one.meant, "taken": one.taken, "asks": [judged.labelled.ask for judged in one.judged]}
                for one in confusions(self.judged)
            ],
        }
        if self.perturbed:
            found["perturbed"] = {kind: one.as_dict() for kind, one in self.perturbed.items()}
        if self.crossed is not None:
            found["cross_validation"] = self.crossed.as_dict()
        return found

    def as_text(self) -> str:
        """For a terminal."""
        parts = [f"Encoder: {self.encoder}\n"]
        if self.files:
            rows = {name: figures(group) for name, group in self.files.items()}
            parts.append("In percent:\n" + figures_table({**rows, TOTAL: figures(self.judged)}))
            parts.append(scores_table(scores(self.judged)))
            parts.append(confusions_text(confusions(self.judged)))
        if self.perturbed:
            parts.append("Disturbed:\n" + figures_table({"as asked": figures(self.judged), **self.perturbed}))
        if self.crossed is not None:
            parts.append(held_out_text(self.crossed))
        return "\n".join(part for part in parts if part)
