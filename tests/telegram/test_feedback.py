"""Thumbs under answers, and the one tap that says why."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.dialogue.dialogue import Dialogue
from bot.store.tables import feedback
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot

QUESTION = "what does a data scientist do"
SCREEN = "duties-data_scientist"
REASONS = ["Not what I asked", "Says too little", "Hard to understand", "I think it is wrong"]


def kept(bot: RunningBot) -> list[tuple[Any, ...]]:
    """All votes in the store: screen, intent, vote and reason."""
    columns = select(feedback.c.screen, feedback.c.intent, feedback.c.vote, feedback.c.why)
    return [tuple(row) for row in bot.run(bot.store.database.rows(columns.order_by(feedback.c.at)))]


def asks(bot: RunningBot, person: Person, text: str = QUESTION) -> None:
    person.says(text)
    bot.settles()


def taps(bot: RunningBot, person: Person, label: str) -> str:
    """Taps, and returns what was said in passing."""
    tap = person.taps(label)
    bot.settles()
    return tap.says


def test_a_thumb_is_kept_marked_and_answered(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    assert ana.card.labels[-2:] == ["👍", "👎"]
    before = ana.card.text
    assert "Glad" in taps(advisor, ana, "👍")
    assert ana.card.labels[-2:] == ["👍 ✓", "👎"]
    assert ana.card.text == before
    assert kept(advisor) == [(SCREEN, "duties", 1, None)]


def test_a_second_tap_changes_and_a_third_takes_back(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    taps(advisor, ana, "👍")
    taps(advisor, ana, "👎")
    assert ana.card.labels[-6:-4] == ["👍", "👎 ✓"]
    assert kept(advisor) == [(SCREEN, "duties", -1, None)]
    assert "Taken back" in taps(advisor, ana, "👎 ✓")
    assert ana.card.labels[-2:] == ["👍", "👎"]
    assert kept(advisor) == []


def test_a_thumb_down_offers_one_tap_why(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    taps(advisor, ana, "👎")
    assert ana.card.labels[-4:] == REASONS
    assert "Thank you" in taps(advisor, ana, "Says too little")
    assert ana.card.labels[-2:] == ["👍", "👎 ✓"]
    assert kept(advisor) == [(SCREEN, "duties", -1, "little")]


def test_the_reason_goes_with_the_vote(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    for label in ("👎", "I think it is wrong", "👍"):
        taps(advisor, ana, label)
    assert kept(advisor) == [(SCREEN, "duties", 1, None)]


def test_none_of_these_offers_one_tap_why(
    telegram: FakeTelegram, unsure: Dialogue, time: FakeTime, ana: Person
) -> None:
    with RunningBot(telegram, unsure, time) as bot:
        asks(bot, ana, "tell me about them")
        taps(bot, ana, "None of these")
        assert kept(bot) == []
        assert "Thank you" in taps(bot, ana, "I meant another role")
        assert kept(bot) == [("none", "none", -1, "role")]
    assert not any("meant" in label for label in ana.card.labels)


def test_each_screen_that_one_message_shows_is_voted_on_by_itself(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    taps(advisor, ana, "👍")
    taps(advisor, ana, "Skills they need")
    assert ana.card.labels[-2:] == ["👍", "👎"]
    taps(advisor, ana, "👍")
    assert [vote[:3] for vote in kept(advisor)] == [(SCREEN, "duties", 1), ("skills-data_scientist", "skills", 1)]


@pytest.mark.parametrize("said", ["hello", "/start", "/topics", "/quiz", "weather in Paris", "/privacy"])
def test_what_is_no_answer_has_no_thumbs(advisor: RunningBot, ana: Person, said: str) -> None:
    asks(advisor, ana, said)
    assert "👍" not in ana.card.labels


@pytest.mark.parametrize("said", ["what do they earn", "what do they do and is it in demand", "compare them"])
def test_answers_of_every_kind_have_thumbs(advisor: RunningBot, ana: Person, said: str) -> None:
    asks(advisor, ana, said)
    assert ana.card.labels[-2:] == ["👍", "👎"]
    taps(advisor, ana, "👎")
    assert len(kept(advisor)) == 1


@pytest.mark.parametrize(
    "data",
    ["up-outlook", "down-nonsense", "up-", "down-menu", "up-none", "because-wrong", "because-role", "because-nonsense"],
)
def test_a_forged_button_is_refused_politely_and_changes_nothing(advisor: RunningBot, ana: Person, data: str) -> None:
    asks(advisor, ana)
    before = (ana.card.text, ana.card.labels)
    tap = ana.taps_data(data)
    advisor.settles()
    assert "out of date" in tap.says
    assert kept(advisor) == []
    assert (ana.card.text, ana.card.labels) == before


def test_a_thumb_under_a_message_that_is_gone_is_refused_politely(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    card = ana.card
    ana.deletes(card)
    tap = ana.taps("👍", card=card)
    advisor.settles()
    assert "out of date" in tap.says
    assert kept(advisor) == []


def test_a_reason_that_is_tapped_twice_is_answered_twice_and_kept_once(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    taps(advisor, ana, "👎")
    ana.taps("I think it is wrong")
    ana.taps("I think it is wrong")
    advisor.settles()
    assert kept(advisor) == [(SCREEN, "duties", -1, "wrong")]


def test_a_double_tap_is_one_vote(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana)
    ana.taps("👍")
    ana.taps("👍")
    advisor.settles()
    assert kept(advisor) == [(SCREEN, "duties", 1, None)]
    ana.taps("👍 ✓")
    ana.taps("👍 ✓")
    advisor.settles()
    assert kept(advisor) == []


def test_in_a_group_each_votes_and_the_buttons_stay_as_they_are(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    group, ben = telegram.group(), telegram.person("Ben")
    group.says(ana, "/outlook@career_test_bot")
    advisor.settles()
    for person, label in ((ana, "👍"), (ben, "👎"), (ben, "👍"), (ana, "👍")):
        assert person.taps(label, card=group.card).id
        advisor.settles()
    assert [vote[:3] for vote in kept(advisor)] == [("outlook", "outlook", 1)]
    assert not any("✓" in label for label in group.card.labels)


def test_people_vote_each_for_themselves(advisor: RunningBot, telegram: FakeTelegram, ana: Person) -> None:
    ben = telegram.person("Ben")
    for person, label in ((ana, "👍"), (ben, "👎")):
        asks(advisor, person)
        taps(advisor, person, label)
    assert sorted(vote[2] for vote in kept(advisor)) == [-1, 1]


def test_where_the_vote_cannot_be_kept_that_is_said_and_nothing_is_marked(
    telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RunningBot(telegram, dialogue, time) as bot:
        asks(bot, ana)
        monkeypatch.setattr(bot.store.feedback, "vote", _away)
        said = taps(bot, ana, "👍")
    assert "try again" in said
    assert ana.card.labels[-2:] == ["👍", "👎"]
    assert len(ana.cards) == 1


async def _away(*_: Any) -> int:
    from bot.store.errors import StoreError

    raise StoreError("The database is away.", is_temporary=True)
