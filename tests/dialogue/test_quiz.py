"""The quiz "Which fits me?"."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.quiz import EMPTY, FULL
from bot.knowledge.library import Library, Quiz
from bot.knowledge.screens import QUIZ
from bot.understanding.understanding import Outcome
from tests.dialogue.talk import DS, MINUTE, Talk, answer, nothing, offered, said
from tests.dialogue.walk import faults, opened


@pytest.fixture
def quiz(library: Library) -> Quiz:
    assert library.quiz is not None
    return library.quiz


@pytest.fixture
def talk(library: Library) -> Talk:
    return Talk(library)


def state(quiz: Quiz, digits: str = "", version: int | None = None) -> str:
    """The screen after these choices."""
    return f"quiz{version or quiz.version}" + (f"-{digits}" if digits else "")


def all_paths(quiz: Quiz) -> list[str]:
    """The digits of every way through the quiz."""
    return ["".join(digits) for digits in product(*("1234"[: len(q.choices)] for q in quiz.questions))]


def test_every_way_through_counts_what_was_chosen(buttons: Dialogue, quiz: Quiz, library: Library) -> None:
    paths = all_paths(quiz)
    assert len(paths) == 64
    for digits in paths:
        taken = [question.choices[int(digit) - 1] for question, digit in zip(quiz.questions, digits, strict=True)]
        counts = Counter(choice.role for choice in taken)
        reply = opened(buttons, state(quiz, digits))
        (section,) = reply.sections
        assert faults(reply, library) == []
        bars = section.lead.split("\n")[: len(library.roles)]
        for bar, role in zip(bars, library.roles.values(), strict=True):
            assert (
                bar == f"{FULL * counts[role.id]}{EMPTY * (len(taken) - counts[role.id])} {role.name} {counts[role.id]}"
            )
        leading = [role for role in counts if counts[role] == max(counts.values())]
        if len(leading) == 1:
            assert str(counts[leading[0]]) in section.title
            assert library.roles[leading[0]].name in section.title
        reasons = {choice.reason for choice in taken if choice.role in leading}
        assert section.points
        assert all(any(reason in point for reason in reasons) for point in section.points)
        assert reply.sources


def test_the_result_says_that_it_is_a_nudge(buttons: Dialogue, quiz: Quiz) -> None:
    for digits in all_paths(quiz):
        assert "not a verdict" in opened(buttons, state(quiz, digits)).sections[0].lead


def test_neither_role_always_stands_first(quiz: Quiz) -> None:
    assert len({question.choices[0].role for question in quiz.questions}) > 1


def test_question_by_question(talk: Talk, quiz: Quiz) -> None:
    reply = talk.presses(QUIZ).reply
    for number, question in enumerate(quiz.questions, start=1):
        assert f"{number} of {len(quiz.questions)}" in reply.sections[0].title
        assert reply.sections[0].lead == question.ask
        assert [button.label for button in reply.buttons][:-1] == [choice.say for choice in question.choices]
        assert talk.memory.quiz == reply.screen
        reply = talk.presses(offered(reply)[0]).reply
    assert talk.memory.quiz is None


@pytest.mark.parametrize("digits", ["", "1", "121212"])
def test_another_version_begins_again_and_says_so(digits: str, talk: Talk, quiz: Quiz) -> None:
    turn = talk.presses(state(quiz, digits, version=quiz.version + 1))
    assert turn.reply.screen == state(quiz)
    assert turn.reply.notes == (talk.library.replies.lines["quiz_outdated"],)
    assert talk.memory.quiz == state(quiz)
    assert talk.presses(offered(turn.reply)[0]).reply.notes == ()


@pytest.mark.parametrize("digits", ["0", "3", "9", "10", "1111119", "1111111", "111111111111"])
def test_choices_that_do_not_exist_begin_again(digits: str, talk: Talk, quiz: Quiz) -> None:
    reply = talk.presses(state(quiz, digits)).reply
    assert reply.screen == state(quiz)
    assert reply.notes


@pytest.mark.parametrize("typed", ["2", " 2.", "2)", "the second choice's label"])
def test_a_choice_may_be_typed(typed: str, talk: Talk, quiz: Quiz) -> None:
    talk.presses(state(quiz, "1"))
    text = quiz.questions[1].choices[1].say.upper() + "!" if "label" in typed else typed
    turn = talk.asks(nothing(text=text))
    assert turn.reply.screen == state(quiz, "12")
    assert turn.outcome is Outcome.ANSWER


@pytest.mark.parametrize("typed", ["3", "0", "12", "two apples"])
def test_what_is_no_choice_is_a_question(typed: str, talk: Talk, quiz: Quiz) -> None:
    talk.presses(state(quiz, "1"))
    assert talk.asks(nothing(text=typed)).outcome is Outcome.FALLBACK


def test_a_number_outside_the_quiz_is_a_question(talk: Talk, quiz: Quiz) -> None:
    assert talk.asks(nothing(text="2")).outcome is Outcome.FALLBACK
    talk.presses(state(quiz, "111111"))
    assert talk.asks(nothing(text="2")).outcome is Outcome.FALLBACK


def test_a_question_in_the_middle_is_answered_and_the_quiz_goes_on(talk: Talk, quiz: Quiz) -> None:
    talk.presses(state(quiz, "12"))
    turn = talk.asks(answer("skills", roles=(DS,)))
    assert turn.reply.screen == f"skills-{DS}"
    assert offered(turn.reply)[0] == state(quiz, "12")
    assert QUIZ not in offered(turn.reply)
    assert faults(turn.reply, talk.library) == []
    again = talk.asks(answer("salary", roles=(DS,)))
    assert offered(again.reply)[0] == state(quiz, "12")
    assert talk.presses(state(quiz, "12")).reply.sections[0].lead == quiz.questions[2].ask
    assert talk.asks(nothing(text="1")).reply.screen == state(quiz, "121")


def test_the_quiz_is_not_offered_again_once_it_is_over(talk: Talk, quiz: Quiz) -> None:
    talk.presses(state(quiz, "111111"))
    turn = talk.asks(answer("skills", roles=(DS,)))
    assert not any(screen.startswith(f"quiz{quiz.version}") for screen in offered(turn.reply))


def test_an_unfinished_quiz_is_forgotten_with_the_conversation(talk: Talk, quiz: Quiz) -> None:
    talk.presses(state(quiz, "12"))
    talk.waits(21 * MINUTE)
    assert state(quiz, "12") not in offered(talk.asks(answer("skills")).reply)
    assert talk.asks(nothing(text="1")).outcome is Outcome.FALLBACK


def test_a_button_of_the_quiz_works_long_after(buttons: Dialogue, quiz: Quiz) -> None:
    assert buttons.press(state(quiz, "1212"), FORGOTTEN, now=1e9).reply.sections[0].lead == quiz.questions[4].ask


def test_the_wait_for_the_quiz_ends_at_the_start(talk: Talk, quiz: Quiz) -> None:
    talk.presses(state(quiz, "1"))
    talk.presses("start")
    assert state(quiz, "1") not in offered(talk.asks(answer("skills")).reply)
    assert "nudge" not in said(talk.asks(nothing(text="2")))


def test_who_is_in_distress_is_not_led_back_to_a_quiz(talk: Talk, quiz: Quiz) -> None:
    talk.presses(state(quiz, "1"))
    assert state(quiz, "1") not in offered(talk.asks(nothing(is_distress=True)).reply)
