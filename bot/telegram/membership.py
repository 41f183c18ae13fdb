"""Where the bot is: added, removed, silenced, moved; and the links by which it is added."""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Update, User
from telegram.constants import ChatMemberStatus, ChatType, UpdateType
from telegram.error import TelegramError
from telegram.ext import ChatMemberHandler, CommandHandler, MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.dialogue.reply import Button, Reply, Section
from bot.store.errors import StoreError
from bot.telegram.addressed import ANONYMOUS_ADMIN
from bot.telegram.admin_commands import settings_payload
from bot.telegram.admins import Rights, rights_of
from bot.telegram.conversations import Conversation, conversation_of
from bot.telegram.group_cards import line
from bot.telegram.known_chats import KnownChats
from bot.telegram.parts import IN_PRIVATE, Context, Parts, Route, Routes
from bot.telegram.selftest import look, what_i_see
from bot.telegram.settings_pages import PREFIX
from bot.telegram.voice import Voice

log = logging.getLogger(__name__)

HELLO = "Hello! Ask me about {roles}: /ask and your question, or reply to me."
SET_UP = "For admins: set me up"
SETTINGS = "Settings of this group"
ADD_TITLE = "Add me to a group or a channel"
ADD = (
    "In a group I answer who addresses me. The link asks for the least that Telegram has, to be an administrator "
    "without any right over people or messages, so that mentions reach me; without that I still answer commands and "
    "replies. In a channel I post only what you choose with /post, and need the right to post for it."
)
TO_GROUP = "Add to a group"
TO_CHANNEL = "Add to a channel"
GROUP_RIGHTS = "manage_chat"
"""The least right that makes an administrator: it lets the bot see mentions, whatever the privacy mode, and admins."""
CHANNEL_RIGHTS = "post_messages"


class Membership:
    """Keeps where the bot is, and greets where it is new."""

    def __init__(self, parts: Parts, known: KnownChats, voice: Voice) -> None:
        self._parts = parts
        self._known = known
        self._voice = voice

    def routes(self) -> Routes:
        """The bot's own place in chats, groups that become supergroups, new topics, and the command to add the bot."""
        messages = filters.UpdateType.MESSAGE
        topics = filters.StatusUpdate.FORUM_TOPIC_CREATED | filters.StatusUpdate.FORUM_TOPIC_EDITED
        mine = ChatMemberHandler(self.changed, ChatMemberHandler.MY_CHAT_MEMBER)
        return [
            Route(UpdateType.MY_CHAT_MEMBER, mine),
            Route(UpdateType.MESSAGE, MessageHandler(messages & filters.StatusUpdate.MIGRATE, self.migrated)),
            Route(UpdateType.MESSAGE, MessageHandler(messages & topics, self.topic)),
            Route(UpdateType.MESSAGE, CommandHandler("add", self.add, messages & IN_PRIVATE)),
        ]

    async def changed(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """The bot has another place in a chat."""
        change = update.my_chat_member
        if change is None:
            return
        if change.chat.type == ChatType.PRIVATE:
            await self._blocked(change)
        elif not has_voice(change.new_chat_member):
            await self._voice.gone(change.chat.id)
        else:
            is_new = not is_here(change.old_chat_member)
            await self._joined(change, change.from_user if is_new else None)
            if is_new:
                await self._greet(change)

    async def migrated(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """A group has become a supergroup, which both of them say."""
        message = update.message
        if message is None:
            return
        if message.migrate_to_chat_id:
            await self._voice.moved(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self._voice.moved(message.migrate_from_chat_id, message.chat_id)

    async def topic(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """A forum has a new topic, or a new name for one."""
        if update.message:
            known = await self._known.look_up(update.message.chat_id)
            await self._known.learn_topic(update.message, known.settings)

    async def add(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Shows the links by which the bot is added."""
        conversation = conversation_of(update)
        if conversation is None:
            return
        rows = add_buttons(self._parts.bot.username)
        await self._parts.sender.send(conversation, Reply((Section(ADD_TITLE, ADD),), rows=rows))
        # Who is about to add the bot can be written to when that is done.
        await self._parts.memories.keep(conversation, await self._parts.memories.recall(conversation))

    async def _blocked(self, change: ChatMemberUpdated) -> None:
        """Somebody has blocked the bot in private, or lets it write again."""
        people, person = self._parts.store.people, change.chat.id
        try:
            if is_here(change.new_chat_member):
                await people.unblock(person)
            else:
                await people.block(person, self._parts.clock())
        except StoreError as error:
            log.error("That somebody has blocked the bot could not be kept. %s", error)

    async def _joined(self, change: ChatMemberUpdated, adder: User | None) -> None:
        added_by = adder.id if adder and not adder.is_bot else None
        try:
            await self._parts.store.chats.joined(change.chat.id, change.chat.type, added_by, self._parts.clock())
        except StoreError as error:
            log.error("That the bot is in a chat could not be kept. %s", error)

    async def _greet(self, change: ChatMemberUpdated) -> None:
        """Says one line in a new group, nothing in a channel, and to whoever added the bot what it sees there.

        A group that becomes a supergroup looks like a new one at first. While the bot looks around, it hears of that.
        """
        chat, adder = change.chat, change.from_user
        try:
            sight = await look(self._parts.bot, chat.id)
        except TelegramError as error:
            log.info("The bot cannot look around in a new chat (%s)", type(error).__name__)
            return
        if self._voice.has_followed(chat.id):
            return
        if not sight.is_channel and sight.can_write:
            roles = " and ".join(role.plural for role in self._parts.dialogue.library.roles.values())
            link = create_deep_linked_url(self._parts.bot.username, settings_payload(chat.id))
            hello = line(HELLO.format(roles=roles), Button(SET_UP, url=link))
            await self._voice.say(Conversation(chat.id, None, adder.id), hello, None)
        if adder.id != ANONYMOUS_ADMIN and await self._known.has_spoken(adder.id):
            page = what_i_see(sight, self._parts.bot.username)
            if not sight.is_channel and await rights_of(self._parts.bot, chat.id, adder.id) is Rights.GRANTED:
                page = replace(page, rows=((Button(SETTINGS, f"{PREFIX}-{-chat.id}"),),))
            await self._parts.sender.send(Conversation(adder.id, None, adder.id), page)


def add_buttons(username: str) -> tuple[tuple[Button, ...], ...]:
    """The buttons that add the bot to a group or a channel, with exactly the rights that it needs there."""
    group = f"https://t.me/{username}?startgroup&admin={GROUP_RIGHTS}"
    channel = f"https://t.me/{username}?startchannel&admin={CHANNEL_RIGHTS}"
    return ((Button(TO_GROUP, url=group),), (Button(TO_CHANNEL, url=channel),))


def is_here(member: ChatMember) -> bool:
    """Whether somebody is in a chat."""
    is_out = isinstance(member, ChatMemberRestricted) and not member.is_member
    return not is_out and member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


def has_voice(member: ChatMember) -> bool:
    """Whether somebody is in a chat and may write there, as far as their place tells."""
    return is_here(member) and not (isinstance(member, ChatMemberRestricted) and not member.can_send_messages)
