"""Unexpected errors: maintainers hear of each kind once an hour, and nothing of what people wrote."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.telegram.counting import counted
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot, connection_lost, hangs, refused

SECRET = "my secret worry"


@pytest.fixture
def mia(telegram: FakeTelegram) -> Person:
    """A maintainer, who has talked with the bot."""
    mia = telegram.person("Mia")
    mia.says("/start")
    telegram.take([])
    return mia


@pytest.fixture
def bot(telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, mia: Person) -> Iterator[RunningBot]:
    """A bot whose dialogue breaks at some words."""
    stub.breaks_at = SECRET
    with RunningBot(telegram, stub, time, MAINTAINER_CHAT_ID=str(mia.id)) as bot:
        yield bot


def test_maintainers_get_the_trace_as_a_document_and_the_person_a_calm_line(
    bot: RunningBot, telegram: FakeTelegram, ana: Person, mia: Person
) -> None:
    ana.says(SECRET)
    bot.settles()
    assert ana.card.bold == ["Sorry"]
    (call,) = telegram.called("sendDocument")
    assert call.parameters["chat_id"] == str(mia.id)
    assert "ValueError in ask" in call.parameters["caption"]
    (trace,) = call.files.values()
    assert b"builtins.ValueError" in trace
    assert b"stub.py" in trace
    assert b"private, update " in trace
    everything = trace + call.parameters["caption"].encode()
    for hidden in (SECRET, "Ana", str(ana.id)):
        assert hidden.encode() not in everything


def test_a_kind_is_reported_once_an_hour(
    bot: RunningBot, telegram: FakeTelegram, ana: Person, time: FakeTime, stub: StubDialogue
) -> None:
    for seconds, reports in ((0, 1), (10, 1), (3500, 1), (100, 2), (3599, 2)):
        time.advance(seconds)
        ana.says(SECRET)
        bot.settles()
        assert len(telegram.called("sendDocument")) == reports
    assert counted(bot, 'bot_errors_total{kind="ValueError"}') == 5


@pytest.mark.parametrize(
    "fault", [connection_lost(), refused(400, "Bad Request: chat not found")], ids=["away", "gone"]
)
def test_what_could_not_be_reported_is_reported_the_next_time(
    bot: RunningBot, telegram: FakeTelegram, ana: Person, caplog: pytest.LogCaptureFixture, fault: object
) -> None:
    telegram.fail(fault, "sendDocument", times=5)  # type: ignore[arg-type]
    ana.says(SECRET)
    bot.settles()
    assert "Maintainers could not be told" in caplog.text
    before = len(telegram.called("sendDocument"))
    ana.says(SECRET)
    bot.settles()
    assert len(telegram.called("sendDocument")) == before + 1


def test_a_report_that_hangs_holds_nobody_up_for_long(
    bot: RunningBot, telegram: FakeTelegram, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.incidents.LONGEST", 0.01)
    telegram.fail(hangs(), "sendDocument")
    ana.says(SECRET)
    ana.says("hello")
    bot.settles()
    assert [card.bold for card in ana.cards] == [["Sorry"], ["You asked"]]


def test_without_a_maintainers_chat_it_is_counted_and_logged(
    telegram: FakeTelegram, stub: StubDialogue, time: FakeTime, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    stub.breaks_at = SECRET
    with RunningBot(telegram, stub, time) as bot:
        ana.says(SECRET)
        bot.settles()
        assert counted(bot, 'bot_errors_total{kind="ValueError"}') == 1
    assert telegram.called("sendDocument") == []
    assert [record.levelno for record in caplog.records if record.levelno >= logging.ERROR] == [logging.ERROR]
