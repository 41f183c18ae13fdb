"""Commands in messages, and what deep links carry."""

from __future__ import annotations

from telegram import Message, MessageEntity

from bot.knowledge.screens import is_screen_id


def command_in(message: Message) -> str | None:
    """The command that a message begins with, in lower case and without the bot's name; None where there is none."""
    for entity in message.entities:
        if message.text and entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            return message.text[1 : entity.length].partition("@")[0].lower()
    return None


def payload_of(message: Message) -> str | None:
    """What a deep link carries after `/start`, where it could be a screen id."""
    if command_in(message) != "start":
        return None
    _, _, payload = (message.text or "").partition(" ")
    return payload if is_screen_id(payload) else None
