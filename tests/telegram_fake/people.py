"""The people's side: somebody who types, taps, edits and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.telegram_fake.chats import Chat, Shown

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram

THINGS: dict[str, dict[str, Any]] = {
    "sticker": {
        "sticker": {
            "file_id": "s1",
            "file_unique_id": "s1",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
    "voice": {"voice": {"file_id": "v1", "file_unique_id": "v1", "duration": 3}},
    "photo": {"photo": [{"file_id": "p1", "file_unique_id": "p1", "width": 90, "height": 90}]},
    "file": {"document": {"file_id": "d1", "file_unique_id": "d1"}},
    "place": {"location": {"latitude": 52.5, "longitude": 13.4}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
}
"""What can be sent instead of words."""


class Person:
    """Somebody in a private chat with the bot. What they do reaches the bot when it next asks for updates."""

    def __init__(self, telegram: FakeTelegram, chat: Chat) -> None:
        self.telegram = telegram
        self.chat = chat

    @property
    def id(self) -> int:
        """The person's id, which is also that of the private chat."""
        return self.chat.id

    @property
    def as_json(self) -> dict[str, Any]:
        """The person as the Bot API has them."""
        return {"id": self.id, "is_bot": False, "first_name": self.chat.title, "language_code": "en"}

    @property
    def cards(self) -> list[Shown]:
        """What the bot has written in the chat and is still there."""
        return [message for message in self.chat.messages.values() if message.is_from_bot]

    @property
    def card(self) -> Shown:
        """The bot's last message."""
        assert self.cards, f"The bot has not written to {self.chat.title}"
        return self.cards[-1]

    def says(self, text: str, *, where: Chat | None = None, thread: int | None = None) -> int:
        """Writes a message, in the private chat or in a group; returns its id."""
        return self.telegram.add_message(where or self.chat, self.as_json, text=text, thread=thread)

    def starts(self, payload: str = "") -> int:
        """Presses Start, as it stands behind a deep link if there is a payload."""
        return self.says(f"/start {payload}".strip())

    def sends(self, thing: str) -> int:
        """Sends one of `THINGS`."""
        return self.telegram.add_message(self.chat, self.as_json, **THINGS[thing])

    def edits(self, message_id: int, text: str) -> None:
        """Changes an earlier message."""
        self.telegram.change_message(self.chat, self.as_json, message_id, text)

    def taps(self, label: str, *, card: Shown | None = None, is_too_old: bool = False) -> None:
        """Taps a button, of the last card if no other is given."""
        card = card or self.card
        self.taps_data(card.button(label)["callback_data"], card=card, is_too_old=is_too_old)

    def taps_data(
        self, data: str, *, card: Shown | None = None, where: Chat | None = None, is_too_old: bool = False
    ) -> None:
        """Taps a button that holds this data, such as one of long ago."""
        self.telegram.add_tap(where or self.chat, self.as_json, card or self.card, data, is_too_old=is_too_old)

    def deletes(self, card: Shown) -> None:
        """Deletes a message of the bot's."""
        del self.chat.messages[card.id]

    def blocks_the_bot(self) -> None:
        """Blocks the bot."""
        self.chat.is_blocked = True
