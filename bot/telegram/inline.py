"""Inline mode: the bot's name and a question, typed in any chat, give cards to send there."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode, UpdateType
from telegram.error import BadRequest
from telegram.ext import ChosenInlineResultHandler, InlineQueryHandler

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.reply import Reply
from bot.knowledge.screens import MENU, QUIZ
from bot.store.errors import StoreError
from bot.telegram.parts import Context, Parts, Route, Routes
from bot.telegram.render import clean, clip, draw
from bot.understanding.understanding import Outcome

log = logging.getLogger(__name__)

CACHED = 300
"""Seconds for which Telegram gives the same results to everybody who types the same."""
LONGEST_DESCRIPTION = 120
INLINE = 0
"""Stands for all chats in which cards were sent inline, where answers are counted."""

CONTINUE = "Continue with the bot"
ASK_IN_PRIVATE = "Ask me in private"
NOTHING_FOUND = "Nothing on that. Talk to me in private"


class Inline:
    """Answers what is typed after the bot's name. The same words get the same results, whoever types them."""

    def __init__(self, parts: Parts) -> None:
        self._dialogue = parts.dialogue
        self._bot = parts.bot
        self._counts = parts.store.counts
        self._clock = parts.clock

    def routes(self) -> Routes:
        """What is typed, and what is chosen (which Telegram tells where BotFather was asked for inline feedback)."""
        return [
            Route(UpdateType.INLINE_QUERY, InlineQueryHandler(self.typed)),
            Route(UpdateType.CHOSEN_INLINE_RESULT, ChosenInlineResultHandler(self.chosen)),
        ]

    async def typed(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Offers cards. Where nothing is understood there are none, but a button that leads to the private chat."""
        query = update.inline_query
        if query is None:
            return
        try:
            screens = results_for(self._dialogue, query.query, self._clock()) if not query.offset else {}
        except Exception:
            log.exception("An inline query could not be answered")
            screens = {}
        is_known = bool(screens or query.offset)
        button = InlineQueryResultsButton(ASK_IN_PRIVATE if is_known else NOTHING_FOUND, start_parameter=MENU)
        results = [self._article(screen, reply) for screen, reply in screens.items()]
        try:
            await query.answer(results, cache_time=CACHED, is_personal=False, button=button)
        except BadRequest as error:
            log.info("Results came too late (%s)", type(error).__name__)

    async def chosen(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Counts a card that somebody sent."""
        try:
            await self._counts.add(INLINE, self._clock(), answered=1)
        except StoreError as error:
            log.error("A card that was sent inline is not counted. %s", error)

    def _article(self, screen: str, reply: Reply) -> InlineQueryResultArticle:
        card = draw(reply)
        section = reply.sections[0]
        link = InlineKeyboardButton(CONTINUE, url=f"https://t.me/{self._bot.username}?start={screen}")
        return InlineQueryResultArticle(
            screen,
            clean(section.title),
            InputTextMessageContent(card.html, ParseMode.HTML),
            InlineKeyboardMarkup([[link]]),
            description=clip(clean(section.lead), LONGEST_DESCRIPTION),
        )


def results_for(dialogue: Dialogue, text: str, now: float) -> dict[str, Reply]:
    """The cards to what was typed, by screen: the answer, or the choices where that is unclear, or the main topics.

    The main topics are for who has not asked anything yet, or says hello. Nothing at all is offered where the question
    is not understood.
    """
    if not text.strip():
        return _topics(dialogue, now)
    turn = dialogue.ask(text, FORGOTTEN, now)
    if turn.outcome is Outcome.CLARIFY:
        return _cards(dialogue, [choice.screen for choice in turn.choices], now)
    if turn.outcome is not Outcome.ANSWER:
        return {}
    if not turn.answers or any(answer.intent in dialogue.library.replies.chat for answer in turn.answers):
        return _topics(dialogue, now)
    return _answers(dialogue, turn, now)


def _answers(dialogue: Dialogue, turn: Turn, now: float) -> dict[str, Reply]:
    """The answer itself, with what it says of this very question; each of two answers by itself."""
    screens = [answer.screen for answer in turn.answers]
    return {screens[0]: turn.reply} if len(screens) == 1 else _cards(dialogue, screens, now)


def _topics(dialogue: Dialogue, now: float) -> dict[str, Reply]:
    """The main topics, each card once: the same may be there for a role and for all."""
    screens = [button.screen or MENU for button in dialogue.navigation.menu()]
    cards = _cards(dialogue, [screen for screen in screens if screen != QUIZ], now)
    by_title = {reply.sections[0].title: screen for screen, reply in reversed(cards.items())}
    return {screen: reply for screen, reply in cards.items() if screen in by_title.values()}


def _cards(dialogue: Dialogue, screens: Sequence[str], now: float) -> dict[str, Reply]:
    return {screen: dialogue.press(screen, FORGOTTEN, now).reply for screen in screens}
