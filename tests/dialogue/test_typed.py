"""Choices that people type instead of pressing them."""

from __future__ import annotations

import pytest

from bot.dialogue.typed import chosen
from bot.knowledge.library import Library
from bot.telegram.conversations import dump, load
from tests.dialogue.talk import DS, Talk, answer, nothing, said, unsure

LABELS = ("What a Data Scientist does", "Pay", "The outlook for Data Scientists")


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("the first", 0),
        ("number one", 0),
        ("one", 0),
        ("2", 1),
        ("3.", 2),
        ("b", 1),
        ("option 2", 1),
        ("the second one please", 1),
        ("the last one", 2),
        ("pay", 1),
        ("the outlok for data scientists", 2),
        ("outlook data scientists", 2),
    ],
)
def test_a_choice(text: str, index: int) -> None:
    assert chosen(text, LABELS) == index


@pytest.mark.parametrize("text", ["", "4", "z", "the one", "that one", "how hard is it", "data", "first of all, hello"])
def test_no_choice(text: str) -> None:
    assert chosen(text, LABELS) is None


def test_what_was_offered_is_remembered_for_one_message(library: Library) -> None:
    talk = Talk(library)
    offered = talk.asks(unsure("skills", "outlook", roles=(DS,)))
    assert talk.memory.choices == tuple(option.screen for option in offered.choices)
    assert load(dump(talk.memory)) == talk.memory
    assert talk.asks(nothing("2")).reply.screen == f"outlook-{DS}"
    assert talk.memory.choices == ()


def test_a_question_goes_before_choices(library: Library) -> None:
    talk = Talk(library)
    talk.asks(unsure("skills", "outlook", roles=(DS,)))
    assert talk.asks(answer("duties", roles=(DS,))).reply.screen == f"duties-{DS}"


@pytest.mark.parametrize("text", ["none", "neither", "no", "None of these"])
def test_none_of_them(text: str, library: Library) -> None:
    talk = Talk(library)
    talk.asks(unsure("skills", "outlook", roles=(DS,)))
    assert library.replies.none.title in said(talk.asks(nothing(text)))


def test_distress_is_remembered_for_some_messages(library: Library) -> None:
    talk = Talk(library)
    talk.asks(nothing(is_distress=True))
    turn = talk.asks(nothing("no one cares"))
    assert turn.understanding is not None and turn.understanding.is_distress
    assert library.replies.distress.title in said(turn)
    for _ in range(4):
        talk.asks(answer("duties", roles=(DS,)))
    assert library.replies.distress.title not in said(talk.asks(nothing()))
