"""Phrases with room for how people write them."""

from __future__ import annotations

import pytest

from bot.understanding.phrases import any_of, folded
from bot.understanding.understand import Understander


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("want* to leave", "I wanted to leave!", True),
        ("want* to leave", "they want a tool to leaven bread", False),
        ("feel * lost", "I feel so very lost", True),
        ("feel * lost", "I feel lost", True),
        ("feel * lost", "I feel that all of us were lost", False),
        ("no sé", "¿No se?", True),
        ("j'ai peur", "J’ai peur", True),
        ("不想", "我不想去", True),
        ("lost", "lostness", False),
    ],
)
def test_stars_accents_and_unspaced_words(phrase: str, text: str, is_found: bool) -> None:
    assert bool(any_of([phrase]).search(folded(text))) is is_found


def test_no_phrases_are_never_found() -> None:
    assert any_of([]).search("anything") is None


@pytest.mark.parametrize(
    "text",
    [
        "suicide",
        "im going to jump",
        "I want to unalive myself",
        "i can't take this anymore",
        "i feel so useless",
        "nobody likes me",
        "I'm burnt out and crying at work every day",
        "data science is killing me, i want to quit life",
        "quiero morir",
        "non voglio più vivere",
        "não quero mais viver",
        "لا أريد أن أعيش",
    ],
)
def test_distress(understand: Understander, text: str) -> None:
    assert understand(text).is_distress


@pytest.mark.parametrize("text", ["does the work make people depressed", "who tells useful from useless data", ""])
def test_no_distress(understand: Understander, text: str) -> None:
    assert not understand(text).is_distress
