"""Which messages of a group reach the bot: the rules of privacy mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.telegram_fake.chats import Shown
from tests.telegram_fake.membership import Member

SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "pinned_message",
        "group_chat_created",
        "supergroup_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
        "video_chat_started",
        "message_auto_delete_timer_changed",
    }
)
"""What a message holds that Telegram itself puts into a chat."""


def reaches(message: Shown, me: Mapping[str, Any], *, with_mentions: bool) -> bool:
    """Whether the bot is told of a person's message.

    Args:
        message: As it stands in its chat.
        me: The bot, as `getMe` gives it.
        with_mentions: Whether, with privacy mode on, a mention is enough. Telegram does not promise it.
    """
    chat = message.chat
    if chat.kind == "private":
        return True
    place = chat.members.get(me["id"], Member(dict(me)))
    author, by_bot = message.author.get("from", {}), message.author.get("via_bot", {})
    if not place.is_here or _is_other_bot(author, me):
        return False
    if chat.kind == "channel" or place.is_admin or chat.shows_all or SERVICE & message.other.keys():
        return True
    is_reply = message.reply_to is not None and message.reply_to.is_from_bot
    is_named = with_mentions and f"@{me['username']}".lower() in map(str.lower, message.marked("mention"))
    return is_reply or is_named or by_bot.get("id") == me["id"] or _is_command(message, me)


def _is_other_bot(author: Mapping[str, Any], me: Mapping[str, Any]) -> bool:
    """Whether another bot wrote it; those in whose name Telegram shows groups and channels are none."""
    return bool(author.get("is_bot")) and author["id"] != me["id"] and author["id"] not in STAND_INS


def _is_command(message: Shown, me: Mapping[str, Any]) -> bool:
    """Whether it is a command for this bot, or for none in particular while no other bot spoke last."""
    command, at, name = (message.text.split() or [""])[0].partition("@")
    if not command.startswith("/") or not message.marked("bot_command"):
        return False
    if at:
        return name.lower() == str(me["username"]).lower()
    for earlier in reversed(message.chat.messages.values()):
        if earlier.id < message.id and (earlier.is_from_bot or _is_other_bot(earlier.author.get("from", {}), me)):
            return earlier.is_from_bot
    return True


ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
IN_NAME_OF_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM_ITSELF = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
STAND_INS = frozenset(user["id"] for user in (ANONYMOUS_ADMIN, IN_NAME_OF_CHANNEL))
"""Who a message seems to be from where a chat speaks."""
