"""What outlives a process: whatever a person did and was answered, whichever replica goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.store.errors import StoreError
from bot.store.feedback import Votes
from bot.store.store import Store, open_store
from tests.telegram.processes import ROOT, STARTED_IN, WITH_LIBRARY, WITH_STUB, bot_process, until
from tests.telegram.stub import StubDialogue
from tests.telegram.test_feedback import asks
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot, empty_database, serve
from tests.telegram_fake.faults import Answer, Fault

DS, MLE = "What a Data Scientist does", "What a Machine Learning Engineer does"


def dies(process: asyncio.subprocess.Process) -> Fault:
    """Telegram carries the request out, and the bot is killed before it hears of it."""

    async def fault(carry_out: Callable[[], Answer]) -> Answer:
        answer = carry_out()
        process.kill()
        await process.wait()
        return answer

    return fault


@pytest.fixture
def database(tmp_path: Path) -> str:
    return empty_database(tmp_path)


async def votes(store: Store, person: Person) -> Votes:
    return await store.feedback.totals(person.id, 0.0, 1e12)


def test_killed_while_it_answers_it_has_lost_nothing(telegram: FakeTelegram, ana: Person, database: str) -> None:
    async def go() -> None:
        variables = {"DATABASE_URL": database, "CACHE_DIR": str(ROOT / ".cache")}
        async with serve(telegram) as url, open_store(database) as store:
            async with bot_process(url, WITH_LIBRARY, **variables) as process:
                telegram.fail(dies(process), "sendMessage")
                ana.says("what does a data scientist do")
                await asyncio.wait_for(process.wait(), STARTED_IN)
            assert ana.card.bold == [DS]
            async with bot_process(url, WITH_LIBRARY, **variables) as process:
                ana.says("and ml engineers?")
                await until(lambda: ana.card.bold == [MLE])
                telegram.fail(dies(process), "answerCallbackQuery")
                ana.taps("👎")
                await asyncio.wait_for(process.wait(), STARTED_IN)
            assert await votes(store, ana) == Votes(0, 1)
            async with bot_process(url, WITH_LIBRARY, **variables) as process:
                telegram.fail(dies(process), "sendMessage")
                ana.says("/forget_me")
                await asyncio.wait_for(process.wait(), STARTED_IN)
            assert await votes(store, ana) == Votes(0, 0)
            assert await store.memories.recall((ana.id, None, ana.id)) is None

    asyncio.run(go())
    # Who takes the tap over cannot know that it was answered.
    assert [breach.partition(":")[0] for breach in telegram.breaches] == ["answerCallbackQuery"]
    telegram.breaches.clear()


def test_any_replica_goes_on(
    telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, ana: Person, database: str
) -> None:
    def replica() -> RunningBot:
        return RunningBot(telegram, dialogue, time, DATABASE_URL=database)

    with replica() as one, replica() as other:
        question = ana.says("what does a data scientist do")
        one.settles()
        asks(other, ana, "and ml engineers?")
        assert ana.card.bold == [MLE]
        ana.edits(question, "which skills does a data scientist need")
        other.settles()
        assert ana.cards[0].bold == ["The skills of a Data Scientist"]
        ana.taps("👍")
        one.settles()
        ana.taps("👍 ✓")
        other.settles()
        assert other.run(votes(other.store, ana)) == Votes(0, 0)


def test_after_an_upgrade_that_remembers_otherwise_the_talk_begins_anew(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    asks(advisor, ana, "what does a data scientist do")
    conversation = (ana.id, None, ana.id)
    for text in ('{"unheard": "of"}', '{"roles": []}', "{}"):
        advisor.run(advisor.store.memories.keep(conversation, text, telegram.now()))
        asks(advisor, ana, "the other one?")
        assert ana.card.bold == ["Which answer do you mean?"]


def test_while_the_store_is_away_there_are_answers_without_a_memory(
    telegram: FakeTelegram,
    time: FakeTime,
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[str] = []

    def away(name: str) -> Callable[..., object]:
        async def call(*_: object) -> None:
            asked.append(name)
            raise StoreError("The database is away.", is_temporary=True)

        return call

    with RunningBot(telegram, StubDialogue(), time) as bot:
        asks(bot, ana, "one")
        with monkeypatch.context() as patch:
            for name in ("recall", "keep", "keep_answer", "answer_to", "correct"):
                patch.setattr(bot.store.memories, name, away(name))
            asks(bot, ana, "two")
            asks(bot, ana, "three")
            assert "Turn 1" in ana.card.text
        assert asked == ["recall"], "It is not waited for again and again"
        assert [record.levelname for record in caplog.records if record.levelno > logging.INFO] == ["ERROR"]
        time.advance(11)
        asks(bot, ana, "four")
        assert "Turn 2" in ana.card.text
        assert len(ana.cards) == 4


def test_on_a_disk_that_is_lost_it_warns_at_start(telegram: FakeTelegram, tmp_path: Path) -> None:
    async def go(**variables: str) -> str:
        async with serve(telegram) as url, bot_process(url, WITH_STUB, **variables) as process:
            await until(lambda: telegram.called("getUpdates"))
            process.terminate()
            assert process.stderr is not None
            return (await process.stderr.read()).decode()

    log = asyncio.run(go(DATABASE_URL=empty_database(tmp_path)))
    assert "WARNING" in log
    assert "empties at every restart" in log
