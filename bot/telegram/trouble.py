"""What is done where an update could not be answered."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.dialogue.commands import SCREEN_OF
from bot.store.errors import StoreError
from bot.telegram.commands import command_in
from bot.telegram.conversations import conversation_of
from bot.telegram.handling import HANDLING
from bot.telegram.incidents import Incidents
from bot.telegram.parts import Context, Parts

log = logging.getLogger(__name__)

SORRY = "Something went wrong, and that is my fault. Please try again in a moment."


class Trouble:
    """Says one calm line where something broke, and tells maintainers and logs, without a word of the person's."""

    def __init__(self, parts: Parts) -> None:
        self._dialogue = parts.dialogue
        self._sender = parts.sender
        self._store = parts.store
        self._taps = parts.taps
        self._clock = parts.clock
        self._incidents = Incidents(parts)

    async def __call__(self, update: object, context: Context) -> None:
        """The application's error handler."""
        error = context.error
        handling = HANDLING.get()
        if handling is None or not isinstance(update, Update) or error is None:
            return
        handling.error = error
        if isinstance(error, Forbidden):
            await self._mark(handling.closed_chat)
        elif is_passing(error):
            log.warning("An update could not be answered now (%s)", type(error).__name__)
        else:
            await self._confess(update, error)

    async def _confess(self, update: Update, error: Exception) -> None:
        if isinstance(error, StoreError):
            log.error("An update could not be answered. %s", error)
        else:
            log.error("An update could not be answered", exc_info=error)
        is_private = update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE
        if not await self._taps.answer(update, SORRY) and is_private:
            await self._say(update)
        if not isinstance(error, StoreError):
            await self._incidents.report(error)

    async def _mark(self, chat: int | None) -> None:
        """The bot may not write in a chat (any more), and does not try to."""
        log.info("The bot may not write in a chat (any more)")
        try:
            if chat and chat > 0:
                await self._store.people.block(chat, self._clock())
            elif chat:
                await self._store.chats.gone(chat, self._clock())
        except StoreError as error:
            log.error("That the bot may not write in a chat could not be kept. %s", error)

    async def _say(self, update: Update) -> None:
        conversation = conversation_of(update)
        if conversation is None:
            return
        try:
            await self._sender.send(conversation, self._dialogue.trouble(_screen_of(update)))
        except TelegramError as failure:
            log.warning("That something broke could not be said either (%s)", type(failure).__name__)


def is_passing(error: BaseException) -> bool:
    """Whether it is only that Telegram is away or wants a pause, so that the same may succeed later."""
    is_away = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return is_away or isinstance(error, RetryAfter | InvalidToken)


def _screen_of(update: Update) -> str | None:
    """The screen that an update asked for by its id."""
    if update.callback_query:
        return update.callback_query.data
    command = command_in(update.message) if update.message else None
    return SCREEN_OF.get(command) if command else None
