"""What is kept about people: `/privacy` says it all, `/forget_me` leaves nothing of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from bot.dialogue.dialogue import Dialogue
from bot.store import retention
from bot.store.errors import StoreError
from bot.store.tables import metadata
from tests.telegram.test_feedback import asks, taps
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot

RECORDING = {"RECORD_QUESTIONS": "on"}
CHANNEL = -1001234567890
UPDATE_DONE = re.compile(r"\(\d+, '', None, '', None, \d, [\d.]+, None, False, None, None\)")
"""What stays of an update for a day: its id, by which a repeated delivery is known."""


def everything(bot: RunningBot) -> str:
    """All rows of all tables, as text."""

    async def read() -> list[Any]:
        return [row for table in metadata.sorted_tables for row in await bot.store.database.rows(select(table))]

    return "\n".join(str(tuple(row)) for row in bot.run(read()))


def uses_everything(bot: RunningBot, person: Person) -> None:
    """Does all of which the bot keeps something."""
    asks(bot, person, "what does a data scientist do")
    taps(bot, person, "👎")
    taps(bot, person, "I think it is wrong")
    person.taps_data("none")
    bot.settles()
    taps(bot, person, "I meant another role")
    asks(bot, person, f"my number is {person.id} and my dog is called Zebedee")

    async def more() -> None:
        now = bot.telegram.now()
        await bot.store.chats.joined(CHANNEL, "channel", person.id, now)
        await bot.store.reports.subscribe(CHANNEL, person.id, now)
        await bot.store.people.block(person.id, now)

    bot.run(more())


@pytest.mark.parametrize("recording", [{}, RECORDING], ids=["", "recording"])
def test_forget_me_leaves_nothing_and_says_so(
    telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, ana: Person, recording: dict[str, str]
) -> None:
    with RunningBot(telegram, dialogue, time, **recording) as bot:
        empty = everything(bot)
        uses_everything(bot, ana)
        before = everything(bot)
        assert str(ana.id) in before
        assert ("Zebedee" in before) == bool(recording)
        asks(bot, ana, "/forget_me")
        assert "deleted" in ana.card.text
        after = everything(bot)
        assert str(ana.id) not in after
        assert "Zebedee" not in after
        channel = f"({CHANNEL}, 'channel', True, None,"
        known = {*empty.splitlines(), *(line for line in after.splitlines() if UPDATE_DONE.match(line))}
        assert [line for line in after.splitlines() if line not in known and not line.startswith(channel)] == []


def test_only_the_one_who_asks_is_forgotten(advisor: RunningBot, telegram: FakeTelegram, ana: Person) -> None:
    ben = telegram.person("Ben")
    for person in (ana, ben):
        asks(advisor, person, "what does a data scientist do")
        taps(advisor, person, "👍")
    asks(advisor, ana, "/forget_me")
    assert str(ben.id) in everything(advisor)
    asks(advisor, ben, "and ml engineers?")
    assert ben.card.bold == ["What a Machine Learning Engineer does"]


def test_after_it_the_talk_begins_anew(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana, "what does a data scientist do")
    asks(advisor, ana, "/forget_me")
    asks(advisor, ana, "the other one?")
    assert ana.card.bold == ["Which answer do you mean?"]


def test_where_nothing_can_be_deleted_that_is_said(
    advisor: RunningBot, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreError("The database is away.", is_temporary=True)

    asks(advisor, ana, "hello")
    monkeypatch.setattr(advisor.store.people, "forget", away)
    asks(advisor, ana, "/forget_me")
    assert "nothing is deleted yet" in ana.card.text


@pytest.mark.parametrize("recording", [{}, RECORDING], ids=["", "recording"])
def test_privacy_says_what_is_kept_why_and_for_how_long(
    telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, ana: Person, recording: dict[str, str]
) -> None:
    with RunningBot(telegram, dialogue, time, **recording) as bot:
        asks(bot, ana, "/privacy")
    says = ana.card.text
    assert "/forget_me" in says
    for period in ("at most 2 hours", "2 days", "a year", "as long as I am there"):
        assert period in says
    assert ("180 days" in says, "30 days" in says, "Your words: never" in says) == (
        (True, True, False) if recording else (False, False, True)
    )


def test_the_periods_are_those_of_the_store() -> None:
    names = ("MEMORIES", "ANSWERS", "FEEDBACK", "BLOCKED", "QUESTIONS", "QUESTIONS_LINKED")
    days = {name: getattr(retention, name) / 86_400 for name in names}
    assert days == {
        "MEMORIES": 1 / 24,
        "ANSWERS": 2,
        "FEEDBACK": 365,
        "BLOCKED": 365,
        "QUESTIONS": 180,
        "QUESTIONS_LINKED": 30,
    }


def test_the_link_opens_the_same(advisor: RunningBot, ana: Person) -> None:
    asks(advisor, ana, "/privacy")
    ana.starts("privacy")
    advisor.settles()
    assert ana.cards[0].text == ana.cards[1].text


def test_in_a_group_privacy_leads_to_the_private_chat(advisor: RunningBot, telegram: FakeTelegram, ana: Person) -> None:
    group = telegram.group()
    group.says(ana, "/privacy@career_test_bot")
    advisor.settles()
    assert "What I keep" not in group.card.text
    ana.follows("What I keep about you", card=group.card)
    advisor.settles()
    assert ana.card.bold == ["What I keep about you"]


def test_in_a_group_forget_me_works_too(advisor: RunningBot, telegram: FakeTelegram, ana: Person) -> None:
    asks(advisor, ana, "what does a data scientist do")
    group = telegram.group()
    group.says(ana, "/forget_me@career_test_bot")
    advisor.settles()
    assert "deleted" in group.card.text
    assert str(ana.id) not in everything(advisor)


HOSTILE_NAMES = {
    "markup": "<b>&lt;script&gt;",
    "right to left": "\u202egnihton \u05d0\u05d1\u05d2",
    "half a character": "\ud83d",
    "emoji": "👩\u200d🔬" * 20,
    "arabic": "محمد بن عبد الله",
    "thai": "กขฃคฅฆง",
    "template": "{name} %s {0!r}",
    "nothing": "\u2063",
    "a million letters": "x" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_any_name_is_safe_and_none_is_kept(
    telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, name: str
) -> None:
    eve = telegram.person(name)
    with RunningBot(telegram, dialogue, time, **RECORDING) as bot:
        for said in ("what does a data scientist do", "qwrt zxcv", "/privacy", "/post"):
            asks(bot, eve, said)
            assert eve.card.text
        assert name not in everything(bot)
        asks(bot, eve, "/forget_me")
        assert "deleted" in eve.card.text
        assert not re.search(rf"\b{eve.id}\b", everything(bot))
