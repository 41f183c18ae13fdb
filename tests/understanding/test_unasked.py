"""Which questions may be answered although nobody asked the bot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.understanding.unasked import (
    CONFIDENCE,
    LIKED_CONFIDENCE,
    LIKED_SIMILARITY,
    SIMILARITY,
    asks_anybody,
    example_of,
    may_answer_unasked,
    question_key,
)
from bot.understanding.understanding import Candidate, Ranking, Understanding

CHATTER = Path(__file__).parent.parent / "questions" / "chatter.txt"
CLEAR = "what does a data scientist do?"


def is_answered(dialogue: Dialogue, text: str, verdicts: dict[str, bool] | None = None) -> bool:
    """Whether the bot would speak up."""
    if not asks_anybody(text):
        return False
    return may_answer_unasked(dialogue.understand(text), dialogue.library, verdicts or {})


def like(dialogue: Dialogue, top: Candidate) -> Understanding:
    """The understanding of a clear question, with another likeliest intent."""
    return replace(dialogue.understand(CLEAR), ranking=Ranking((top,)))


@pytest.mark.parametrize(
    "text",
    [
        CLEAR,
        "hi all, quick question: what does an ML engineer do",
        "Does anyone know which skills a data scientist needs?",
        "what is the difference between a data scientist and an ml engineer",
    ],
)
def test_a_clear_question_to_nobody_in_particular(dialogue: Dialogue, text: str) -> None:
    assert is_answered(dialogue, text)


@pytest.mark.parametrize(
    "text",
    [
        "our data scientist is ill",
        "what does your data scientist do?",
        "what do you do as a data scientist?",
        "what does she do as a data scientist?",
        "what does he think about MLEs",
        "i wonder what a data scientist does",
        "a data scientist explores data",
        "what do they do?",
        "how much does a data scientist earn?",
        "what does a data scientist at Netflix do?",
        "data engineer or data scientist?",
        "which one suits me?",
        "thanks!",
        "who are you?",
        "",
        "?",
        "what does a data scientist do? " + "And then there was this other thing that happened to us all. " * 5,
    ],
)
def test_everything_else_is_left_to_people(dialogue: Dialogue, text: str) -> None:
    assert not is_answered(dialogue, text)


@pytest.mark.parametrize(
    ("verdicts", "is_wanted"),
    [
        ({"duties|this one": False}, False),
        ({"duties|another": False}, False),
        ({"skills|another": False}, True),
        ({"duties|another": False, "duties|a third": True}, True),
        ({"duties|this one": True, "duties|another": False, "duties|a third": False}, True),
    ],
)
def test_what_admins_never_want_is_not_answered_nor_what_is_like_it(
    dialogue: Dialogue, verdicts: dict[str, bool], is_wanted: bool
) -> None:
    understanding = like(dialogue, Candidate("duties", 0.95, 0.95, "this one"))
    assert may_answer_unasked(understanding, dialogue.library, verdicts) is is_wanted


@pytest.mark.parametrize(
    ("confidence", "similarity", "unjudged", "liked"),
    [
        (CONFIDENCE, SIMILARITY, True, True),
        (CONFIDENCE - 0.01, SIMILARITY, False, True),
        (CONFIDENCE, SIMILARITY - 0.01, False, True),
        (LIKED_CONFIDENCE - 0.01, SIMILARITY, False, False),
        (CONFIDENCE, LIKED_SIMILARITY - 0.01, False, False),
    ],
)
def test_what_admins_want_needs_less_certainty(
    dialogue: Dialogue, confidence: float, similarity: float, unjudged: bool, liked: bool
) -> None:
    understanding = like(dialogue, Candidate("duties", confidence, similarity, "this one"))
    assert may_answer_unasked(understanding, dialogue.library, {}) is unjudged
    assert may_answer_unasked(understanding, dialogue.library, {"duties|another": True}) is liked


def test_the_key_of_a_question_holds_nobodys_words(dialogue: Dialogue) -> None:
    understanding = dialogue.understand("hello from Ann, what does a data scientist do?")
    examples = [example.text for example in dialogue.library.intents["duties"].examples]
    assert example_of(question_key(understanding)) in examples


def test_ordinary_talk_gets_at_most_one_unwanted_answer_in_a_thousand(dialogue: Dialogue) -> None:
    lines = CHATTER.read_text(encoding="utf-8").splitlines()
    messages = [line for line in lines if line and not line.startswith("#")]
    answered = [message for message in messages if is_answered(dialogue, message)]
    assert len(messages) >= 3000
    assert len(answered) <= len(messages) / 1000, answered
