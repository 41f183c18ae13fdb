"""Chats and what stands in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_fake.membership import Member
from tests.telegram_fake.pictures import Picture


@dataclass
class Shown:
    """A message as its readers see it."""

    id: int
    is_from_bot: bool
    """Whether the bot under test has sent it, which is not so where a person chose it from inline results."""
    text: str
    """The text, or the caption of a picture."""
    date: int
    chat: Chat = field(repr=False, compare=False)
    author: dict[str, Any] = field(default_factory=dict, repr=False)
    """Who it is from, in the Bot API's fields: `from`, `sender_chat`, `via_bot`, `forward_origin` ..."""
    entities: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    is_html: bool = False
    thread: int | None = None
    """The forum topic; where there are no topics, the first message of the replies that it belongs to."""
    reply_to: Shown | None = field(default=None, repr=False)
    photo: Picture | None = None
    other: dict[str, Any] = field(default_factory=dict)
    """What it holds beside text and picture: a voice, a service message ..."""
    inline_id: str | None = None
    edits: int = 0
    """How often it was changed."""

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, in reading order."""
        return [button["text"] for row in self.rows for button in row]

    @property
    def bold(self) -> list[str]:
        """What stands in bold."""
        return self.marked("bold")

    @property
    def topic(self) -> str | None:
        """The name of the forum topic that it stands in."""
        return self.chat.topics.get(self.thread) if self.thread else None

    @property
    def sender(self) -> str:
        """The name that readers see above it."""
        author = self.author.get("sender_chat") or self.author.get("from") or {}
        return str(author.get("title") or author.get("first_name") or "")

    def marked(self, kind: str) -> list[str]:
        """The pieces of the text that an entity of this kind covers."""
        raw = self.text.encode("utf-16-le", "surrogatepass")
        spans = [(entity["offset"], entity["length"]) for entity in self.entities if entity["type"] == kind]
        return [raw[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in spans]

    def button(self, label: str) -> dict[str, Any]:
        """The button with this label."""
        for row in self.rows:
            for button in row:
                if button["text"] == label:
                    return button
        raise AssertionError(f"No button {label!r}. There are: {', '.join(self.labels) or 'none'}.\n\n{self.text}")


@dataclass(eq=False)
class Chat:
    """A private chat, a group or a channel."""

    id: int
    kind: str
    title: str
    has_started: bool = False
    """Whether the person has ever written here, without which a bot may not write to a private chat."""
    is_blocked: bool = False
    messages: dict[int, Shown] = field(default_factory=dict, repr=False)
    threads: set[int] = field(default_factory=set, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict, repr=False)
    closed_topics: set[int] = field(default_factory=set, repr=False)
    forbidden: set[str] = field(default_factory=set, repr=False)
    """What plain members of a group may not do, such as `can_send_messages`."""
    shows_all: bool = False
    """Whether the bot's privacy mode was off when it came into the group."""
    hides_members: bool = False
    """Whether only administrators see who is in the group."""
    hides_anonymous: bool = False
    """Whether only administrators see which of them are anonymous, as some bots have met it."""
    migrated_to: int | None = None
    username: str = ""
    """The name by which anybody finds a public channel."""
    linked: Chat | None = field(default=None, repr=False)
    """The discussion group of a channel, or the channel of a discussion group."""
    message_ids: Iterator[int] = field(default_factory=lambda: itertools.count(2), repr=False)
    """The ids of messages to come; the first is Telegram's own, and also stands for the topic General."""

    @property
    def as_json(self) -> dict[str, Any]:
        """The chat as the Bot API has it."""
        name = "first_name" if self.kind == "private" else "title"
        forum = {"is_forum": True} if self.is_forum else {}
        public = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": self.kind, name: self.title} | forum | public

    @property
    def cards(self) -> list[Shown]:
        """What the bot has written here and is still there."""
        return [message for message in self.messages.values() if message.is_from_bot]

    @property
    def card(self) -> Shown:
        """The bot's last message."""
        assert self.cards, f"The bot has not written to {self.title}"
        return self.cards[-1]

    @property
    def transcript(self) -> str:
        """Everything that stands here, as people read it."""
        return "\n".join(_line(message) for message in self.messages.values())

    def answers_to(self, message: Shown) -> list[Shown]:
        """The bot's messages that reply to this one."""
        return [card for card in self.cards if card.reply_to is message]

    def thread_of(self, reply_to: Shown | None, topic: int | None) -> int | None:
        """The thread that a new message belongs to.

        In a supergroup replies form threads too, but none that a message may be sent to.
        """
        if topic is not None or reply_to is None or self.kind != "supergroup":
            return topic
        return reply_to.thread or reply_to.id


def message_json(message: Shown, *, with_reply: bool = True) -> dict[str, Any]:
    """The message as the Bot API has it."""
    text, entities = ("caption", "caption_entities") if message.photo or message.other else ("text", "entities")
    replied = message.reply_to or _opening(message)
    reply = message_json(replied, with_reply=False) if replied and with_reply else None
    in_topic = message.thread is not None and (message.chat.kind == "private" or message.thread in message.chat.topics)
    content = {
        "message_id": message.id,
        "date": message.date,
        "chat": message.chat.as_json,
        **message.author,
        text: message.text or None,
        entities: message.entities or None,
        "photo": message.photo.as_json if message.photo else None,
        "reply_markup": {"inline_keyboard": message.rows} if message.rows else None,
        "message_thread_id": message.thread,
        "is_topic_message": True if in_topic else None,
        "reply_to_message": reply,
        "edit_date": message.date + 1 if message.edits else None,
        **message.other,
    }
    return {name: value for name, value in content.items() if value is not None}


def _opening(message: Shown) -> Shown | None:
    """What opened the forum topic; whatever stands there and answers nothing else seems to reply to it."""
    is_first = message.thread == message.id
    return message.chat.messages.get(message.thread) if message.topic and message.thread and not is_first else None


def _line(message: Shown) -> str:
    """A message in a transcript: who, where, in reply to whom, what, and the buttons under it."""
    who = message.sender + (f" via {message.author['via_bot']['first_name']}" if "via_bot" in message.author else "")
    where = f" [{message.topic}]" if message.topic else ""
    reply = f" (to {message.reply_to.sender}: {_short(message.reply_to.text)})" if message.reply_to else ""
    what = [kind for kind in ("picture",) if message.photo] + list(message.other)
    marks = "".join(f"<{kind}> " for kind in what)
    buttons = ["    " + " ".join(f"[{button['text']}]" for button in row) for row in message.rows]
    lines = f"{who}{where}{reply}: {marks}{message.text}".split("\n")
    return "\n".join([lines[0], *(f"    {line}" for line in lines[1:]), *buttons])


def _short(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= 30 else f"{line[:29]}…"
