"""Answers to taps: Telegram shows a button as busy until its tap is answered."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler

from bot.telegram.bounded import Bounded

log = logging.getLogger(__name__)

ANSWERED = 10_000
"""Taps of which it is known that they were answered."""


class Taps:
    """Answers every tap once, whatever comes of it, so that no button ever keeps spinning."""

    def __init__(self) -> None:
        self._answered: Bounded[str, bool] = Bounded(ANSWERED)
        self._answering: tuple[BaseHandler[Update, Any, None], ...] = ()

    def leave_to(self, handlers: Iterable[BaseHandler[Update, Any, None]]) -> None:
        """What these handlers take is not answered on arrival: they have something to say in the answer."""
        self._answering = tuple(handlers)

    async def on_arrival(self, update: Update) -> None:
        """Answers a tap at once, unless it is left to its handler."""
        if update.callback_query and not any(handler.check_update(update) for handler in self._answering):
            await self.answer(update)

    async def answer(
        self, update: Update, says: str | None = None, *, url: str | None = None, is_alert: bool = False
    ) -> bool:
        """Answers the update's tap: silently, with a passing line, with one to close, or by opening a link.

        Does nothing where it was answered before, or where the update is no tap; returns whether it did.
        """
        query = update.callback_query
        if query is None or self._answered.get(query.id):
            return False
        self._answered.put(query.id, True)
        try:
            await query.answer(says, show_alert=is_alert, url=url)
        except TelegramError as error:
            # Mostly "query is too old": the tap waited while the bot was down. What it asks for is done all the same.
            log.info("A tap could not be answered (%s)", type(error).__name__)
            return False
        return True


def holds_button(update: Update) -> bool:
    """Whether the tapped message has a button with the tap's data; anybody can send any data."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message) or query.message.reply_markup is None:
        return False
    return any(key.callback_data == query.data for row in query.message.reply_markup.inline_keyboard for key in row)
