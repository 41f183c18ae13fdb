"""Replies to questions, understood as the tests say."""

from __future__ import annotations

import pytest

from bot.dialogue.cards import BRIEF_POINTS
from bot.dialogue.reply import Reply
from bot.knowledge.library import OUT_OF_SCOPE, About, Library
from bot.knowledge.screens import NONE, QUIZ
from bot.understanding.understanding import Outcome
from tests.dialogue.talk import DS, MLE, Talk, answer, nothing, offered, said, signal, unsure
from tests.dialogue.walk import faults


@pytest.fixture
def talk(library: Library) -> Talk:
    return Talk(library)


def test_every_intent_can_be_answered(library: Library) -> None:
    for intent in library.intents:
        if intent == OUT_OF_SCOPE:
            continue
        for roles in ((), (DS,), (MLE,), (DS, MLE), (MLE, DS)):
            turn = Talk(library).asks(answer(intent, roles=roles))
            assert faults(turn.reply, library) == [], (intent, roles)
            assert turn.outcome is Outcome.ANSWER
            assert [given.intent for given in turn.answers] == [intent]
            assert turn.answers[0].screen == turn.reply.screen


def test_an_answer_is_about_the_role_that_is_named(talk: Talk) -> None:
    turn = talk.asks(answer("skills", roles=(MLE,)))
    assert turn.reply.screen == f"skills-{MLE}"
    assert turn.answers[0].roles == (MLE,)


def test_without_a_role_it_is_about_all_briefly_with_a_button_for_each(talk: Talk) -> None:
    turn = talk.asks(answer("skills"))
    assert turn.answers[0].roles == (DS, MLE)
    assert len(turn.reply.sections) == 2
    assert all(len(section.points) <= 1 for section in turn.reply.sections)
    assert {f"skills-{DS}", f"skills-{MLE}"} <= set(offered(turn.reply))


def test_a_card_of_one_role_leads_to_the_other_and_to_comparing(talk: Talk) -> None:
    assert {f"skills-{MLE}", "difference"} <= set(offered(talk.asks(answer("skills", roles=(DS,))).reply))


@pytest.mark.parametrize(
    "intent", ["salary", "education", "tools", "job_search", "transition", "lifestyle", "ai_impact"]
)
def test_what_the_article_leaves_out_is_said_and_the_closest_offered(intent: str, talk: Talk) -> None:
    turn = talk.asks(answer(intent, roles=(DS,)))
    closest = talk.library.replies.not_covered[intent].closest
    assert "article" in said(turn)
    assert offered(turn.reply)[0].startswith(closest)
    assert turn.reply.sources


# Two questions


def test_two_questions_are_answered_on_one_card(talk: Talk) -> None:
    turn = talk.asks(answer("duties", "outlook", roles=(DS,)))
    titles = [talk.library.roles[DS].snippets[intent].title for intent in ("duties", "outlook")]
    assert [section.title for section in turn.reply.sections] == titles
    assert all(len(section.points) <= BRIEF_POINTS for section in turn.reply.sections)
    assert offered(turn.reply)[:2] == [f"duties-{DS}", f"outlook-{DS}"]
    assert [given.screen for given in turn.answers] == [f"duties-{DS}", f"outlook-{DS}"]
    assert turn.reply.notes == (talk.library.replies.lines["question_of_two"],)
    assert faults(turn.reply, talk.library) == []


def test_any_two_questions_make_a_card(library: Library) -> None:
    intents = [intent.id for intent in library.intents.values() if About.CHAT not in intent.about]
    for one in intents:
        for other in intents:
            if one != other:
                turn = Talk(library).asks(answer(one, other))
                assert faults(turn.reply, library) == [], (one, other)
                assert len(turn.answers) == 2


# Near


def test_what_the_article_does_not_go_into_is_named_first(talk: Talk) -> None:
    turn = talk.asks(answer("duties", roles=(MLE,), near=("Netflix",)))
    assert "Netflix" in turn.reply.notes[0]
    assert turn.reply.sections[0].title == talk.library.roles[MLE].snippets["duties"].title
    assert turn.outcome is Outcome.ANSWER


