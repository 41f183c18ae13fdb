"""`ask --explain`."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from bot.explanation import explain
from bot.knowledge.library import Fact, Like, Place
from bot.understanding.decision import Thresholds
from bot.understanding.understanding import (
    Answered,
    Candidate,
    Outcome,
    Ranking,
    Reference,
    RoleMention,
    Signal,
    Understanding,
)

DUTIES = Candidate(
    "duties",
    0.62,
    0.81,
    "what does a nurse do",
    Place("intents/duties.yml", 7),
    (("embedding", 0.5), ("n-grams", -0.1)),
)
STRAY = Candidate("out_of_scope", 0.2, 0.3, "what is a bat", Place("intents/out_of_scope.yml", 9), DUTIES.parts)
UNDERSTANDING = Understanding(
    text="wat does a nruse do at Acme",
    repaired="what does a nurse do at acme",
    outcome=Outcome.ANSWER,
    mentions=(RoleMention("nurse", "nruse", is_repaired=True),),
    ranking=Ranking((DUTIES, STRAY)),
    answers=(Answered("duties", 0.62, ("nurse",)),),
    near=("Acme",),
    repairs=(("wat", "what"),),
    unknown=("acme",),
)
THRESHOLDS = Thresholds(
    answer=0.5, answer_similarity=0.9, clarify=0.4, clarify_similarity=0.3, out_of_scope=0.5, second=0.7
)


def explained(understanding: Understanding) -> list[str]:
    """The lines, each with single spaces."""
    console = Console(file=io.StringIO(), width=120, color_system=None)
    explain(console, understanding, THRESHOLDS)
    assert isinstance(console.file, io.StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines() if line.strip()]


def test_it_says_how_the_text_was_read() -> None:
    lines = explained(UNDERSTANDING)
    assert lines[:6] == [
        "text wat does a nruse do at Acme",
        "read as what does a nurse do at acme",
        "repaired wat → what",
        'roles nurse ("nruse", character 12, typing error)',
        "not placed acme",
        "language en",
    ]


def test_it_shows_the_intents_with_their_nearest_examples() -> None:
    lines = explained(UNDERSTANDING)
    assert "intent confidence similarity embedding n-grams" in lines
    assert "duties 0.62 0.81 +0.50 -0.10" in lines
    assert "duties what does a nurse do (intents/duties.yml:7)" in lines


def test_it_shows_five_intents_at_most() -> None:
    many = tuple(replace(DUTIES, intent=f"intent_{number}") for number in range(9))
    lines = explained(replace(UNDERSTANDING, ranking=Ranking(many)))
    assert sum(line.startswith("intent_") for line in lines) == 2 * 5


def test_it_says_by_how_much_each_threshold_was_passed_or_missed() -> None:
    lines = explained(UNDERSTANDING)
    assert "not out of scope: its confidence 0.20 below 0.50 passed by 0.30" in lines
    assert "answer: confidence of the first 0.62 from 0.50 passed by 0.12" in lines
    assert "answer: similarity of the first 0.81 from 0.90 missed by 0.09" in lines
    assert "choices: confidence of 3 together 0.62 from 0.40 passed by 0.22" in lines


def test_no_threshold_counts_for_an_example_typed_exactly() -> None:
    lines = explained(replace(UNDERSTANDING, ranking=Ranking((DUTIES,), is_exact=True)))
    assert "an example, typed exactly no threshold counts" in lines
    assert not any("passed" in line for line in lines)


def test_it_ends_with_the_outcome() -> None:
    assert explained(UNDERSTANDING)[-2:] == ["not in article Acme", "outcome answer: duties (nurse)"]
    assert explained(replace(UNDERSTANDING, outcome=Outcome.FALLBACK, answers=()))[-1] == "outcome fallback"


def test_it_shows_what_speaks_for_a_role() -> None:
    like = Like("wards", "nurse", Fact("likes-wards", "Nurses like wards.", "A part", "article"))
    signals = (Signal("love the ward", like, is_liked=True),)
    lines = explained(replace(UNDERSTANDING, signals=signals, lean="nurse"))
    assert 'signals "love the ward" likes likes-wards (nurse)' in lines
    assert "leans to nurse" in lines


def test_it_shows_what_only_the_conversation_can_tell() -> None:
    lines = explained(replace(UNDERSTANDING, reference=Reference.OTHER, is_distress=True, other_roles=("welder",)))
    assert "refers back to other; alone it means nothing" in lines
    assert "distress a kind line is said" in lines
    assert "other roles welder" in lines


def test_nothing_at_all_is_explained_too() -> None:
    assert explained(Understanding("")) == [
        "text -",
        "read as -",
        "repaired -",
        "roles -",
        "not placed -",
        "language en",
        "outcome fallback",
    ]
