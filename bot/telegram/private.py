"""Private chats: what a person types, taps, edits or sends, and the card that answers it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.error import Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.dialogue.commands import SCREEN_OF
from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import Memory
from bot.knowledge.screens import is_screen_id
from bot.telegram.bounded import Bounded
from bot.telegram.conversations import Memories, conversation_of
from bot.telegram.sender import Sender

log = logging.getLogger(__name__)

ANSWERS = 5_000
"""Questions whose answer is still known when they are edited."""

Context = ContextTypes.DEFAULT_TYPE


@dataclass(frozen=True)
class Answer:
    """How a message was answered, so that an edit of the message can update the answer."""

    card: int
    """Id of the message that answers."""
    before: Memory
    """What the conversation remembered before."""
    after: Memory


class PrivateChat:
    """The bot in private chats. It answers everything that a person sends, with one card each."""

    def __init__(self, dialogue: Dialogue, sender: Sender, memories: Memories, clock: Callable[[], float]) -> None:
        self._dialogue = dialogue
        self._sender = sender
        self._memories = memories
        self._clock = clock
        self._answers: Bounded[tuple[int, int], Answer] = Bounded(ANSWERS)

    async def message(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answers a message with a new card."""
        message, conversation = update.message, conversation_of(update)
        if message is None or conversation is None:
            return
        before = await self._memories.recall(conversation)
        turn = self._read(message, before)
        card = await self._sender.send(conversation, turn.reply)
        await self._memories.keep(conversation, turn.memory)
        self._answers.put((message.chat_id, message.message_id), Answer(card, before, turn.memory))

    async def edited(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Updates the answer to a message that was edited; never a second answer."""
        message, conversation = update.edited_message, conversation_of(update)
        if message is None or conversation is None:
            return
        key = (message.chat_id, message.message_id)
        answer = self._answers.get(key)
        if answer is None:
            return
        turn = self._read(message, answer.before)
        if not await self._sender.edit(conversation, answer.card, turn.reply):
            return
        self._answers.put(key, replace(answer, after=turn.memory))
        # Only where nothing has happened since does the new wording change what the talk is about.
        if await self._memories.recall(conversation) == answer.after:
            await self._memories.keep(conversation, turn.memory)

    async def tapped(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Opens the screen of a button in place of the card that it stands on. The tap was answered on arrival."""
        query, conversation = update.callback_query, conversation_of(update)
        if query is None or query.message is None or conversation is None or not _is_private(update):
            return
        memory = await self._memories.recall(conversation)
        turn = self._dialogue.press(query.data or "", memory, self._clock())
        if not await self._sender.edit(conversation, query.message.message_id, turn.reply):
            await self._sender.send(conversation, turn.reply)
        await self._memories.keep(conversation, turn.memory)

    async def trouble(self, update: object, context: Context) -> None:
        """Says one calm line where something broke, and logs what did, without a word of the person's."""
        if isinstance(context.error, Forbidden):
            log.info("A person has blocked the bot")
            return
        log.error("An update could not be answered", exc_info=context.error)
        if isinstance(context.error, TelegramError) or not isinstance(update, Update) or not _is_private(update):
            return
        if conversation := conversation_of(update):
            try:
                await self._sender.send(conversation, self._dialogue.trouble(_screen_of(update)))
            except TelegramError as error:
                log.warning("That something broke could not be said either (%s)", type(error).__name__)

    def _read(self, message: Message, memory: Memory) -> Turn:
        """What the dialogue says to a message of any kind."""
        now = self._clock()
        if message.text is None:
            return self._dialogue.unreadable(memory, now)
        command = command_in(message)
        if command is None:
            return self._dialogue.ask(message.text, memory, now)
        if command == "start" and (payload := _payload(message.text)):
            return open_link(self._dialogue, payload, memory, now)
        return self._dialogue.press(SCREEN_OF.get(command, SCREEN_OF["help"]), memory, now)


def open_link(dialogue: Dialogue, payload: str, memory: Memory, now: float) -> Turn:
    """The screen that a deep link leads to; a payload that leads nowhere is a normal welcome."""
    turn = dialogue.press(payload, memory, now)
    is_unknown = turn.reply.screen == SCREEN_OF["topics"] != payload  # the dialogue opens the menu for unknown ids
    return dialogue.press(SCREEN_OF["start"], memory, now) if is_unknown else turn


def command_in(message: Message) -> str | None:
    """The command that a message begins with, in lower case and without the bot's name; None where there is none."""
    for entity in message.entities:
        if message.text and entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            return message.text[1 : entity.length].partition("@")[0].lower()
    return None


def _payload(text: str) -> str | None:
    """What a deep link carries after `/start`, where it could be a screen id."""
    _, _, payload = text.partition(" ")
    return payload if is_screen_id(payload) else None


def _screen_of(update: Update) -> str | None:
    """The screen that an update asked for by its id."""
    if update.callback_query:
        return update.callback_query.data
    command = command_in(update.message) if update.message else None
    return SCREEN_OF.get(command) if command else None


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE
