"""The inbox at work: order, floods, repeated deliveries, and whatever keeps an update from being answered."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.telegram.app import parts_of, worker_of
from bot.telegram.handler import MOST_CLAIMS
from bot.telegram.incoming import arrival
from bot.telegram.worker import LEASE, WAITING
from tests.telegram.counting import counted, parked
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import (
    FakeTelegram,
    FakeTime,
    Person,
    RunningBot,
    empty_database,
    hangs,
    held,
    too_many,
)


def replicas(telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, folder: Path) -> tuple[RunningBot, RunningBot]:
    """Two bots over one database."""
    url = empty_database(folder)
    one, other = (RunningBot(telegram, stub, time, DATABASE_URL=url) for _ in range(2))
    return one, other


# Order


def test_one_person_is_answered_in_order(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, stub: StubDialogue
) -> None:
    ana.starts()
    bot.settles()
    slow = asyncio.Event()
    telegram.fail(held(slow), "sendMessage")
    ana.says("first")
    ana.taps("Duties")
    ana.says("second")
    bot.hears()
    assert stub.heard == ["start", "first"]
    assert len(telegram.called("answerCallbackQuery")) == 1, "A tap is answered although its turn has not come"
    slow.set()
    bot.settles()
    assert stub.heard == ["start", "first", "duties", "second"]


def test_of_two_replicas_neither_overtakes_the_other(
    telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, ana: Person, tmp_path: Path
) -> None:
    one, other = replicas(telegram, stub, time, tmp_path)
    with one, other:
        slow = asyncio.Event()
        telegram.fail(held(slow), "sendMessage")
        ana.says("first")
        one.hears()
        ana.says("second")
        other.settles()
        assert stub.heard == ["first"]
        slow.set()
        one.settles()
        other.settles()
        assert stub.heard == ["first", "second"]


def test_a_tap_whose_answer_is_slow_is_opened_meanwhile(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    ana.starts()
    bot.settles()
    slow = asyncio.Event()
    telegram.fail(held(slow), "answerCallbackQuery")
    ana.taps("Duties")
    bot.hears()
    assert ana.card.bold == ["Screen duties"]
    slow.set()
    bot.settles()


# Floods


def test_a_flood_holds_nobody_up_and_its_newest_are_answered(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, stub: StubDialogue
) -> None:
    ben = telegram.person("Ben")
    slow = asyncio.Event()
    telegram.fail(held(slow), "sendMessage", chat=ana.id)
    for number in range(1000):
        ana.says(f"spam {number}")
    ben.says("what do they do")
    bot.hears()
    assert len(ben.cards) == 1
    slow.set()
    bot.settles()
    answered = [text for text in stub.heard if "spam" in text]
    assert answered == ["spam 0", *(f"spam {number}" for number in range(1000 - WAITING, 1000))]
    assert counted(bot, "bot_updates_left_out_total") == 1000 - 1 - WAITING


def test_many_people_are_answered_side_by_side(bot: RunningBot, telegram: FakeTelegram) -> None:
    slow = asyncio.Event()
    people = [telegram.person(f"Person {number}") for number in range(150)]
    for person in people:
        telegram.fail(held(slow), "sendMessage", chat=person.id)
        person.says("hello")
    bot.hears()
    assert len(telegram.called("sendMessage")) == 150
    slow.set()
    bot.settles()
    assert all(len(person.cards) == 1 for person in people)


def test_who_waits_for_a_paused_group_takes_nobodys_place(
    telegram: FakeTelegram, dialogue: Dialogue, ana: Person
) -> None:
    time = FakeTime(flows=False)
    group = telegram.group()
    with RunningBot(telegram, dialogue, time) as bot:
        telegram.fail(too_many(20), "sendMessage", chat=group.id)
        for number in range(250):
            group.says(telegram.person(f"Person {number}"), "/ask@career_test_bot what does a data scientist do")
        bot.hears()
        ana.says("what does a data scientist do")
        bot.hears()
        assert (len(group.cards), len(ana.cards)) == (0, 1)
        bot.dies()


def test_taps_that_are_crowded_out_are_answered_too(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    ana.starts()
    bot.settles()
    slow = asyncio.Event()
    telegram.fail(held(slow), "editMessageText")
    for _ in range(60):
        ana.taps("Duties")
    bot.hears()
    slow.set()
    bot.settles()
    assert len(telegram.called("answerCallbackQuery")) == 60
    assert len(telegram.called("editMessageText")) == 1 + WAITING


# Once each


def test_an_update_that_comes_twice_is_handled_once(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, stub: StubDialogue
) -> None:
    ana.says("hello")
    telegram.repeat_last()
    bot.settles()
    assert stub.heard == ["hello"]
    assert len(ana.cards) == 1
    assert counted(bot, "bot_updates_repeated_total") == 1


def test_an_update_that_comes_to_two_replicas_is_handled_once(
    telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, ana: Person, tmp_path: Path
) -> None:
    one, other = replicas(telegram, stub, time, tmp_path)
    with one, other:
        for _ in range(2):
            ana.says("hello")
            telegram.repeat_last()
            first, again = telegram.take([])
            other.run(worker_of(other.application).receive([arrival(first)]))
            one.run(worker_of(one.application).receive([arrival(again)]))
            other.settles()
            one.settles()
    assert stub.heard == ["hello", "hello"]
    assert len(ana.cards) == 2


def test_what_a_killed_replica_had_in_hand_is_answered_by_another_as_if_for_the_first_time(
    telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, ana: Person, tmp_path: Path
) -> None:
    one, other = replicas(telegram, stub, time, tmp_path)
    with one, other:
        ana.says("first")
        one.settles()
        telegram.fail(hangs(), "sendMessage")
        ana.says("second")
        ana.says("third")
        one.hears()
        one.dies()
        other.settles()
        assert stub.heard == ["first", "second"]
        time.advance(LEASE)
        other.settles()
        assert stub.heard == ["first", "second", "second", "third"]
        assert ["Turn 2, after" in ana.cards[1].text, "Turn 3, after" in ana.cards[2].text] == [True, True]
        assert counted(other, "bot_updates_taken_over_total") == 1


def test_what_a_stopping_replica_cannot_finish_is_another_ones_at_once(
    telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, ana: Person, tmp_path: Path
) -> None:
    one, other = replicas(telegram, stub, time, tmp_path)
    with other:
        with one:
            telegram.fail(hangs(), "sendMessage")
            ana.says("hello")
            one.hears()
            one.run(worker_of(one.application).finish(0.01))
        other.settles()
        assert len(ana.cards) == 1
        assert counted(other, "bot_updates_taken_over_total") == 0


@pytest.mark.parametrize("steps", range(6))
def test_it_can_be_stopped_at_any_moment(bot: RunningBot, steps: int) -> None:
    """Also in the very moment in which it learns that there is something to do."""
    worker = worker_of(bot.application)

    async def stopped() -> bool:
        for _ in range(20):
            work = asyncio.create_task(worker.run())
            await asyncio.sleep(0.01)
            await worker.receive([])
            for _ in range(steps):
                await asyncio.sleep(0)
            work.cancel()
            if not (await asyncio.wait({work}, timeout=2))[0]:
                return False
        return True

    assert bot.run(stopped())


# What cannot be handled


def test_a_poisoned_update_is_put_aside_and_its_chat_goes_on(
    bot: RunningBot, ana: Person, stub: StubDialogue, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    stub.breaks_at = "my secret poison"
    ana.says("my secret poison")
    ana.says("hello")
    bot.settles()
    assert [card.bold for card in ana.cards] == [["Sorry"], ["You asked"]]
    assert parked(bot) == 1
    assert "is put aside: ValueError was raised" in caplog.text
    assert counted(bot, "bot_updates_parked_total") == 1


@pytest.mark.parametrize(
    "content",
    [{"message": 5}, {"message": {"text": "a"}}, {"message": {"chat": 7, "from": {"id": []}}}, {"callback_query": {}}],
    ids=str,
)
def test_an_update_of_an_unheard_of_form_is_put_aside(
    bot: RunningBot, ana: Person, content: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bot.run(worker_of(bot.application).receive([arrival({"update_id": 77} | content)]))
    ana.says("hello")
    bot.settles()
    assert len(ana.cards) == 1
    assert parked(bot) + ("Update 77: silent" in caplog.text) == 1


def test_an_update_that_kills_whoever_handles_it_is_put_aside(
    telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, ana: Person, tmp_path: Path
) -> None:
    url = empty_database(tmp_path)
    telegram.fail(hangs(), "sendMessage", times=MOST_CLAIMS)
    ana.says("poison")
    for _ in range(MOST_CLAIMS):
        with RunningBot(telegram, stub, time, DATABASE_URL=url) as bot:
            bot.hears()
            bot.dies()
        time.advance(LEASE)
    with RunningBot(telegram, stub, time, DATABASE_URL=url) as bot:
        bot.settles()
        assert parked(bot) == 1
        ana.says("hello")
        bot.settles()
    assert len(ana.cards) == 1


def test_an_update_of_a_kind_that_is_not_known_is_done_with(bot: RunningBot) -> None:
    bot.run(worker_of(bot.application).receive([arrival({"update_id": 77, "new_kind": {"from": {"id": 5}}})]))
    bot.settles()
    assert bot.run(bot.store.inbox.state()).waiting == 0
    assert counted(bot, 'bot_updates_total{kind="other"}') == 1


# What is noted


def test_each_update_leaves_a_line_without_a_word_of_the_persons(
    bot: RunningBot, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ana.says("my secret worry")
    bot.settles()
    (record,) = [record for record in caplog.records if record.name == "bot.telegram.handler"]
    assert vars(record).keys() >= {"update", "chat", "outcome", "ms"}
    assert (vars(record)["chat"], vars(record)["outcome"]) == ("private", "answer")
    assert "secret" not in caplog.text and "Ana" not in caplog.text


def test_each_update_is_counted_by_kind_and_outcome(bot: RunningBot, ana: Person, stub: StubDialogue) -> None:
    stub.breaks_at = "break"
    ana.starts()
    bot.settles()
    ana.taps("Duties")
    ana.says("a question")
    ana.says("break")
    bot.settles()
    assert counted(bot, 'bot_updates_total{kind="message"}') == 3
    assert counted(bot, 'bot_updates_total{kind="callback_query"}') == 1
    outcomes = {"answer": 1, "screen": 2, "error": 1}
    for outcome, times in outcomes.items():
        assert counted(bot, f'bot_updates_handled_total{{chat="private",outcome="{outcome}"}}') == times
    assert counted(bot, "bot_understanding_seconds_count") == 1
    assert counted(bot, "bot_answering_seconds_count") == 4
    assert parts_of(bot.application).metrics.text().decode().count("Ana") == 0
