"""Pictures that compare two roles: drawn once, uploaded once, then sent by Telegram's own id."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from telegram import Message, Update
from telegram.constants import ChatType, UpdateType
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.navigation import DIFFERENCE
from bot.dialogue.reply import Button, Reply, Section
from bot.dialogue.screens import Topic, parse
from bot.knowledge.library import Library
from bot.knowledge.screens import START
from bot.store.errors import StoreError
from bot.telegram.commands import payload_of
from bot.telegram.conversations import Conversation, conversation_of
from bot.telegram.parts import IN_PRIVATE, Context, Parts, Route, Routes
from bot.telegram.picture import DESIGN, Comparison, compare, draw, fitted

log = logging.getLogger(__name__)

PICTURE = "pic"
"""What stands before a screen's id where the screen is to be shown as a picture."""
LABEL = "🖼 As a picture"
SIDE_BY_SIDE = "Side by side in the picture: {names} ({labels})."
UNKNOWN_FILE = ("wrong file identifier", "file_reference", "file is temporarily unavailable")
"""What Telegram says, in lower case, where it has a picture no more."""

Pair = tuple[str, str]


class Pictures:
    """Sends pictures, and answers those who ask for one in private."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._library = parts.dialogue.library
        self._comparisons: dict[Pair, Comparison | None] = {}
        self._uploading = asyncio.Lock()

    def routes(self) -> Routes:
        """The button on a comparison, and the deep link that does the same."""
        link = filters.UpdateType.MESSAGE & IN_PRIVATE & filters.Regex(rf"^/start {PICTURE}-")
        return [
            Route(UpdateType.CALLBACK_QUERY, CallbackQueryHandler(self.asked, pattern=self._is_asked_for)),
            Route(UpdateType.MESSAGE, MessageHandler(link, self.asked)),
        ]

    def row(self, screen: str) -> tuple[Button, ...]:
        """The button that shows a screen as a picture; none where it compares nothing that can be drawn."""
        topic = parse(screen, self._library)
        is_comparison = isinstance(topic, Topic) and topic.intent == DIFFERENCE
        return (Button(LABEL, f"{PICTURE}-{screen}"),) if is_comparison and self.pair(screen) else ()

    def pair(self, screen: str) -> Pair | None:
        """The two roles whose picture goes with a screen; None where there is no such picture."""
        topic = parse(screen, self._library)
        roles = topic.roles if isinstance(topic, Topic) else ()
        pair = _pair_with(roles, self._library)
        if pair is not None and pair not in self._comparisons:
            self._comparisons[pair] = compare(self._library, pair)
        return pair if pair is not None and self._comparisons[pair] is not None else None

    async def asked(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Sends a picture below the card that asks for it."""
        conversation, screen = conversation_of(update), _screen_in(update)
        is_private = update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE
        if conversation is None or not is_private:
            return
        pair = self.pair(screen) if self.row(screen) else None
        card = self._parts.dialogue.press(START if pair is None else screen, FORGOTTEN, self._parts.clock()).reply
        if pair is None:
            await self._parts.sender.send(conversation, card)
        else:
            await self.send(conversation, pair, replace(card, sections=await self._in_words(pair)))

    async def send(self, to: Conversation, pair: Pair, card: Reply) -> Message:
        """Sends the picture of two roles that `pair` gave, with this card as its caption."""
        # A caption has a quarter of the room of a message.
        caption = replace(card, sources=tuple(replace(source, parts=()) for source in card.sources))
        comparison = await self._fitted(pair)
        key = f"{self._parts.bot.id}-{DESIGN}-{self._library.version}-{'-'.join(pair)}"
        file = await self._file(key)
        if file and (message := await self._send_again(to, file, caption)):
            return message
        async with self._uploading:
            newer = await self._file(key)
            if newer and newer != file and (message := await self._send_again(to, newer, caption)):
                return message
            content = await asyncio.to_thread(draw, comparison)
            message = await self._parts.sender.send_picture(to, content, caption)
            await self._keep(key, message.photo[-1].file_id)
            return message

    async def line(self, pair: Pair) -> str:
        """What the picture shows, in a line."""
        comparison = await self._fitted(pair)
        labels = "; ".join(row.label for row in comparison.rows)
        return SIDE_BY_SIDE.format(names=" and ".join(comparison.names), labels=labels)

    async def _in_words(self, pair: Pair) -> tuple[Section, ...]:
        """What the picture shows."""
        comparison = await self._fitted(pair)
        rows = (
            Section(
                row.label, "", tuple(f"{name}: {text}" for name, text in zip(comparison.names, row.texts, strict=True))
            )
            for row in comparison.rows
        )
        return (Section(comparison.title, ""), *rows)

    async def _fitted(self, pair: Pair) -> Comparison:
        comparison = self._comparisons[pair]
        if comparison is None:
            raise LookupError(pair)
        self._comparisons[pair] = comparison = await asyncio.to_thread(fitted, comparison)
        return comparison

    async def _file(self, key: str) -> str | None:
        """The id under which Telegram has the picture, as far as that is known."""
        try:
            return await self._parts.store.pictures.get(key)
        except StoreError as error:
            log.error("A picture is uploaded once more. %s", error)
            return None

    async def _send_again(self, to: Conversation, file: str, caption: Reply) -> Message | None:
        """Sends a picture that Telegram has; None where it has it no more."""
        try:
            return await self._parts.sender.send_picture(to, file, caption)
        except BadRequest as error:
            if not any(said in error.message.lower() for said in UNKNOWN_FILE):
                raise
            return None

    async def _keep(self, key: str, file: str) -> None:
        try:
            await self._parts.store.pictures.put(key, file, self._parts.clock())
        except StoreError as error:
            log.error("A picture will have to be uploaded once more. %s", error)

    def _is_asked_for(self, data: object) -> bool:
        prefix, _, screen = str(data).partition("-")
        return prefix == PICTURE and bool(self.row(screen))


def _pair_with(roles: tuple[str, ...], library: Library) -> Pair | None:
    """Two roles to compare: these, or the first pair with the one that is given, or the first pair of all."""
    if len(roles) == 2:
        return roles[0], roles[1]
    written = next((pair for pair in library.pairs if not roles or roles[0] in pair), None)
    if written is not None or len(library.roles) < 2:
        return written
    first, *others = library.in_order(roles) or tuple(library.roles)
    one, two, *_ = library.in_order((first, next(role for role in (*others, *library.roles) if role != first)))
    return one, two


def _screen_in(update: Update) -> str:
    """The screen that a tap or a deep link asks to show as a picture."""
    asked = update.callback_query.data if update.callback_query else update.message and payload_of(update.message)
    return (asked or "").partition("-")[2]
