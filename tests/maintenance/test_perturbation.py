"""Disturbances: each of its own kind, and always the same."""

from __future__ import annotations

import pytest

from bot.maintenance.perturbation import KINDS, NEIGHBOURS, perturb
from bot.maintenance.questions import Labelled

ASK = "What does a Machine Learning engineer do, all day long?"
QUESTION = Labelled(ASK, ("duties",), ("machine_learning_engineer",))


def disturbed(kind: str, ask: str = ASK) -> str:
    return perturb(Labelled(ask, ("duties",)), kind).ask


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_question_is_always_disturbed_in_the_same_way(kind: str) -> None:
    assert perturb(QUESTION, kind) == perturb(QUESTION, kind)
    assert perturb(QUESTION, kind).ask != ASK
    assert perturb(QUESTION, kind).intents == QUESTION.intents
    assert perturb(QUESTION, kind).roles == QUESTION.roles


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ask", ["", "?", "ds", "為什麼", "ما هي المهارات", "🙂 🙂", "aaaa bbbb"])
def test_any_text_can_be_disturbed(kind: str, ask: str) -> None:
    assert isinstance(disturbed(kind, ask), str)


def test_adjacent_keys() -> None:
    text = disturbed("adjacent keys")
    changed = [(old, new) for old, new in zip(ASK, text, strict=True) if old != new]
    assert changed
    assert all(new in NEIGHBOURS[old.lower()] for old, new in changed)


def test_keys_have_the_neighbours_that_they_have_on_a_keyboard() -> None:
    assert set(NEIGHBOURS["g"]) == set("fhtyvb")
    assert set(NEIGHBOURS["q"]) == set("wa")


@pytest.mark.parametrize(("kind", "change"), [("dropped letters", -1), ("doubled letters", 1), ("missing space", -1)])
def test_letters_more_or_less(kind: str, change: int) -> None:
    assert len(disturbed(kind, "skills wanted")) == len("skills wanted") + change


def test_swapped_letters() -> None:
    assert sorted(disturbed("swapped letters")) == sorted(ASK)


def test_one_word_in_four_has_an_error() -> None:
    text = disturbed("doubled letters")
    assert sum(old != new for old, new in zip(ASK.split(), text.split(), strict=True)) == 2


def test_around_the_question() -> None:
    assert ASK in disturbed("hi and pls")
    assert disturbed("no punctuation") == "What does a Machine Learning engineer do all day long"
    assert disturbed("capitals") == ASK.upper()
