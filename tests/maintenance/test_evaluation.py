"""What the figures count."""

from __future__ import annotations

from bot.maintenance.evaluation import figures
from bot.maintenance.questions import MIXED
from tests.maintenance.made import OOS, judged, labelled


def test_answers_choices_and_fallbacks() -> None:
    found = figures(
        [
            judged("duties", ("duties",)),
            judged(("goal", "duties"), ("duties",)),
            judged("duties", ("fit",)),
            judged("duties", (), ("fit", "duties")),
            judged("duties", (), ("fit", "goal")),
            judged("duties"),
            judged(("salary", OOS)),
            judged(("duties", "skills"), ("duties", "skills")),
            judged("duties", ("duties", "fit")),
            judged(("duties", "fit"), ("fit",)),
        ]
    )
    assert found.in_scope == 10
    assert found.answered_right == 50
    assert found.right_in_choices == 70
    assert found.answered_wrong == 20
    assert found.fallback_wrong == 10


def test_out_of_scope() -> None:
    found = figures(
        [judged(OOS), judged(OOS, (), ("fit",)), judged(OOS, ("fit",)), judged((OOS, "salary"), ("salary",))]
    )
    assert (found.in_scope, found.out_of_scope) == (0, 4)
    assert (found.oos_fallback, found.oos_answered) == (25, 25)
    assert found.answered_right is None


def test_roles_are_checked_where_they_are_labelled() -> None:
    found = figures(
        [
            judged(labelled(roles=("a", "b")), roles=("b", "a")),
            judged(labelled(roles=()), roles=("a",)),
            judged(labelled(), roles=("a",)),
        ]
    )
    assert found.roles_right == 50


def test_what_is_specific_must_be_named_in_an_answer() -> None:
    found = figures(
        [
            judged(labelled(near=("Netflix", "Peru")), ("duties",), near=("at netflix",)),
            judged(labelled(near=("Netflix",)), near=("Netflix",)),
            judged(labelled(near=()), ("duties",), near=("cousin",)),
            judged(labelled(near=()), ("duties",)),
            judged(labelled(), ("duties",), near=("cousin",)),
        ]
    )
    assert (found.near_named, found.near_false) == (33.3, 50)


def test_leans() -> None:
    found = figures(
        [
            judged(labelled("fit", lean="a"), ("fit",), lean="a"),
            judged(labelled("fit", lean="a"), ("fit",), lean="b"),
            judged(labelled("fit", lean="a"), ("fit",)),
            judged(labelled("fit", lean=MIXED), ("fit",)),
            judged(labelled("fit", lean=MIXED), ("fit",), lean="a"),
            judged(labelled("fit", lean=MIXED)),
            judged(labelled("fit"), ("fit",), lean="a"),
        ]
    )
    assert (found.lean_right, found.lean_wrong) == (33.3, 33.3)


def test_json_leaves_out_what_was_not_labelled() -> None:
    assert list(figures([judged("duties", ("duties",))]).as_dict()) == [
        "in_scope",
        "out_of_scope",
        "answered_right",
        "right_in_choices",
        "answered_wrong",
        "fallback_wrong",
        "oos_fallback",
        "oos_answered",
        "roles_right",
    ]
    assert "near_false" in figures([judged(labelled(near=()))]).as_dict()
