"""Warnings about example questions."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge.findings import Finding
from bot.knowledge.library import About, Example, Intent, Library, Place
from bot.knowledge.loader import load_library
from bot.maintenance import example_checks
from bot.maintenance.example_checks import FEWEST, find_doubtful_examples
from bot.maintenance.left_out import LeftOut, Near
from bot.understanding.encoder import load_encoder
from bot.understanding.ranker import Ranker
from bot.understanding.understand import Understander
from tests.conftest import ROOT

QUESTIONS = {
    "salary": """
        what does a data scientist earn
        how much do ml engineers make in a year
        data science pay
        is the salary of an mle any good
        do data scientists get rich
        which of the two pays better
        average income of a machine learning engineer
        starting salary for a DS
        what could i ask for in a pay negotiation
        do they get bonuses and stock
        how high are wages in data science
        six figures as an mle, realistic?
        can you live well on that money
        what is a fair offer for a junior
        how well paid is it
    """,
    "skills": """
        what skills does a data scientist need
        do i have to be good at maths
        which abilities matter for an ml engineer
        is coding a must
        what should i know before i start as a DS
        do mles need statistics
        what makes a good data scientist
        must they be able to explain things
        how technical do you have to be
        which knowledge does the work draw on
        does an mle need to know software engineering
        are soft skills important in data science
        what competencies are asked for
        is curiosity enough
        do you need both maths and programming
    """,
    "greeting": """
        hello
        hi there
        good morning
        hey bot
        hiya
        good evening
        greetings
        yo
        hi everybody
        hello again
        howdy
        morning
        hey hey
        welcome back
        nice to meet you
    """,
}


@pytest.fixture(scope="module")
def project() -> Library:
    return load_library(ROOT / "intents", ROOT / "content")[0]


def intent(id_: str, lines: list[str], not_examples: tuple[str, ...] = ()) -> Intent:
    path = f"intents/{id_}.yml"
    listed = tuple(Example(text, Place(path, line, 3)) for line, text in enumerate(lines, start=5))
    denied = tuple(Example(text, Place(path, line, 3)) for line, text in enumerate(not_examples, start=50))
    return Intent(id_, id_.title(), frozenset({About.ROLE}), listed, denied, ())


def told(project: Library, added: dict[str, str] | None = None, denied: dict[str, str] | None = None) -> list[Finding]:
    """The warnings, with a line added to an intent, or to its `not_examples`."""
    made = {}
    for id_, block in QUESTIONS.items():
        lines = [line.strip() for line in block.strip().splitlines()]
        lines += [added[id_]] if added and id_ in added else []
        made[id_] = intent(id_, lines, (denied[id_],) if denied and id_ in denied else ())
    library = replace(project, intents=made, version=f"made up {added} {denied}")
    return list(find_doubtful_examples(Understander(library, load_encoder(), None), None))


def test_good_examples_are_let_pass(project: Library) -> None:
    assert list(map(str, told(project))) == []


def test_a_question_that_is_nearer_to_another_intent(project: Library) -> None:
    (finding,) = told(project, {"skills": "how much money do data scientists make"})
    assert (finding.code, finding.place) == ("W088", Place("intents/skills.yml", 20, 3))
    assert re.fullmatch(
        '"how much money do data scientists make" is nearer to ".+" of `salary` in intents/salary.yml:[0-9]+ '
        r'\(similarity 0\.[0-9]{2}\) than to ".+" in line [0-9]+ \(0\.[0-9]{2}\)\.',
        finding.message,
    )
    assert finding.remedy.startswith("Move it there if it asks the same, merge the two intents")
    assert finding.remedy.endswith("put it into `not_examples` of intents/salary.yml, too.")


def test_a_question_that_the_other_intent_denies_is_settled(project: Library) -> None:
    line = "how much money do data scientists make"
    assert told(project, {"skills": line}, {"salary": line}) == []


@pytest.mark.parametrize("similarity", [0.3, 0.62])
def test_a_question_that_would_be_taken_for_another_intent(
    similarity: float, project: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its nearest line is one of its own, or as good as that."""

    def leave_out(ranker: Ranker, cache_dir: Path | None, least_weight: float) -> list[LeftOut]:
        lines = {one.example.text: one for one in ranker.taught}
        one, own, other = lines["howdy"], lines["hey hey"], lines["is coding a must"]
        return [LeftOut(one, "skills", 0.5, Near(own, 0.6), Near(other, similarity))]

    monkeypatch.setattr(example_checks, "leave_out", leave_out)
    (finding,) = told(project)
    assert (finding.code, finding.place) == ("W089", Place("intents/greeting.yml", 15, 3))
    assert finding.message == 'Without this line, the bot would take "howdy" for `skills`.'


def test_near_copies(project: Library) -> None:
    (finding,) = told(project, {"salary": "what does an ml engineer in paris earn"})
    assert (finding.code, finding.place) == ("W087", Place("intents/salary.yml", 20, 3))
    assert '"what does a data scientist earn" in line 5' in finding.message


def test_too_few_examples(project: Library) -> None:
    few = intent("greeting", ["hello", "good morning"])
    made = {**{id_: intent(id_, block.strip().splitlines()) for id_, block in QUESTIONS.items()}, "greeting": few}
    library = replace(project, intents=made, version="few")
    found = find_doubtful_examples(Understander(library, None, None), None)
    (finding,) = (one for one in found if one.code == "W086")
    assert finding.place == Place("intents/greeting.yml", 5, 3)
    assert finding.message == "`greeting` has 2 examples."
    assert str(FEWEST) in finding.remedy
