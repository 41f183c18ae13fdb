"""The way to Telegram: what is sent, and what its failures are told apart by."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.transport import Transport
from tests.store.server import free_port
from tests.telegram_fake import (
    TOKEN,
    FakeTelegram,
    Person,
    bad_gateway,
    connection_lost,
    hangs,
    refused,
    serve,
    too_many,
)
from tests.telegram_fake.faults import Fault

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def bot_at(url: str) -> AsyncIterator[Bot]:
    transport = Transport(4)
    async with Bot(TOKEN, f"{url}/bot", request=transport, get_updates_request=transport) as bot:
        yield bot


def test_texts_and_files_arrive_as_they_are(telegram: FakeTelegram, ana: Person) -> None:
    ana.starts()
    text = "<b>ü & ß</b> 🙂 100% +1 a=b&c"

    async def go() -> None:
        async with serve(telegram) as url, bot_at(url) as bot:
            await bot.send_message(ana.id, text)
            await bot.send_document(ana.id, b"\x00\r\n--a\xff", caption=text, filename="trace.txt")

    asyncio.run(go())
    assert ana.cards[0].text == ana.cards[1].text == text
    (call,) = telegram.called("sendDocument")
    assert list(call.files.values()) == [b"\x00\r\n--a\xff"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (refused(400, "Bad Request: odd"), BadRequest),
        (too_many(3), RetryAfter),
        (bad_gateway(), NetworkError),
        (connection_lost(), NetworkError),
        (hangs(), TimedOut),
    ],
    ids=["refused", "too many", "gateway", "lost", "hangs"],
)
def test_each_failure_is_told_by_its_kind(
    telegram: FakeTelegram, ana: Person, fault: Fault, kind: type[TelegramError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.transport.READ_TIMEOUT", 0.2)
    ana.starts()
    telegram.fail(fault)

    async def go() -> None:
        async with serve(telegram) as url, bot_at(url) as bot:
            with pytest.raises(TelegramError) as raised:
                await bot.send_message(ana.id, "hello")
            assert type(raised.value) is kind
            assert TOKEN not in f"{raised.value!r} {raised.value.__cause__!r}"
            await bot.send_message(ana.id, "again")  # over another connection, where that one is dead

    asyncio.run(go())
    assert ana.card.text == "again"


def test_where_nothing_listens_the_request_did_not_get_through() -> None:
    async def go() -> None:
        with pytest.raises(NetworkError) as raised:
            async with bot_at(f"http://127.0.0.1:{free_port()}"):
                pass
        assert type(raised.value) is NetworkError
        assert TOKEN not in str(raised.value)

    asyncio.run(go())


def test_where_the_environment_names_a_proxy_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, telegram: FakeTelegram
) -> None:
    ana = telegram.person()
    ana.starts()
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)

    async def go() -> None:
        async with serve(telegram) as proxy:
            monkeypatch.setenv("http_proxy", proxy)
            async with bot_at("http://telegram.example") as bot:
                await bot.send_message(ana.id, "hello")

    asyncio.run(go())
    assert [card.text for card in ana.cards] == ["hello"]
