"""What conversations remember, and how each question was answered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from bot.store.database import Change, Database
from bot.store.tables import answers, memories

Conversation = tuple[int, int | None, int]
"""Chat, thread (a topic, where the chat has topics) and person."""


@dataclass(frozen=True)
class Answer:
    """How a message was answered, so that an edit of the message can update the answer, on any replica."""

    thread: int | None
    person: int
    card: int
    """Id of the message that answers."""
    before: str
    """What the conversation remembered before."""
    after: str


class Memories:
    """Memories, opaque here, by conversation; answers by the message that they answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._find = database.lookup(memories)
        self._keep = database.upsert(memories)
        self._keep_answer = database.upsert(answers)

    async def recall(self, conversation: Conversation) -> str | None:
        """What the conversation remembers; None where nothing is known (any more)."""
        row = await self._find(_key(conversation))
        return None if row is None else str(row.memory)

    async def keep(self, conversation: Conversation, memory: str, now: float) -> None:
        """Remembers it from now on."""
        await self._database.write(self._memory(conversation, memory, now))

    async def keep_answer(self, chat: int, message: int, answer: Answer, now: float) -> None:
        """Keeps how the message was answered, and with it what the conversation remembers from now on."""
        row = {
            "chat": chat,
            "message": message,
            "thread": answer.thread or 0,
            "person": answer.person,
            "card": answer.card,
            "before": answer.before,
            "after": answer.after,
            "at": now,
        }
        memory = self._memory((chat, answer.thread, answer.person), answer.after, now)
        await self._database.write((self._keep_answer, row), memory)

    async def answer_to(self, chat: int, message: int) -> Answer | None:
        """How the message was answered, if that is still known."""
        row = await self._database.first(
            select(answers).where(answers.c.chat == chat, answers.c.message == message),
        )
        return None if row is None else Answer(row.thread or None, row.person, row.card, row.before, row.after)

    async def correct(self, chat: int, message: int, after: str, now: float) -> None:
        """The message was edited, and its answer with it: `after` is what the conversation remembers by it now.

        That is kept only where nothing has happened in the conversation since the message was answered.
        """
        async with self._database.transaction():
            earlier = await self.answer_to(chat, message)
            if earlier is None:
                return
            await self._database.execute(
                update(memories)
                .where(memories.c.chat == chat, memories.c.thread == (earlier.thread or 0))
                .where(memories.c.person == earlier.person, memories.c.memory == earlier.after)
                .values(memory=after, at=now)
            )
            await self._database.execute(
                update(answers).where(answers.c.chat == chat, answers.c.message == message).values(after=after, at=now)
            )

    def _memory(self, conversation: Conversation, memory: str, now: float) -> Change:
        chat, thread, person = _key(conversation)
        return self._keep, {"chat": chat, "thread": thread, "person": person, "memory": memory, "at": now}


def _key(conversation: Conversation) -> tuple[int, int, int]:
    chat, thread, person = conversation
    return chat, thread or 0, person
