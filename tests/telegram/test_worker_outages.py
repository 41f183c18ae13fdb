"""While Telegram or the database is away, and after that: nothing is lost, nothing doubled, nobody answered late."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store.errors import StoreError
from bot.telegram.app import worker_of
from bot.telegram.handler import STALE
from bot.telegram.incoming import arrival
from tests.telegram.counting import counted, parked
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import (
    FakeTelegram,
    FakeTime,
    Person,
    RunningBot,
    bad_gateway,
    connection_lost,
    refused,
    times_out_after_sending,
    too_many,
)

# Telegram away


def test_while_telegram_is_away_nothing_is_lost_and_the_order_is_kept(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime, stub: StubDialogue
) -> None:
    telegram.fail(connection_lost(), "sendMessage", times=20)
    telegram.fail(bad_gateway(), "sendMessage", times=20)
    ana.says("first")
    ana.says("second")
    for _ in range(30):
        bot.settles()
        time.advance(10)
    bot.settles()
    assert [card.text.splitlines()[1] for card in ana.cards] == ["first", "second"]
    assert counted(bot, 'bot_updates_tried_again_total{reason="NetworkError"}') >= 2


def test_when_nobody_waits_any_more_it_is_given_up(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime
) -> None:
    telegram.fail(connection_lost(), "sendMessage", times=10)
    ana.says("first")
    bot.settles()
    time.advance(STALE)
    bot.settles()
    assert bot.run(bot.store.inbox.state()).waiting == 0
    assert ana.cards == []
    assert counted(bot, 'bot_updates_handled_total{chat="private",outcome="given_up"}') == 1


def test_a_message_that_times_out_twice_is_not_sent_a_third_time(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime
) -> None:
    telegram.fail(times_out_after_sending(), "sendMessage", chat=ana.id, times=2)
    ben = telegram.person("Ben")
    ana.says("hello")
    ben.says("hello")  # so that Telegram is seen to be there
    bot.settles()
    time.advance(STALE / 2)
    bot.settles()
    assert len(ana.cards) + len(ben.cards) == 3
    assert counted(bot, "bot_telegram_perhaps_doubled_total") == 1


def test_a_refusal_is_not_repeated(bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime) -> None:
    telegram.fail(refused(400, "Bad Request: message is odd"), "sendMessage", times=1)
    ana.says("hello")
    bot.settles()
    time.advance(STALE)
    bot.settles()
    assert [card.bold for card in ana.cards] == [["Sorry"]]
    assert parked(bot) == 1


def test_who_has_blocked_the_bot_is_marked_and_not_written_to_again(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime
) -> None:
    telegram.fail(refused(403, "Forbidden: bot was blocked by the user"), "sendMessage")
    ana.says("hello")
    bot.settles()
    time.advance(STALE)
    bot.settles()
    assert len(telegram.called("sendMessage")) == 1
    assert bot.run(bot.store.people.is_blocked(ana.id))


def test_a_long_pause_takes_nobodys_time_and_the_answer_comes_after_it(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime
) -> None:
    telegram.fail(too_many(45), "sendMessage")
    ana.says("hello")
    bot.settles()
    assert (ana.cards, time.slept) == ([], [])
    time.advance(45)
    bot.settles()
    assert len(ana.cards) == 1


# Late answers


def test_after_a_long_outage_a_person_gets_the_newest_answered_and_a_group_nothing(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime, stub: StubDialogue
) -> None:
    group = telegram.group()
    for number in range(3):
        ana.says(f"question {number}")
        group.says(ana, "/ask@career_test_bot what do they do")
    time.advance(STALE + 1)
    bot.settles()
    assert stub.heard == ["question 2"]
    assert len(ana.cards) == 1


def test_a_clock_that_is_wrong_by_days_silences_nothing(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, time: FakeTime
) -> None:
    ana.says("one")
    ana.says("two")
    time.advance(30 * 86_400)
    bot.settles()
    assert len(ana.cards) == 2


# The database away


def test_what_cannot_be_kept_is_not_taken(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise StoreError("The database is away.", is_temporary=True)

    with monkeypatch.context() as patch:
        patch.setattr(bot.store.inbox, "put", away)
        with pytest.raises(StoreError):
            bot.run(worker_of(bot.application).receive([arrival({"update_id": 1})]))


def test_an_answer_whose_end_cannot_be_kept_is_not_given_twice(
    bot: RunningBot, ana: Person, monkeypatch: pytest.MonkeyPatch, stub: StubDialogue
) -> None:
    write = bot.store.database.write
    left = [StoreError("The database is away.", is_temporary=True)] * 3

    async def failing(*changes: Any) -> None:
        if left and changes:
            raise left.pop()
        await write(*changes)

    monkeypatch.setitem(vars(bot.store.database), "write", failing)
    ana.says("hello")
    bot.settles()
    assert left == []
    assert len(ana.cards) == 1
    assert stub.heard == ["hello"]
    assert bot.run(bot.store.inbox.state()).waiting == 0


def test_nothing_is_claimed_for_a_moment_after_the_database_is_back(
    bot: RunningBot, ana: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.telegram.worker.RECOVERY", 0.05)
    claim = bot.store.inbox.claim
    happened: list[str] = []

    async def away(*_: object) -> None:
        happened.append("away")
        raise StoreError("The database is away.", is_temporary=True)

    async def check() -> None:
        happened.append("asked")
        if len(happened) < 4:
            raise StoreError("The database is away.", is_temporary=True)
        monkeypatch.setattr(bot.store.inbox, "claim", claim)

    monkeypatch.setattr(bot.store.inbox, "claim", away)
    monkeypatch.setitem(vars(bot.store), "check", check)
    ana.says("hello")
    bot.settles()
    assert happened == ["away", "asked", "asked", "asked"]
    assert len(ana.cards) == 1
    assert caplog.text.count("The inbox cannot be reached") == 1
