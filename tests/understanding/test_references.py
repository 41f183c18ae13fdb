"""Fragments that only the conversation can complete."""

from __future__ import annotations

import pytest

from bot.understanding.understand import Understander
from bot.understanding.understanding import Reference

DS, MLE = "data_scientist", "machine_learning_engineer"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("and ML engineers?", (MLE,)),
        ("what about data scientists", (DS,)),
        ("how about ds?", (DS,)),
        ("ok and for data science then", (DS,)),
        ("ds", (DS,)),
        ("and a data sceintist", (DS,)),
        ("ml?", (MLE,)),
        ("ds, mle?", (DS, MLE)),
        ("is it the same for data scientists", (DS,)),
        ("how is that for mles", (MLE,)),
        ("no i mean ml engineers", (MLE,)),
        ("and the ml guys?", (MLE,)),
        ("und ein ML Engineer?", (MLE,)),
    ],
)
def test_only_roles(understand: Understander, text: str, roles: tuple[str, ...]) -> None:
    understanding = understand(text)
    assert (understanding.reference, understanding.roles) == (Reference.ROLES, roles)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("the other one?", Reference.OTHER),
        ("And the other?", Reference.OTHER),
        ("both", Reference.BOTH),
        ("Why?", Reference.WHY),
        ("how come", Reference.WHY),
        ("tell me more", Reference.MORE),
        ("go on!", Reference.MORE),
        ("vs DS", Reference.COMPARE),
        ("compared to ds?", Reference.COMPARE),
        ("not ds", Reference.OTHER),
        ("I don't want to be a data scientist", Reference.OTHER),
        ("eli5", Reference.SHORTER),
        ("fuck you", Reference.WRONG),
        ("lol", Reference.ASIDE),
        ("der andere", Reference.OTHER),
        ("por qué", Reference.WHY),
    ],
)
def test_phrases(understand: Understander, text: str, reference: Reference) -> None:
    assert understand(text).reference is reference


@pytest.mark.parametrize(
    "text",
    [
        # whole questions, however small their words
        "what does a data scientist do",
        "what is a data scientist",
        "what are data scientists for",
        "should i be a data scientist",
        "should i go for data science",
        "how do i get into data science",
        "how much does a data scientist get",
        "is a data scientist the same as an mle",
        "is it all about data science",
        "why data science",
        # comparisons
        "ds or mle",
        "ds vs mle",
        "from ds to mle",
        # other roles
        "and data engineers?",
        "data analyst or ds",
        # more than a phrase
        "why do they earn so much",
        "the other one is my cousin",
        "is it in demand?",
        "",
        "?",
    ],
)
def test_no_reference(understand: Understander, text: str) -> None:
    assert understand(text).reference is None


def test_fragments_of_other_languages_are_not_taken_for_english(understand: Understander) -> None:
    assert understand("データサイエンティストは?").reference is None
