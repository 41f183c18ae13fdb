"""Whole questions, understood: by the project's own files, with the encoder and without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge.library import Library
from bot.understanding.understand import WITHOUT_ENCODER, Understander
from bot.understanding.understanding import Outcome, Understanding
from tests.knowledge.world import FILES, World
from tests.understanding.fake_encoder import FakeEncoder

DS, MLE = "data_scientist", "machine_learning_engineer"
PLAIN = [
    ("what does a data scientist do", ["duties"], (DS,)),
    ("what skills would i need as an ml engineer", ["skills"], (MLE,)),
    ("so how are ds and mle different", ["difference"], (DS, MLE)),
    ("are data scientists still going to be in demand", ["outlook"], (DS,)),
    ("how much does an mle make", ["salary"], (MLE,)),
    ("which of the two would suit me", ["fit"], ()),
    ("do data scientists and ml engineers work together", ["collaboration"], (DS, MLE)),
    ("do we need both in our startup", ["need_both"], ()),
    ("whats the aim of an ml engineer", ["goal"], (MLE,)),
    ("which degree do i need for data science", ["education"], (DS,)),
    ("will ai replace data scientists", ["ai_impact"], (DS,)),
    ("how do i move from data scientist to mle", ["transition"], (DS, MLE)),
    ("data engineer vs data scientist", ["other_roles"], (DS,)),
    ("hello there", ["greeting"], ()),
    ("thank you so much", ["thanks"], ()),
    ("what can i ask you", ["help"], ()),
    ("what does a data scientist do and how much do they earn", ["duties", "salary"], (DS,)),
]
ONE_QUESTION = [
    ("are data scientists and ml engineers the same, in a way", "overlap"),
    ("what is the common ground between data science and ML engineering?", "overlap"),
    ("who will ai replace first, the ml engineer or the data scientist", "ai_impact"),
    ("please compare data scientist and machine learning engineer for me", "difference"),
    ("do ml engineers have to know devops", "skills"),
    ("compare them for me and explain like im five", "difference"),
]
ASKED_LAST = [
    ("i love docker. what does a data scientist do all day?", "duties"),
    ("i enjoy forecasting. what skills would i need?", "skills"),
    ("i work as a data analyst. what does a data scientist do?", "duties"),
    ("i love maths. which one fits me?", "fit"),
]
NOBODYS = ["what is the capital of peru", "best pizza in town", "what does a sound engineer do", "asdf qwer zxcv"]


def answered(understanding: Understanding) -> list[str]:
    return [one.intent for one in understanding.answers] if understanding.outcome is Outcome.ANSWER else []


@pytest.mark.parametrize(("text", "intents", "roles"), PLAIN)
def test_plain_questions(understand: Understander, text: str, intents: list[str], roles: tuple[str, ...]) -> None:
    understanding = understand(text)
    assert (answered(understanding), understanding.roles) == (intents, roles)


@pytest.mark.parametrize(("text", "intents", "roles"), PLAIN)
def test_plain_questions_by_n_grams_alone(
    alone: Understander, text: str, intents: list[str], roles: tuple[str, ...]
) -> None:
    understanding = alone(text)
    assert (answered(understanding), understanding.roles) == (intents, roles)


@pytest.mark.parametrize(("text", "intent"), ONE_QUESTION)
def test_a_question_that_names_two_things_is_one(understand: Understander, text: str, intent: str) -> None:
    assert answered(understand(text)) == [intent]


@pytest.mark.parametrize(("text", "intent"), ASKED_LAST)
def test_what_is_asked_last_is_answered_whatever_was_told_before(
    understand: Understander, text: str, intent: str
) -> None:
    assert answered(understand(text)) == [intent]


def test_another_role_that_is_asked_about_is_not_left_out(understand: Understander) -> None:
    assert answered(understand("do data scientists report to business analysts?")) == ["other_roles"]


def test_two_topics_that_are_only_named_are_both_answered(understand: Understander) -> None:
    assert answered(understand("skills and salary of an mle")) == ["skills", "salary"]


def test_two_requests_are_both_answered(understand: Understander) -> None:
    assert answered(understand("compare the two roles and tell me about the future")) == ["difference", "outlook"]


@pytest.mark.parametrize("text", NOBODYS)
def test_what_is_nobodys_is_answered_by_nobody(understand: Understander, alone: Understander, text: str) -> None:
    assert answered(understand(text)) == answered(alone(text)) == []


@pytest.mark.parametrize(
    ("text", "language", "intent", "role"),
    [
        ("qué hace un científico de datos", "es", "duties", DS),
        ("quel est le salaire d’un data scientist", "fr", "salary", DS),
        ("was macht ein Machine Learning Engineer?", "de", "duties", MLE),
        ("数据科学家需要什么技能", "zh", "skills", DS),
        ("データサイエンティストの仕事内容は何ですか", "ja", "duties", DS),
    ],
)
def test_other_languages(understand: Understander, text: str, language: str, intent: str, role: str) -> None:
    understanding = understand(text)
    assert (understanding.language, answered(understanding), understanding.roles) == (language, [intent], (role,))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("What’s a data scientist’s day like?", "whats a data scientists day like"),
        ("ｗｈａｔ does an MLE do", "what does an mle do"),
        ("what does\n\ta data\u200b scientist do 👋🏽", "what does a data scientist do"),
        ("waht deos a data sceintist do", "what does a data scientist do"),
        ("hi, what does an mle do", "what does an mle do"),
        ("not the pay, what does an mle do", "what does an mle do"),
    ],
)
def test_however_it_is_written_it_is_the_same_question(understand: Understander, text: str, plain: str) -> None:
    one, other = understand(text), understand(plain)
    assert (answered(one), one.roles) == (answered(other), other.roles)
    assert answered(one)


def test_what_follows_after_500_characters_is_not_read(understand: Understander) -> None:
    long = "what does a data scientist do " + "really " * 70
    assert len(understand(long + "how much does an mle earn").text) <= 500
    assert understand(long + "how much does an mle earn") == understand(long + "what is the capital of peru")


@pytest.mark.parametrize("text", ["", " ", "?", "?!?!", "👍👍👍", "\ud800", "\0", "...", "'", "_"])
def test_without_a_word_there_is_nothing_to_understand(understand: Understander, text: str) -> None:
    understanding = understand(text)
    assert (understanding.outcome, understanding.answers, understanding.ranking.candidates) == (
        Outcome.FALLBACK,
        (),
        (),
    )


@pytest.mark.parametrize(
    ("text", "is_distress"),
    [
        ("I want to die", True),
        ("i don't want to live", True),
        ("im suicidal, which role fits me", True),
        ("is data science dying", False),
        ("this deadline kills me", False),
    ],
)
def test_distress_is_heard(understand: Understander, text: str, is_distress: bool) -> None:
    assert understand(text).is_distress == is_distress


def test_what_the_article_does_not_go_into_is_named_in_the_persons_own_words(understand: Understander) -> None:
    assert understand("What do MLEs at NetFlix do?").near == ("NetFlix",)
    assert understand("do i need Calculus for data science").near == ("Calculus",)
    assert understand("what do mles at google, amazon, meta and netflix do").near == ("google", "amazon", "meta")


def test_an_occupation_is_where_somebody_comes_from(understand: Understander) -> None:
    understanding = understand("i am a nurse, can i become a data scientist")
    assert understanding.other_roles == ()
    assert understanding.roles == (DS,)
    assert "other_roles" not in answered(understanding)


@pytest.mark.parametrize(
    ("text", "others", "intents"),
    [
        ("what does a data engineer do", ("data engineer",), ["other_roles"]),
        ("do data engineers earn more than data scientists", ("data engineer",), ["other_roles"]),
        ("should i be a nurse or a data scientist", ("nurse",), ["other_roles"]),
        # beside the question itself
        ("i am a data engineer, what skills does an mle need", (), ["skills"]),
        ("how do ds and mle work together, our data engineer asks", ("data engineer",), ["collaboration"]),
        ("which pays more, data engineer or nurse", ("data engineer",), ["other_roles"]),
        # an occupation alone is nobody's
        ("what does a nurse do", (), []),
    ],
)
def test_other_roles(understand: Understander, text: str, others: tuple[str, ...], intents: list[str]) -> None:
    understanding = understand(text)
    assert (understanding.other_roles, answered(understanding)) == (others, intents)


def test_each_of_two_questions_keeps_its_own_role(understand: Understander) -> None:
    answers = understand("what does a data scientist do? and what does an ml engineer earn?").answers
    assert [(one.intent, one.roles) for one in answers] == [("duties", (DS,)), ("salary", (MLE,))]


# Over a small library


def test_every_example_is_answered_with_its_intent(bees: Library) -> None:
    understand = Understander(bees, FakeEncoder(), None)
    for intent in bees.intents.values():
        for example in intent.examples:
            understanding = understand(example.text.upper() + "?!")
            expected = [] if intent.id == "out_of_scope" else [(intent.id, 1.0)]
            assert [(one.intent, one.confidence) for one in understanding.answers] == expected


def test_one_example_teaches_every_role(bees: Library) -> None:
    understanding = Understander(bees, FakeEncoder(), None)("what does a florist earn")
    assert understanding.ranking.is_exact
    assert [(one.intent, one.roles) for one in understanding.answers] == [("pay", ("florist",))]


def reordered(folder: Path) -> Library:
    """The world of bees with the lines of its lists the other way round, written in another order."""
    world = World(folder)
    for path in reversed(FILES):
        head, mark, examples = FILES[path].partition("examples: |\n")
        lines = [line for line in examples.splitlines() if line.startswith("  ")]
        rest = [line for line in examples.splitlines() if not line.startswith("  ")]
        if mark and not rest:
            world.remove(path)
            world.put(path, head + mark + "\n".join(lines[::-1]) + "\n")
    world.change("intents/duties.yml", "what does a beekeeper do\n  what is the job of florists", "SWAP")
    world.change("intents/duties.yml", "SWAP", "what is the job of florists\n  what does a beekeeper do")
    return world.load()[0]


@pytest.mark.parametrize("encoder", [FakeEncoder(), None], ids=["with an encoder", "n-grams alone"])
def test_the_order_of_files_and_lines_does_not_matter(
    tmp_path: Path, bees: Library, encoder: FakeEncoder | None
) -> None:
    one, other = Understander(bees, encoder, None), Understander(reordered(tmp_path), encoder, None)
    for text in ("what is a beekeeper's job", "bee or wasp", "the future of florists", "how tall", "imker gardener"):
        assert without_places(one(text)) == without_places(other(text))


def without_places(understanding: Understanding) -> Understanding:
    ranking = understanding.ranking
    return replace(
        understanding,
        ranking=replace(ranking, candidates=tuple(replace(one, place=None) for one in ranking.candidates)),
    )


def test_thresholds_are_those_of_the_encoder(library: Library) -> None:
    chosen = replace(library, thresholds={"fake 1": {"answer": 0.11}, WITHOUT_ENCODER: {"answer": 0.22}})
    assert Understander(chosen, FakeEncoder("fake 1"), None).thresholds.answer == 0.11
    assert Understander(chosen, None, None).thresholds.answer == 0.22
    assert Understander(chosen, FakeEncoder("fake 2"), None).thresholds.answer == 0.5


def test_only_a_multilingual_encoder_is_asked_by_meaning_alone(bees: Library) -> None:
    text = "der imker und die floristin"
    for is_multilingual in (True, False):
        understanding = Understander(bees, FakeEncoder(is_multilingual=is_multilingual), None)(text)
        by_letters = [dict(one.parts)["n-grams"] for one in understanding.ranking.candidates]
        assert understanding.language == "de"
        assert any(by_letters) != is_multilingual


# Kept questions


def test_a_repeated_question_is_not_worked_out_again(bees: Library) -> None:
    fake = FakeEncoder()
    understand = Understander(bees, fake, None)
    first = understand("is there honey in it")
    asked = list(fake.asked)
    assert understand("is there honey in it") is first
    assert understand("  is there\nhoney in it 👋") is first
    assert fake.asked == asked


def test_no_more_questions_are_kept_than_memory_allows(bees: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.understanding.understand.REMEMBERED", 2)
    fake = FakeEncoder()
    understand = Understander(bees, fake, None)
    for text in ("one bee", "two bees", "one bee", "three bees", "one bee"):
        understand(text)
    fake.asked.clear()
    understand("one bee")
    assert fake.asked == []
    understand("two bees")
    assert fake.asked == ["two bees"]


def test_a_second_start_reads_no_example_again(bees: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Understander(bees, FakeEncoder(), tmp_path)("is there honey in it")
    monkeypatch.setattr("bot.understanding.reading.Reader.equal", None)
    assert Understander(bees, FakeEncoder(), tmp_path)("is there honey in it") == first
