"""Figures kept with the project, so that a change that makes understanding worse does not go unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bot.maintenance.evaluation import LOWER_IS_BETTER, PERCENTAGES, figures
from bot.maintenance.results import Results

NAME: Final = "baseline.json"
TOLERANCE: Final = 2.5
"""Points of percent that a figure of one file may fall by: a question or two, which arithmetic of another processor can
tip over."""
TOLERANCE_OF_ALL: Final = 0.5
"""The same for all files together."""
ALL: Final = "all"


def as_baseline(results: Results) -> dict[str, Any]:
    """What is kept: the encoder, and the figures by the files' bare names and of all together."""
    groups = {Path(name).name: judged for name, judged in results.files.items()}
    kept = {name: figures(judged).as_dict() for name, judged in {**groups, ALL: results.judged}.items()}
    return {"encoder": results.encoder, "figures": kept}


def write_baseline(files: Iterable[Path], results: Results) -> Path:
    """Keeps the figures beside the first file, and says where."""
    path = next(iter(files)).parent / NAME
    path.write_text(json.dumps(as_baseline(results), indent=2) + "\n", encoding="utf-8")
    return path


def fallen(now: Mapping[str, Any], kept: Mapping[str, Any]) -> Iterator[str]:
    """A line for each figure that is worse than the one kept, by more than the tolerance."""
    if now["encoder"] != kept["encoder"]:
        yield f"The figures were kept for the encoder {kept['encoder']}; now it is {now['encoder']}."
        return
    for name, before in kept["figures"].items():
        after = now["figures"].get(name, {})
        tolerance = TOLERANCE_OF_ALL if name == ALL else TOLERANCE
        for figure in PERCENTAGES:
            if before.get(figure) is not None and _fall(figure, before[figure], after.get(figure)) > tolerance:
                yield f"{name}: {figure} was {before[figure]} and is {after.get(figure)}"


def _fall(figure: str, before: float, after: float | None) -> float:
    """By how much it got worse, in points of percent."""
    if after is None:
        return float("inf")
    return after - before if figure in LOWER_IS_BETTER else before - after
