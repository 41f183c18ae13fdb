"""Which intent is taken for which."""

from __future__ import annotations

from bot.maintenance.confusion import ASKED_BACK, confusions, meant, scores, taken_for, worst_first
from tests.maintenance.made import OOS, judged


def test_an_acceptable_answer_is_what_was_meant() -> None:
    one = judged(("goal", "duties"), ("duties",))
    assert (meant(one), taken_for(one)) == ("duties", "duties")


def test_of_two_answers_the_wrong_one_counts() -> None:
    one = judged("duties", ("duties", "fit"))
    assert (meant(one), taken_for(one)) == ("duties", "fit")


def test_precision_recall_and_f1() -> None:
    found = {
        one.intent: one
        for one in scores(
            [
                judged("duties", ("duties",)),
                judged("duties", ("fit",)),
                judged("fit", ("fit",)),
                judged("goal", (), ("fit",)),
            ]
        )
    }
    assert (found["duties"].asked, found["duties"].precision, found["duties"].recall) == (2, 1, 0.5)
    assert found["duties"].f1 == 2 / 3
    assert (found["fit"].precision, found["fit"].recall) == (0.5, 1)
    assert (found["goal"].precision, found["goal"].recall, found["goal"].f1) == (None, 0, 0)


def test_confusions_by_name_the_most_frequent_first() -> None:
    asked = [judged("a", ("b",)), judged("c"), judged("c"), judged("c", ("c",)), judged("a", (), ("b",))]
    assert [(one.meant, one.taken, len(one.judged)) for one in confusions(asked)] == [("c", OOS, 2), ("a", "b", 1)]
    assert taken_for(asked[-1]) == ASKED_BACK


def test_the_worst_come_first() -> None:
    sure = judged("a", ("b",), confidences={"b": 0.9})
    unsure = judged("a", ("b",), confidences={"b": 0.6})
    fallback, missed, half = judged("a"), judged("a", (), ("b", "c")), judged("a", ("a", "b"))
    fine = [judged("a", ("a",)), judged("a", (), ("b", "a")), judged(OOS)]
    assert worst_first([*fine, missed, fallback, unsure, half, sure]) == [sure, unsure, half, fallback, missed]
