"""Questions that were answered badly: recorded only where that is switched on, and without what names anybody."""

from __future__ import annotations

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.store.errors import StoreError
from tests.telegram.test_feedback import asks, taps
from tests.telegram.test_privacy import everything
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot

Recorded = list[tuple[str, str, tuple[str, ...]]]


def recorded(bot: RunningBot) -> Recorded:
    """Texts, how they fared, and the intents that they were answered with."""
    groups = bot.run(bot.store.questions.grouped(0.0, 100))
    return sorted((group.text, group.outcome, group.intents) for group in groups)


@pytest.fixture
def recording(telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime) -> RunningBot:
    """A bot that records; not started."""
    return RunningBot(telegram, dialogue, time, RECORD_QUESTIONS="on")


def goes_badly(bot: RunningBot, person: Person) -> None:
    """Asks what is not understood, and is not content with an answer."""
    asks(bot, person, "qwrt zxcv")
    asks(bot, person, "what does a data scientist do")
    taps(bot, person, "👎")


def test_what_went_badly_is_recorded_with_how_it_fared(recording: RunningBot, ana: Person) -> None:
    with recording as bot:
        goes_badly(bot, ana)
        assert recorded(bot) == [
            ("qwrt zxcv", "fallback", ()),
            ("what does a data scientist do", "down", ("duties",)),
        ]


def test_a_question_to_which_no_choice_fits_is_recorded(
    telegram: FakeTelegram, unsure: Dialogue, time: FakeTime, ana: Person
) -> None:
    with RunningBot(telegram, unsure, time, RECORD_QUESTIONS="on") as bot:
        asks(bot, ana, "tell me about them")
        assert recorded(bot) == []
        taps(bot, ana, "None of these")
        assert recorded(bot) == [("tell me about them", "none", ())]


def test_nothing_is_recorded_unless_it_is_switched_on(advisor: RunningBot, ana: Person) -> None:
    goes_badly(advisor, ana)
    assert recorded(advisor) == []


def test_what_went_well_is_not_recorded(recording: RunningBot, ana: Person) -> None:
    with recording as bot:
        asks(bot, ana, "what does a data scientist do")
        taps(bot, ana, "👍")
        taps(bot, ana, "Compare them")
        taps(bot, ana, "👎")
        asks(bot, ana, "/no_such_command")
        assert recorded(bot) == []


def test_what_names_somebody_is_taken_out(recording: RunningBot, ana: Person) -> None:
    with recording as bot:
        asks(bot, ana, "qwrt a.b@example.org zxcv @anna_k and +49 170 1234567 hjkl")
        ((text, _, _),) = recorded(bot)
    assert "qwrt" in text
    assert not any(part in text for part in ("example", "anna", "1234567"))


def test_what_somebody_in_distress_writes_is_nobodys_business(recording: RunningBot, ana: Person) -> None:
    with recording as bot:
        asks(bot, ana, "i want to kill myself")
        assert ana.card.bold == ["That sounds hard"]
        assert recorded(bot) == []


def test_where_it_fails_the_answer_comes_all_the_same(
    recording: RunningBot, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise StoreError("The database is away.", is_temporary=True)

    with recording as bot:
        monkeypatch.setattr(bot.store.questions, "record", away)
        asks(bot, ana, "qwrt zxcv")
        assert ana.card.bold == ["I have no answer to that"]


def test_words_that_were_answered_well_are_nowhere_after_two_hours(
    recording: RunningBot, ana: Person, time: FakeTime
) -> None:
    with recording as bot:
        question = ana.says("what does a data scientist do on a zeppelin")
        bot.settles()
        ana.edits(question, "what do data scientists do on a zeppelin")
        bot.settles()
        assert "zeppelin" in everything(bot)
        time.advance(2 * 3600 + 1)
        bot.run(bot.store.purge(time()))
        assert "zeppelin" not in everything(bot)


def test_in_a_group_the_one_who_asked_can_have_it_deleted(
    recording: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    group, ben = telegram.group(), telegram.person("Ben")
    with recording as bot:
        for text in ("/ask@career_test_bot what does a data scientist do", "/outlook@career_test_bot"):
            group.says(ana, text)
            bot.settles()
            ben.taps("👎", card=group.card)
            bot.settles()
        assert recorded(bot) == [("what does a data scientist do", "down", ("duties",))]
        asks(bot, ben, "/forget_me")
        assert len(recorded(bot)) == 1
        asks(bot, ana, "/forget_me")
        assert recorded(bot) == []


def test_after_an_edit_the_question_as_it_is_now_is_recorded(recording: RunningBot, ana: Person) -> None:
    with recording as bot:
        question = ana.says("what does a data scientist do")
        bot.settles()
        ana.edits(question, "which skills does a data scientist need")
        bot.settles()
        taps(bot, ana, "👎")
        assert recorded(bot) == [("which skills does a data scientist need", "down", ("skills",))]
