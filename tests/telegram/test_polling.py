"""Long polling: over real HTTP in a process of its own, and what can keep it from running."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from telegram.error import InvalidToken

from bot.settings import Settings
from bot.store.errors import StoreError
from bot.telegram.app import parts_of
from bot.telegram.polling import Poller, run_polling
from bot.telegram.running import CannotRunError, Plan, application_of
from tests.store.server import free_port
from tests.telegram.processes import STARTED_IN, bot_process, until, until_ready
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import (
    TOKEN,
    FakeRequest,
    FakeTelegram,
    FakeTime,
    Person,
    bad_gateway,
    connection_lost,
    empty_database,
    hangs,
    held,
    refused,
    serve,
    settings_for,
)

HANDLED = ["message", "edited_message", "callback_query", "inline_query", "chosen_inline_result", "my_chat_member"]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Puts the logging back that a bot sets up for its process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty database where the bot looks for one by itself."""
    empty_database(tmp_path)
    monkeypatch.chdir(tmp_path)


def plan(telegram: FakeTelegram, settings: Settings | None = None) -> Plan:
    return Plan(settings or settings_for(), StubDialogue(), request=FakeRequest(telegram))


@pytest.mark.parametrize("log_level", ["INFO", "DEBUG"])
def test_a_conversation_over_http_and_a_stop_in_the_middle(telegram: FakeTelegram, ana: Person, log_level: str) -> None:
    async def go() -> tuple[int | None, str]:
        slow = asyncio.Event()
        async with (
            serve(telegram) as url,
            bot_process(url, LOG_LEVEL=log_level, DATABASE_URL=empty_database(Path.cwd())) as process,
        ):
            ana.says("my secret worry")
            await until(lambda: ana.cards)
            ana.taps("Duties")
            await until(lambda: ana.card.bold == ["Screen duties"])
            telegram.fail(bad_gateway(), "getUpdates")
            telegram.fail(held(slow), "sendMessage")
            ana.says("one last secret question")
            ana.says("and another")
            await until(lambda: len(telegram.called("sendMessage")) == 2)
            process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.1)
            assert process.returncode is None
            slow.set()
            assert process.stderr is not None
            log = (await asyncio.wait_for(process.stderr.read(), STARTED_IN)).decode()
            return await asyncio.wait_for(process.wait(), STARTED_IN), log

    status, log = asyncio.run(go())
    assert status == 0
    assert ["question" in card.text or "another" in card.text for card in ana.cards] == [False, True, True]
    assert telegram.take([]) == [], "What was answered is confirmed, and does not come again"
    assert "Listening to Telegram as @career_test_bot" in log
    assert TOKEN not in log
    assert TOKEN.partition(":")[2] not in log
    assert "secret" not in log or log_level == "DEBUG"
    assert telegram.called("deleteWebhook") == []


def test_only_what_is_handled_is_asked_for(telegram: FakeTelegram) -> None:
    async def go() -> None:
        async with serve(telegram) as url, bot_process(url, DATABASE_URL=empty_database(Path.cwd())):
            await until(lambda: telegram.called("getUpdates"))

    asyncio.run(go())
    (asked, *_) = telegram.called("getUpdates")
    kinds = set(json.loads(asked.parameters["allowed_updates"]))
    assert kinds >= {"message", "edited_message", "callback_query", "inline_query", "chosen_inline_result"}
    assert kinds <= set(HANDLED)


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("", "TELEGRAM_BOT_TOKEN is not set"),
        ("nonsense", "does not look like a token"),
        (f'"{TOKEN}"', "does not look like a token"),
        (TOKEN[:20], "does not look like a token"),
        (TOKEN.replace("F0", "F1"), "does not accept the token"),
    ],
)
def test_without_a_good_token_it_ends_at_once(
    telegram: FakeTelegram, capfd: pytest.CaptureFixture[str], token: str, says: str
) -> None:
    settings = settings_for(TELEGRAM_BOT_TOKEN=token)
    assert run_polling(plan(telegram, settings)) == 2
    said = capfd.readouterr().err
    assert says in said
    assert "BotFather" in said
    assert said.count("\n") == 1
    assert not token or token not in said


def test_where_a_webhook_is_set_it_ends_and_leaves_it_alone(
    telegram: FakeTelegram, capfd: pytest.CaptureFixture[str]
) -> None:
    telegram.webhook_url = "https://example.org/hook"
    assert run_polling(plan(telegram)) == 1
    said = capfd.readouterr().err
    assert "deleteWebhook" in said
    assert said.count("\n") == 1
    assert telegram.webhook_url == "https://example.org/hook"


