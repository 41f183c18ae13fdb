"""Thumbs under answers, and one optional tap to say why."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType, UpdateType
from telegram.ext import CallbackQueryHandler

from bot.dialogue.dialogue import Turn
from bot.dialogue.reply import Button, Reply
from bot.dialogue.screens import Topic, parse
from bot.knowledge.library import Library
from bot.knowledge.screens import DOWN, NONE, UP
from bot.store import feedback as votes
from bot.telegram.conversations import Conversation, conversation_of
from bot.telegram.parts import Context, Parts, Route, Routes
from bot.telegram.recording import DISLIKED, Recording
from bot.telegram.taps import holds_button

BECAUSE = "because"
LABELS = {UP: "👍", DOWN: "👎"}
VOTES = {UP: votes.UP, DOWN: votes.DOWN}
CHOSEN = " ✓"

WHY_DOWN = {
    "other": "Not what I asked",
    "little": "Says too little",
    "unclear": "Hard to understand",
    "wrong": "I think it is wrong",
}
WHY_NONE = {"topic": "I meant another topic", "role": "I meant another role", "choices": "I did not get the choices"}
"""Reasons, by what stands for them in a button and in the store."""

SAID = {
    votes.UP: "Glad that it helped. Tap again to take it back.",
    votes.DOWN: "Noted, thank you. Tap again to take it back.",
    votes.NONE: "Taken back.",
}
NOTED = "Thank you, that helps."
OUTDATED = "This button is out of date. Ask me again for a new answer."


def thumbs(screen: str) -> tuple[Button, Button]:
    """The two buttons by which people rate the answer on a screen."""
    return Button(LABELS[UP], f"{UP}-{screen}"), Button(LABELS[DOWN], f"{DOWN}-{screen}")


def rated_screen(turn: Turn, library: Library) -> str | None:
    """The screen that the thumbs under a turn's card are about; None where the card is no answer to be rated."""
    if not turn.answers or turn.answers[0].intent in library.replies.chat:
        return None
    shown = turn.reply.screen
    return turn.answers[0].screen if shown is None or isinstance(parse(shown, library), Topic) else None


def with_reasons(reply: Reply) -> Reply:
    """The card that follows "none of these", with a button for each reason."""
    rows = tuple((Button(label, f"{BECAUSE}-{reason}"),) for reason, label in WHY_NONE.items())
    return replace(reply, rows=(*rows, *reply.rows))


