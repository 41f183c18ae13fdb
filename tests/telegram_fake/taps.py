"""Taps on buttons, and the bot's answers to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.telegram_fake.chats import Chat, Shown, message_json
from tests.telegram_fake.rules import RefusedError

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram


@dataclass
class Tap:
    """A tap on a button, and what its answer showed to the person."""

    id: str
    is_too_old: bool = False
    answers: int = 0
    says: str = ""
    is_alert: bool = False
    """Whether the words stand in a window that must be closed, rather than pass by."""
    url: str = ""
    """What the answer opens."""


class Taps:
    """All taps."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self._taps: dict[str, Tap] = {}

    @property
    def unanswered(self) -> list[Tap]:
        """Those whose buttons still spin."""
        return [tap for tap in self._taps.values() if not tap.answers]

    def add(self, chat: Chat, sender: dict[str, Any], message: Shown, data: str, *, is_too_old: bool) -> Tap:
        """A person taps a button of a message."""
        tap = Tap(str(self._telegram.next_id()), is_too_old)
        self._taps[tap.id] = tap
        shown: dict[str, Any] = message_json(message)
        if message.id not in chat.messages:
            shown = {"message_id": message.id, "date": 0, "chat": chat.as_json}  # an InaccessibleMessage
        where = {"inline_message_id": message.inline_id} if message.inline_id else {"message": shown}
        instance = str(chat.id * 31)  # the same for all taps in a chat, and no id of it
        query = {"id": tap.id, "from": sender, **where, "chat_instance": instance, "data": data}
        self._telegram.tell("callback_query", query)
        return tap

    def answer_callback_query(
        self, callback_query_id: str, text: str = "", *, show_alert: bool = False, url: str = "", **_: Any
    ) -> bool:
        """Lets a button rest, and shows or opens something."""
        tap = self._taps.get(callback_query_id)
        if len(text) > 200:
            raise RefusedError("Bad Request: MESSAGE_TOO_LONG")
        if url and not re.fullmatch(rf"(https?://)?t\.me/{self._telegram.me['username']}\?start=[\w-]{{1,64}}", url):
            raise RefusedError("Bad Request: URL_INVALID")
        if tap is None or tap.is_too_old or tap.answers:
            if tap is not None:
                tap.answers += 1
            raise RefusedError(
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                is_breach=tap is None or not tap.is_too_old,
            )
        tap.answers += 1
        tap.says, tap.is_alert, tap.url = text, show_alert, url
        return True
