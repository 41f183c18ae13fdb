"""`benchmark`: any folder of labelled questions."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge.findings import LibraryError
from bot.maintenance.benchmark import Answers, choose_threshold, run

HONEY = ["how much honey", "honey per hive", "honey jar size", "is the honey ready", "sell honey"]
FLOWER = ["which flower", "a flower for mother", "red flower", "do roses flower", "flower shop"]
STRAY = ["when does the train leave", "my printer is broken", "train to york"]


def write(folder: Path, name: str, asks: dict[str, list[str]]) -> None:
    lines = [json.dumps({"ask": ask, "intent": [intent]}) for intent, listed in asks.items() for ask in listed]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "train.jsonl", {"honey": HONEY[:4], "flower": FLOWER[:4]})
    write(tmp_path, "val.jsonl", {"honey": HONEY[4:], "flower": FLOWER[4:]})
    return tmp_path


def test_without_questions_out_of_scope_nothing_is_rejected(folder: Path) -> None:
    found = run(folder, None, lambda *_: None)
    assert (found.in_scope_raw, found.in_scope, found.top3) == (100, 100, 100)
    assert (found.oos_recall, found.threshold, found.measured_on) == (None, None, "val")
    assert (found.intents, found.examples, found.questions) == (2, 8, 2)


def test_out_of_scope_questions_choose_the_threshold(folder: Path) -> None:
    write(folder, "oos_train.jsonl", {"out_of_scope": STRAY[:1]})
    write(folder, "oos_val.jsonl", {"out_of_scope": STRAY[1:]})
    found = run(folder, None, lambda *_: None)
    assert (found.in_scope, found.oos_recall) == (100, 100)
    assert found.intents == 2


def test_the_test_part_is_measured_where_there_is_one(folder: Path) -> None:
    write(folder, "test.jsonl", {"honey": [*FLOWER[:1], *HONEY[:1]]})
    found = run(folder, None, lambda *_: None)
    assert (found.measured_on, found.in_scope_raw, found.questions) == ("test", 50, 2)


def test_the_names_are_those_of_the_json_object(folder: Path) -> None:
    found = asdict(run(folder, None, lambda *_: None))
    wanted = {"in_scope_raw", "in_scope", "oos_recall", "top3", "ms_median", "ms_p99", "train_seconds", "peak_mb"}
    assert wanted <= set(found)
    assert json.loads(json.dumps(found)) == found


def test_a_missing_part_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"train\.jsonl"):
        run(tmp_path, None, lambda *_: None)


class TestThreshold:
    @staticmethod
    def answers(surety: list[float], right: list[bool] | None = None) -> Answers:
        rights = np.array(right if right is not None else [True] * len(surety), dtype=bool)
        return Answers(rights, rights, np.array(surety), np.zeros(len(surety)))

    def test_it_lies_between_the_two(self) -> None:
        found = choose_threshold(self.answers([0.8, 0.9]), self.answers([0.1, 0.2]))
        assert 0.2 < found < 0.8

    def test_it_loses_one_right_answer_in_a_hundred_at_most(self) -> None:
        inside = [0.3, *[0.8 + i / 1000 for i in range(199)]]
        found = choose_threshold(self.answers(inside), self.answers([0.5, 0.85]))
        assert 0.5 < found < 0.801
        assert sum(surety < found for surety in inside) <= 2

    def test_wrong_answers_may_be_lost(self) -> None:
        found = choose_threshold(self.answers([0.1, 0.8], [False, True]), self.answers([0.5]))
        assert found > 0.5
