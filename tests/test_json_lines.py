"""`ask --jsonl` and the JSON of a turn."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.memory import FORGOTTEN
from bot.json_lines import answer_lines
from bot.turn_json import turn_dict
from bot.understanding.understanding import Outcome
from tests.stub_dialogue import StubDialogue


def answers(*lines: object) -> list[dict[str, Any]]:
    """What is written for these lines: texts as they are, anything else as JSON."""
    written: list[str] = []
    answer_lines(StubDialogue(), [one if isinstance(one, str) else json.dumps(one) for one in lines], written.append)
    return [json.loads(line) for line in written]


def remembered(answer: dict[str, Any]) -> int:
    return int(answer["text"].split("Turns remembered: ")[1].split()[0])


def test_a_question_gives_all_keys_in_their_order() -> None:
    (answer,) = answers({"ask": "hi"})
    assert answer == {
        "ask": "hi",
        "outcome": "answer",
        "roles": ["one"],
        "other_roles": [],
        "near": ["Oslo"],
        "lean": None,
        "language": "en",
        "answers": [{"intent": "duties", "roles": ["one"], "confidence": 0.1235, "screen": "duties-one"}],
        "choices": [],
        "text": "You asked: hi\nTurns remembered: 0\n• One point.\n\nSource: An article (A part) https://example.org/article",
        "buttons": [
            {"label": "Skills", "screen": "skills"},
            {"label": "The other role", "screen": "duties-two"},
            {"label": "📖 The article", "url": "https://example.org/article"},
        ],
    }
    assert list(answer) == [
        *("ask", "outcome", "roles", "other_roles", "near", "lean", "language"),
        *("answers", "choices", "text", "buttons"),
    ]


def test_a_press_has_the_same_keys() -> None:
    (asked, pressed) = answers({"ask": "hi"}, {"press": "skills"})
    assert list(pressed) == ["press", *list(asked)[1:]]
    assert pressed["press"] == "skills"
    assert pressed["roles"] == []
    assert pressed["language"] == "en"
    assert pressed["choices"] == [
        {"intent": "skills", "roles": ["one"], "screen": "skills-one", "label": "Skills of one"}
    ]


def test_only_lines_of_one_conversation_share_a_memory() -> None:
    lines = [{"ask": "a", "conversation": c} for c in ("x", "x", 7, "x", "7", 7)]
    assert [remembered(answer) for answer in answers(*lines)] == [0, 1, 0, 2, 0, 1]
    assert [answer["conversation"] for answer in answers(*lines)] == ["x", "x", 7, "x", "7", 7]


@pytest.mark.parametrize("extra", [{}, {"conversation": None}])
def test_without_a_conversation_nothing_is_remembered_or_echoed(extra: dict[str, Any]) -> None:
    both = answers({"ask": "a", **extra}, {"ask": "b", **extra})
    assert [remembered(answer) for answer in both] == [0, 0]
    assert all("conversation" not in answer for answer in both)


def test_time_passes_only_by_at_and_for_each_conversation_alone() -> None:
    lines = [
        {"ask": "a", "conversation": "x"},
        {"ask": "a", "conversation": "y", "at": 5000},
        {"ask": "a", "conversation": "x"},
        {"ask": "a", "conversation": "x", "at": 1200},
        {"ask": "a", "conversation": "x"},
        {"ask": "a", "conversation": "x", "at": 2400.5},
    ]
    assert [remembered(answer) for answer in answers(*lines)] == [0, 0, 1, 2, 3, 0]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("not json", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["ask"]', "not a JSON object"),
        ("{}", 'either "ask" or "press"'),
        ('{"ask": "a", "press": "b"}', "exclude each other"),
        ('{"ask": 5}', '"ask" must be a text'),
        ('{"press": null}', '"press" must be a text'),
        ('{"ask": "a", "conversation": ["x"]}', '"conversation" must be'),
        ('{"ask": "a", "conversation": true}', '"conversation" must be'),
        ('{"ask": "a", "at": "5"}', '"at" must be'),
        ('{"ask": "a", "at": NaN}', '"at" must be'),
        ('{"ask": "a", "at": 1e999}', '"at" must be'),
        ('{"ask": "a", "at": 1%s}' % ("0" * 400), '"at" must be'),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_the_rest_goes_on(line: str, error: str) -> None:
    (first, bad, last) = answers({"ask": "a"}, line, {"ask": "b"})
    assert list(bad) == ["error", "line"]
    assert bad["line"] == 2
    assert error in bad["error"]
    assert (first["ask"], last["ask"]) == ("a", "b")


def test_other_keys_and_empty_lines_are_ignored() -> None:
    (answer, bad) = answers("", {"ask": "a", "intent": ["duties"]}, "  \n", "oops")
    assert answer["ask"] == "a"
    assert bad["line"] == 4


@given(st.text(st.characters(), max_size=50))
def test_any_text_is_written_as_one_line_of_valid_utf8(text: str) -> None:
    written: list[str] = []
    assert answer_lines(StubDialogue(), [json.dumps({"ask": text})], written.append) == 0
    (line,) = written
    assert json.loads(line.encode("utf-8"))["ask"] == text
    assert "\n" not in line


def test_what_no_answer_says_is_not_reported() -> None:
    turn = replace(StubDialogue().ask("hi", FORGOTTEN, 0.0), answers=(), outcome=Outcome.CLARIFY)
    values = turn_dict("ask", "hi", turn)
    assert (values["near"], values["lean"], values["roles"]) == ([], None, ["one"])
