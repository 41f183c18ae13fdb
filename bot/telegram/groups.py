"""Groups: what is put to the bot, and what it may answer unasked, as far as the admins want it."""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import Message, Update
from telegram.constants import UpdateType
from telegram.ext import MessageHandler, filters

from bot.dialogue.commands import SCREEN_OF
from bot.dialogue.dialogue import Turn
from bot.dialogue.memory import FORGOTTEN
from bot.knowledge.screens import START
from bot.store.errors import StoreError
from bot.store.trial import Unsaid
from bot.telegram.addressed import Heard, Way, conversation_in, hear, topic_of
from bot.telegram.admin_commands import ADMIN_COMMANDS, AdminCommands
from bot.telegram.chat_settings import ChatSettings, Level
from bot.telegram.group_talk import ASK, Asked, GroupTalk
from bot.telegram.known_chats import KnownChats
from bot.telegram.pace import Pace
from bot.telegram.parts import SOMEBODYS, Context, Parts, Route, Routes
from bot.telegram.voice import Voice
from bot.understanding.unasked import asks_anybody, may_answer_unasked, question_key
from bot.understanding.understanding import Outcome

log = logging.getLogger(__name__)

IN_GROUPS = filters.ChatType.GROUPS & SOMEBODYS
COMMANDS = {*SCREEN_OF, *ADMIN_COMMANDS, ASK}
"""What is answered without the bot's name behind it; of other commands nobody knows which bot they are for."""

SMALL_TALK_CONFIDENCE = 0.9
"""Confidence from which on a mention is answered with small talk; "@bot is asleep" is no goodbye."""


class Groups:
    """Messages in groups."""

    def __init__(self, parts: Parts, known: KnownChats, voice: Voice, talk: GroupTalk, admins: AdminCommands) -> None:
        self._parts = parts
        self._known = known
        self._voice = voice
        self._talk = talk
        self._admins = admins
        self._pace = Pace()

    def routes(self) -> Routes:
        """New and edited messages, each by itself."""
        message = filters.UpdateType.MESSAGE & IN_GROUPS
        edited = filters.UpdateType.EDITED_MESSAGE & IN_GROUPS
        return [
            Route(UpdateType.MESSAGE, MessageHandler(message, self.message)),
            Route(UpdateType.EDITED_MESSAGE, MessageHandler(edited, self.edited)),
        ]

    async def message(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answers a message, if it is for the bot and the admins let it."""
        message = update.message
        if message is None or (heard := hear(message, self._parts.bot.bot, COMMANDS)) is None:
            return
        known = await self._known.look_up(message.chat_id)
        if known.is_new:
            await self._known.meet(message.chat)
        await self._known.learn_topic(message, known.settings)
        if not known.is_active and not (heard.way is Way.COMMAND and await self._voice.is_back(message.chat)):
            return
        is_silent = known.settings.is_silent(self._parts.clock(), topic_of(message))
        if heard.way is Way.NOT:
            if not is_silent:
                await self._overhear(message, heard, known.settings)
        elif not self._is_bearable(message):
            log.info("Somebody asks faster than the others in the group can bear")
        elif heard.command in ADMIN_COMMANDS:
            await self._admins.obey(message, heard, is_silent=is_silent)
        elif is_silent:
            await self._talk.count(message.chat_id, asked=1, silent=1)
        else:
            await self._answer(message, heard, known.settings)

    async def edited(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Updates the answer to a question that was edited; what was not answered then is not answered now."""
        message = update.edited_message
        if message is None or (heard := hear(message, self._parts.bot.bot, COMMANDS)) is None:
            return
        answered = await self._parts.memories.answer_to(message.chat_id, message.message_id)
        settings = (await self._known.look_up(message.chat_id)).settings
        is_silent = settings.is_silent(self._parts.clock(), topic_of(message)) or heard.command in ADMIN_COMMANDS
        if answered is None or is_silent or not self._is_bearable(message):
            return
        if heard.way is Way.NOT:
            turn = await self._unasked_turn(message.chat_id, heard)
        else:
            turn = self._talk.turn(heard, answered.before)
        if turn is None or self._is_lost(heard, turn):
            return
        if await self._talk.change(conversation_in(message), answered.card, turn, settings):
            corrected = replace(answered, after=turn.memory)
            await self._parts.memories.correct(message.chat_id, message.message_id, corrected)

    async def _answer(self, message: Message, heard: Heard, settings: ChatSettings) -> None:
        """Answers what is put to the bot; a mention only where it understands, as nobody may have meant to ask."""
        asked = Asked(message, heard, settings, await self._talk.memory(message))
        turn = self._talk.turn(heard, asked.before)
        if self._is_lost(heard, turn):
            await self._talk.count(message.chat_id, asked=1, silent=1)
        else:
            await self._talk.answer(asked, turn)

    async def _overhear(self, message: Message, heard: Heard, settings: ChatSettings) -> None:
        """Answers a question to nobody in particular where it is clear, or lists it for the admins."""
        if settings.level is Level.OFF:
            return
        turn = await self._unasked_turn(message.chat_id, heard)
        if turn is None or turn.understanding is None:
            return
        if settings.level is Level.ON:
            if self._is_bearable(message):
                await self._talk.answer(Asked(message, heard, settings, FORGOTTEN), turn)
            return
        key, screen = question_key(turn.understanding), turn.reply.screen or START
        await self._talk.count(message.chat_id, asked=1, silent=1)
        await self._put_on_trial(message.chat_id, Unsaid(topic_of(message), message.message_id, key, screen))

    async def _unasked_turn(self, chat: int, heard: Heard) -> Turn | None:
        """What the bot would say unasked; None where it had better not."""
        dialogue = self._parts.dialogue
        if not asks_anybody(heard.text):
            return None
        understanding = dialogue.understand(heard.text)
        try:
            verdicts = await self._parts.store.tuning.verdicts(chat)
        except StoreError as error:
            log.error("What the admins of a group want answered is not at hand. %s", error)
            return None
        may = may_answer_unasked(understanding, dialogue.library, verdicts)
        return dialogue.ask(heard.text, FORGOTTEN, self._parts.clock()) if may else None

    async def _put_on_trial(self, chat: int, unsaid: Unsaid) -> None:
        try:
            await self._parts.store.trial.add(chat, unsaid, self._parts.clock())
        except StoreError as error:
            log.error("An answer on trial could not be kept. %s", error)

    def _is_bearable(self, message: Message) -> bool:
        """Whether the author may be answered once more; counts it."""
        where = conversation_in(message)
        return self._pace.allows((where.chat, where.person), self._parts.clock())

    def _is_lost(self, heard: Heard, turn: Turn) -> bool:
        """Whether there is nothing to say to somebody who perhaps only spoke of the bot, and not with it."""
        if heard.way is not Way.MENTION or turn.understanding is None or turn.understanding.is_distress:
            return False
        candidates = turn.understanding.ranking.candidates
        is_sure = bool(candidates) and candidates[0].confidence >= SMALL_TALK_CONFIDENCE
        return turn.outcome is Outcome.FALLBACK or (self._talk.cards.is_small_talk(turn) and not is_sure)
