"""Chats and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Shown:
    """A message as its readers see it."""

    id: int
    is_from_bot: bool
    text: str
    date: int
    entities: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    is_html: bool = False
    thread: int | None = None
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

    def marked(self, kind: str) -> list[str]:
        """The pieces of the text that an entity of this kind covers."""
        raw = self.text.encode("utf-16-le")
        spans = [(entity["offset"], entity["length"]) for entity in self.entities if entity["type"] == kind]
        return [raw[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in spans]

    def button(self, label: str) -> dict[str, Any]:
        """The button with this label."""
        for row in self.rows:
            for button in row:
                if button["text"] == label:
                    return button
        raise AssertionError(f"No button {label!r}. There are: {', '.join(self.labels) or 'none'}.\n\n{self.text}")


@dataclass
class Chat:
    """A private chat or a group."""

    id: int
    kind: str
    title: str
    has_started: bool = False
    """Whether the person has ever written here, without which a bot may not write to a private chat."""
    is_blocked: bool = False
    messages: dict[int, Shown] = field(default_factory=dict)
    threads: set[int] = field(default_factory=set)

    @property
    def as_json(self) -> dict[str, Any]:
        """The chat as the Bot API has it."""
        name = "first_name" if self.kind == "private" else "title"
        return {"id": self.id, "type": self.kind, name: self.title}


def message_json(chat: Chat, message: Shown, sender: dict[str, Any]) -> dict[str, Any]:
    """The message as the Bot API has it."""
    content = {
        "message_id": message.id,
        "date": message.date,
        "chat": chat.as_json,
        "from": sender,
        "text": message.text,
        "entities": message.entities or None,
        "reply_markup": {"inline_keyboard": message.rows} if message.rows else None,
        "message_thread_id": message.thread,
        "is_topic_message": True if message.thread else None,
        "edit_date": message.date + 1 if message.edits else None,
    }
    return {name: value for name, value in content.items() if value is not None}
