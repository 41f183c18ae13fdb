"""Understanding must not get worse: the figures on the project's own judging questions."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.maintenance.baseline import NAME, as_baseline, fallen
from bot.maintenance.evaluation import judge
from bot.maintenance.questions import load
from bot.maintenance.results import Results
from bot.understanding.understand import WITHOUT_ENCODER, Understander
from tests.conftest import ROOT

QUESTIONS = ROOT / "tests" / "questions"
REFRESH = "python -m bot evaluate tests/questions/judge-*.jsonl --write-baseline"


def test_figures_do_not_fall(dialogue: Dialogue) -> None:
    assert isinstance(dialogue.understand, Understander)
    encoder = dialogue.understand.encoder
    files = {path.name: list(judge(load(path), dialogue)) for path in sorted(QUESTIONS.glob("judge-*.jsonl"))}
    now = as_baseline(Results(encoder.name if encoder else WITHOUT_ENCODER, files))
    kept = json.loads((QUESTIONS / NAME).read_text(encoding="utf-8"))
    worse = list(fallen(now, kept))
    if worse:
        pytest.fail("\n".join([*worse, f"If that is meant, keep the new figures: {REFRESH}"]), pytrace=False)


KEPT: dict[str, Any] = {
    "encoder": "one",
    "figures": {
        "a.jsonl": {"answered_right": 80.0, "answered_wrong": 4.0, "oos_fallback": None},
        "all": {"answered_right": 80.0, "answered_wrong": 4.0},
    },
}


def changed(file: str, **figures: float | None) -> dict[str, Any]:
    now = deepcopy(KEPT)
    now["figures"][file] |= figures
    return now


@pytest.mark.parametrize(
    "now",
    [
        KEPT,
        changed("a.jsonl", answered_right=78.0, answered_wrong=6.0),
        changed("a.jsonl", answered_right=99.0, answered_wrong=0.0),
        changed("all", answered_right=79.6),
    ],
)
def test_what_is_no_fall(now: dict[str, Any]) -> None:
    assert list(fallen(now, KEPT)) == []


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (changed("a.jsonl", answered_right=77.0), "a.jsonl: answered_right was 80.0 and is 77.0"),
        (changed("a.jsonl", answered_wrong=7.0), "a.jsonl: answered_wrong was 4.0 and is 7.0"),
        (changed("all", answered_wrong=4.6), "all: answered_wrong was 4.0 and is 4.6"),
        (changed("a.jsonl", answered_wrong=None), "a.jsonl: answered_wrong was 4.0 and is None"),
        (KEPT | {"encoder": "two"}, "The figures were kept for the encoder one; now it is two."),
    ],
)
def test_falls_are_told(now: dict[str, Any], line: str) -> None:
    assert list(fallen(now, KEPT)) == [line]