def test_several_words_are_named_as_a_person_would(talk: Talk) -> None:
    note = talk.asks(answer("skills", near=("calculus", "Python", "2030"))).reply.notes[0]
    assert "calculus, Python or 2030" in note.translate({ord(quote): None for quote in "“”"})


def test_beside_a_topic_that_is_left_out_nothing_closer_is_promised(talk: Talk) -> None:
    turn = talk.asks(answer("salary", near=("Berlin",)))
    assert turn.reply.notes == (talk.library.replies.lines["near_too"].format(words="Berlin"),)


def test_nothing_is_named_where_nothing_is_special(talk: Talk) -> None:
    assert talk.asks(answer("duties", roles=(MLE,))).reply.notes == ()


@pytest.mark.parametrize("word", ["{words}", "{0}", "%s", "<b>&", "“”", "a" * 500])
def test_any_words_may_be_named(word: str, talk: Talk) -> None:
    turn = talk.asks(answer("duties", near=(word,)))
    assert word in turn.reply.notes[0]


# Fit


def test_a_lean_is_told_with_the_persons_own_words(talk: Talk) -> None:
    liked = signal(talk.library, DS, "digging into numbers")
    disliked = signal(talk.library, MLE, "being on call", is_liked=False)
    turn = talk.asks(answer("fit", signals=(liked, disliked), lean=DS))
    assert talk.library.roles[DS].name in turn.reply.sections[0].title
    assert "“digging into numbers”" in turn.reply.sections[0].points[0]
    assert "“being on call”" in turn.reply.sections[0].points[1]
    assert liked.like.fact.say in turn.reply.sections[0].points[0]
    assert QUIZ in offered(turn.reply)
    assert turn.answers[0].roles == (DS,)
    assert talk.memory.roles == (DS,)
    assert faults(turn.reply, talk.library) == []


def test_mixed_signals_lead_to_the_quiz(talk: Talk) -> None:
    signals = (signal(talk.library, DS, "statistics"), signal(talk.library, MLE, "deploying things"))
    turn = talk.asks(answer("fit", signals=signals, lean=None))
    assert turn.reply.sections[0].title == talk.library.replies.lines["mixed_title"]
    assert offered(turn.reply)[0] == QUIZ
    assert turn.answers[0].roles == (DS, MLE)
    assert faults(turn.reply, talk.library) == []


def test_many_signals_are_cut_to_four(talk: Talk) -> None:
    signals = tuple(signal(talk.library, DS, f"thing {number}") for number in range(9))
    assert len(talk.asks(answer("fit", signals=signals, lean=DS)).reply.sections[0].points) == 4


def test_a_lean_can_be_explained(talk: Talk) -> None:
    talk.asks(answer("fit", signals=(signal(talk.library, DS, "statistics"),), lean=DS))
    assert talk.presses(f"why-fit-{DS}").reply.sections[0].points


# Unsure


def test_choices_carry_the_roles_that_were_understood(talk: Talk) -> None:
    turn = talk.asks(unsure("skills", "outlook", "salary", roles=(MLE,)))
    assert turn.outcome is Outcome.CLARIFY
    assert [choice.screen for choice in turn.choices] == [f"skills-{MLE}", f"outlook-{MLE}", f"salary-{MLE}"]
    assert all(choice.roles == (MLE,) for choice in turn.choices)
    assert offered(turn.reply) == [*(choice.screen for choice in turn.choices), NONE]
    assert talk.memory.roles == (MLE,)
    assert faults(turn.reply, talk.library) == []


def test_choices_carry_the_roles_that_were_remembered(talk: Talk) -> None:
    talk.asks(answer("duties", roles=(DS,)))
    assert [choice.screen for choice in talk.asks(unsure("skills", "outlook")).choices] == [
        f"skills-{DS}",
        f"outlook-{DS}",
    ]


def test_choices_are_labelled_with_their_role(talk: Talk) -> None:
    turn = talk.asks(unsure("skills", "duties", roles=(MLE,)))
    snippets = talk.library.roles[MLE].snippets
    assert [choice.label for choice in turn.choices] == [snippets["skills"].title, snippets["duties"].title]


