"""Taps on cards in groups.

A card is turned by the one whose question it answers. Whoever else taps on it goes on in the private chat at the same
screen, so that nobody turns a card under another who is reading it. After a while a card is everybody's.
"""

from __future__ import annotations

from telegram import Message, Update, User
from telegram.constants import ChatType, UpdateType
from telegram.ext import CallbackQueryHandler

from bot.knowledge.screens import START
from bot.telegram.addressed import topic_of
from bot.telegram.admin_commands import AdminCommands
from bot.telegram.chat_settings import ChatSettings
from bot.telegram.conversations import Conversation
from bot.telegram.group_cards import is_private
from bot.telegram.group_talk import GroupTalk
from bot.telegram.known_chats import KnownChats
from bot.telegram.pace import Pace
from bot.telegram.parts import Context, Parts, Route, Routes

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
THEIRS_FOR = 20 * 60
"""Seconds for which only the one who asked can turn a card: as long as a conversation is remembered."""


class GroupTapHandler(CallbackQueryHandler[Context, None]):
    """Takes all taps in groups."""

    def check_update(self, update: object) -> bool | object | None:
        """Whether it is one."""
        chat = update.effective_chat if isinstance(update, Update) else None
        return super().check_update(update) if chat and chat.type in GROUPS else None


class GroupTaps:
    """Turns cards, and lets admins remove them."""

    def __init__(self, parts: Parts, known: KnownChats, talk: GroupTalk, admins: AdminCommands) -> None:
        self._parts = parts
        self._known = known
        self._talk = talk
        self._admins = admins
        self._pace = Pace()

    def routes(self) -> Routes:
        """Taps in groups."""
        return [Route(UpdateType.CALLBACK_QUERY, GroupTapHandler(self.tapped), answers_taps=True)]

    async def tapped(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Turns the card, or opens its screen in private."""
        query = update.callback_query
        if query is None or query.message is None or await self._admins.tapped(update):
            return
        card = query.message if isinstance(query.message, Message) else None
        screen, now = query.data or START, self._parts.clock()
        settings = (await self._known.look_up(query.message.chat.id)).settings
        if card is None or is_private(screen) or not self._may_turn(card, query.from_user, settings):
            await self._parts.taps.answer(update, url=self._talk.cards.link(screen))
            return
        await self._parts.taps.answer(update)
        where = Conversation(card.chat_id, topic_of(card), query.from_user.id)
        if self._pace.allows((where.chat, where.person), now):
            turn = self._parts.dialogue.press(screen, await self._parts.memories.recall(where), now)
            await self._parts.memories.keep(where, turn.memory)
            await self._talk.change(where, card.message_id, turn, settings)

    def _may_turn(self, card: Message, person: User, settings: ChatSettings) -> bool:
        """Whether the card is theirs, or nobody's any more, and the bot may speak; not what Telegram does not show."""
        now, question = self._parts.clock(), card.reply_to_message
        asker = question.from_user if question else None
        is_theirs = (asker is not None and asker.id == person.id) or now - card.date.timestamp() > THEIRS_FOR
        return card.is_accessible and is_theirs and not settings.is_silent(now, topic_of(card))
