"""Texts made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.text import MAX_CHARACTERS, clean, same_question, words


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  what\n\tis  it ", "what is it"),
        ("what’s “it” – really…", 'what\'s "it" - really'),
        ("ｗｈａｔ", "what"),
        ("sooooo goooood", "soo good"),
        ("hi 👋🏽 there ❤️", "hi there"),
        ("a\x00b\u200bc\ud800d", "a bc d"),
        ("1000000", "1000000"),
        ("a" * 2 + "b" * 2 + " " + "cd" * 5000, ("aabb " + "cd" * 5000)[:MAX_CHARACTERS]),
        ("👍", ""),
    ],
)
def test_clean(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@settings(deadline=None)
@given(st.text(max_size=3000) | st.text(alphabet=st.characters(min_codepoint=0xD000), max_size=50))
def test_any_text_becomes_one_short_line_of_whole_characters(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= MAX_CHARACTERS
    assert cleaned == " ".join(cleaned.split())
    cleaned.encode("utf-8")


def test_words_keep_what_belongs_to_them() -> None:
    assert words("Don't use C++, C# or node.js; R&D says U.S.") == [
        *("don't", "use", "c++", "c#", "or", "node.js", "r&d", "says", "u.s"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("What does a DS do?", "what does ds do"), ("what's it", "whats it"), ("the end", "An END!")],
)
def test_questions_that_are_the_same(one: str, other: str) -> None:
    assert same_question(one) == same_question(other)


def test_questions_that_differ() -> None:
    assert same_question("what is it") != same_question("what is this")
