"""Speaks in groups: falls silent where it may not speak (any more), and follows a group that becomes a supergroup."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Chat
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.dialogue.reply import Reply
from bot.store.errors import StoreError
from bot.telegram.admins import can_act
from bot.telegram.bounded import Bounded
from bot.telegram.conversations import Conversation
from bot.telegram.parts import Parts

log = logging.getLogger(__name__)

MAY_NOT = ("not enough rights", "no rights to send", "chat_write_forbidden", "topic_closed", "thread not found")
"""What Telegram says, in lower case, where the bot may not write in a group or in one of its topics at the moment."""

FOLLOWED = 1_000
"""Supergroups that are known to have been groups."""


class Voice:
    """Sends and edits in groups."""

    def __init__(self, parts: Parts) -> None:
        self._bot = parts.bot
        self._sender = parts.sender
        self._store = parts.store
        self._clock = parts.clock
        self._followed: Bounded[int, bool] = Bounded(FOLLOWED)

    async def say(self, to: Conversation, reply: Reply, answering: int | None) -> tuple[int, int] | None:
        """Sends the reply, in answer to that message if one is named.

        Returns the chat, which is another one where the group has become a supergroup meanwhile, and the id of the new
        message; None where the bot may not write.
        """
        async with self._where_allowed(to.chat):
            try:
                return to.chat, await self._sender.send(to, reply, answering)
            except ChatMigrated as error:
                new = error.new_chat_id
                await self.moved(to.chat, new)
                # Ids of messages mean others there: the answer stands by itself.
                return new, await self._sender.send(to._replace(chat=new, thread=None), reply)
        return None

    async def change(self, to: Conversation, message: int, reply: Reply) -> bool:
        """Shows the reply in place of an earlier message; False where that is gone, or the bot is."""
        async with self._where_allowed(to.chat):
            return await self._sender.edit(to, message, reply)
        return False

    async def is_back(self, chat: Chat) -> bool:
        """Whether the bot has a voice again in a chat where it had none; if so, that is kept."""
        if not await can_act(self._bot, chat.id):
            return False
        try:
            await self._store.chats.joined(chat.id, chat.type, None, self._clock())
        except StoreError as error:
            log.error("That the bot is back in a group could not be kept. %s", error)
        return True

    async def moved(self, old: int, new: int) -> None:
        """A group has become a supergroup: what is known of it goes with it."""
        self._followed.put(new, True)
        try:
            await self._store.chats.move(old, new)
        except StoreError as error:
            log.error("What is known of a group could not be moved to its supergroup. %s", error)

    def has_followed(self, chat: int) -> bool:
        """Whether a supergroup was a group of the bot's a moment ago."""
        return bool(self._followed.get(chat))

    async def gone(self, chat: int) -> None:
        """The bot is out of a chat, or has no voice there: it does nothing there any more."""
        try:
            await self._store.chats.gone(chat, self._clock())
        except StoreError as error:
            log.error("That the bot is out of a chat could not be kept. %s", error)

    @asynccontextmanager
    async def _where_allowed(self, chat: int) -> AsyncIterator[None]:
        try:
            yield
        except ChatMigrated as error:
            await self.moved(chat, error.new_chat_id)
        except Forbidden:
            log.info("The bot is out of a group")
            await self.gone(chat)
        except BadRequest as error:
            if not any(said in error.message.lower() for said in MAY_NOT):
                raise
            log.info("The bot may not write in a group, or in one of its topics")
