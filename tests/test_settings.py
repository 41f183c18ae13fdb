"""Settings: everything that is wrong is said at once, by name, and no secret is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings, require_token

TOKEN = "1234567890:AAF0-test_token_that_is_nobodys_012"


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings({})
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_url.startswith("sqlite://")
    assert (settings.port, settings.metrics_port) == (8080, None)
    assert (settings.log_level, settings.record_questions) == ("INFO", False)
    assert (settings.intents_dir, settings.content_dir, settings.cache_dir) == (None, None, None)


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "TELEGRAM_BOT_TOKEN": f" {TOKEN}\n",
            "TELEGRAM_API_URL": "http://localhost:8081/",
            "DATABASE_URL": "postgres://me:pass@host/db?sslmode=require",
            "WEBHOOK_URL": "https://example.org/hook",
            "WEBHOOK_SECRET": "a_b-C1",
            "PORT": "9000",
            "METRICS_PORT": "9001",
            "INTENTS_DIR": str(tmp_path),
            "CONTENT_DIR": str(tmp_path),
            "CACHE_DIR": str(tmp_path / "made later"),
            "LOG_LEVEL": "debug",
            "MAINTAINER_CHAT_ID": "-100123",
            "RECORD_QUESTIONS": "on",
        }
    )
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "http://localhost:8081"
    assert settings.database_url == "postgresql://me:pass@host/db?sslmode=require"
    assert (settings.port, settings.metrics_port, settings.maintainer_chat_id) == (9000, 9001, -100123)
    assert (settings.intents_dir, settings.cache_dir) == (tmp_path, tmp_path / "made later")
    assert (settings.log_level, settings.record_questions) == ("DEBUG", True)


def test_an_empty_variable_is_not_set() -> None:
    empty = {name.upper(): "" for name in type(load_settings({})).model_fields}
    assert load_settings(empty) == load_settings({}) == load_settings(dict.fromkeys(empty, "  "))


def test_the_process_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("METRICS_PORT", "")
    assert (load_settings().port, load_settings().metrics_port) == (9000, None)
    assert load_settings({}).port == 8080


def test_all_errors_are_told_at_once_and_no_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(
            {
                "TELEGRAM_API_URL": "api.telegram.org",
                "DATABASE_URL": "mysql://me:hidden@host",
                "WEBHOOK_URL": "http://example.org/hidden",
                "WEBHOOK_SECRET": "hidden secret",
                "PORT": "eighty",
                "METRICS_PORT": "99999",
                "INTENTS_DIR": str(tmp_path / "nowhere"),
                "LOG_LEVEL": "loud",
                "MAINTAINER_CHAT_ID": "@me",
                "RECORD_QUESTIONS": "maybe",
            }
        )
    lines = str(caught.value).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "TELEGRAM_API_URL",
        "DATABASE_URL",
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "PORT",
        "METRICS_PORT",
        "INTENTS_DIR",
        "LOG_LEVEL",
        "MAINTAINER_CHAT_ID",
        "RECORD_QUESTIONS",
    ]
    assert lines[4] == (
        "PORT is 'eighty', which cannot be used: set it to a port number from 1 to 65535, or leave it empty for 8080."
    )
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "12345", "abc:def", f"{TOKEN} x", f"<{TOKEN}>", "1:" + "x" * 200])
def test_a_token_that_cannot_be_one_is_explained(token: str) -> None:
    sentence = require_token(load_settings({"TELEGRAM_BOT_TOKEN": token}))
    assert sentence is not None
    assert "BotFather" in sentence
    assert not token or token not in sentence


def test_a_good_token_is_not_shown_by_the_settings() -> None:
    settings = load_settings({"TELEGRAM_BOT_TOKEN": TOKEN})
    assert require_token(settings) is None
    assert TOKEN not in repr(settings)
