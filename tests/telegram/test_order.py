"""The order of things: nobody overtakes themselves, and nobody waits for another."""

from __future__ import annotations

import asyncio

from bot.telegram.order import Lanes
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeTelegram, Person, RunningBot, held


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
    assert answered == ["spam 0", "spam 996", "spam 997", "spam 998", "spam 999"]


def test_many_people_are_answered_side_by_side(bot: RunningBot, telegram: FakeTelegram) -> None:
    slow = asyncio.Event()
    people = [telegram.person(f"Person {number}") for number in range(200)]
    for person in people:
        telegram.fail(held(slow), "sendMessage", chat=person.id)
        person.says("hello")
    bot.hears()
    assert len(telegram.called("sendMessage")) == 200
    slow.set()
    bot.settles()
    assert all(len(person.cards) == 1 for person in people)


def test_taps_that_are_crowded_out_are_answered_too(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    ana.starts()
    bot.settles()
    slow = asyncio.Event()
    telegram.fail(held(slow), "editMessageText")
    for _ in range(30):
        ana.taps("Duties")
    bot.hears()
    slow.set()
    bot.settles()
    assert len(telegram.called("answerCallbackQuery")) == 30
    assert len(telegram.called("editMessageText")) == 5


def test_an_update_that_comes_twice_is_handled_once(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, stub: StubDialogue
) -> None:
    ana.says("hello")
    telegram.repeat_last()
    bot.settles()
    assert stub.heard == ["hello"]
    assert len(ana.cards) == 1


def test_a_lane_passes_the_turn_on_and_is_taken_down_when_it_is_empty() -> None:
    async def go() -> None:
        lanes = Lanes(waiting=2)
        first, *rest = [lanes.enter("ana") for _ in range(4)]
        assert first.result() is True
        assert [turn.done() and turn.result() for turn in rest] == [False, False, False]
        assert rest[0].done(), "One more than may wait: the oldest of them is left out"
        for turn in (rest[0], rest[1]):  # the second gives up before its turn has come
            lanes.leave("ana", turn)
        lanes.leave("ana", first)
        assert rest[2].result() is True
        lanes.leave("ana", rest[2])
        assert len(lanes) == 0

    asyncio.run(go())
