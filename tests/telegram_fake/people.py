"""The people's side: somebody who types, taps, edits and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.telegram_fake.chats import Chat, Shown
from tests.telegram_fake.links import Link, read_link
from tests.telegram_fake.taps import Tap

if TYPE_CHECKING:
    from tests.telegram_fake.groups import SharedChat
    from tests.telegram_fake.inline import Typed
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

    def __init__(self, telegram: FakeTelegram, chat: Chat, username: str = "", *, is_bot: bool = False) -> None:
        self.telegram = telegram
        self.chat = chat
        self.username = username
        self.is_bot = is_bot

    @property
    def id(self) -> int:
        """The person's id, which is also that of the private chat."""
        return self.chat.id

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.chat.title

    @property
    def as_json(self) -> dict[str, Any]:
        """The person as the Bot API has them."""
        person = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name, "language_code": "en"}
        return person | ({"username": self.username} if self.username else {})

    @property
    def cards(self) -> list[Shown]:
        """What the bot has written in the private chat and is still there."""
        return self.chat.cards

    @property
    def card(self) -> Shown:
        """The bot's last message in the private chat."""
        return self.chat.card

    def says(self, text: str, *, where: Chat | None = None, thread: int | None = None) -> int:
        """Writes a message, in the private chat or in a group; returns its id."""
        return self.telegram.add_message(where or self.chat, self.as_json, text=text, thread=thread).id

    def starts(self, payload: str = "") -> int:
        """Presses Start, as it stands behind a deep link if there is a payload."""
        return self.says(f"/start {payload}".strip())

    def sends(self, thing: str) -> int:
        """Sends one of `THINGS`."""
        return self.telegram.add_message(self.chat, self.as_json, **THINGS[thing]).id

    def edits(self, message_id: int, text: str) -> None:
        """Changes an earlier message."""
        self.telegram.change_message(self.chat.messages[message_id], text)

    def taps(self, label: str, *, card: Shown | None = None, is_too_old: bool = False) -> Tap:
        """Taps a button, of the last card in the private chat if no other is given."""
        card = card or self.card
        return self.taps_data(card.button(label)["callback_data"], card=card, is_too_old=is_too_old)

    def taps_data(
        self, data: str, *, card: Shown | None = None, where: Chat | None = None, is_too_old: bool = False
    ) -> Tap:
        """Taps a button that holds this data, such as one of long ago."""
        card = card or self.card
        return self.telegram.taps.add(where or card.chat, self.as_json, card, data, is_too_old=is_too_old)

    def opens(self, url: str, into: SharedChat | None = None) -> Shown | None:
        """Opens a link to the bot or to a message, and returns the message where it leads to one.

        Args:
            url: The link. One that adds the bot does so with the rights that it asks for, if the person may give them.
            into: The group or the channel that the person then chooses.
        """
        link, me = read_link(url), self.telegram.me
        if link.message:
            return self.telegram.message_at(link)
        assert link.to == me["username"], f"A link to somebody else: {url}"
        if link.kind == "start":
            self.starts(link.payload)
        elif link.kind:
            assert into is not None, "Say which group or channel the bot is added to"
            self._adds_the_bot(into, link)
        return None

    def follows(self, label: str, *, card: Shown | None = None, into: SharedChat | None = None) -> Shown | None:
        """Presses a button that is a link."""
        return self.opens((card or self.card).button(label)["url"], into)

    def types(self, text: str, *, offset: str = "", chat_type: str = "supergroup") -> Typed:
        """Types something after the bot's name in a chat of this kind, and waits for the results."""
        return self.telegram.inline.ask(self, text, offset, chat_type)

    def chooses(self, typed: Typed, wanted: str, *, where: Chat | None = None) -> Shown:
        """Sends the result with this id or title, into a chat that the bot is not in if none is given."""
        return self.telegram.inline.choose(typed, wanted, where or self.telegram.group("Elsewhere", bot="left"))

    def deletes(self, card: Shown) -> None:
        """Deletes a message of the bot's."""
        del card.chat.messages[card.id]

    def blocks_the_bot(self) -> None:
        """Blocks the bot."""
        self._sets_blocked(is_blocked=True)

    def unblocks_the_bot(self) -> None:
        """Lets the bot write again."""
        self._sets_blocked(is_blocked=False)

    def _adds_the_bot(self, into: SharedChat, link: Link) -> None:
        """Adds the bot by a link: in a group anybody may, but only some may make it an administrator."""
        mine = into.member(self.as_json)
        may_promote = mine.has_right("can_promote_members")
        assert may_promote or into.kind != "channel", f"{self.name} cannot add administrators to {into.title}"
        if link.rights and may_promote:
            into.set_bot("administrator", self, **dict.fromkeys(link.rights, True))
        elif not into.bot.is_here:
            into.set_bot("member", self)
        if link.payload and into.kind != "channel":
            self.says(f"/start@{self.telegram.me['username']} {link.payload}", where=into)

    def _sets_blocked(self, *, is_blocked: bool) -> None:
        self.chat.is_blocked = is_blocked
        old, new = ("member", "kicked") if is_blocked else ("kicked", "member")
        self.telegram.tell_my_place(self.chat, self.as_json, old, new)
