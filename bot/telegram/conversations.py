"""Conversations: whose words belong together, and what each is remembered by."""

from __future__ import annotations

from typing import NamedTuple

from telegram import Message, Update

from bot.dialogue.memory import FORGOTTEN, Memory
from bot.telegram.bounded import Bounded

REMEMBERED = 20_000
"""Conversations in memory at most: at under 1,000 bytes each, some 20 MB."""


class Conversation(NamedTuple):
    """One person in one chat, and in one topic of it where the chat has topics."""

    chat: int
    thread: int | None
    person: int


class Memories:
    """Memories, kept as long as the process lives. A store with the same two methods can take its place."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._memories: Bounded[Conversation, Memory] = Bounded(size)

    async def recall(self, conversation: Conversation) -> Memory:
        """What the conversation remembers; an empty memory where nothing is known."""
        return self._memories.get(conversation) or FORGOTTEN

    async def keep(self, conversation: Conversation, memory: Memory) -> None:
        """Remembers it from now on."""
        self._memories.put(conversation, memory)


def conversation_of(update: Update) -> Conversation | None:
    """The conversation that an update belongs to; None where no person or no chat stands behind it."""
    chat, person = update.effective_chat, update.effective_user
    if chat is None or person is None:
        return None
    message = update.callback_query.message if update.callback_query else update.effective_message
    # A thread's id also stands on plain replies; only in a topic may it be sent back.
    thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Conversation(chat.id, thread, person.id)
