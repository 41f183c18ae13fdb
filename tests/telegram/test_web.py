"""The web server: what Telegram may post, what is refused and how, and the pages for those who watch the bot."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.store.errors import StoreError
from bot.telegram.web import LARGEST, SECRET_HEADER, StatusPages, Webhook, pages_of
from tests.telegram.counting import counted
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import TOKEN, FakeTelegram, FakeTime, Person, RunningBot, connection_lost

SECRET = "a-secret_of-its-own"
URL = "https://bot.example.org/some/path"
GOOD = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
UPDATE = {"update_id": 7, "message": {"text": "hello"}}


@pytest.fixture
def bot(telegram: FakeTelegram, stub: StubDialogue, time: FakeTime) -> Iterator[RunningBot]:
    """A bot that is posted to."""
    with RunningBot(telegram, stub, time, WEBHOOK_URL=URL, WEBHOOK_SECRET=SECRET) as bot:
        yield bot


def web(bot: RunningBot) -> Starlette:
    return pages_of([Webhook(bot.application).route(), *StatusPages(bot.application).routes()])


@asynccontextmanager
async def browser(bot: RunningBot) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web(bot)), base_url="https://bot.example.org") as client:
        yield client


def asks(bot: RunningBot, method: str, path: str, **more: Any) -> httpx.Response:
    """What the server answers."""

    async def ask() -> httpx.Response:
        async with browser(bot) as client:
            return await client.request(method, path, **more)

    return bot.run(ask())


def posts(bot: RunningBot, body: bytes | None = None, headers: dict[str, str] | None = None) -> httpx.Response:
    content = json.dumps(UPDATE).encode() if body is None else body
    return asks(bot, "POST", "/some/path", content=content, headers=GOOD if headers is None else headers)


def test_what_telegram_posts_is_answered(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    ana.says("hello")
    (update,) = telegram.take([])
    assert posts(bot, json.dumps(update).encode()).status_code == 200
    bot.settles()
    assert len(ana.cards) == 1
    assert posts(bot, json.dumps(update).encode()).status_code == 200, "So that Telegram does not send it for ever"
    bot.settles()
    assert len(ana.cards) == 1


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", "application/json ;"],
)
def test_json_may_come_with_a_charset(bot: RunningBot, kind: str) -> None:
    assert posts(bot, headers=GOOD | {"Content-Type": kind}).status_code == 200


@pytest.mark.parametrize("kind", ["", "text/plain", "application/jsonp", "application/x-www-form-urlencoded", "json"])
def test_other_kinds_of_content_are_refused(bot: RunningBot, kind: str) -> None:
    assert posts(bot, headers=GOOD | {"Content-Type": kind}).status_code == 415


@pytest.mark.parametrize("given", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "ключ".encode()])
def test_without_the_secret_nothing_is_taken(bot: RunningBot, given: str | bytes | None) -> None:
    headers: Any = {"Content-Type": "application/json"} | ({} if given is None else {SECRET_HEADER: given})
    assert posts(bot, headers=headers).status_code == 401
    assert bot.run(bot.store.inbox.state()).waiting == 0
    assert counted(bot, 'bot_webhook_refused_total{status="401"}') == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH"])
def test_other_methods_are_refused(bot: RunningBot, method: str) -> None:
    assert asks(bot, method, "/some/path", headers=GOOD).status_code == 405


@pytest.mark.parametrize("path", ["/", "/some", "/some/path/", "/some/path/more", "/SOME/path", f"/{TOKEN}", "/docs"])
def test_other_paths_are_refused(bot: RunningBot, path: str) -> None:
    assert asks(bot, "POST", path, headers=GOOD, content=b"{}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b'"text"',
        b"[]",
        b"{}",
        b'[{"update_id": 7}]',
        b'{"update_id": null}',
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b'{"update_id": NaN}',
        b'{"update_id": 99999999999999999999}',
        b'{"update_id": 7, "message": {"text": "\xff\xfe"}}',
        b'{"update_id": 7, "message": {"text": "\x00"}}',
        b'{"update_id": 7}{"update_id": 8}',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"update_id": ' + b"9" * 100_000 + b"}",
    ],
    ids=lambda body: body[:24].decode("latin-1") + f" ({len(body)})",
)
def test_what_is_no_update_is_refused(bot: RunningBot, body: bytes) -> None:
    assert posts(bot, body).status_code == 400
    assert bot.run(bot.store.inbox.state()).waiting == 0


@pytest.mark.parametrize(
    "text", ["\\u0000", "\\ud800", "🙂" * 1000, "a" * 200_000, "‮مرحبا"], ids=["NUL", "half", "emoji", "long", "rtl"]
)
def test_whatever_a_person_writes_is_taken(bot: RunningBot, ana: Person, telegram: FakeTelegram, text: str) -> None:
    ana.says("hello")
    (update,) = telegram.take([])
    body = json.dumps(update).replace("hello", text)
    assert posts(bot, body.encode()).status_code == 200
    bot.settles()
    assert len(ana.cards) == 1


def test_what_is_too_large_is_refused_unread(bot: RunningBot) -> None:
    assert posts(bot, b" " * (LARGEST + 1)).status_code == 413
    assert posts(bot, headers=GOOD | {"Content-Length": "9" * 30}).status_code == 413
    assert posts(bot, headers=GOOD | {"Content-Length": "-5"}).status_code == 413


def test_what_grows_too_large_is_refused_as_soon_as_it_does(bot: RunningBot) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 65_536

    assert asks(bot, "POST", "/some/path", headers=GOOD, content=endless()).status_code == 413
    assert read < 3 * LARGEST / 65_536


def test_what_cannot_be_kept_is_not_acknowledged(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise StoreError("The database is away.", is_temporary=True)

    with monkeypatch.context() as patch:
        patch.setattr(bot.store.inbox, "put", away)
        answer = posts(bot)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert posts(bot).status_code == 200


def test_it_lives(bot: RunningBot) -> None:
    assert asks(bot, "GET", "/healthz").status_code == 200


def test_it_is_ready_with_its_files_and_its_database_and_without_telegram(
    bot: RunningBot, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.fail(connection_lost(), "getMe", times=99)
    answer = asks(bot, "GET", "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "library": "1", "missing": None})

    async def away() -> None:
        raise StoreError("The database is away.", is_temporary=True)

    monkeypatch.setitem(vars(bot.store), "check", away)
    answer = asks(bot, "GET", "/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, "The database is away.")
    assert asks(bot, "GET", "/healthz").status_code == 200


def test_what_it_counts_holds_no_secret_and_nothing_of_anybody(
    bot: RunningBot, ana: Person, telegram: FakeTelegram
) -> None:
    ana.says("my secret worry")
    (update,) = telegram.take([])
    posts(bot, json.dumps(update).encode())
    bot.settles()
    answer = asks(bot, "GET", "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.text
    for wanted in (
        'bot_updates_total{kind="message"} 1.0',
        'bot_updates_handled_total{chat="private",outcome="answer"} 1.0',
        'bot_telegram_requests_total{method="sendMessage",result="ok"} 1.0',
        "bot_understanding_seconds_bucket",
        "bot_answering_seconds_bucket",
        "bot_limiter_wait_seconds_bucket",
        "bot_telegram_retries_total",
        "bot_errors_total",
        "bot_inbox_waiting 0.0",
        'library="1"',
    ):
        assert wanted in text, wanted
    for hidden in (TOKEN, TOKEN.partition(":")[2], SECRET, "worry", "Ana", str(ana.id), URL):
        assert hidden not in text
