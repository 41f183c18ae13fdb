"""`doctor`: looks for what keeps the bot from working, on Telegram and around it.

Each finding is a line: what is wrong, what fails because of it, and how to change it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

from telegram import Bot, User, WebhookInfo
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.knowledge.findings import LibraryError
from bot.settings import ASK_BOTFATHER, Settings, require_token
from bot.startup import open_library, what_lacks
from bot.store.address import is_ephemeral
from bot.store.chats import Chat
from bot.store.errors import StoreError
from bot.store.store import Store, open_store
from bot.telegram.chat_settings import ChatSettings, Level
from bot.telegram.render import clean
from bot.telegram.selftest import Sight, look
from bot.understanding.encoder import load_encoder

MOST_CHATS = 50
"""Chats that are looked into, so that Telegram is not asked more than it likes."""
MANY_WAITING = 100

DISK_IS_LOST = (
    "The database is a file on a disk that this platform empties at every restart: settings of groups, votes and "
    "conversations are lost then. Set DATABASE_URL to a PostgreSQL database, or put the file on a volume that stays."
)
CANNOT_JOIN = (
    "The bot cannot be added to groups or channels, so nobody can use it there. Send /setjoingroups to @BotFather, "
    "choose the bot and “Enable”."
)
PRIVACY_ON = (
    "Privacy mode is on: in groups where the bot is no administrator, mentions of it may not arrive, and it cannot "
    "answer unasked. Send /setprivacy to @BotFather, choose the bot and “Disable”, then remove it from those groups "
    "and add it again. If commands and replies are enough for you, you can leave it on."
)
INLINE_OFF = (
    "Inline mode is off: typing the bot's name and a question in any chat shows nothing. Send /setinline to "
    "@BotFather, choose the bot and give a placeholder, such as “Ask about careers”."
)


async def examine(settings: Settings, request: BaseRequest | None = None) -> AsyncIterator[str]:
    """Yields each finding as it is made.

    Args:
        settings: What the environment says.
        request: The way to Telegram, instead of HTTP with the library's client.
    """
    for finding in _in_files(settings):
        yield finding
    async with AsyncExitStack() as stack:
        store = None
        try:
            store = await stack.enter_async_context(open_store(settings.database_url))
        except StoreError as error:
            yield f"The database cannot be used, so the bot does not start. {error}"
        if is_ephemeral(settings.database_url, os.environ):
            yield DISK_IS_LOST
        async for finding in _on_telegram(settings, store, request):
            yield finding


def _in_files(settings: Settings) -> list[str]:
    lacks = what_lacks(load_encoder())
    findings = [f"{lacks} Install what requirements.txt lists."] if lacks else []
    try:
        open_library(settings)
    except LibraryError as error:
        findings.append(f"The intent and content files cannot be used, so the bot does not start:\n{error}")
    return findings


async def _on_telegram(settings: Settings, store: Store | None, request: BaseRequest | None) -> AsyncIterator[str]:
    if problem := require_token(settings):
        yield problem
        return
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    url = settings.telegram_api_url
    try:
        async with Bot(token, f"{url}/bot", request=request, get_updates_request=request) as bot:
            async for finding in ask_telegram(bot, settings, store):
                yield finding
    except InvalidToken:
        yield f"Telegram, at {url}, does not accept the token in TELEGRAM_BOT_TOKEN. {ASK_BOTFATHER}"
    except TelegramError as error:
        yield (
            f"Telegram cannot be reached at {url} ({type(error).__name__}), so nobody is answered. Check this "
            "computer's connection and TELEGRAM_API_URL."
        )


async def ask_telegram(
    bot: Bot, settings: Settings, store: Store | None, kinds: Sequence[str] = ()
) -> AsyncIterator[str]:
    """Yields what is wrong as Telegram sees it; `kinds` are the updates that the bot needs, as far as they are known.

    Raises:
        TelegramError: Telegram cannot be asked.
    """
    for finding in _switches(await bot.get_me()):
        yield finding
    for finding in _webhook(settings, await bot.get_webhook_info(), kinds):
        yield finding
    async for finding in _chats(bot, settings, store):
        yield finding


def _switches(me: User) -> list[str]:
    """What is switched off at BotFather."""
    switches = {
        CANNOT_JOIN: me.can_join_groups,
        PRIVACY_ON: me.can_read_all_group_messages,
        INLINE_OFF: me.supports_inline_queries,
    }
    return [finding for finding, is_on in switches.items() if not is_on]


def _webhook(settings: Settings, info: WebhookInfo, kinds: Sequence[str]) -> list[str]:
    findings = []
    if info.url and settings.webhook_url is None:
        findings.append(
            "A webhook is set for this bot, so `run` gets no updates and ends. If nothing uses the webhook any more, "
            f"remove it by opening {settings.telegram_api_url}/bot<token>/deleteWebhook in a browser; else set "
            "WEBHOOK_URL."
        )
    if settings.webhook_url is not None and info.url != settings.webhook_url:
        there = "none" if not info.url else "another one"
        findings.append(
            f"WEBHOOK_URL names a webhook, and Telegram has {there}, so no updates arrive there. Register it with "
            "`python -m bot webhook set`, or leave WEBHOOK_URL empty and use `run`."
        )
    if info.url and (missing := sorted(set(kinds) - set(info.allowed_updates))):
        findings.append(
            f"Telegram does not deliver some updates that the bot needs ({', '.join(missing)}), so some of what people "
            "do has no effect. Run `python -m bot webhook set`."
        )
    if info.url and info.last_error_message:
        findings.append(
            f"Telegram could not deliver to the webhook lately ({clean(info.last_error_message)}), so people wait. See "
            "whether the address can be reached from outside, by HTTPS with a valid certificate."
        )
    if info.pending_update_count > MANY_WAITING:
        findings.append(
            f"{info.pending_update_count} updates wait at Telegram, so people wait for answers. See whether the bot "
            "runs, and what its log says."
        )
    return findings


async def _chats(bot: Bot, settings: Settings, store: Store | None) -> AsyncIterator[str]:
    """What is wrong in the chats that the bot has to do with."""
    if settings.maintainer_chat_id is not None:
        try:
            await bot.get_chat(settings.maintainer_chat_id)
        except (BadRequest, Forbidden):
            yield (
                "The chat in MAINTAINER_CHAT_ID is not one that the bot can write to, so maintainers are told nothing. "
                "Send /start to the bot there, or add it to that group, or correct the number."
            )
    chats = await store.chats.active() if store else []
    for chat in chats[:MOST_CHATS]:
        if finding := await _in_chat(bot, chat):
            yield finding
    if len(chats) > MOST_CHATS:
        yield f"Only {MOST_CHATS} of {len(chats)} groups and channels were looked into: Telegram limits such requests."


async def _in_chat(bot: Bot, chat: Chat) -> str | None:
    try:
        sight = await look(bot, chat.id)
    except (BadRequest, Forbidden):
        return (
            f"The {chat.kind or 'chat'} {chat.id} is known, but the bot is not in it any more, so nobody is answered "
            "there. Add it again if it is wanted."
        )
    return _of_sight(sight, ChatSettings.from_json(chat.settings))


def _of_sight(sight: Sight, settings: ChatSettings) -> str | None:
    where = f"“{clean(sight.title)}”"
    if not sight.can_write and sight.is_channel:
        return (
            f"In the channel {where} the bot may not post, so /post does not work there. Give it the right to post "
            "messages."
        )
    if not sight.can_write:
        return (
            f"In the group {where} the bot may not write, so nobody is answered there. Allow it to send messages, or "
            "make it an administrator."
        )
    if settings.level is not Level.OFF and not sight.sees_all:
        return (
            f"In the group {where} admins chose that the bot answers unasked, but it does not see what people ask each "
            "other. Make it an administrator there, which needs no right over anybody."
        )
    return None
