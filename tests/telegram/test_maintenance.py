"""`/doctor` in the maintainers' chat."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dialogue.dialogue import Dialogue
from tests.telegram_fake import FakeTelegram, FakeTime, Group, RunningBot, bad_gateway

URL = "https://bot.example.org/telegram"


@pytest.fixture
def group(telegram: FakeTelegram) -> Group:
    """The maintainers' chat."""
    return telegram.group("Maintainers")


@pytest.fixture
def bot(telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, group: Group) -> Iterator[RunningBot]:
    with RunningBot(
        telegram, dialogue, time, MAINTAINER_CHAT_ID=str(group.id), WEBHOOK_URL=URL, WEBHOOK_SECRET="a"
    ) as bot:
        yield bot


def asks(bot: RunningBot, group: Group) -> str:
    group.says(bot.telegram.person("Mia"), "/doctor@career_test_bot")
    bot.settles()
    return group.card.text


def test_it_says_how_the_bot_is_and_what_is_wrong(bot: RunningBot, telegram: FakeTelegram, group: Group) -> None:
    telegram.person("Ben").says("/start")
    bot.settles()
    telegram._updates.webhook = {
        "url": URL,
        "allowed_updates": ["message", "callback_query"],
        "last_error_date": int(telegram.now()) - 90,
        "last_error_message": "Connection refused",
    }
    text = asks(bot, group)
    for said in (
        "python-telegram-bot 22.",
        "Bot API 10.",
        "Database (sqlite): answers in",
        "1 updates wait here",
        "Telegram (webhook): 0 updates wait there; the last error was 90 s ago (Connection refused)",
        "does not deliver some updates",
        "inline_query",
        "Inline mode is off",
    ):
        assert said in text, text


def test_elsewhere_it_is_an_unknown_command(bot: RunningBot, telegram: FakeTelegram, group: Group) -> None:
    ana = telegram.person("Ana")
    ana.says("/doctor")
    other = telegram.group("Others")
    other.says(ana, "/doctor@career_test_bot")
    bot.settles()
    assert "Database" not in ana.card.text
    assert all("Database" not in card.text for card in other.cards)


def test_what_it_cannot_ask_telegram_is_tried_again(bot: RunningBot, telegram: FakeTelegram, group: Group) -> None:
    telegram.fail(bad_gateway(), "getWebhookInfo")
    assert "Database" in asks(bot, group)
