"""What is done by the clock."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.deletions import LEASE as DELETION_LEASE
from bot.telegram.app import schedule_of
from bot.telegram.schedule import EVERY, LEASE, NAME
from bot.telegram.settings_panel import WEEK
from tests.telegram_fake import FakeTelegram, FakeTime, Group, Person, RunningBot, refused


def look(bot: RunningBot) -> None:
    """Lets the bot do what is due."""
    bot.run(schedule_of(bot.application).look())


def subscribe(bot: RunningBot, group: Group, person: Person) -> None:
    """Lets an admin ask for the weekly report."""
    person.starts(f"cfg_{group.id}")
    bot.settles()
    for label in ("Weekly report", "Send it to me"):
        person.taps(label)
        bot.settles()


def test_lines_to_admins_are_gone_after_a_minute(bot: RunningBot, group: Group, ann: Person, time: FakeTime) -> None:
    group.says(ann, "/settings")
    bot.settles()
    look(bot)
    assert len(group.cards) == 1
    time.advance(61)
    look(bot)
    assert not group.cards


def test_what_cannot_be_deleted_is_not_tried_again(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person, time: FakeTime
) -> None:
    group.says(ann, "/settings")
    bot.settles()
    ann.deletes(group.card)
    time.advance(61)
    look(bot)
    time.advance(DELETION_LEASE + LEASE)
    look(bot)
    assert len(telegram.called("deleteMessage")) == 1


def test_what_may_yet_be_deleted_is_tried_again(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person, time: FakeTime
) -> None:
    group.says(ann, "/settings")
    bot.settles()
    telegram.fail(refused(500, "Internal Server Error"), "deleteMessage", times=5)
    time.advance(61)
    look(bot)
    assert group.cards
    time.advance(DELETION_LEASE + 1)
    look(bot)
    assert not group.cards


def test_the_weekly_report(bot: RunningBot, group: Group, ann: Person, ben: Person, time: FakeTime) -> None:
    subscribe(bot, group, ann)
    group.says(ben, "/ask what does a data scientist do")
    group.says(ben, "@career_test_bot is down again")
    bot.settles()
    ben.taps("👍", card=group.card)
    bot.settles()
    before = len(ann.cards)
    look(bot)
    assert len(ann.cards) == before
    time.advance(WEEK)
    look(bot)
    look(bot)
    assert len(ann.cards) == before + 1
    assert group.title in ann.card.text
    assert "asked 2 times, answered 1 and stayed silent 1" in ann.card.text
    assert "👍 1" in ann.card.text
    time.advance(WEEK)
    look(bot)
    assert "asked 0 times" in ann.card.text


def test_who_is_no_admin_any_more_gets_no_report(bot: RunningBot, group: Group, ann: Person, time: FakeTime) -> None:
    subscribe(bot, group, ann)
    group.set_role(ann, "member")
    time.advance(WEEK)
    look(bot)
    assert "The last week" not in ann.card.text
    assert bot.run(bot.store.reports.subscribers(group.id)) == []


def test_who_has_blocked_the_bot_gets_no_report_ever_again(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person, time: FakeTime
) -> None:
    subscribe(bot, group, ann)
    ann.blocks_the_bot()
    telegram.take([])  # and the bot has not heard of it
    time.advance(WEEK)
    look(bot)
    assert bot.run(bot.store.reports.subscribers(group.id)) == []


def test_a_report_that_fails_comes_later(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person, time: FakeTime
) -> None:
    subscribe(bot, group, ann)
    time.advance(WEEK)
    telegram.fail(refused(500, "Internal Server Error"), chat=ann.id, times=5)
    look(bot)
    assert "The last week" not in ann.card.text
    time.advance(700)
    look(bot)
    assert "The last week" in ann.card.text


def test_of_several_replicas_one_does_it(bot: RunningBot, group: Group, ann: Person, time: FakeTime) -> None:
    group.says(ann, "/settings")
    bot.settles()
    time.advance(61)
    assert bot.run(bot.store.leases.try_lease(NAME, "another", until=time() + LEASE, now=time()))
    look(bot)
    assert group.cards
    time.advance(LEASE + 1)  # the other is gone
    look(bot)
    assert not group.cards


def test_it_goes_on_whatever_happens(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = schedule_of(bot.application)
    slept: list[float] = []

    async def broken() -> None:
        raise ValueError

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(schedule, "look", broken)
    with pytest.raises(asyncio.CancelledError):
        bot.run(schedule.run(sleep))
    assert slept == [EVERY] * 3


def test_old_things_are_forgotten(bot: RunningBot, group: Group, ben: Person, time: FakeTime) -> None:
    group.says(ben, "/help")
    bot.settles()
    conversation = (group.id, None, ben.id)
    assert bot.run(bot.store.memories.recall(conversation)) is not None
    look(bot)
    time.advance(2 * 3600)
    look(bot)
    assert bot.run(bot.store.memories.recall(conversation)) is None