class Feedback:
    """Takes taps on thumbs and reasons, in private chats and in groups."""

    def __init__(self, parts: Parts) -> None:
        self._library = parts.dialogue.library
        self._sender = parts.sender
        self._taps = parts.taps
        self._memories = parts.memories
        self._votes = parts.store.feedback
        self._recording = Recording(parts)
        self._clock = parts.clock

    def routes(self) -> Routes:
        """Taps on thumbs and on reasons."""
        voted = CallbackQueryHandler(self.voted, pattern=f"^({UP}|{DOWN})-")
        explained = CallbackQueryHandler(self.explained, pattern=f"^{BECAUSE}-")
        return [
            Route(UpdateType.CALLBACK_QUERY, voted, answers_taps=True),
            Route(UpdateType.CALLBACK_QUERY, explained, answers_taps=True),
        ]

    async def voted(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Keeps a vote, changes it, or takes it back."""
        conversation, card = conversation_of(update), _card(update)
        kind, _, screen = _data(update).partition("-")
        rated = self._rated(conversation, card, screen)
        if conversation is None or card is None or rated is None:
            await self._taps.answer(update, OUTDATED)
            return
        holds = await self._vote(rated, VOTES[kind], card)
        await self._taps.answer(update, SAID[holds])
        if card.chat.type == ChatType.PRIVATE and card.reply_markup:
            keys = _with_vote(card.reply_markup, holds)
            await self._sender.edit_keys(conversation, card.message_id, keys)
        if holds == votes.DOWN:
            await self._record(conversation, card, rated.intent)

    async def explained(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Keeps why somebody was not content: with an answer, or with all of the choices."""
        conversation, card = conversation_of(update), _card(update)
        reason = _data(update).partition("-")[2]
        rated = self._rated(conversation, card, NONE if reason in WHY_NONE else _screen_voted_on(card))
        if conversation is None or card is None or card.reply_markup is None or rated is None:
            await self._taps.answer(update, OUTDATED)
            return
        if rated.screen == NONE and await self._votes.vote_of(rated) == votes.NONE:
            await self._votes.vote(rated, votes.DOWN, self._clock())
        await self._votes.why(rated, reason)
        await self._taps.answer(update, NOTED)
        await self._sender.edit_keys(conversation, card.message_id, _without_reasons(card.reply_markup))

    async def _vote(self, rated: votes.Rated, vote: int, card: Message) -> int:
        """Keeps the vote, or takes it back, and returns what holds.

        In private chats the buttons show what holds, so the tap says what the person wants, and may come twice. In
        groups, where everybody sees the same buttons, each tap on the same thumb turns the vote around.
        """
        if card.chat.type != ChatType.PRIVATE:
            return await self._votes.vote(rated, vote, self._clock())
        holds = await self._votes.vote_of(rated)
        is_to_change = (holds == vote) == _is_marked(card, vote)
        return await self._votes.vote(rated, vote, self._clock()) if is_to_change else holds

    def _rated(self, conversation: Conversation | None, card: Message | None, screen: str) -> votes.Rated | None:
        """What is rated by a tap on this card; None where that is nothing."""
        topic = parse(screen, self._library)
        intent = topic.intent if isinstance(topic, Topic) else NONE if screen == NONE else None
        if conversation is None or card is None or intent is None:
            return None
        return votes.Rated(card.chat_id, card.message_id, conversation.person, screen, intent)

    async def _record(self, conversation: Conversation, card: Message, intent: str) -> None:
        """Records the question whose answer got a thumb down, as far as its words and who asked may be known."""
        person, text = conversation.person, await self._memories.asked(conversation, card.message_id)
        question = card.reply_to_message
        if card.chat.type != ChatType.PRIVATE and question and question.from_user:
            person, text = question.from_user.id, re.sub(r"^/\S+\s*", "", question.text or "")
        if text:
            await self._recording.record(text, DISLIKED, (intent,), person)


def _card(update: Update) -> Message | None:
    """The message under which a tap was made, if the button that was tapped is there."""
    query = update.callback_query
    return query.message if query and holds_button(update) and isinstance(query.message, Message) else None


def _data(update: Update) -> str:
    return (update.callback_query.data if update.callback_query else None) or ""


def _screen_voted_on(card: Message | None) -> str:
    """The screen that the card's thumbs are about; empty where it has none."""
    keys = (key for row in card.reply_markup.inline_keyboard for key in row) if card and card.reply_markup else ()
    data = (str(key.callback_data).partition("-") for key in keys)
    return next((screen for kind, _, screen in data if kind == DOWN), "")


def _is_marked(card: Message, vote: int) -> bool:
    """Whether the card shows the person that this is how they voted."""
    keys = (key for row in card.reply_markup.inline_keyboard for key in row) if card.reply_markup else ()
    marked = {VOTES.get(str(key.callback_data).partition("-")[0]) for key in keys if key.text.endswith(CHOSEN)}
    return vote in marked


def _with_vote(markup: InlineKeyboardMarkup, vote: int) -> InlineKeyboardMarkup:
    """The buttons, with the vote marked on the thumbs, and with reasons under a thumb down."""
    rows = [[_marked(key, vote) for key in row] for row in _without_reasons(markup).inline_keyboard]
    if vote == votes.DOWN:
        keys = [InlineKeyboardButton(label, callback_data=f"{BECAUSE}-{why}") for why, label in WHY_DOWN.items()]
        rows += [keys[:2], keys[2:]]
    return InlineKeyboardMarkup(rows)


def _marked(key: InlineKeyboardButton, vote: int) -> InlineKeyboardButton:
    kind = str(key.callback_data).partition("-")[0]
    if kind not in VOTES:
        return key
    mark = CHOSEN if VOTES[kind] == vote else ""
    return InlineKeyboardButton(LABELS[kind] + mark, callback_data=key.callback_data)


def _without_reasons(markup: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    rows = (
        [key for key in row if not str(key.callback_data).startswith(f"{BECAUSE}-")] for row in markup.inline_keyboard
    )
    return InlineKeyboardMarkup([row for row in rows if row])
