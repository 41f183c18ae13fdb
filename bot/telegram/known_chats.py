"""What is known of groups, in the store: whether the bot may act there, and what the admins have chosen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Chat as TelegramChat
from telegram import Message

from bot.store.chats import Chat
from bot.store.errors import StoreError
from bot.store.store import Store
from bot.telegram.chat_settings import GENERAL, ChatSettings

log = logging.getLogger(__name__)

TRIES = 5
"""Times that a change is made again because somebody else changed the settings in between."""


@dataclass(frozen=True)
class KnownChat:
    """A group as far as it is known."""

    settings: ChatSettings
    is_active: bool = True
    """False where the bot was removed or silenced, as far as it knows."""
    is_new: bool = False
    """Whether nothing was ever known of it."""


class KnownChats:
    """The groups that the bot is in."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    async def look_up(self, chat: int) -> KnownChat:
        """What is known of a group; while the store is away it is a new one, in which the bot only answers."""
        try:
            return _known(await self._store.chats.get(chat))
        except StoreError as error:
            log.error("The settings of a group are not at hand. %s", error)
            return KnownChat(ChatSettings())

    async def meet(self, chat: TelegramChat) -> None:
        """The bot is in a group that nothing is known of: it was added while nobody listened, or the store is new."""
        try:
            await self._store.chats.joined(chat.id, chat.type, None, self._clock())
        except StoreError as error:
            log.error("A group could not be kept. %s", error)

    async def change(self, chat: int, how: Callable[[ChatSettings], ChatSettings]) -> ChatSettings:
        """Changes the settings, on top of what anybody else changes at the same time, and returns them.

        Raises:
            StoreError: Nothing could be kept.
        """
        for _ in range(TRIES):
            row = await self._store.chats.get(chat)
            old = _known(row).settings
            new = how(old)
            is_kept = new == old or await self._store.chats.change(
                chat, new.as_json(), row.version if row else 0, self._clock()
            )
            if is_kept:
                return new
        raise StoreError("The settings of a group change all the time: try again in a moment.", is_temporary=True)

    async def learn_topic(self, message: Message, settings: ChatSettings) -> None:
        """Remembers the topic that a message stands in, so that the admins find it in the settings."""
        found = _topic_of(message)
        if found is None:
            return
        thread, name = found
        known = settings.topics.get(thread)
        if known is not None and (name is None or known.name == name):
            return
        try:
            await self.change(message.chat_id, lambda old: old.with_topic(thread, name=name))
        except StoreError as error:
            log.error("A topic could not be remembered. %s", error)

    async def has_spoken(self, person: int) -> bool:
        """Whether a person has talked with the bot in private lately, so that it can write to them."""
        try:
            return await self._store.memories.recall((person, None, person)) is not None
        except StoreError:
            return False


def _known(row: Chat | None) -> KnownChat:
    return (
        KnownChat(ChatSettings.from_json(row.settings), row.is_active)
        if row
        else KnownChat(ChatSettings(), is_new=True)
    )


def _topic_of(message: Message) -> tuple[int, str | None] | None:
    """The id and, where the message tells it, the name of the topic that a message stands in."""
    if not message.chat.is_forum:
        return None
    if message.message_thread_id is None or not message.is_topic_message:
        return GENERAL, None
    renamed, opening = message.forum_topic_edited, message.reply_to_message
    created = message.forum_topic_created or (opening.forum_topic_created if opening else None)
    name = renamed.name if renamed and renamed.name else created.name if created else None
    return message.message_thread_id, name
