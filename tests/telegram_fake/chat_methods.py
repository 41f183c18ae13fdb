"""The methods that ask about chats and those who are in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.telegram_fake.delivery import STAND_INS
from tests.telegram_fake.groups import SharedChat
from tests.telegram_fake.membership import PERMISSIONS, Member
from tests.telegram_fake.rules import RefusedError

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram

Json = dict[str, Any]
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


class ChatMethods:
    """What the bot asks about chats."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    def get_chat(self, chat_id: int | str) -> Json:
        """All about a chat."""
        chat = self._telegram.readable(chat_id)
        full: Json = {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(GIFTS, False),
        }
        if chat.kind in {"group", "supergroup"}:
            full["permissions"] = {name: name not in chat.forbidden for name in PERMISSIONS}
        if chat.linked:
            full["linked_chat_id"] = chat.linked.id
        return chat.as_json | full

    def get_chat_member(self, chat_id: int, user_id: int) -> Json:
        """Somebody's place in a chat."""
        chat = self._with_members(chat_id)
        if user_id in STAND_INS:
            raise RefusedError("Bad Request: PARTICIPANT_ID_INVALID")
        user = self._telegram.user(user_id)
        if user is not None and user_id == self._telegram.me["id"]:
            return chat.bot.json_in(chat.kind)
        if user is None or not (chat.bot.is_admin or user_id in self._telegram.met):
            raise RefusedError("Bad Request: invalid user_id specified", is_breach=False)
        self._check_list(chat)
        member = chat.member(user)
        return (Member(user) if self._is_hidden(chat, member) else member).json_in(chat.kind)

    def get_chat_administrators(self, chat_id: int, *, return_bots: bool = False) -> list[Json]:
        """Those who lead a chat; of the bots only the one that asks, unless it wants all."""
        chat = self._with_members(chat_id)
        self._check_list(chat)
        me = self._telegram.me["id"]
        leaders = [
            member
            for member in chat.members.values()
            if member.is_admin and (return_bots or not member.user["is_bot"] or member.user["id"] == me)
        ]
        self._telegram.met |= {member.user["id"] for member in leaders}
        return [member.json_in(chat.kind) for member in leaders if not self._is_hidden(chat, member)]

    def get_chat_member_count(self, chat_id: int) -> int:
        """How many are in a chat."""
        return sum(member.is_here for member in self._with_members(chat_id).members.values())

    def leave_chat(self, chat_id: int) -> bool:
        """Leaves a chat."""
        chat = self._telegram.writable(chat_id)
        if not isinstance(chat, SharedChat):
            raise RefusedError("Bad Request: chat member status can't be changed in private chats")
        self._telegram.move_bot(chat, self._telegram.me, replace(chat.bot, status="left", allowed=frozenset()))
        return True

    def _with_members(self, chat_id: int) -> SharedChat:
        chat = self._telegram.readable(chat_id)
        if not isinstance(chat, SharedChat):
            raise RefusedError("Bad Request: there are no administrators in the private chat")
        self._telegram.check_not_upgraded(chat)
        return chat

    def _is_hidden(self, chat: SharedChat, member: Member) -> bool:
        return chat.hides_anonymous and "is_anonymous" in member.allowed and not chat.bot.is_admin

    def _check_list(self, chat: SharedChat) -> None:
        """Plain members see nobody in a channel, nor in a group that hides its members."""
        if not chat.bot.is_admin and (chat.kind == "channel" or chat.hides_members):
            raise RefusedError("Bad Request: member list is inaccessible", is_breach=False)
