"""`/post`: an admin of a channel chooses a card in the private chat, sees it as it will look, and posts it.

What was chosen stands in the buttons alone, so that any replica can go on. Data of `post-` and a screen's id chooses a
card; a capital letter, with which no screen begins, marks everything else. Telegram is asked at every tap whether the
person and the bot may still post.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from telegram import (
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import ChatType, UpdateType
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.reply import Button, Reply, Section
from bot.dialogue.screens import Topic, parse
from bot.knowledge.screens import QUIZ
from bot.telegram.conversations import Conversation, conversation_of
from bot.telegram.limiter import in_bulk
from bot.telegram.parts import IN_PRIVATE, Context, Parts, Route, Routes
from bot.telegram.pictures import Pictures
from bot.telegram.render import clean, clip
from bot.telegram.taps import holds_button

log = logging.getLogger(__name__)

POST = "post"
CHANNEL, GO, CANCEL = "C", "G", "X"
"""What a button does: chooses the channel, posts the card, ends it."""
CHANNELS = 20
"""Channels that are offered at most."""
NAME = 40
"""UTF-16 units of a channel's name that are shown."""
ONCE_FOR = 2 * 24 * 3600.0
"""Seconds for which a preview is known to have been posted; its button is gone by then."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

TITLE = "Post to a channel"
WHICH_CHANNEL = "Where shall it go? These are the channels that you have added me to."
WHICH_CARD = "Which card shall I post in {channel}? You will see it first."
NO_CHANNEL = (
    "I know of no channel of yours. Add me to one as an administrator who may post messages, then send /post again. "
    "If another admin has added me, send /post and the channel's name, like this: /post @channel"
)
ADD = "Add me to a channel"
PREVIEW = "This is how it will look in {channel}."
GO_LABEL, OTHER_LABEL, CANCEL_LABEL = "Post it now", "Another card", "Cancel"
CHOSEN = "For {channel}, this card:"
POSTED = "It is in {channel} now."
ALREADY = "You have tapped that before, so I do not post it again. Send /post for another one."
WAIT = "Telegram wants me to wait before I post again. Please try again in a minute."
UNSURE = (
    "Telegram has not confirmed it. Please look into {channel} before you try again: it may be there. Send /post to "
    "start anew."
)
CANCELLED = "Nothing was posted."
NOT_YOURS = "Only an administrator of that channel who may post messages can do that."
NOT_MINE = "I may not post there. Make me an administrator of that channel with the right to post messages."
NO_SUCH_CHANNEL = "I cannot see that channel. Add me to it as an administrator who may post messages."
OUTDATED = "This button is out of date. Send /post to start anew."
CONTINUE, QUIZ_LABEL = "Continue with the bot", "Which fits me?"


class RefusedError(Exception):
    """Why the person cannot post in a channel, as a sentence for them."""


@dataclass(frozen=True)
class Place:
    """A channel in which a person and the bot may post."""

    id: int
    name: str
    username: str | None


class Posts:
    """Leads an admin from `/post` to a post."""

    def __init__(self, parts: Parts, pictures: Pictures) -> None:
        self._parts = parts
        self._pictures = pictures

    def routes(self) -> Routes:
        """The command and its buttons, in private chats."""
        command = CommandHandler(POST, self.begun, filters.UpdateType.MESSAGE & IN_PRIVATE)
        tapped = CallbackQueryHandler(self.tapped, pattern=f"^{POST}-")
        return [
            Route(UpdateType.MESSAGE, command),
            Route(UpdateType.CALLBACK_QUERY, tapped, answers_taps=True),
        ]

    async def begun(self, update: Update, context: Context) -> None:
        """Offers the person's channels, or the cards where the command names the channel."""
        conversation = conversation_of(update)
        if conversation is None:
            return
        if context.args:
            try:
                place = await self._place(context.args[0], conversation.person)
            except RefusedError as reason:
                await self._parts.sender.send(conversation, self._card(str(reason), [self._add_button()]))
                return
            await self._parts.sender.send(conversation, self._choice_of_card(place))
            return
        places = await self._places_of(conversation.person)
        if places:
            buttons = [_button(place.name, CHANNEL, _written(place.id)) for place in places]
            await self._parts.sender.send(conversation, self._card(WHICH_CHANNEL, [*buttons, self._add_button()]))
        else:
            await self._parts.sender.send(conversation, self._card(NO_CHANNEL, [self._add_button()]))

    async def tapped(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Goes a step on."""
        query, conversation = update.callback_query, conversation_of(update)
        card = query.message if query and holds_button(update) else None
        if query is None or conversation is None or not isinstance(card, Message) or card.chat.type != ChatType.PRIVATE:
            await self._parts.taps.answer(update, OUTDATED)
            return
        step = (query.data or "").removeprefix(f"{POST}-")
        screen = step.removeprefix(GO)
        if not step.startswith((CHANNEL, CANCEL)) and not self._is_card(screen):
            await self._parts.taps.answer(update, OUTDATED)
            return
        if step == CANCEL:
            await self._parts.taps.answer(update)
            await self._parts.sender.edit(conversation, card.message_id, self._card(CANCELLED))
            return
        try:
            place = await self._place(_channel_in(card.reply_markup, step), conversation.person)
        except RefusedError as reason:
            await self._parts.taps.answer(update, str(reason), is_alert=True)
            return
        await self._go_on(update, card, step, place)

    async def _go_on(self, update: Update, card: Message, step: str, place: Place) -> None:
        """Does what a button says, once it is known that the person and the bot may post."""
        here = Conversation(card.chat_id, card.message_thread_id if card.is_topic_message else None, card.chat_id)
        if step.startswith(GO):
            await self._post(update, card, step.removeprefix(GO), place)
            return
        await self._parts.taps.answer(update)
        if step.startswith(CHANNEL):
            await self._parts.sender.edit(here, card.message_id, self._choice_of_card(place))
            return
        await self._parts.sender.edit(here, card.message_id, self._card(CHOSEN.format(channel=place.name)))
        await self._show(here, step, self._post_of(step))
        await self._parts.sender.send(here, self._question(place, step))

    async def _post(self, update: Update, card: Message, screen: str, place: Place) -> None:
        """Posts the card, once however often the button is tapped."""
        parts, now = self._parts, self._parts.clock()
        here = Conversation(card.chat_id, None, card.chat_id)
        # Ids of messages in private chats are counted over all chats of a bot: this names no person.
        name, owner = f"{POST}-{parts.bot.id}-{card.message_id}", uuid.uuid4().hex
        if not await parts.store.leases.try_lease(name, owner, until=now + ONCE_FOR, now=now):
            await parts.taps.answer(update, ALREADY)
            return
        try:
            with in_bulk():
                posted = await self._show(Conversation(place.id, None, 0), screen, self._post_of(screen))
        except (BadRequest, Forbidden, RetryAfter) as error:
            await parts.store.leases.release(name, owner)
            await parts.taps.answer(update, WAIT if isinstance(error, RetryAfter) else NOT_MINE, is_alert=True)
            return
        except TelegramError as error:
            log.warning("It is not known whether a post got through (%s)", type(error).__name__)
            await parts.taps.answer(update)
            await parts.sender.edit(here, card.message_id, self._card(UNSURE.format(channel=place.name)))
            return
        await parts.taps.answer(update)
        link = Button("See it", url=_link_to(place, posted))
        await parts.sender.edit(here, card.message_id, self._card(POSTED.format(channel=place.name), [link]))

    async def _show(self, to: Conversation, screen: str, post: Reply) -> int:
        """Sends a post, to a channel or as a preview, and returns its message's id."""
        pair = self._pictures.pair(screen)
        if pair is None:
            return await self._parts.sender.send(to, post)
        captioned = replace(post, notes=(*post.notes, await self._pictures.line(pair)))
        return (await self._pictures.send(to, pair, captioned)).message_id

    def _post_of(self, screen: str) -> Reply:
        """The card as it goes to the channel: its buttons lead to the private chat."""
        reply = self._parts.dialogue.press(screen, FORGOTTEN, self._parts.clock()).reply
        buttons = [(CONTINUE, screen)]
        if self._parts.dialogue.library.quiz is not None:
            buttons.append((QUIZ_LABEL, QUIZ))
        rows = tuple((Button(label, url=self._link(payload)),) for label, payload in buttons)
        return replace(reply, rows=rows)

    def _choice_of_card(self, place: Place) -> Reply:
        """Asks which card; the first button says where it goes, and chooses that again."""
        menu = self._parts.dialogue.navigation.menu()
        cards = [
            _button(button.label, button.screen) for button in menu if button.screen and self._is_card(button.screen)
        ]
        where = _button(f"📣 {place.name}", CHANNEL, _written(place.id))
        asked = self._card(WHICH_CARD.format(channel=place.name))
        rows = self._parts.dialogue.navigation.rows(cards)
        return replace(asked, rows=((where,), *rows, (_button(CANCEL_LABEL, CANCEL),)))

    def _question(self, place: Place, screen: str) -> Reply:
        """Asks whether to post what stands above."""
        buttons = [
            _button(GO_LABEL, GO, screen),
            _button(OTHER_LABEL, CHANNEL, _written(place.id)),
            _button(CANCEL_LABEL, CANCEL),
        ]
        return self._card(PREVIEW.format(channel=place.name), buttons)

    def _is_card(self, screen: str) -> bool:
        return isinstance(parse(screen, self._parts.dialogue.library), Topic)

    def _card(self, says: str, buttons: Iterable[Button] = ()) -> Reply:
        return Reply((Section(TITLE, says),), rows=tuple((button,) for button in buttons))

    def _add_button(self) -> Button:
        return Button(ADD, url=f"https://t.me/{self._parts.bot.username}?startchannel&admin=post_messages")

    def _link(self, payload: str) -> str:
        return create_deep_linked_url(self._parts.bot.username, payload)

    async def _places_of(self, person: int) -> list[Place]:
        """The channels that the person has added the bot to, as far as both may post there."""
        places = []
        for chat in (await self._parts.store.chats.active(ChatType.CHANNEL, person))[:CHANNELS]:
            try:
                places.append(await self._place(chat.id, person))
            except RefusedError:
                continue
        return places

    async def _place(self, channel: int | str, person: int) -> Place:
        """The channel, if the person and the bot may post there now.

        Raises:
            RefusedError: One of them may not.
        """
        bot = self._parts.bot
        try:
            chat = await bot.get_chat(_address(channel))
            if chat.type != ChatType.CHANNEL:
                raise RefusedError(NO_SUCH_CHANNEL)
            if not _may_post(await bot.get_chat_member(chat.id, person)):
                raise RefusedError(NOT_YOURS)
            if not _may_post(await bot.get_chat_member(chat.id, bot.id)):
                raise RefusedError(NOT_MINE)
        except (BadRequest, Forbidden):
            raise RefusedError(NO_SUCH_CHANNEL) from None
        return Place(chat.id, _name(chat), chat.username)


def _button(label: str, step: str, what: str = "") -> Button:
    return Button(label, f"{POST}-{step}{what}")


def _written(channel: int) -> str:
    """A channel's id in as few letters as buttons have room for."""
    number, digits = abs(channel), ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits


def _channel_in(markup: InlineKeyboardMarkup | None, step: str) -> int:
    """The channel that a step is about: the one it chooses, or the one that another button of the same card chooses.

    Raises:
        RefusedError: There is none.
    """
    keys = [key for row in markup.inline_keyboard for key in row] if markup else []
    steps = [step, *(str(key.callback_data).removeprefix(f"{POST}-") for key in keys)]
    chosen = next((step.removeprefix(CHANNEL) for step in steps if step.startswith(CHANNEL)), "")
    if not re.fullmatch(r"[0-9a-z]{1,12}", chosen):
        raise RefusedError(OUTDATED)
    return -int(chosen, len(DIGITS))


def _address(channel: int | str) -> int | str:
    """A channel as Telegram takes it: its number, or its name, which people also give as a link.

    Raises:
        RefusedError: No channel can be named like that.
    """
    if isinstance(channel, int):
        return channel
    if re.fullmatch(r"-100\d{1,13}", channel, re.ASCII):
        return int(channel)
    name = re.sub(r"^(https?://)?t\.me/|^@", "", channel).strip("/")
    if not re.fullmatch(r"[A-Za-z]\w{3,31}", name, re.ASCII):
        raise RefusedError(NO_SUCH_CHANNEL)
    return f"@{name}"


def _may_post(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberOwner) or (
        isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    )


def _name(chat: ChatFullInfo) -> str:
    return clip(" ".join(clean(chat.title or "").split()), NAME) or "your channel"


def _link_to(place: Place, message: int) -> str:
    """The address of a post; people outside a channel without a public name cannot open it."""
    return f"https://t.me/{place.username or f'c/{str(place.id)[4:]}'}/{message}"
