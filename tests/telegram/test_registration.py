"""The webhook at Telegram: registered where it differs, never otherwise, and shown."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.telegram.registration import set_webhook, show_webhook
from bot.telegram.running import CannotRunError, Plan
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeRequest, FakeTelegram, connection_lost, empty_database, refused, settings_for

URL = "https://bot.example.org/telegram"
SECRET = "a-secret"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_database(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.telegram.limiter.BACK_OFF", ())


def settings(url: str = URL, secret: str = SECRET, **more: str) -> Settings:
    return settings_for(WEBHOOK_URL=url, WEBHOOK_SECRET=secret, **more)


def sets(telegram: FakeTelegram, wanted: Settings) -> str:
    return asyncio.run(set_webhook(Plan(wanted, StubDialogue(), request=FakeRequest(telegram))))


def shows(telegram: FakeTelegram, wanted: Settings) -> tuple[str, bool]:
    lines, is_as_set = asyncio.run(show_webhook(Plan(wanted, StubDialogue(), request=FakeRequest(telegram))))
    return "\n".join(lines), is_as_set


def test_it_is_registered_once(telegram: FakeTelegram) -> None:
    assert sets(telegram, settings()) == f"The webhook {URL} is registered."
    (call,) = telegram.called("setWebhook")
    assert call.parameters["url"] == URL
    assert call.parameters["secret_token"] == SECRET
    assert "drop_pending_updates" not in call.parameters
    kinds = set(json.loads(call.parameters["allowed_updates"]))
    assert kinds >= {"message", "edited_message", "callback_query", "inline_query", "my_chat_member"}
    assert "message_reaction" not in kinds
    assert sets(telegram, settings()) == f"The webhook {URL} is registered already."
    assert len(telegram.called("setWebhook")) == 1


@pytest.mark.parametrize("change", ["url", "secret", "kinds", "connections"])
def test_it_is_registered_anew_when_something_differs(telegram: FakeTelegram, change: str) -> None:
    sets(telegram, settings())
    wanted = {"url": settings(URL + "2"), "secret": settings(secret="another")}.get(change, settings())
    registered = telegram._updates.webhook
    if change == "kinds":
        registered["allowed_updates"] = ["message"]
    elif change == "connections":
        registered["max_connections"] = 3
    for _ in range(2):
        sets(telegram, wanted)
    assert len(telegram.called("setWebhook")) == 2


def test_where_the_bot_polls_there_is_nothing_to_do(telegram: FakeTelegram) -> None:
    assert "WEBHOOK_URL is not set" in sets(telegram, settings_for())
    assert telegram.calls == []


def test_what_is_missing_is_said(telegram: FakeTelegram) -> None:
    with pytest.raises(CannotRunError, match="WEBHOOK_SECRET is not set") as raised:
        sets(telegram, settings_for(WEBHOOK_URL=URL))
    assert raised.value.status == 2


@pytest.mark.parametrize(
    ("method", "fault", "says"),
    [
        ("getMe", refused(401, "Unauthorized"), "does not accept the token"),
        ("getMe", connection_lost(), "cannot be reached"),
        ("setWebhook", refused(400, "Bad Request: bad webhook: HTTPS url must be provided"), "cannot be reached"),
    ],
    ids=["token", "away", "address"],
)
def test_what_goes_wrong_is_said(telegram: FakeTelegram, method: str, fault: object, says: str) -> None:
    telegram.fail(fault, method)  # type: ignore[arg-type]
    with pytest.raises(CannotRunError, match=says):
        sets(telegram, settings())


def test_it_is_shown(telegram: FakeTelegram) -> None:
    text, is_as_set = shows(telegram, settings())
    assert "Webhook: none" in text
    assert "run `webhook set`" in text
    assert not is_as_set
    sets(telegram, settings())
    telegram._updates.webhook |= {
        "last_error_date": int(telegram.now()),
        "last_error_message": "Wrong response: 503",
    }
    telegram.person("Ana").says("hello")
    text, is_as_set = shows(telegram, settings())
    assert is_as_set
    for line in (f"Webhook: {URL}", "Updates that wait at Telegram: 1", "Last error: Wrong response: 503, at 2026-"):
        assert line in text
    assert SECRET not in text
    assert shows(telegram, settings_for())[1] is False, "Where the settings want none, one is registered"


def test_where_the_bot_polls_no_webhook_is_as_it_should_be(telegram: FakeTelegram) -> None:
    assert shows(telegram, settings_for())[1]
