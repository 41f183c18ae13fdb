"""The settings of a group, in the private chat with one of its admins. Telegram is asked at each tap who is one."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, replace

from telegram import Update
from telegram.constants import ChatType, UpdateType
from telegram.error import ChatMigrated, TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.reply import Button, Reply, Section
from bot.store.errors import StoreError
from bot.telegram.admins import Rights, rights_of
from bot.telegram.chat_settings import ChatSettings
from bot.telegram.conversations import conversation_of
from bot.telegram.group_cards import line, message_link
from bot.telegram.known_chats import KnownChats
from bot.telegram.parts import IN_PRIVATE, Context, Parts, Route, Routes
from bot.telegram.selftest import Sight, findings, look, what_i_see
from bot.telegram.settings_changes import changed
from bot.telegram.settings_pages import PREFIX, Listed, View, draw
from bot.telegram.voice import Voice
from bot.understanding.unasked import example_of

log = logging.getLogger(__name__)

WEEK = 7 * 86_400
MOST_LISTED = 10
"""Groups in the list of those that somebody has added the bot to."""
DATA = re.compile(rf"{PREFIX}-(\d{{1,16}})(?:-([a-z]+))?(?:-([A-Za-z0-9_-]+))?")
LINK = re.compile(rf"/start {PREFIX}_(-?\d{{1,16}})")

NOT_YOURS = "These settings are for the admins of that group. I see you as none of them, or I am not there any more."
CANNOT_SEE_ADMINS = (
    "I cannot see who is an admin of that group, as it hides its members from me. Make me an administrator there, "
    "without any rights over people, and open this again."
)
AWAY = "I cannot reach my settings at the moment. Please try again a little later."
KEPT = "Kept."
OUTDATED = "This button is out of date."
NO_GROUPS_TITLE = "Settings of groups"
WHICH = "Which group is it about? For one that is not here, send /settings in the group itself."
NONE_YET = "Send /settings in a group whose admin you are, and I lead you to its settings. To add me to one: /add"


@dataclass(frozen=True)
class Wish:
    """What a button of the settings asks for. Whoever sent it may have made it up."""

    chat: int
    page: str = "home"
    value: str = ""


class SettingsPanel:
    """Shows and changes settings, for admins alone."""

    def __init__(self, parts: Parts, known: KnownChats, voice: Voice) -> None:
        self._parts = parts
        self._store = parts.store
        self._known = known
        self._voice = voice

    def routes(self) -> Routes:
        """The command and the link in private, and the buttons, which stand nowhere else."""
        private = filters.UpdateType.MESSAGE & IN_PRIVATE
        link = private & filters.Regex(rf"^{LINK.pattern}$")
        return [
            Route(UpdateType.MESSAGE, CommandHandler("settings", self.listed, private)),
            Route(UpdateType.MESSAGE, MessageHandler(link, self.opened)),
            Route(UpdateType.CALLBACK_QUERY, CallbackQueryHandler(self.tapped, f"^{PREFIX}-"), answers_taps=True),
        ]

    async def listed(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Lists the groups that the person has added the bot to and is an admin of."""
        conversation = conversation_of(update)
        if conversation is None:
            return
        try:
            added = await self._store.chats.active(added_by=conversation.person)
        except StoreError as error:
            log.error("Groups are not at hand. %s", error)
            await self._parts.sender.send(conversation, line(AWAY))
            return
        groups = [chat.id for chat in added if chat.kind != ChatType.CHANNEL][:MOST_LISTED]
        titles = await asyncio.gather(*(self._title_for(chat, conversation.person) for chat in groups))
        found = {chat: title for chat, title in zip(groups, titles, strict=True) if title}
        rows = tuple((Button(title, f"{PREFIX}-{-chat}"),) for chat, title in found.items())
        section = Section(NO_GROUPS_TITLE, WHICH if rows else NONE_YET)
        await self._parts.sender.send(conversation, Reply((section,), rows=rows))

    async def opened(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Opens the settings that a link leads to."""
        conversation, message = conversation_of(update), update.message
        match = LINK.fullmatch(message.text or "") if message else None
        if conversation is None or match is None:
            return
        reply, _ = await self._page(Wish(int(match[1])), conversation.person)
        await self._parts.sender.send(conversation, reply)

    async def tapped(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Does what a button says, and shows the page as it is then."""
        query, conversation = update.callback_query, conversation_of(update)
        match = DATA.fullmatch(query.data or "") if query else None
        if query is None or query.message is None or conversation is None or match is None:
            await self._parts.taps.answer(update, OUTDATED)
            return
        wish = Wish(-int(match[1]), match[2] or "home", match[3] or "")
        reply, says = await self._page(wish, conversation.person)
        await self._parts.taps.answer(update, says)
        if not await self._parts.sender.edit(conversation, query.message.message_id, reply):
            await self._parts.sender.send(conversation, reply)

    async def _page(self, wish: Wish, person: int) -> tuple[Reply, str | None]:
        """The page after a wish was granted, and what is said of that in passing; or why it was not."""
        try:
            try:
                rights = await self._rights(wish.chat, person)
            except ChatMigrated as error:
                await self._voice.moved(wish.chat, error.new_chat_id)
                wish = replace(wish, chat=error.new_chat_id)
                rights = await self._rights(wish.chat, person)
            if rights is not Rights.GRANTED:
                return line(CANNOT_SEE_ADMINS if rights is Rights.UNKNOWN else NOT_YOURS), None
            sight = await look(self._parts.bot, wish.chat)
            if sight.is_channel:
                return what_i_see(sight, self._parts.bot.username), None
            says = await self._grant(wish, person)
            page = f"{wish.page}-{wish.value}" if wish.page == "until" else wish.page
            return draw(page, await self._view(wish.chat, person, sight)), says
        except StoreError as error:
            log.error("Settings are not at hand. %s", error)
            return line(AWAY, Button("Try again", f"{PREFIX}-{-wish.chat}")), None

    async def _rights(self, chat: int, person: int) -> Rights:
        # Numbers above zero are people's: nobody is an admin of those.
        return await rights_of(self._parts.bot, chat, person) if chat < 0 else Rights.DENIED

    async def _grant(self, wish: Wish, person: int) -> str | None:
        """Does what a wish says, if anything."""
        now = self._parts.clock()
        match wish.page, wish.value:
            case _, "":
                return None
            case "until", _:
                return None
            case "report", "on":
                await self._store.reports.subscribe(wish.chat, person, now + WEEK)
            case "report", "off":
                await self._store.reports.unsubscribe(wish.chat, person)
            case "trial", value:
                return await self._judge(wish.chat, value)
            case page, value:
                if changed(page, value, ChatSettings(), now) is None and page != "topics":
                    return OUTDATED
                await self._known.change(wish.chat, lambda old: changed(page, value, old, now) or old)
        return KEPT

    async def _judge(self, chat: int, value: str) -> str:
        """Keeps what an admin says of an answer on trial."""
        if value == "forget":
            for question in await self._store.tuning.verdicts(chat):
                await self._store.tuning.withdraw(chat, question)
            return KEPT
        entry, _, verdict = value.partition("-")
        if verdict not in {"yes", "never"} or not re.fullmatch(r"[0-9]{1,18}", entry):
            return OUTDATED
        judged = await self._store.trial.judge(chat, int(entry), verdict == "yes", self._parts.clock())
        return OUTDATED if judged is None else KEPT

    async def _view(self, chat: int, person: int, sight: Sight) -> View:
        """What the pages show, as it is now."""
        row = await self._store.chats.get(chat)
        settings = ChatSettings.from_json(row.settings if row else "")
        entries = [entry for entry in await self._store.trial.latest(chat) if entry.is_wanted is None]
        listed = [
            Listed(
                entry.id,
                example_of(entry.unsaid.question),
                self._title(entry.unsaid.screen),
                message_link(chat, entry.unsaid.message) if entry.unsaid.message > 0 else None,
            )
            for entry in entries
        ]
        return View(
            chat=chat,
            title=sight.title,
            settings=settings,
            now=self._parts.clock(),
            is_forum=sight.is_forum,
            is_subscribed=person in await self._store.reports.subscribers(chat),
            listed=listed,
            has_verdicts=bool(await self._store.tuning.verdicts(chat)),
            findings=findings(sight, settings, self._parts.bot.username),
        )

    def _title(self, screen: str) -> str:
        """What a screen is called."""
        return self._parts.dialogue.press(screen, FORGOTTEN, 0.0).reply.sections[0].title

    async def _title_for(self, chat: int, person: int) -> str | None:
        """The title of a group, for one of its admins alone."""
        try:
            if await rights_of(self._parts.bot, chat, person) is not Rights.GRANTED:
                return None
            return (await self._parts.bot.get_chat(chat)).title
        except TelegramError as error:
            log.info("A group cannot be listed (%s)", type(error).__name__)
            return None
