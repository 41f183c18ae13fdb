"""Messages taken apart."""

from __future__ import annotations

import pytest

from bot.understanding.sentences import (
    halves,
    last_question,
    requests,
    topics,
    without_other,
    without_preamble,
    without_refused,
)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("hi, what does it pay", "what does it pay"),
        ("Hello there! So, what does it pay", "what does it pay"),
        ("ok so um what does it pay", "what does it pay"),
        ("good morning everyone, is it hard to learn", "is it hard to learn"),
        ("and what about it", "what about it"),
        ("i would like to know what it pays", "what it pays"),
        ("hey, can you tell me what they do all day", "what they do all day"),
        ("ok back to mle. what skills", "what skills"),
        ("i was just wondering, is it hard", "is it hard"),
        # people tell what they like, which is no preamble
        ("i like to ask why things happen", "i like to ask why things happen"),
        # too little is left to be a question
        ("hi", "hi"),
        ("hello there", "hello there"),
        ("hey, thanks", "hey, thanks"),
        # a word that only begins like a greeting
        ("history of the field please", "history of the field please"),
        ("what does it pay, hi", "what does it pay, hi"),
    ],
)
def test_what_stands_before_the_question_goes(text: str, rest: str) -> None:
    assert without_preamble(text) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("not the pay, the work itself", "the work itself"),
        ("i dont mean the salary, what do they do all day", "what do they do all day"),
        ("Forget about money, just tell me the skills", "tell me the skills"),
        ("apart from python, what skills are there", "what skills are there"),
        ("I already know the difference, what about skills", "what about skills"),
        ("tell me anything except salary", "tell me anything"),
        # nothing is refused
        ("i know python, what about skills", "i know python, what about skills"),
        ("not sure, what should i do", "not sure, what should i do"),
        ("is it not hard", "is it not hard"),
        # nothing would be left
        ("not the pay, please", "not the pay, please"),
    ],
)
def test_what_is_refused_goes(text: str, rest: str) -> None:
    assert without_refused(text) == rest


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("what do they do? what do they earn?", ("what do they do?", "what do they earn?")),
        ("what do they do and what do they earn", ("what do they do", "what do they earn")),
        ("what do they do, and also is it hard to learn", ("what do they do", "is it hard to learn")),
        ("what do they do; how do i start", ("what do they do", "how do i start")),
        ("what do they do & what do they earn", ("what do they do", "what do they earn")),
        ("what do they do / what do they earn", ("what do they do", "what do they earn")),
        ("what do they do. ok so how do i start", ("what do they do", "how do i start")),
    ],
)
def test_two_questions(text: str, two: tuple[str, str]) -> None:
    assert halves(text)[0] == two


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what do they do",
        "cats and dogs",
        "do they work with data and models",
        "i like maths. what do they do",
        "what do they do? thanks",
        "who? what? why?",
        # a question mark at the end is that of the whole
        "how do they share the work between the analysts and those of the other team?",
        "do they ever complain, and if so why?",
    ],
)
def test_one_question(text: str) -> None:
    assert halves(text) == []


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("tell me the duties. then tell me the pay", [("tell me the duties", "tell me the pay")]),
        ("explain the gap and say who earns more", [("explain the gap", "say who earns more")]),
        ("what do they do and what do they earn", []),
        ("tell me what they do with data and models", []),
    ],
)
def test_two_requests(text: str, two: list[tuple[str, str]]) -> None:
    assert requests(text) == two


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("i love maths. what do they do all day?", "what do they do all day?"),
        ("i love maths. so, what do they do all day?", "what do they do all day?"),
        ("what do they do? i love maths.", ""),
        ("what do they do all day?", ""),
        ("i love maths. why?", ""),
    ],
)
def test_the_question_at_the_end(text: str, question: str) -> None:
    assert last_question(text) == question


def test_no_more_ways_are_tried_than_pay() -> None:
    assert len(halves("what is it and " * 30 + "what is it")) == 3


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("what does the other do", "what does they do"),
        ("and what about the other role's skills", "and what about their skills"),
        ("what do the other people do", "what do the other people do"),
        ("where does one stop and the other begin", "where does one stop and the other begin"),
    ],
)
def test_the_other_is_somebody_spoken_of(text: str, rest: str) -> None:
    assert without_other(text) == rest


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("and skills and outlook?", [("skills", "outlook")]),
        ("what are the duties and the salary", [("duties", "salary")]),
        ("outlook for mle, skills for ds", [("outlook for mle", "skills for ds")]),
        ("tableau or power bi, what do they prefer", []),
        ("skills", []),
    ],
)
def test_two_topics(text: str, two: list[tuple[str, str]]) -> None:
    assert topics(text) == two
