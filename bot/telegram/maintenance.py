"""What maintainers can ask the running bot in their own chat."""

from __future__ import annotations

import time
from typing import Final

import telegram
from telegram import Update
from telegram.constants import BOT_API_VERSION, UpdateType
from telegram.ext import CommandHandler, filters

from bot import __version__
from bot.dialogue.reply import Reply, Section
from bot.store.errors import StoreError
from bot.telegram.conversations import conversation_of
from bot.telegram.doctor import ask_telegram
from bot.telegram.parts import Context, Parts, Route, Routes
from bot.telegram.render import clean

TITLE: Final = "How I am"
FINDINGS: Final = "What is wrong"
WELL: Final = "Nothing that I can see."
SHORT: Final = 12
"""Characters of the files' version that tell it from others."""


class Maintenance:
    """Takes `/doctor` in the maintainers' chat."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def routes(self) -> Routes:
        """Nothing where maintainers have no chat."""
        chat = self._parts.settings.maintainer_chat_id
        if chat is None:
            return []
        theirs = filters.UpdateType.MESSAGE & filters.Chat(chat)
        return [Route(UpdateType.MESSAGE, CommandHandler("doctor", self.doctor, theirs))]

    async def doctor(self, update: Update, context: Context) -> None:
        """Says which versions are at work, how the database fares, and what is wrong."""
        conversation = conversation_of(update)
        if conversation is None:
            return
        kinds: list[str] = context.application.bot_data["allowed_updates"]
        try:
            asked = ask_telegram(self._parts.bot, self._parts.settings, self._parts.store, kinds)
            findings = [finding async for finding in asked]
        except StoreError as error:
            findings = [str(error)]
        sections = (
            Section(TITLE, "", (*self._versions(), await self._database(), await self._deliveries())),
            Section(FINDINGS, "" if findings else WELL, tuple(findings)),
        )
        await self._parts.sender.send(conversation, Reply(sections))

    def _versions(self) -> tuple[str, str]:
        library = f"Files {self._parts.dialogue.library.version[:SHORT]}, career-advisor-bot {__version__}"
        return library, f"python-telegram-bot {telegram.__version__}, made for Bot API {BOT_API_VERSION}"

    async def _database(self) -> str:
        kind = self._parts.settings.database_url.partition("://")[0]
        began = time.perf_counter()
        try:
            state = await self._parts.store.inbox.state()
        except StoreError as error:
            return f"Database ({kind}): {error}"
        took = 1000 * (time.perf_counter() - began)
        waits = f", the oldest for {self._parts.clock() - state.oldest:.0f} s" if state.oldest else ""
        return (
            f"Database ({kind}): answers in {took:.0f} ms; {state.waiting} updates wait here{waits}; {state.parked} "
            "were put aside in the last days"
        )

    async def _deliveries(self) -> str:
        info = await self._parts.bot.get_webhook_info()
        way = "webhook" if info.url else "long polling"
        waiting = f"Telegram ({way}): {info.pending_update_count} updates wait there"
        if not info.last_error_date:
            return waiting
        ago = self._parts.clock() - info.last_error_date.timestamp()
        return f"{waiting}; the last error was {ago:.0f} s ago ({clean(info.last_error_message or '')})"
