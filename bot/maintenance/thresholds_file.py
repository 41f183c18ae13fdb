"""Writes `content/thresholds.yml`: which thresholds were chosen, when, on what, for which encoder, what they buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import yaml

from bot.knowledge.files import ThresholdsFile
from bot.maintenance.thresholds import Chosen, Cost, bought_percentages

HEAD: Final = (
    "# yaml-language-server: $schema=../schema/thresholds.json\n"
    "# Written by `python -m bot thresholds ... --write`, not by hand. One entry an encoder.\n"
)
DIGITS: Final = 4


def entry(encoder: str, at: str, on: Sequence[str], cost: Cost, chosen: Chosen) -> dict[str, Any]:
    """What is kept of one choice. `at` is a date, `on` names the files of questions."""
    return {
        "encoder": encoder,
        "at": at,
        "on": list(on),
        "cost": _rounded(asdict(cost)),
        "values": _rounded(asdict(chosen.thresholds)),
        "buys": _rounded(bought_percentages(chosen.bought)),
    }


def write(path: Path, new: dict[str, Any]) -> None:
    """Puts the entry in place of the one for its encoder, and keeps those for others."""
    others = [one for one in _kept(path) if one["encoder"] != new["encoder"]]
    chosen = sorted([*others, new], key=lambda one: one["encoder"])
    text = yaml.safe_dump({"format": 1, "chosen": chosen}, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(HEAD + text, encoding="utf-8")


def _kept(path: Path) -> list[dict[str, Any]]:
    """The entries that the file holds now, their scalars as typed and then as the file's shape has them."""
    if not path.exists():
        return []
    typed = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 -- makes only texts
    return [one.model_dump() for one in ThresholdsFile.model_validate(typed).chosen]


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), DIGITS) for name, value in values.items()}
