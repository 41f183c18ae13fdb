"""What is kept about people: `/privacy` says it, `/forget_me` deletes it."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.constants import ChatType, UpdateType
from telegram.ext import CommandHandler, MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.dialogue.reply import Button, Reply, Section
from bot.store import retention
from bot.store.errors import StoreError
from bot.telegram.conversations import conversation_of
from bot.telegram.parts import IN_PRIVATE, Context, Parts, Route, Routes
from bot.telegram.schedule import PURGE_EVERY

log = logging.getLogger(__name__)

PRIVACY = "privacy"
"""The command, and the payload of the deep link that opens the same in the private chat."""

TITLE = "What I keep about you"
LEAD = "I know you by the number that Telegram has for you, and by nothing else. This is all that I keep under it:"
WITHOUT_WORDS = "Your words: never. I read a message to answer it, and that is all."
WITH_WORDS = (
    "Your words: the question that you asked last, for at most {memories}. If I did not answer it well, it is kept for "
    "{questions} so that I can be improved: without e-mail addresses, phone numbers and @names, and after {linked} "
    "nothing in it leads to you any more."
)
KEPT = (
    "What we talked of last (a topic, never your words), for at most {memories}, so that “and the other one?” works.",
    "Which message of yours got which answer, for {answers}, so that I can correct it when you edit the message.",
    "Your 👍 and 👎, for {feedback}, to see which answers are good.",
    "That you have blocked me, for {blocked}, so that I leave you in peace.",
    "If you added me to a group or a channel: that it was you, as long as I am there, and the settings that admins "
    "chose. If you asked for its weekly report: that you did.",
)
AT_ONCE = "/forget_me deletes all of this at once. Telegram keeps our chat itself: delete it there if you like."

FORGOTTEN_TITLE = "Forgotten"
FORGOTTEN = (
    "All that I had kept about you is deleted. Settings of groups and channels stay with them, without a trace of you."
)
NOT_FORGOTTEN_TITLE = "Not yet"
NOT_FORGOTTEN = (
    "I cannot reach what I keep at the moment, so nothing is deleted yet. Please send /forget_me again later."
)
IN_PRIVATE_ONLY = "I tell you in private what I keep about you."
OPEN = "What I keep about you"


class Privacy:
    """The two commands, in private chats and in groups."""

    def __init__(self, parts: Parts) -> None:
        self._sender = parts.sender
        self._people = parts.store.people
        self._bot = parts.bot
        self._page = what_is_kept(with_words=parts.settings.record_questions)

    def routes(self) -> Routes:
        """Commands, and the deep link to what is kept."""
        from_people = filters.UpdateType.MESSAGE & ~filters.VIA_BOT & ~filters.SenderChat.ALL
        link = filters.UpdateType.MESSAGE & IN_PRIVATE & filters.Regex(rf"^/start {PRIVACY}$")
        return [
            Route(UpdateType.MESSAGE, CommandHandler(PRIVACY, self.privacy, from_people)),
            Route(UpdateType.MESSAGE, CommandHandler("forget_me", self.forget_me, from_people)),
            Route(UpdateType.MESSAGE, MessageHandler(link, self.privacy)),
        ]

    async def privacy(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Says what is kept, why and for how long; in a group, where to read that."""
        link = Button(OPEN, url=create_deep_linked_url(self._bot.username, PRIVACY))
        await self._say(update, self._page, in_group=Reply((Section("", IN_PRIVATE_ONLY),), rows=((link,),)))

    async def forget_me(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Deletes all that is kept about the person, then says so."""
        if update.effective_user is None:
            return
        section = Section(FORGOTTEN_TITLE, FORGOTTEN)
        try:
            await self._people.forget(update.effective_user.id)
        except StoreError as error:
            log.error("A person could not be forgotten. %s", error)
            section = Section(NOT_FORGOTTEN_TITLE, NOT_FORGOTTEN)
        await self._say(update, Reply((section,)), in_group=Reply((section,)))

    async def _say(self, update: Update, reply: Reply, in_group: Reply) -> None:
        conversation, message = conversation_of(update), update.message
        if conversation is None or message is None:
            return
        if message.chat.type == ChatType.PRIVATE:
            await self._sender.send(conversation, reply)
        else:
            await self._sender.send(conversation, in_group, message.message_id)


def what_is_kept(*, with_words: bool) -> Reply:
    """The page that says what is kept; `with_words`: whether badly answered questions are recorded."""
    periods = {
        "memories": _period(retention.MEMORIES + PURGE_EVERY),
        "answers": _period(retention.ANSWERS),
        "feedback": _period(retention.FEEDBACK),
        "blocked": _period(retention.BLOCKED),
        "questions": _period(retention.QUESTIONS),
        "linked": _period(retention.QUESTIONS_LINKED),
    }
    points = [line.format(**periods) for line in (*KEPT, WITH_WORDS if with_words else WITHOUT_WORDS)]
    return Reply((Section(TITLE, LEAD, tuple(points)), Section("", AT_ONCE)))


def _period(seconds: float) -> str:
    """A time in words: several hours or days, or a year."""
    hours = round(seconds / 3600)
    if hours == 365 * 24:
        return "a year"
    return f"{hours} hours" if hours < 24 else f"{hours // 24} days"
