"""Builds the Telegram application: the only place where its parts meet and its handlers are registered."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import UpdateType
from telegram.error import TelegramError
from telegram.ext import Application, BaseHandler, CallbackQueryHandler, Defaults, MessageHandler, filters
from telegram.request import BaseRequest, HTTPXRequest

from bot.dialogue.dialogue import Dialogue
from bot.settings import Settings
from bot.telegram.conversations import Memories
from bot.telegram.limiter import PerChatLimiter
from bot.telegram.order import AT_ONCE, InOrder
from bot.telegram.private import PrivateChat
from bot.telegram.sender import Sender

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Routes = list[tuple[UpdateType, BaseHandler[Update, Any, None]]]
"""Each handler, after the kind of update that it needs from Telegram."""

IN_PRIVATE = filters.ChatType.PRIVATE & ~filters.VIA_BOT & ~filters.StatusUpdate.ALL


def build_application(
    settings: Settings,
    dialogue: Dialogue,
    *,
    request: BaseRequest | None = None,
    limiter: PerChatLimiter | None = None,
    clock: Callable[[], float] = time.time,
) -> App:
    """The application, ready to be initialised; nothing is sent before that.

    Updates enter it through `update_queue`, or are awaited one at a time through
    `update_processor.process_update(update, process_update(update))`, so that their order is kept either way.

    Args:
        settings: With a well-formed token.
        dialogue: What answers.
        request: The way to Telegram, instead of HTTP with the library's client.
        limiter: The pace of requests, instead of one by the process's own clock.
        clock: Gives the time in seconds, which memories are dated by.
    """
    token = settings.telegram_bot_token
    if token is None:
        raise ValueError
    way = request or HTTPXRequest(AT_ONCE, read_timeout=10, write_timeout=10, connect_timeout=10, pool_timeout=30)
    polling_way = request or HTTPXRequest(connection_pool_size=2, connect_timeout=10)
    application: App = (
        Application.builder()
        .token(token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(way)
        .get_updates_request(polling_way)
        .rate_limiter(limiter or PerChatLimiter())
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .concurrent_updates(InOrder(on_arrival=answer_tap))
        .updater(None)
        .build()
    )
    private = PrivateChat(dialogue, Sender(application.bot), Memories(), clock)
    routes = _routes(private)
    application.add_handlers([handler for _, handler in routes])
    application.add_error_handler(private.trouble)
    application.bot_data["allowed_updates"] = sorted({kind.value for kind, _ in routes})
    return application


def allowed_updates(application: App) -> list[str]:
    """The kinds of updates that the application has handlers for: all that Telegram need send."""
    kinds: list[str] = application.bot_data["allowed_updates"]
    return kinds


async def answer_tap(update: Update) -> None:
    """Answers a tap, whatever comes of it, so that no button ever keeps spinning."""
    if update.callback_query:
        try:
            await update.callback_query.answer()
        except TelegramError as error:
            # Mostly "query is too old": the tap waited while the bot was down. What it asks for is done all the same.
            log.info("A tap could not be answered (%s)", type(error).__name__)


def _routes(private: PrivateChat) -> Routes:
    """All handlers; an update goes to the first that takes it, so their order matters.

    1. Private chats, each kind of update by itself: an edit or a channel's post would otherwise pass for a message.
    2. Taps come last, as the handler takes all of them: surfaces whose buttons are theirs alone go before it.

    What no handler takes (groups, channels, service messages) is left unanswered.
    """
    return [
        (UpdateType.MESSAGE, MessageHandler(filters.UpdateType.MESSAGE & IN_PRIVATE, private.message)),
        (
            UpdateType.EDITED_MESSAGE,
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & IN_PRIVATE & filters.TEXT, private.edited),
        ),
        (UpdateType.CALLBACK_QUERY, CallbackQueryHandler(private.tapped)),
    ]