def test_where_telegram_cannot_be_reached_it_says_so(
    telegram: FakeTelegram, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.limiter.BACK_OFF", ())
    telegram.fail(connection_lost(), "getMe")
    assert run_polling(plan(telegram)) == 1
    assert "cannot be reached at https://api.telegram.org (NetworkError)" in capfd.readouterr().err


def test_a_token_that_is_withdrawn_ends_it(telegram: FakeTelegram, capfd: pytest.CaptureFixture[str]) -> None:
    telegram.fail(refused(401, "Unauthorized"), "getUpdates")
    assert run_polling(plan(telegram)) == 2
    assert "does not accept the token" in capfd.readouterr().err


def test_a_fault_of_its_own_ends_it_without_words_of_people(
    telegram: FakeTelegram, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(poller: Poller) -> None:
        raise KeyError("my secret worry")

    monkeypatch.setattr(Poller, "run", broken)
    assert run_polling(plan(telegram)) == 1
    said = capfd.readouterr().err
    assert "KeyError" in said
    assert "secret" not in said


async def _poll(telegram: FakeTelegram, time: FakeTime) -> None:
    async with application_of(plan(telegram)) as application:
        await application.initialize()
        await Poller(application, "https://api.telegram.org", time.sleep).run()


def test_polling_goes_on_after_trouble(
    telegram: FakeTelegram, time: FakeTime, caplog: pytest.LogCaptureFixture
) -> None:
    for fault in (bad_gateway(), connection_lost(), refused(409, "Conflict: terminated by other getUpdates request")):
        telegram.fail(fault, "getUpdates")
    telegram.fail(refused(429, "Too Many Requests", retry_after=50), "getUpdates")
    telegram.fail(refused(401, "Unauthorized"), "getUpdates")  # so that it ends
    with pytest.raises(InvalidToken):
        asyncio.run(_poll(telegram, time))
    assert time.slept == [1.0, 2.0, 4.0, 50.0]
    assert "Another process asks Telegram for this bot's updates too" in caplog.text


def test_polling_ends_when_a_webhook_is_set_meanwhile(telegram: FakeTelegram, time: FakeTime) -> None:
    telegram.webhook_url = "https://example.org/hook"
    with pytest.raises(CannotRunError, match="webhook is set"):
        asyncio.run(_poll(telegram, time))


def test_a_dead_connection_is_noticed_and_another_is_made(telegram: FakeTelegram, ana: Person) -> None:
    telegram.fail(hangs(), "getUpdates")

    async def go() -> None:
        async with serve(telegram) as url, bot_process(url, DATABASE_URL=empty_database(Path.cwd())):
            await until(lambda: telegram.called("getUpdates"))
            ana.says("hello")
            await until(lambda: ana.cards)

    asyncio.run(go())


def test_what_cannot_be_kept_is_asked_for_again(
    telegram: FakeTelegram, ana: Person, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    offsets: list[str] = []

    async def go() -> None:
        async with application_of(plan(telegram)) as application:
            await application.initialize()
            put = parts_of(application).store.inbox.put

            async def away(*_: object) -> None:
                monkeypatch.setattr(parts_of(application).store.inbox, "put", put)
                raise StoreError("The database is away.", is_temporary=True)

            monkeypatch.setattr(parts_of(application).store.inbox, "put", away)
            ana.says("hello")
            poller = asyncio.create_task(Poller(application, "https://api.telegram.org", time.sleep).run())
            await until(lambda: len(telegram.called("getUpdates")) > 2)
            poller.cancel()
            offsets.extend(call.parameters["offset"] for call in telegram.called("getUpdates"))
            assert (await parts_of(application).store.inbox.state()).waiting == 1

    asyncio.run(go())
    assert offsets[:2] == ["0", "0"]
    assert int(offsets[2]) > 0


def test_where_a_port_is_given_it_shows_how_it_is(telegram: FakeTelegram) -> None:
    port = free_port()

    async def go() -> str:
        async with (
            serve(telegram) as url,
            bot_process(url, DATABASE_URL=empty_database(Path.cwd()), METRICS_PORT=str(port)) as process,
        ):
            await until_ready(f"http://127.0.0.1:{port}", process)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                assert (await client.get("/healthz")).status_code == 200
                assert (await client.post("/telegram")).status_code == 404
                return (await client.get("/metrics")).text

    assert "bot_telegram_reachable 1.0" in asyncio.run(go())
