"""Requests as a bot makes them, for the tests of the fake itself."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.telegram_fake.faults import Answer
from tests.telegram_fake.server import TOKEN, FakeTelegram


def call(
    telegram: FakeTelegram, method: str, token: str = TOKEN, files: dict[str, bytes] | None = None, **parameters: Any
) -> Answer:
    """A request as the bot would make it."""
    given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return asyncio.run(telegram.call(token, method, given, files))


def description(answer: Answer) -> str:
    """What Telegram says to a request that it refuses."""
    assert isinstance(answer.body, dict)
    return str(answer.body.get("description", "It did not refuse."))


def result(answer: Answer) -> Any:
    """What comes of a request that is carried out."""
    assert isinstance(answer.body, dict)
    assert answer.body["ok"], answer.body
    return answer.body["result"]


def told(telegram: FakeTelegram) -> list[tuple[str, dict[str, Any]]]:
    """The updates that wait for a bot that asks for every kind: each kind with its content."""
    kinds = ["chat_member", "my_chat_member", "message", "edited_message", "channel_post", "edited_channel_post"]
    kinds += ["callback_query", "inline_query", "chosen_inline_result"]
    updates = telegram.take(kinds)
    return [(kind, content) for update in updates for kind, content in update.items() if kind != "update_id"]


def heard(telegram: FakeTelegram) -> list[str]:
    """The texts of the messages among them."""
    return [content.get("text") or content.get("caption", "") for kind, content in told(telegram) if kind == "message"]
