"""What a message in a group says to the bot, if anything. Pure: nothing is asked of Telegram or of the store."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from telegram import Message, MessageEntity, User

from bot.telegram.conversations import Conversation

ANONYMOUS_ADMIN = 1087968824
CHANNEL = 136817688
"""Accounts that Telegram marks as bots, in whose name admins write as the group, and people as a channel of theirs."""
TELEGRAM = 777000
"""Forwards what is posted in a channel to its discussion group."""
ELSEWHERE = {MessageEntity.URL, MessageEntity.TEXT_LINK, MessageEntity.EMAIL, MessageEntity.PHONE_NUMBER}
"""With these, a message that nobody is addressed in wants to show something rather than to ask."""

GENERAL_THREAD = 1
"""Telegram's own number for the topic General, which may never be sent back to it."""


class Way(StrEnum):
    """How the bot is spoken to."""

    COMMAND = "command"
    REPLY = "reply"
    """To one of its own messages."""
    MENTION = "mention"
    NOT = "not"
    """Not at all, nor anybody else in particular."""


@dataclass(frozen=True)
class Heard:
    """What a message says, as far as it may concern the bot."""

    way: Way
    text: str
    """The question: without the bot's name, and without the command; what it answers where it has no words itself."""
    command: str = ""
    """In lower case, without the slash."""
    is_named: bool = False
    """Whether the command names the bot: `/help@name`."""


def hear(message: Message, me: User, commands: Collection[str]) -> Heard | None:
    """What a group's message says; None where it is not for the bot to hear.

    That is: service messages, other bots, results of inline bots, forwards, what is said to somebody else, commands for
    another bot, and those that are not among `commands` and name no bot.
    """
    if not _is_somebodys_word(message):
        return None
    text, entities = message.text or message.caption or "", message.entities or message.caption_entities
    if command := _command(entities):
        return _hear_command(message, command, text, me, commands)
    mine = [entity for entity in entities if _names(entity, text, me)]
    others = [entity for entity in entities if entity.type in _MENTIONS and entity not in mine]
    if mine:
        return Heard(Way.MENTION, _without(text, mine) or _quoted(message))
    if others or not text.strip():
        return None
    if replied := _replied(message):
        is_to_me = replied.from_user is not None and replied.from_user.id == me.id
        return Heard(Way.REPLY, text) if is_to_me else None
    is_aside = message.external_reply is not None or any(entity.type in ELSEWHERE for entity in entities)
    return None if is_aside else Heard(Way.NOT, text)


def conversation_in(message: Message) -> Conversation:
    """The conversation that a group's message belongs to. Who writes as a channel is that channel."""
    name, author = message.sender_chat, message.from_user
    is_channel = name is not None and name.id != message.chat_id
    person = name.id if name and is_channel else author.id if author else message.chat_id
    return Conversation(message.chat_id, topic_of(message), person)


def topic_of(message: Message) -> int | None:
    """The forum topic that a message stands in; None for General, and where there are no topics.

    Threads of replies have ids too, but nothing can be sent to those.
    """
    thread = message.message_thread_id if message.is_topic_message else None
    return None if thread == GENERAL_THREAD else thread


_MENTIONS = {MessageEntity.MENTION, MessageEntity.TEXT_MENTION}


def _is_somebodys_word(message: Message) -> bool:
    author = message.from_user
    if author is None or author.id == TELEGRAM or (author.is_bot and author.id not in {ANONYMOUS_ADMIN, CHANNEL}):
        return False
    is_passed_on = message.is_automatic_forward or message.forward_origin is not None or message.via_bot is not None
    return not is_passed_on and (message.text is not None or message.caption is not None)


def _hear_command(
    message: Message, command: MessageEntity, text: str, me: User, commands: Collection[str]
) -> Heard | None:
    name, at, bot = _piece(text, command)[1:].partition("@")
    if (at and not _is_me(bot, me)) or (not at and name.lower() not in commands):
        return None
    return Heard(Way.COMMAND, _without(text, [command]) or _quoted(message), name.lower(), bool(at))


def _command(entities: Iterable[MessageEntity]) -> MessageEntity | None:
    first = (entity for entity in entities if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0)
    return next(first, None)


def _names(entity: MessageEntity, text: str, me: User) -> bool:
    """Whether an entity is a mention of the bot. The words alone could be part of a longer name."""
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntity.MENTION and _is_me(_piece(text, entity)[1:], me)


def _is_me(name: str, me: User) -> bool:
    return name.casefold() == (me.username or "").casefold()


def _replied(message: Message) -> Message | None:
    """The message that a person answers.

    In a topic, everything that answers nothing seems to answer the message that opened the topic; and what is said of
    a channel's post answers the forward of it, which is nobody's word.
    """
    replied = message.reply_to_message
    if replied is None or replied.is_automatic_forward or replied.forum_topic_created:
        return None
    is_opening = message.is_topic_message and replied.message_id == message.message_thread_id
    return None if is_opening else replied


def _quoted(message: Message) -> str:
    """The words of somebody else that a message without words of its own points at."""
    if message.quote:
        return message.quote.text
    replied = _replied(message)
    if replied is None or replied.from_user is None or replied.from_user.is_bot:
        return ""
    return replied.text or replied.caption or ""


def _piece(text: str, entity: MessageEntity) -> str:
    """The part of the text that an entity covers; its place is given in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le", "replace")


def _without(text: str, entities: Iterable[MessageEntity]) -> str:
    """The text without what these entities cover, and without the comma or colon that stood behind a name."""
    raw = text.encode("utf-16-le", "surrogatepass")
    for entity in sorted(entities, key=lambda one: one.offset, reverse=True):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        raw = raw[:start] + " ".encode("utf-16-le") + raw[end:]
    left = raw.decode("utf-16-le", "replace")
    return re.sub(r"^[\s,:;-]+", "", re.sub(r"\s+([,?.!])", r"\1", " ".join(left.split())))
