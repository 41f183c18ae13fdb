"""Thresholds chosen by what mistakes may cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.knowledge.files import ThresholdsFile
from bot.maintenance.evaluation import Judged
from bot.maintenance.questions import Labelled
from bot.maintenance.thresholds import (
    Bought,
    Chosen,
    Cost,
    Question,
    Verdict,
    beyond_thresholds,
    choose,
    neighbours,
    reckon,
    reckonable,
    search,
)
from bot.maintenance.thresholds_file import entry, write
from bot.understanding.decision import Thresholds, decide
from bot.understanding.understanding import Outcome
from tests.maintenance.made import OOS, labelled, ranking, turn

START = Thresholds()
RIGHT = [({"duties": sure, "fit": 0.98 - sure}, "duties") for sure in (0.6, 0.7, 0.8, 0.9, 0.95)]
"""Questions whose likeliest intent is the right one, at five levels of confidence."""
UNSURE_AND_WRONG = ({"fit": 0.55, "duties": 0.43}, "duties")
STRAY = ({"fit": 0.5, OOS: 0.45}, OOS)


def questions(*rows: tuple[dict[str, float], str]) -> list[Question]:
    return [Question(labelled(intent), ranking(confidences), None) for confidences, intent in rows]


def bot(rows: Sequence[tuple[dict[str, float], str]], stubborn: Sequence[Judged] = ()) -> Sequence[Judged]:
    return [*_asked(rows, START), *stubborn]


def _asked(rows: Sequence[tuple[dict[str, float], str]], values: Thresholds) -> list[Judged]:
    """What a bot does that only decides."""
    asked = []
    for confidences, intent in rows:
        decision = decide(ranking(confidences), values)
        names = tuple(one.intent for one in decision.candidates)
        is_answer = decision.outcome is Outcome.ANSWER
        asked.append(
            Judged(
                labelled(intent),
                turn(names if is_answer else (), () if is_answer else names, confidences=confidences),
            )
        )
    return asked


class TestSearch:
    def test_it_answers_all_that_it_can_within_the_cost(self) -> None:
        asked = questions(*RIGHT, UNSURE_AND_WRONG)
        found = search(asked, START, Cost(max_wrong=0))
        bought = reckon(asked, found)
        assert 0.55 < found.answer <= 0.6
        assert bought.answered_wrong == 0
        assert bought.answered_right == pytest.approx(83.3)
        assert bought.right_in_choices == 100

    def test_a_mistake_that_the_cost_allows_is_made(self) -> None:
        asked = questions(*RIGHT, ({"fit": 0.55, "goal": 0.4}, "duties"), ({"duties": 0.5, "fit": 0.4}, "duties"))
        assert reckon(asked, search(asked, START, Cost(max_wrong=20))).answered_right == pytest.approx(85.7)
        assert reckon(asked, search(asked, START, Cost(max_wrong=10))).answered_wrong == 0

    def test_out_of_scope_questions_are_refused(self) -> None:
        asked = questions(*RIGHT, STRAY)
        assert reckon(asked, START).oos_fallback == 0
        assert reckon(asked, search(asked, START, Cost())).oos_fallback == 100

    def test_what_changes_nothing_stays(self) -> None:
        asked = questions(*RIGHT)
        assert search(asked, START, Cost()) == START

    def test_settled_questions_count_as_they_are(self) -> None:
        settled = Question(labelled("duties"), ranking({"duties": 1.0}), Verdict(is_wrong=True))
        assert reckon([settled], START).answered_wrong == 100


class TestChoose:
    def test_what_is_chosen_is_what_the_bot_does(self) -> None:
        rows = [*RIGHT, UNSURE_AND_WRONG, STRAY]
        chosen = choose(lambda values: _asked(rows, values), START, Cost(max_wrong=0, max_oos=0))
        assert (chosen.bought.answered_wrong, chosen.bought.oos_answered) == (0, 0)
        assert reckon(reckonable(chosen.judged, chosen.thresholds), chosen.thresholds) == chosen.bought

    def test_where_nothing_keeps_within_the_cost_the_closest_is_told(self) -> None:
        cost = Cost(max_wrong=0)
        by_rule = Judged(labelled("duties"), turn(("other_roles",), confidences={"duties": 0.9}))
        chosen = choose(lambda values: [*_asked(RIGHT, values), by_rule], START, cost)
        assert chosen.excess > 0
        assert beyond_thresholds(chosen) == [by_rule]

    def test_what_is_wrong_in_other_languages_has_a_cost_of_its_own(self) -> None:
        wrong = _asked([*RIGHT, UNSURE_AND_WRONG], replace(START, answer=0.5))
        foreign = [in_another_language(one) for one in wrong]
        assert Cost(max_wrong=0, max_wrong_by_meaning=20).excess_of(foreign) == 0
        assert Cost(max_wrong=20, max_wrong_by_meaning=0).excess_of(foreign) == pytest.approx(16.7)
        assert Cost(max_wrong=0, max_wrong_by_meaning=20).excess_of([*foreign, *wrong]) == pytest.approx(16.7)

    def test_neighbours_tell_what_each_threshold_buys(self) -> None:
        judged = _asked([*RIGHT, UNSURE_AND_WRONG], START)
        found = {(name, value): bought for name, value, bought in neighbours(judged, START)}
        assert found["answer", 0.5] == found["second", 0.7]
        assert found["answer", 0.5].answered_wrong == pytest.approx(16.7)


def in_another_language(judged: Judged) -> Judged:
    understanding = judged.turn.understanding
    assert understanding is not None
    elsewhere = replace(understanding, ranking=replace(understanding.ranking, is_by_meaning_alone=True))
    return replace(judged, turn=replace(judged.turn, understanding=elsewhere))


class TestFile:
    def chosen(self) -> Chosen:
        return Chosen(Thresholds(answer=0.62), Bought(80.0, 90.0, 2.5, None, None, 10.0), [], excess=0.0)

    def test_it_says_when_on_what_with_which_encoder_and_what_it_buys(self, tmp_path: Path) -> None:
        path = tmp_path / "thresholds.yml"
        write(path, entry("an encoder 1.0", "2026-11-23", ["some.jsonl"], Cost(), self.chosen()))
        (kept,) = _read(path).chosen
        assert (kept.encoder, kept.at, kept.on) == ("an encoder 1.0", "2026-11-23", ["some.jsonl"])
        assert kept.cost == {"max_wrong": 3.0, "max_oos": 5.0, "max_wrong_by_meaning": 3.0}
        assert kept.values["answer"] == 0.62
        assert kept.buys == {"answered_right": 80.0, "right_in_choices": 90.0, "answered_wrong": 2.5}

    def test_entries_for_other_encoders_stay(self, tmp_path: Path) -> None:
        path = tmp_path / "thresholds.yml"
        for encoder, at in (("b", "2026-01-01"), ("a", "2026-02-02"), ("b", "2026-03-03")):
            write(path, entry(encoder, at, ["some.jsonl"], Cost(), self.chosen()))
        assert [(one.encoder, one.at) for one in _read(path).chosen] == [("a", "2026-02-02"), ("b", "2026-03-03")]


def _read(path: Path) -> ThresholdsFile:
    return ThresholdsFile.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))


def test_a_question_in_scope_that_may_fall_back() -> None:
    asked = Question(Labelled("x", ("salary", OOS)), ranking({OOS: 0.9, "salary": 0.1}), None)
    assert reckon([asked], START).answered_right == 100
