"""Who may tell the bot what to do in a chat. Telegram is asked each time: nothing that anybody sends is proof."""

from __future__ import annotations

import logging
from enum import Enum

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram.addressed import ANONYMOUS_ADMIN, CHANNEL

log = logging.getLogger(__name__)

LEADERS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
HIDDEN_LIST = "member list is inaccessible"
"""What Telegram says, in lower case, where only administrators see who is in the chat, and the bot is none."""


class Rights(Enum):
    """Whether somebody leads a chat."""

    GRANTED = "granted"
    DENIED = "denied"
    UNKNOWN = "unknown"
    """The chat hides its members from the bot."""


async def rights_of(bot: Bot, chat: int, person: int) -> Rights:
    """Whether a person is an administrator of a chat now.

    Raises:
        ChatMigrated: The group is a supergroup by now, with an id of its own.
        TelegramError: Telegram cannot be asked at the moment.
    """
    try:
        member = await bot.get_chat_member(chat, person)
    except Forbidden:
        return Rights.DENIED  # the bot is not in the chat
    except BadRequest as error:
        return Rights.UNKNOWN if HIDDEN_LIST in error.message.lower() else Rights.DENIED
    return Rights.GRANTED if member.status in LEADERS else Rights.DENIED


async def rights_of_author(bot: Bot, message: Message) -> Rights:
    """Whether the author of a group's message is an administrator of the group.

    Who writes as the group is one, as Telegram lets nobody else do that; who writes as the channel that the group
    belongs to is as good as one.

    Raises:
        TelegramError: Telegram cannot be asked at the moment.
    """
    author, name = message.from_user, message.sender_chat
    if author is None:
        return Rights.DENIED
    if author.id == ANONYMOUS_ADMIN:
        return Rights.GRANTED if name is not None and name.id == message.chat_id else Rights.DENIED
    if author.id == CHANNEL:
        linked = (await bot.get_chat(message.chat_id)).linked_chat_id
        return Rights.GRANTED if name is not None and name.id == linked else Rights.DENIED
    return await rights_of(bot, message.chat_id, author.id)


async def can_act(bot: Bot, chat: int) -> bool:
    """Whether the bot is in a chat and may write there, as far as Telegram says."""
    try:
        member = await bot.get_chat_member(chat, bot.id)
    except TelegramError as error:
        log.info("The bot does not know its place in a chat (%s)", type(error).__name__)
        return False
    is_muted = member.status == ChatMemberStatus.RESTRICTED and not getattr(member, "can_send_messages", False)
    return member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED} and not is_muted
