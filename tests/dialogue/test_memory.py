"""What a conversation remembers, and for how long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN, LIFETIME, Memory
from bot.knowledge.library import Library
from bot.knowledge.screens import MENU, START
from bot.understanding.understanding import Candidate, Outcome, Ranking, Reference, Understanding
from tests.dialogue.talk import DS, MINUTE, MLE, Talk, answer, fragment, nothing, offered, said, unsure
from tests.dialogue.walk import faults


@pytest.fixture
def talk(library: Library) -> Talk:
    return Talk(library)


def test_the_role_is_kept_for_the_next_question(talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    assert talk.asks(answer("skills")).reply.screen == f"skills-{MLE}"
    assert talk.asks(answer("outlook")).reply.screen == f"outlook-{MLE}"


def test_a_pressed_button_is_remembered_as_well(talk: Talk) -> None:
    talk.presses(f"duties-{MLE}")
    assert talk.asks(answer("skills")).reply.screen == f"skills-{MLE}"


def test_another_role_takes_its_place(talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    talk.asks(answer("duties", roles=(DS,)))
    assert talk.asks(answer("skills")).reply.screen == f"skills-{DS}"


@pytest.mark.parametrize("text", ["what do both do", "what do they each do", "and the two of them"])
def test_words_for_both_go_before_what_is_remembered(text: str, talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    assert talk.asks(answer("skills", text=text)).reply.screen == "skills"


@pytest.mark.parametrize("text", ["which one is for me", "what should i choose", "this or that"])
def test_a_choice_is_between_all(text: str, talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    assert talk.asks(answer("fit", text=text)).reply.screen == "fit"


def test_whether_it_fits_is_about_the_one_remembered(talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    assert talk.asks(answer("fit", text="would i like it")).reply.screen == f"fit-{MLE}"


@pytest.mark.parametrize("between", [answer("salary"), answer("thanks"), nothing(), unsure("skills", "outlook")])
def test_the_role_outlives_what_stands_between(between: Understanding, talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    talk.asks(between)
    assert talk.asks(answer("skills")).reply.screen == f"skills-{MLE}"


@pytest.mark.parametrize(("seconds", "is_kept"), [(0, True), (LIFETIME, True), (LIFETIME + 1, False), (-1, False)])
def test_a_conversation_is_forgotten_after_twenty_minutes(seconds: float, is_kept: bool, talk: Talk) -> None:
    assert LIFETIME == 20 * MINUTE
    talk.asks(answer("duties", roles=(MLE,)))
    talk.waits(seconds)
    assert talk.asks(answer("skills")).reply.screen == (f"skills-{MLE}" if is_kept else "skills")


def test_every_message_renews_it(talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    for _ in range(3):
        talk.waits(19 * MINUTE)
        talk.asks(nothing())
    assert talk.asks(answer("skills")).reply.screen == f"skills-{MLE}"


def test_the_start_forgets(talk: Talk) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    talk.presses(START)
    assert talk.asks(answer("skills")).reply.screen == "skills"


def test_what_is_no_text_keeps_the_memory(talk: Talk, buttons: Dialogue) -> None:
    talk.asks(answer("duties", roles=(MLE,)))
    turn = buttons.unreadable(talk.memory, now=talk.now + 1)
    assert turn.memory == replace(talk.memory, at=talk.now + 1)
    assert faults(turn.reply, talk.library) == []


# Fragments


def test_and_the_other_role_by_name(talk: Talk) -> None:
    talk.asks(answer("skills", roles=(DS,)))
    turn = talk.asks(fragment(Reference.ROLES, MLE))
    assert turn.reply.screen == f"skills-{MLE}"
    assert turn.outcome is Outcome.ANSWER
    assert turn.answers[0].intent == "skills"


@pytest.mark.parametrize(("roles", "screen"), [((MLE,), f"duties-{MLE}"), ((DS, MLE), "difference")])
def test_only_names_without_a_memory(roles: tuple[str, ...], screen: str, talk: Talk) -> None:
    turn = talk.asks(fragment(Reference.ROLES, *roles))
    # Of two roles that are all there are, the screen of the pair is as good as the intent's own.
    assert (turn.reply.screen or "").removesuffix(f"-{DS}-{MLE}") == screen


def test_a_name_after_a_question_of_the_field(talk: Talk) -> None:
    talk.asks(answer("need_both"))
    assert talk.asks(fragment(Reference.ROLES, MLE)).reply.screen == f"duties-{MLE}"


def test_the_other_one(talk: Talk) -> None:
    talk.asks(answer("skills", roles=(DS,)))
    assert talk.asks(fragment(Reference.OTHER)).reply.screen == f"skills-{MLE}"
    assert talk.asks(fragment(Reference.OTHER)).reply.screen == f"skills-{DS}"


def test_both(talk: Talk) -> None:
    talk.asks(answer("skills", roles=(DS,)))
    turn = talk.asks(fragment(Reference.BOTH))
    assert turn.reply.screen == "skills"
    assert turn.answers[0].roles == (DS, MLE)


def test_what_both_do_is_how_they_differ(talk: Talk) -> None:
    talk.asks(answer("difference"))
    assert talk.asks(fragment(Reference.BOTH)).reply.screen == "difference"


def test_why(talk: Talk) -> None:
    talk.asks(answer("skills", roles=(DS,)))
    turn = talk.asks(fragment(Reference.WHY))
    facts = talk.library.roles[DS].snippets["skills"].facts
    assert turn.reply.screen == f"why-skills-{DS}"
    assert all(fact.say in said(turn) for fact in facts)
    assert f"skills-{DS}" in offered(turn.reply)


def test_why_names_the_question_that_it_was_taken_for(talk: Talk) -> None:
    ranking = Ranking((Candidate("skills", 0.9, 0.9, nearest="what must they know"),))
    talk.asks(answer("skills", roles=(DS,), ranking=ranking))
    assert "“what must they know”" in said(talk.asks(fragment(Reference.WHY)))
    assert "“what must they know”" not in said(Talk(talk.library).presses(f"why-skills-{DS}"))


def test_more(talk: Talk) -> None:
    shown = talk.asks(answer("skills", roles=(DS,)))
    turn = talk.asks(fragment(Reference.MORE))
    assert turn.reply.screen == f"more-skills-{DS}"
    assert not set(offered(turn.reply)) & set(offered(shown.reply)) - {MENU}


def test_more_where_there_is_nothing_more_still_says_something(talk: Talk) -> None:
    talk.asks(answer("difference"))
    assert set(offered(talk.asks(fragment(Reference.MORE)).reply)) - {MENU}


@pytest.mark.parametrize("reference", [Reference.OTHER, Reference.BOTH, Reference.WHY, Reference.MORE])
def test_a_fragment_without_a_memory_asks_back(reference: Reference, talk: Talk) -> None:
    turn = talk.asks(fragment(reference))
    assert turn.reply.sections[0].title == talk.library.replies.lines["nothing_before_title"]
    assert turn.outcome is Outcome.FALLBACK
    assert faults(turn.reply, talk.library) == []


@pytest.mark.parametrize("reference", [Reference.OTHER, Reference.BOTH, Reference.WHY, Reference.MORE])
def test_a_fragment_after_twenty_minutes_asks_back(reference: Reference, talk: Talk) -> None:
    talk.asks(answer("skills", roles=(DS,)))
    talk.waits(21 * MINUTE)
    assert talk.asks(fragment(reference)).outcome is Outcome.FALLBACK


def test_the_other_one_of_two_asks_back(talk: Talk) -> None:
    talk.asks(answer("difference"))
    assert talk.asks(fragment(Reference.OTHER)).outcome is Outcome.CLARIFY


@pytest.mark.parametrize("reference", list(Reference))
def test_any_fragment_after_any_intent(reference: Reference, library: Library) -> None:
    for intent in library.intents:
        talk = Talk(library)
        talk.presses(intent)
        roles = (MLE,) if reference is Reference.ROLES else ()
        assert faults(talk.asks(fragment(reference, *roles)).reply, library) == [], intent


# Values


def test_the_memory_is_passed_in_and_returned(talk: Talk) -> None:
    before = talk.memory
    turn = talk.asks(answer("duties", roles=(DS,)))
    assert before == FORGOTTEN
    assert turn.memory is not before
    assert turn.memory.at == talk.now


STRANGE = Memory(at=1.0, intent="gone", roles=("nobody",), screen="gone-nobody", quiz="quiz999-9", like="x", misses=7)


@pytest.mark.parametrize(
    "reference",
    [
        Reference.ROLES,
        Reference.OTHER,
        Reference.BOTH,
        Reference.WHY,
        pytest.param(Reference.MORE),
    ],
)
def test_a_memory_of_another_library_does_no_harm(reference: Reference, library: Library) -> None:
    talk = Talk(library, memory=STRANGE, now=2.0)
    assert faults(talk.asks(fragment(reference)).reply, library) == []


def test_a_question_after_another_library_is_answered(library: Library) -> None:
    assert faults(Talk(library, memory=STRANGE, now=2.0).asks(answer("skills", text="1")).reply, library) == []
