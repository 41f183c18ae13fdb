"""What a group's admins can do in the group itself: reach the settings, pause the bot, remove an answer."""

from __future__ import annotations

import logging

from telegram import Message, Update
from telegram.error import BadRequest
from telegram.helpers import create_deep_linked_url

from bot.dialogue.reply import Button, Reply
from bot.store.errors import StoreError
from bot.telegram.addressed import Heard, Way, conversation_in, hear
from bot.telegram.admins import Rights, rights_of, rights_of_author
from bot.telegram.chat_settings import Level, read_duration, say_duration
from bot.telegram.conversations import Conversation
from bot.telegram.group_cards import REMOVE, line
from bot.telegram.known_chats import KnownChats
from bot.telegram.parts import Parts
from bot.telegram.voice import Voice
from bot.understanding.unasked import question_key

log = logging.getLogger(__name__)

ADMIN_COMMANDS = {"settings": "Settings of this group", "pause": "Be silent: /pause 1h", "delete": "Remove an answer"}
"""With what Telegram's menu says of them."""
LINES_STAND = 60.0
"""Seconds after which a line to an admin is deleted again, to keep the group clean."""

ADMINS_ONLY = "Only the admins of this group can do that."
CANNOT_SEE_ADMINS = "I cannot see who is an admin here. Make me an administrator, without any rights, and try again."
SETTINGS_ARE_PRIVATE = "My settings for this group are in our private chat."
OPEN_SETTINGS = "Open the settings"
PAUSED = "I say nothing here for {time}. /pause off ends it sooner."
BACK = "I am back."
HOW_TO_PAUSE = "Say for how long, up to 30 days: /pause 30m, /pause 1h or /pause 2d. /pause off ends it."
HOW_TO_DELETE = "Reply to an answer of mine with /delete, and I remove it."
NOT_KEPT = "I could not keep that just now. Please try again in a moment."
REMOVED = "Removed."
WAS_REMOVED = "An admin of this group has removed this answer."
"""In its place where it is too old to be deleted."""


class AdminCommands:
    """Obeys admins, and politely nobody else. Telegram is asked each time who is one."""

    def __init__(self, parts: Parts, known: KnownChats, voice: Voice) -> None:
        self._parts = parts
        self._known = known
        self._voice = voice

    async def obey(self, message: Message, heard: Heard, *, is_silent: bool) -> None:
        """Does what the command says. With `is_silent`, who is no admin does not even get a refusal."""
        rights = await rights_of_author(self._parts.bot, message)
        if rights is not Rights.GRANTED:
            if not is_silent:
                await self._say(message, line(ADMINS_ONLY if rights is Rights.DENIED else CANNOT_SEE_ADMINS))
            return
        if heard.command == "settings":
            link = create_deep_linked_url(self._parts.bot.username, settings_payload(message.chat_id))
            await self._say(message, line(SETTINGS_ARE_PRIVATE, Button(OPEN_SETTINGS, url=link)))
        elif heard.command == "pause":
            await self._say(message, line(await self._pause(message.chat_id, heard.text)))
        else:
            await self._delete(message)

    async def tapped(self, update: Update) -> bool:
        """Removes the tapped card for an admin; False where the tap is about something else."""
        query = update.callback_query
        if query is None or query.data != REMOVE or query.message is None:
            return False
        rights = await rights_of(self._parts.bot, query.message.chat.id, query.from_user.id)
        if rights is Rights.GRANTED:
            await self._parts.taps.answer(update, REMOVED)
            await self._remove(query.message.chat.id, query.message.message_id)
            if isinstance(query.message, Message):
                await self._never_again(query.message)
        else:
            says = ADMINS_ONLY if rights is Rights.DENIED else CANNOT_SEE_ADMINS
            await self._parts.taps.answer(update, says, is_alert=True)
        return True

    async def _pause(self, chat: int, time: str) -> str:
        """Pauses, or ends that, and returns what to say."""
        word = time.strip().lower()
        seconds = 0 if word == "off" else read_duration(word)
        if seconds is None:
            return HOW_TO_PAUSE
        until = self._parts.clock() + seconds if seconds else 0.0
        try:
            await self._known.change(chat, lambda old: old.model_copy(update={"paused_until": until}))
        except StoreError as error:
            log.error("A pause could not be kept. %s", error)
            return NOT_KEPT
        return PAUSED.format(time=say_duration(seconds)) if seconds else BACK

    async def _delete(self, message: Message) -> None:
        """Removes the answer that a command replies to."""
        card = message.reply_to_message
        if card is None or card.from_user is None or card.from_user.id != self._parts.bot.id:
            await self._say(message, line(HOW_TO_DELETE))
            return
        await self._remove(message.chat_id, card.message_id)

    async def _remove(self, chat: int, card: int) -> None:
        try:
            await self._parts.bot.delete_message(chat, card)
        except BadRequest as error:
            log.info("An answer could not be removed (%s)", error.message)  # Telegram's words, nobody else's
            await self._voice.change(Conversation(chat, None, chat), card, line(WAS_REMOVED))
        try:
            await self._parts.store.cooldown.withdraw(chat, card)
            await self._parts.store.deletions.done(chat, card)
        except StoreError as error:
            log.error("That an answer was removed could not be kept. %s", error)

    async def _never_again(self, card: Message) -> None:
        """A removed answer that nobody had asked the bot for is not given again in this group."""
        question = card.reply_to_message
        heard = hear(question, self._parts.bot.bot, ()) if question else None
        settings = (await self._known.look_up(card.chat.id)).settings
        if heard is None or heard.way is not Way.NOT or settings.level is not Level.ON:
            return
        understanding = self._parts.dialogue.understand(heard.text)
        try:
            if understanding.ranking.candidates:
                key = question_key(understanding)
                await self._parts.store.tuning.judge(card.chat.id, key, False, self._parts.clock())
        except StoreError as error:
            log.error("That an answer is not wanted could not be kept. %s", error)

    async def _say(self, message: Message, reply: Reply) -> None:
        """Says something that is gone again after a minute."""
        said = await self._voice.say(conversation_in(message), reply, message.message_id)
        if said is None:
            return
        now = self._parts.clock()
        try:
            await self._parts.store.deletions.schedule(*said, now + LINES_STAND, now)
        except StoreError as error:
            log.error("A line will stay in a group. %s", error)


def settings_payload(chat: int) -> str:
    """What the link to a group's settings carries."""
    return f"cfg_{chat}"
