"""Edited files are taken up by the running bot, and maintainers are told where they cannot be."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.findings import Finding
from bot.knowledge.library import Library, Place
from bot.reload import LiveFiles
from bot.startup import Advisor
from bot.telegram.app import use_dialogue
from bot.telegram.reloading import MOST_TOLD, Reloading, notice
from bot.understanding.understand import Understander
from tests.knowledge.world import World
from tests.telegram.processes import until
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot, connection_lost, refused
from tests.test_reload import LEAD, QUESTION, settings_of

BROKEN = "intents/pay.yml:2:1: E030"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def mia(telegram: FakeTelegram) -> Person:
    """A maintainer, whose chat with the bot is the one that maintainers share."""
    mia = telegram.person("Mia")
    mia.starts()
    telegram.take([])
    return mia


class Edited:
    """The bot at work over files that are edited."""

    def __init__(self, bot: RunningBot, world: World, advisor: Advisor) -> None:
        self.bot = bot
        self.world = world
        self.reloading = Reloading(bot.application, LiveFiles(settings_of(world), advisor))

    def looks(self) -> None:
        """Looks until the files have been left alone."""
        for _ in range(2):
            self.bot.run(self.reloading.look())

    def breaks(self) -> None:
        self.world.change("intents/pay.yml", "title: Pay", "titel: Pay")
        self.looks()

    def is_mended(self) -> None:
        self.world.change("intents/pay.yml", "titel: Pay", "title: Pay")
        self.looks()


@contextmanager
def editing(telegram: FakeTelegram, world: World, time: FakeTime, **variables: str) -> Iterator[Edited]:
    library, _ = world.load()
    understander = Understander(library, None, None)
    advisor = Advisor(Dialogue(library, understander), understander)
    with RunningBot(telegram, advisor.dialogue, time, **variables) as bot:
        edited = Edited(bot, world, advisor)
        edited.looks()
        yield edited


@pytest.fixture
def edited(telegram: FakeTelegram, world: World, time: FakeTime, mia: Person) -> Iterator[Edited]:
    with editing(telegram, world, time, MAINTAINER_CHAT_ID=str(mia.id)) as edited:
        yield edited


async def until_gone(library: weakref.ref[Library]) -> None:
    """Waits for the thread that looked to let go of it too."""
    await until(lambda: library() is None)


def asks(edited: Edited, person: Person) -> str:
    person.says(QUESTION)
    edited.bot.settles()
    return person.card.text


def test_the_next_question_is_answered_from_the_edited_file(edited: Edited, ana: Person, mia: Person) -> None:
    assert LEAD in asks(edited, ana)
    edited.world.change("content/roles/beekeeper.yml", LEAD, "All is new.")
    edited.looks()
    assert "All is new." in asks(edited, ana)
    assert mia.cards == [], "Nothing is wrong, so nothing is told"


def test_taps_too_are_answered_from_the_edited_file_and_once(edited: Edited, ana: Person) -> None:
    asks(edited, ana)
    edited.world.change("content/roles/beekeeper.yml", LEAD, "All is new.")
    edited.looks()
    ana.taps("👍")
    edited.bot.settles()
    ana.taps_data("duties-beekeeper")
    edited.bot.settles()
    assert "All is new." in ana.card.text


def test_what_was_begun_is_answered_from_the_files_that_it_began_with(
    bot: RunningBot, telegram: FakeTelegram, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, recall = asyncio.Event(), bot.store.memories.recall

    async def slow(conversation: tuple[int, int | None, int]) -> str | None:
        await held.wait()
        return await recall(conversation)

    monkeypatch.setattr(bot.store.memories, "recall", slow, raising=False)
    other = StubDialogue()
    ana.says("one")
    bot.hears()
    use_dialogue(bot.application, other)
    telegram.person("Ben").says("two")
    bot.hears()
    held.set()
    bot.settles()
    assert other.heard == ["two"]


def test_maintainers_are_told_once_which_line_is_wrong(edited: Edited, ana: Person, mia: Person) -> None:
    edited.breaks()
    edited.looks()
    (told,) = mia.cards
    assert told.bold == ["The edited files cannot be used"]
    assert BROKEN in told.text
    assert LEAD in asks(edited, ana)
    edited.world.put("intents/hello.yml", "# A line that changes nothing about it\nformat: 1")
    edited.looks()
    assert "intents/hello.yml" in mia.cards[-1].text
    assert len(mia.cards) == 2


def test_the_same_fault_is_not_told_again_with_every_edit(edited: Edited, mia: Person) -> None:
    edited.breaks()
    edited.world.change("content/roles/beekeeper.yml", LEAD, "All is new.")
    edited.looks()
    assert len(mia.cards) == 1


def test_maintainers_are_told_when_it_is_well_again(edited: Edited, ana: Person, mia: Person) -> None:
    edited.breaks()
    edited.world.change("content/roles/beekeeper.yml", LEAD, "All is new.")
    edited.is_mended()
    edited.looks()
    assert mia.card.bold == ["The edited files can be used"]
    assert len(mia.cards) == 2
    assert "All is new." in asks(edited, ana)


@pytest.mark.parametrize("fault", [refused(400, "Bad Request: chat not found"), connection_lost()], ids=str)
def test_a_notice_that_cannot_be_sent_is_in_the_log(
    edited: Edited,
    ana: Person,
    telegram: FakeTelegram,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
) -> None:
    monkeypatch.setattr("bot.telegram.limiter.BACK_OFF", ())
    telegram.fail(fault, "sendMessage")  # type: ignore[arg-type]
    edited.breaks()
    assert BROKEN in caplog.text
    assert "could not be told" in caplog.text
    assert LEAD in asks(edited, ana)


def test_without_a_maintainers_chat_it_is_in_the_log_alone(
    telegram: FakeTelegram, world: World, time: FakeTime, caplog: pytest.LogCaptureFixture
) -> None:
    with editing(telegram, world, time) as edited:
        edited.breaks()
    assert BROKEN in caplog.text
    assert telegram.called("sendMessage") == []


def test_telegram_shows_new_names_of_roles(edited: Edited, telegram: FakeTelegram) -> None:
    edited.world.change("content/roles/beekeeper.yml", "name: Beekeeper", "name: Keeper of bees")
    edited.looks()
    assert "Keeper of bees, Florist" in telegram.texts["description"]
    calls = len(telegram.calls)
    edited.world.change("content/roles/beekeeper.yml", LEAD, "All is new.")
    edited.looks()
    assert len(telegram.calls) == calls


def test_nothing_of_the_files_before_is_kept(edited: Edited, ana: Person) -> None:
    gc.disable()
    try:
        for number in range(3):
            asks(edited, ana)
            library = weakref.ref(edited.reloading._files.advisor.dialogue.library)
            edited.world.change("intents/pay.yml", "examples: |\n", f"examples: |\n  question {number} of it\n")
            edited.looks()
            if number:  # the first one is also held by this test
                edited.bot.run(until_gone(library))
    finally:
        gc.enable()


def test_a_fault_of_the_bots_own_ends_nothing(
    telegram: FakeTelegram,
    world: World,
    time: FakeTime,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1
        raise ValueError

    async def sleep(seconds: float) -> None:
        if looks > 2:
            raise asyncio.CancelledError

    with editing(telegram, world, time) as edited:
        monkeypatch.setattr(edited.reloading._files, "look", look)
        with pytest.raises(asyncio.CancelledError):
            edited.bot.run(edited.reloading.run(sleep))
    assert looks == 3
    assert "could not be loaded" in caplog.text


def test_the_bot_need_not_wait_for_an_edit_to_end(
    telegram: FakeTelegram, world: World, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_at_it, may_end = threading.Event(), threading.Event()

    def look() -> None:
        is_at_it.set()
        may_end.wait(timeout=60)

    async def stop(reloading: Reloading) -> None:
        running = asyncio.create_task(reloading.run())
        while not is_at_it.is_set():  # noqa: ASYNC110 -- another thread sets it
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with editing(telegram, world, time) as edited:
        monkeypatch.setattr(edited.reloading._files, "look", look)
        edited.bot.run(stop(edited.reloading))
    assert not may_end.is_set(), "All has ended, but for the look"
    may_end.set()


def test_of_many_errors_the_first_are_told() -> None:
    errors = tuple(Finding(Place("intents/pay.yml", line), "E004", "No.", "Mend it.") for line in range(1, 20))
    points = notice(errors).sections[0].points
    assert len(points) == MOST_TOLD + 1
    assert points[0] == "intents/pay.yml:1:1: E004 error: No. Mend it."
    assert points[-1] == "14 more: python -m bot check tells all."
