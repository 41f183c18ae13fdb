"""Files of labelled questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.findings import LibraryError
from bot.knowledge.loader import load_library
from bot.knowledge.text import same_question
from bot.maintenance.questions import Labelled, load, unknown_intents
from tests.conftest import ROOT

QUESTIONS = ROOT / "tests" / "questions"
LONG = 5
"""Words from which on a question can be put in so many ways that two people do not hit on the same."""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_json_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "some.jsonl",
        '{"ask": "one?", "intent": "duties", "more": 1}\n\n'
        '{"ask": "two?", "intent": ["fit", "goal"], "roles": ["a"], "near": [], "lean": "mixed"}\n',
    )
    assert load(path) == [Labelled("one?", ("duties",)), Labelled("two?", ("fit", "goal"), ("a",), (), "mixed")]


def test_a_yaml_list(tmp_path: Path) -> None:
    assert load(write(tmp_path, "some.yml", "- ask: one?\n  intent: duties\n")) == [Labelled("one?", ("duties",))]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", '"ask"'),
        ('{"ask": 1, "intent": "x"}', '"ask"'),
        ('{"ask": "x"}', '"intent"'),
        ('{"ask": "x", "intent": {"a": 1}}', '"intent"'),
        ('{"ask": "x", "intent": []}', '"intent"'),
        ('{"ask": "x", "intent": "y", "roles": "z"}', '"roles"'),
        ('{"ask": "x", "intent": "y", "lean": ["z"]}', '"lean"'),
    ],
)
def test_what_cannot_be_used_is_told_by_line(tmp_path: Path, line: str, problem: str) -> None:
    path = write(tmp_path, "some.jsonl", f'{{"ask": "fine", "intent": "duties"}}\n{line}\n')
    with pytest.raises(LibraryError) as caught:
        load(path)
    assert [finding.place.line for finding in caught.value.findings] == [2]
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- ask: one?\n  intent: duties\n- intent: fit\n", "3:1: E090"),
        ("ask: one?\nintent: duties\n", "1:1: E090"),
        ("- &a {ask: one?, intent: fit}\n- *a\n", "1:3: E007"),
        ("- " * 100_000, "1:25: E008"),
        ("- !!python/object/apply:os.getcwd []\n", "1:3: E009"),
    ],
)
def test_yaml_that_cannot_be_used_is_told_by_line(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(LibraryError) as caught:
        load(write(tmp_path, "some.yml", text))
    assert f"some.yml:{place}" in str(caught.value)


def test_json_that_is_nested_too_deeply_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="not JSON"):
        load(write(tmp_path, "some.jsonl", "[" * 200_000))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"nowhere\.jsonl:1:1: .* cannot be read"):
        load(tmp_path / "nowhere.jsonl")


def test_labels_that_no_intent_has() -> None:
    asked = [Labelled("a", ("dutys", "fit")), Labelled("b", ("out_of_scope",)), Labelled("c", ("dutys",))]
    assert unknown_intents(asked, {"fit"}) == ["dutys"]


class TestOfTheProject:
    """The questions that choose thresholds, and those that judge."""

    def test_labels_are_intents(self) -> None:
        library, _ = load_library(ROOT / "intents", ROOT / "content")
        for path in QUESTIONS.glob("*.jsonl"):
            assert unknown_intents(load(path), library.intents) == [], path.name

    def test_those_that_judge_are_many(self) -> None:
        assert sum(len(load(path)) for path in QUESTIONS.glob("judge-*.jsonl")) >= 250

    def test_those_that_judge_stand_apart(self) -> None:
        """From the examples and from those that choose; only "hi" and the like may be the same."""
        library, _ = load_library(ROOT / "intents", ROOT / "content")
        used = {same_question(example.text) for intent in library.intents.values() for example in intent.examples}
        for path in QUESTIONS.glob("choose-*.jsonl"):
            used |= {same_question(one.ask) for one in load(path)}
        for path in QUESTIONS.glob("judge-*.jsonl"):
            asked = [one.ask for one in load(path) if len(one.ask.split()) >= LONG]
            assert [ask for ask in asked if same_question(ask) in used] == [], path.name