def test_any_two_choices_are_told_apart(library: Library) -> None:
    intents = [intent for intent in library.intents if intent != OUT_OF_SCOPE]
    for roles in ((), (DS,), (DS, MLE)):
        for one in intents:
            for other in intents:
                if one != other:
                    turn = Talk(library).asks(unsure(one, other, roles=roles))
                    assert faults(turn.reply, library) == [], (one, other, roles)
                    assert len(turn.choices) == 2


def test_none_of_these_asks_for_other_words(talk: Talk) -> None:
    talk.asks(unsure("skills", "outlook", roles=(MLE,)))
    first, second = talk.presses(NONE), talk.presses(NONE)
    assert first.outcome is Outcome.FALLBACK
    assert first.reply.sections[0].lead != second.reply.sections[0].lead
    assert faults(first.reply, talk.library) == []
    assert talk.memory.roles == (MLE,)


def test_a_choice_that_is_taken_is_remembered(talk: Talk) -> None:
    talk.asks(unsure("skills", "outlook", roles=(MLE,)))
    talk.presses(f"outlook-{MLE}")
    assert (talk.memory.intent, talk.memory.roles, talk.memory.misses) == ("outlook", (MLE,), 0)


# Nothing understood


def misses(talk: Talk, intent: str | None, roles: tuple[str, ...] = ()) -> list[Reply]:
    """The replies to three misses in a row."""
    asked = nothing() if intent is None else answer(intent, roles=roles)
    replies = [talk.asks(asked).reply for _ in range(3)]
    assert [faults(reply, talk.library) for reply in replies] == [[], [], []]
    return replies


@pytest.mark.parametrize(
    ("intent", "roles"),
    [
        (None, ()),
        ("salary", ()),
        ("education", ()),
        ("other_roles", ()),
        ("education", (MLE,)),
        pytest.param("salary", (DS,)),
    ],
)
def test_a_second_and_third_miss_are_worded_differently_and_offer_something_else(
    intent: str | None, roles: tuple[str, ...], talk: Talk
) -> None:
    replies = misses(talk, intent, roles)
    assert len({reply.sections[0].lead for reply in replies}) == 3
    assert len({frozenset(offered(reply)) for reply in replies}) == 3


def test_misses_of_different_kinds_count_together(talk: Talk) -> None:
    talk.asks(nothing())
    second = talk.asks(answer("salary")).reply.sections[0].lead
    assert second == talk.library.replies.not_covered["salary"].says[1]


def test_an_answer_ends_a_row_of_misses(talk: Talk) -> None:
    first = misses(talk, None)[0]
    talk.asks(answer("duties", roles=(DS,)))
    assert misses(talk, None)[0] == first


def test_any_number_of_misses_gets_a_reply(talk: Talk) -> None:
    for _ in range(50):
        assert faults(talk.asks(nothing()).reply, talk.library) == []
        assert faults(talk.asks(answer("salary")).reply, talk.library) == []


def test_distress_gets_a_kind_line(talk: Talk) -> None:
    turn = talk.asks(answer("duties", is_distress=True))
    assert turn.reply.sections[0].lead in talk.library.replies.distress.says
    assert "emergency" in said(turn)
    assert turn.answers == ()


# Languages


def test_the_notice_is_in_the_persons_language(talk: Talk) -> None:
    for language in talk.library.languages.values():
        turn = talk.asks(answer("duties", roles=(DS,), language=language.id))
        assert turn.reply.notes[0] == language.notice
        assert talk.asks(nothing(language=language.id)).reply.notes[0] == language.notice


@pytest.mark.parametrize("language", ["en", "xx", ""])
def test_without_a_notice_there_is_none(language: str, talk: Talk) -> None:
    assert talk.asks(answer("duties", language=language)).reply.notes == ()


def test_the_notice_stands_before_what_the_article_does_not_go_into(talk: Talk) -> None:
    notes = talk.asks(answer("duties", language="es", near=("Madrid",))).reply.notes
    assert notes[0] == talk.library.languages["es"].notice
    assert "Madrid" in notes[1]
