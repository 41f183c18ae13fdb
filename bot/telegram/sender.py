"""Sends and edits cards."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.dialogue.reply import Reply
from bot.telegram.conversations import Conversation
from bot.telegram.render import CAPTION_LIMIT, LIMIT, draw

log = logging.getLogger(__name__)

Result = TypeVar("Result")

UNCHANGED = "message is not modified"
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
REFUSED_HTML = "can't parse entities"
"""What Telegram says, in lower case, in the errors that are told apart here."""


class Sender:
    """Shows replies in chats."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, to: Conversation, reply: Reply, answering: int | None = None) -> int:
        """Sends the reply as a new card, in answer to that message if one is named, and returns the card's id."""
        answered = ReplyParameters(answering, allow_sending_without_reply=True) if answering else None
        message = await _html_or_plain(
            reply,
            lambda text, mode, keys: self._bot.send_message(
                to.chat, text, mode, reply_markup=keys, message_thread_id=to.thread, reply_parameters=answered
            ),
        )
        return message.message_id

    async def edit(self, to: Conversation, message_id: int, reply: Reply) -> bool:
        """Shows the reply in place of an earlier card; False where that card is gone."""
        try:
            await _html_or_plain(
                reply,
                lambda text, mode, keys: self._bot.edit_message_text(
                    text, to.chat, message_id, parse_mode=mode, reply_markup=keys
                ),
            )
        except BadRequest as error:
            said = error.message.lower()
            if UNCHANGED not in said and not any(gone in said for gone in GONE):
                raise
            return UNCHANGED in said
        return True

    async def send_picture(self, to: Conversation, picture: bytes | str, caption: Reply) -> Message:
        """Sends a picture, new or by the id under which Telegram has it, with the reply as its caption."""
        return await _html_or_plain(
            caption,
            lambda text, mode, keys: self._bot.send_photo(
                to.chat, picture, text, parse_mode=mode, reply_markup=keys, message_thread_id=to.thread
            ),
            CAPTION_LIMIT,
        )

    async def edit_keys(self, to: Conversation, message_id: int, keys: InlineKeyboardMarkup) -> None:
        """Puts other buttons under an earlier message, if it is still there."""
        try:
            await self._bot.edit_message_reply_markup(to.chat, message_id, reply_markup=keys)
        except BadRequest as error:
            log.info("Buttons could not be changed (%s)", type(error).__name__)


async def _html_or_plain(
    reply: Reply, show: Callable[[str, str | None, InlineKeyboardMarkup | None], Awaitable[Result]], limit: int = LIMIT
) -> Result:
    """Shows the reply as HTML, or as plain text if Telegram cannot read the HTML."""
    card = draw(reply, limit)
    try:
        return await show(card.html, ParseMode.HTML, card.keyboard)
    except BadRequest as error:
        if REFUSED_HTML not in error.message.lower():
            raise
        log.error("Telegram cannot read the HTML of the card %s; it went out as plain text", reply.screen)
        return await show(card.plain, None, card.keyboard)
