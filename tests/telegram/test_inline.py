"""Inline mode: cards for any chat, by the same understanding as everywhere."""

from __future__ import annotations

import json

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.screens import is_screen_id
from bot.telegram.inline import INLINE
from tests.telegram.stub import StubDialogue
from tests.telegram.test_feedback import asks
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot
from tests.telegram_fake.inline import Typed

DUTIES = "duties-data_scientist"


@pytest.fixture(autouse=True)
def inline_is_on(telegram: FakeTelegram) -> None:
    telegram.me["supports_inline_queries"] = True


def types(bot: RunningBot, person: Person, text: str) -> Typed:
    typed = person.types(text)
    bot.settles()
    return typed


def ids(typed: Typed) -> list[str]:
    return [result["id"] for result in typed.results]


def test_typed_text_is_understood_as_everywhere(advisor: RunningBot, ana: Person) -> None:
    typed = types(advisor, ana, "what does a data scientist do")
    assert ids(typed) == [DUTIES]
    assert typed.titles == ["What a Data Scientist does"]
    card = ana.chooses(typed, DUTIES)
    asks(advisor, ana, "what does a data scientist do")
    assert card.text == ana.card.text
    assert card.labels == ["Continue with the bot"]


def test_a_card_leads_on_to_the_bot_at_the_same_screen(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    card = ana.chooses(types(advisor, ana, "what does a data scientist do"), DUTIES)
    ben = telegram.person("Ben")
    ben.follows("Continue with the bot", card=card)
    advisor.settles()
    assert ben.card.bold == ["What a Data Scientist does"]


@pytest.mark.parametrize("text", ["", "  ", "hello", "help"])
def test_who_has_not_asked_yet_is_offered_the_main_topics(advisor: RunningBot, ana: Person, text: str) -> None:
    typed = types(advisor, ana, text)
    assert ids(typed)[:3] == [DUTIES, "duties-machine_learning_engineer", "difference"]
    assert len(set(typed.titles)) == len(typed.titles)
    assert all(is_screen_id(one) for one in ids(typed))


def test_where_it_is_unclear_only_the_choices_are_offered(
    telegram: FakeTelegram, unsure: Dialogue, time: FakeTime, ana: Person
) -> None:
    with RunningBot(telegram, unsure, time) as bot:
        assert ids(types(bot, ana, "tell me about them")) == [DUTIES, "skills-data_scientist"]


@pytest.mark.parametrize("text", ["weather in Paris", "wha", "i want to kill myself", "\u202e<b>", "x" * 256])
def test_where_nothing_is_understood_nothing_is_offered_but_the_way_to_the_bot(
    advisor: RunningBot, ana: Person, text: str
) -> None:
    typed = types(advisor, ana, text)
    assert typed.results == []
    assert typed.button is not None
    ana.starts(typed.button["start_parameter"])
    advisor.settles()
    assert ana.card.bold == ["Topics"]


def test_two_questions_are_answered_one_card_each(advisor: RunningBot, ana: Person) -> None:
    typed = types(advisor, ana, "what do data scientists do and is it in demand")
    assert len(ids(typed)) == 2


def test_near_answers_say_so_in_the_card(advisor: RunningBot, ana: Person) -> None:
    typed = types(advisor, ana, "what do data scientists at Netflix do")
    assert "Netflix" in ana.chooses(typed, ids(typed)[0]).text


def test_results_are_cached_and_the_same_for_everybody(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    first = types(advisor, ana, "what does a data scientist do")
    types(advisor, telegram.person("Ben"), "what does a data scientist do")
    (call,) = telegram.called("answerInlineQuery")
    assert call.parameters["cache_time"] == "300"
    assert "is_personal" not in call.parameters or json.loads(call.parameters["is_personal"]) is False
    assert first.results


def test_what_was_asked_in_private_changes_no_result(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana, "what does a machine learning engineer do")
    assert ids(types(advisor, ana, "what skills do they need")) == ["skills"]


def test_a_query_that_waited_too_long_is_let_go(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person, time: FakeTime
) -> None:
    ana.types("what does a data scientist do")
    time.advance(60)
    advisor.settles()
    assert len(telegram.called("answerInlineQuery")) == 1


def test_whatever_breaks_there_is_an_answer(telegram: FakeTelegram, ana: Person, time: FakeTime) -> None:
    stub = StubDialogue()
    stub.breaks_at = "my secret worry"
    with RunningBot(telegram, stub, time) as bot:
        typed = types(bot, ana, "my secret worry")
    assert (typed.answers, typed.results) == (1, [])


def test_chosen_cards_are_counted_where_telegram_tells_of_them(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    telegram.has_inline_feedback = True
    ana.chooses(types(advisor, ana, ""), "difference")
    advisor.settles()
    now = telegram.now()
    assert advisor.run(advisor.store.counts.between(INLINE, now - 86_400, now + 86_400)).answered == 1


def test_a_card_in_the_private_chat_itself_is_no_question(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana, "hello")
    ana.chooses(types(advisor, ana, ""), "difference", where=ana.chat)
    advisor.settles()
    assert len(ana.cards) == 1


def test_a_forged_tap_on_such_a_card_is_answered_and_changes_nothing(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    card = ana.chooses(types(advisor, ana, ""), "difference")
    text = card.text
    for data in ("duties", "up-duties", "pic-difference", "post-X", "because-wrong"):
        ana.taps_data(data, card=card)
        advisor.settles()
    assert (card.text, card.edits) == (text, 0)
    assert ana.cards == []
