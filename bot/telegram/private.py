"""Private chats: what a person types, taps, edits or sends, and the card that answers it."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update
from telegram.constants import ChatType, UpdateType
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.dialogue.commands import SCREEN_OF
from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import Memory
from bot.dialogue.reply import Button, Reply
from bot.knowledge.screens import NONE
from bot.telegram.commands import command_in, payload_of
from bot.telegram.conversations import Answered, Conversation, conversation_of
from bot.telegram.feedback import rated_screen, thumbs, with_reasons
from bot.telegram.group_cards import WELCOMES
from bot.telegram.membership import add_buttons
from bot.telegram.parts import IN_PRIVATE, Context, Parts, Route, Routes
from bot.telegram.pictures import Pictures
from bot.telegram.recording import Recording


class PrivateChat:
    """The bot in private chats. It answers everything that a person sends, with one card each."""

    def __init__(self, parts: Parts, pictures: Pictures) -> None:
        self._bot = parts.bot
        self._dialogue = parts.dialogue
        self._sender = parts.sender
        self._memories = parts.memories
        self._pictures = pictures
        self._recording = Recording(parts)
        self._clock = parts.clock

    def routes(self) -> Routes:
        """Each kind of update by itself: an edit or a channel's post would otherwise pass for a message."""
        edited = filters.UpdateType.EDITED_MESSAGE & IN_PRIVATE & filters.TEXT
        return [
            Route(UpdateType.MESSAGE, MessageHandler(filters.UpdateType.MESSAGE & IN_PRIVATE, self.message)),
            Route(UpdateType.EDITED_MESSAGE, MessageHandler(edited, self.edited)),
            Route(UpdateType.CALLBACK_QUERY, CallbackQueryHandler(self.tapped)),
        ]

    async def message(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answers a message with a new card."""
        message, conversation = update.message, conversation_of(update)
        if message is None or conversation is None:
            return
        before = await self._memories.recall(conversation)
        turn = self._read(message, before)
        # Before the answer goes out: whoever has it in hand is never forgotten, however the process ends.
        await self._memories.keep(conversation, turn.memory)
        await self._recording.not_understood(turn, conversation.person)
        card = await self._sender.send(conversation, self._drawn(turn))
        await self._memories.keep_answer(conversation, message.message_id, Answered(card, before, turn.memory))
        await self._keep_asked(conversation, turn, card)

    async def edited(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Updates the answer to a message that was edited; never a second answer."""
        message, conversation = update.edited_message, conversation_of(update)
        if message is None or conversation is None:
            return
        answered = await self._memories.answer_to(message.chat_id, message.message_id)
        if answered is None:
            return
        turn = self._read(message, answered.before)
        if not await self._sender.edit(conversation, answered.card, self._drawn(turn)):
            return
        is_last = await self._memories.recall(conversation) == answered.after
        await self._memories.correct(message.chat_id, message.message_id, replace(answered, after=turn.memory))
        if is_last:
            await self._keep_asked(conversation, turn, answered.card)

    async def tapped(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Opens the screen of a button in place of the card that it stands on. The tap was answered on arrival."""
        query, conversation = update.callback_query, conversation_of(update)
        if query is None or query.message is None or conversation is None or not _is_private(update):
            return
        memory = await self._memories.recall(conversation)
        turn = self._dialogue.press(query.data or "", memory, self._clock())
        card = self._drawn(turn)
        if query.data == NONE:
            card = with_reasons(card)
            await self._recording.none_fitted(self._memories, conversation, query.message.message_id)
        await self._memories.keep(conversation, turn.memory)
        if not await self._sender.edit(conversation, query.message.message_id, card):
            await self._sender.send(conversation, card)

    async def _keep_asked(self, conversation: Conversation, turn: Turn, card: int) -> None:
        """Keeps the question until the person has seen the answer, in case they find it bad."""
        if question := self._recording.asked(turn):
            await self._memories.keep_asked(conversation, turn.memory, card, question)

    def _drawn(self, turn: Turn) -> Reply:
        """The turn's card, with the buttons that only Telegram has."""
        more: tuple[tuple[Button, ...], ...] = ()
        if screen := rated_screen(turn, self._dialogue.library):
            more = (self._pictures.row(screen), thumbs(screen))
        elif turn.reply.screen in WELCOMES:
            more = add_buttons(self._bot.username)[:1]
        return replace(turn.reply, rows=(*turn.reply.rows, *(row for row in more if row)))

    def _read(self, message: Message, memory: Memory) -> Turn:
        """What the dialogue says to a message of any kind."""
        now = self._clock()
        if message.text is None:
            return self._dialogue.unreadable(memory, now)
        command = command_in(message)
        if command is None:
            return self._dialogue.ask(message.text, memory, now)
        if payload := payload_of(message):
            return open_link(self._dialogue, payload, memory, now)
        return self._dialogue.press(SCREEN_OF.get(command, SCREEN_OF["help"]), memory, now)


def open_link(dialogue: Dialogue, payload: str, memory: Memory, now: float) -> Turn:
    """The screen that a deep link leads to; a payload that leads nowhere is a normal welcome."""
    turn = dialogue.press(payload, memory, now)
    is_unknown = turn.reply.screen == SCREEN_OF["topics"] != payload  # the dialogue opens the menu for unknown ids
    return dialogue.press(SCREEN_OF["start"], memory, now) if is_unknown else turn


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE
