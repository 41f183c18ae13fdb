"""What the bot says in a group, once it is clear that it answers: the turn, the card, and what is kept of both."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from telegram import Message

from bot.dialogue.commands import SCREEN_OF
from bot.dialogue.dialogue import Turn
from bot.dialogue.memory import Memory
from bot.knowledge.screens import START
from bot.store.cooldown import Said
from bot.store.errors import StoreError
from bot.telegram.addressed import Heard, conversation_in
from bot.telegram.chat_settings import ChatSettings
from bot.telegram.conversations import Answered, Conversation
from bot.telegram.group_cards import GroupCards, is_private, line, message_link, screen_on
from bot.telegram.parts import Parts
from bot.telegram.voice import Voice

log = logging.getLogger(__name__)

ASK = "ask"
"""The command with a question behind it, which reaches the bot whatever Telegram keeps from it."""
HOW_TO_ASK = "Write your question behind the command, like this: /ask what does a data scientist do"


@dataclass(frozen=True)
class Asked:
    """Something that the bot answers."""

    message: Message
    heard: Heard
    settings: ChatSettings
    """Of the group."""
    before: Memory
    """What the conversation is about."""


class GroupTalk:
    """Answers in groups."""

    def __init__(self, parts: Parts, voice: Voice) -> None:
        self._parts = parts
        self._voice = voice

    @property
    def cards(self) -> GroupCards:
        """Draws cards; only after the bot has learned its own name from Telegram."""
        return GroupCards(self._parts.dialogue, self._parts.bot.username)

    async def memory(self, message: Message) -> Memory:
        """What the conversation is about: what the person spoke of last, or the card that they reply to."""
        dialogue, now = self._parts.dialogue, self._parts.clock()
        memory = await self._parts.memories.recall(conversation_in(message))
        card = message.reply_to_message
        screen = screen_on(card) if card and card.from_user and card.from_user.id == self._parts.bot.id else None
        return memory if screen in {None, memory.screen} else dialogue.press(screen or START, memory, now).memory

    def turn(self, heard: Heard, memory: Memory) -> Turn:
        """What the dialogue says to what is asked of the bot. The quiz is not begun in a group."""
        dialogue, now = self._parts.dialogue, self._parts.clock()
        if heard.command and heard.command != ASK:
            turn = dialogue.press(SCREEN_OF.get(heard.command, SCREEN_OF["help"]), memory, now)
        elif heard.text.strip():
            turn = dialogue.ask(heard.text, memory, now)
        else:
            turn = dialogue.press(SCREEN_OF["help"], memory, now)
        return replace(turn, memory=memory) if is_private(turn.reply.screen) else turn

    async def answer(self, asked: Asked, turn: Turn) -> None:
        """Answers a message, or says where the same answer stands already."""
        where, message, settings = conversation_in(asked.message), asked.message.message_id, asked.settings
        if asked.heard.command == ASK and not asked.heard.text.strip():
            await self._voice.say(where, line(HOW_TO_ASK), message)
            return
        earlier = await self._earlier(where, turn, settings)
        if earlier is None:
            reply, answering, screen = self.cards.card(turn, settings.length), message, screen_said(turn)
        elif self.cards.is_small_talk(turn) and not asked.heard.command:
            return
        else:
            link, screen = message_link(where.chat, earlier.message), None
            reply = self.cards.repeated(turn.reply, self._parts.clock() - earlier.at, link)
            answering = message if link else earlier.message
        # Before the answer goes out: whoever has it in hand is never forgotten, however the process ends.
        await self._parts.memories.keep(where, turn.memory)
        said = await self._voice.say(where, reply, answering)
        if said is not None:
            where = where._replace(chat=said[0])
            await self._parts.memories.keep_answer(where, message, Answered(said[1], asked.before, turn.memory))
            await self._book(where, said[1], screen, settings)

    async def change(self, where: Conversation, card: int, turn: Turn, settings: ChatSettings) -> bool:
        """Shows a turn in place of an earlier card; False where that is gone."""
        if not await self._voice.change(where, card, self.cards.card(turn, settings.length)):
            return False
        store, now, screen = self._parts.store, self._parts.clock(), screen_said(turn)
        try:
            await store.cooldown.withdraw(where.chat, card)
            if screen:
                await store.cooldown.said(where.chat, where.thread, screen=screen, message=card, now=now)
        except StoreError as error:
            log.error("What a card shows could not be kept. %s", error)
        return True

    async def count(self, chat: int, **numbers: int) -> None:
        """Counts what was `asked`, and where the bot stayed `silent`, for the report."""
        try:
            await self._parts.store.counts.add(chat, self._parts.clock(), **numbers)
        except StoreError as error:
            log.error("A question could not be counted. %s", error)

    async def _book(self, where: Conversation, card: int, screen: str | None, settings: ChatSettings) -> None:
        """Keeps that something was said."""
        store, now = self._parts.store, self._parts.clock()
        try:
            async with store.together():
                await store.counts.add(where.chat, now, asked=1, answered=1)
                if screen:
                    await store.cooldown.said(where.chat, where.thread, screen=screen, message=card, now=now)
                if settings.delete_after:
                    await store.deletions.schedule(where.chat, card, now + 60 * settings.delete_after, now)
        except StoreError as error:
            log.error("That something was said could not be kept. %s", error)

    async def _earlier(self, where: Conversation, turn: Turn, settings: ChatSettings) -> Said | None:
        """Where the same was said not long ago, and still stands."""
        screen, now = screen_said(turn), self._parts.clock()
        minutes = min(settings.cooldown, settings.delete_after or settings.cooldown)
        if screen is None or minutes == 0:
            return None
        try:
            return await self._parts.store.cooldown.earlier(where.chat, where.thread, screen, now - 60 * minutes)
        except StoreError as error:
            log.error("What was said in a group is not at hand. %s", error)
            return None


def screen_said(turn: Turn) -> str | None:
    """The screen that need not be shown again soon; None where the reply is for one person's own words."""
    is_personal = turn.understanding is not None and bool(turn.understanding.signals)
    return None if is_personal or is_private(turn.reply.screen) else turn.reply.screen
