"""Conversations: whose words belong together, and what each is remembered by."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from telegram import Message, Update

from bot.dialogue.memory import FORGOTTEN, Memory
from bot.store.errors import StoreError
from bot.store.memories import Answer
from bot.store.store import Store
from bot.telegram.turns import Turns

log = logging.getLogger(__name__)

Result = TypeVar("Result")

ASKED = "asked"
"""Under this key, beside the memory, stands the question that was answered last."""
LISTS = ("roles", "choices", "facts")
"""What a memory holds several of, which JSON makes lists."""
PAUSE = 10.0
"""Seconds for which a store that was away is not asked again, so that nobody waits for it twice in a row."""


class Conversation(NamedTuple):
    """One person in one chat, and in one topic of it where the chat has topics."""

    chat: int
    thread: int | None
    person: int


@dataclass(frozen=True)
class Answered:
    """How a message was answered, so that an edit of the message can update the answer."""

    card: int
    """Id of the message that answers."""
    before: Memory
    """What the conversation remembered before."""
    after: Memory


class Memories:
    """What conversations remember, in the store. While that is away, nothing is remembered, and all else goes on."""

    def __init__(self, store: Store, clock: Callable[[], float], turns: Turns) -> None:
        self._store = store
        self._clock = clock
        self._away_until = 0.0
        self._turns = turns

    async def recall(self, conversation: Conversation) -> Memory:
        """What the conversation remembers, when its turn has come; an empty memory where nothing is known."""
        text = await self._if_there(lambda: self._store.memories.recall(conversation))
        await self._turns.take()
        return load(text)

    async def keep(self, conversation: Conversation, memory: Memory) -> None:
        """Remembers it from now on."""
        await self._if_there(lambda: self._store.memories.keep(conversation, dump(memory), self._clock()))

    async def keep_answer(self, conversation: Conversation, message: int, answered: Answered) -> None:
        """Keeps how a message was answered, and what the conversation remembers from now on."""
        chat, thread, person = conversation
        answer = Answer(thread, person, answered.card, dump(answered.before), dump(answered.after))
        await self._if_there(lambda: self._store.memories.keep_answer(chat, message, answer, self._clock()))

    async def answer_to(self, chat: int, message: int) -> Answered | None:
        """How a message was answered; None where that is not known (any more)."""
        answer = await self._if_there(lambda: self._store.memories.answer_to(chat, message))
        return None if answer is None else Answered(answer.card, load(answer.before), load(answer.after))

    async def correct(self, chat: int, message: int, answered: Answered) -> None:
        """The message was edited: what is remembered after it changes, if nothing has happened since."""
        await self._if_there(lambda: self._store.memories.correct(chat, message, dump(answered.after), self._clock()))

    async def keep_asked(self, conversation: Conversation, memory: Memory, card: int, question: str) -> None:
        """Keeps the question that a card answers beside what the conversation remembers, as long as that lasts."""
        text = dump(memory, **{ASKED: {"card": card, "text": question}})
        await self._if_there(lambda: self._store.memories.keep(conversation, text, self._clock()))

    async def asked(self, conversation: Conversation, card: int) -> str | None:
        """The question that a card answers; None where it is not the conversation's last, or is not recorded."""
        text = await self._if_there(lambda: self._store.memories.recall(conversation))
        question = _values(text).get(ASKED, {})
        return question.get("text") if question.get("card") == card else None

    async def _if_there(self, ask: Callable[[], Awaitable[Result]]) -> Result | None:
        if self._clock() < self._away_until:
            return None
        try:
            return await ask()
        except StoreError as error:
            self._away_until = self._clock() + PAUSE
            log.error("Nothing is remembered for now. %s", error)
            return None


def dump(memory: Memory, **more: Any) -> str:
    """The memory as JSON, and more values beside it."""
    return json.dumps(vars(memory) | more, separators=(",", ":"))


def load(text: str | None) -> Memory:
    """The memory in a JSON text; an empty one where there is none, or one of a version that remembers otherwise."""
    values = _values(text)
    values.pop(ASKED, None)
    try:
        return replace(FORGOTTEN, **values | {name: tuple(values.get(name, ())) for name in LISTS})
    except TypeError:
        return FORGOTTEN


def _values(text: str | None) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(text) if text else {}
    return values


def conversation_of(update: Update) -> Conversation | None:
    """The conversation that an update belongs to; None where no person or no chat stands behind it."""
    chat, person = update.effective_chat, update.effective_user
    if chat is None or person is None:
        return None
    message = update.callback_query.message if update.callback_query else update.effective_message
    # A thread's id also stands on plain replies; only in a topic may it be sent back.
    thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Conversation(chat.id, thread, person.id)
