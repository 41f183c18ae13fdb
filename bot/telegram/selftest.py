"""What the bot can see and do in a group, what follows from that, and how its admins can change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from telegram import Bot, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bot.dialogue.reply import Reply, Section
from bot.telegram.chat_settings import ChatSettings, Level

TITLE = "What I see in {title}"
LEAD = "I have just looked:"
ADMIN = "I am an administrator here, so Telegram shows me every message. What is not for me I neither answer nor keep."
PRIVACY_ON = (
    "Privacy mode is on: I see commands and replies to me, and perhaps not even @{name}. People can always ask with "
    "/ask. To let me see more, make me an administrator; I need no right over anybody. Or switch privacy mode off at "
    "@BotFather (/setprivacy), and then remove me and add me again."
)
PRIVACY_OFF = (
    "Privacy mode is off: I see every message. What is not for me I neither answer nor keep. If mentions do not reach "
    "me, it was switched off after I came: remove me and add me again."
)
NO_EFFECT = "So answering unasked has no effect here, as I do not see what people ask each other."
MUTED = "I may not write here: allow me to send messages, or make me an administrator."
TOPICS = "This group has topics: I answer where I am asked, and you can switch topics off one by one."
LINKED = "Under the posts of the channel, I answer questions in their thread."
CHANNEL_READY = "I can post in this channel when you send me /post here. By myself I never write there."
CHANNEL_NOT_READY = "I may not post in this channel: give me the right “Post messages”, and then send me /post here."


@dataclass(frozen=True)
class Sight:
    """What the bot can see and do in a chat now."""

    title: str
    kind: str
    is_admin: bool
    can_write: bool
    sees_all: bool
    """Whether it is shown messages that are not for it."""
    is_forum: bool = False
    is_linked: bool = False
    """Whether a channel belongs to the group."""

    @property
    def is_channel(self) -> bool:
        """Whether it is a channel, which has no settings."""
        return self.kind == ChatType.CHANNEL


async def look(bot: Bot, chat: int) -> Sight:
    """Asks Telegram, without relying on anything known.

    Raises:
        TelegramError: The bot is not in the chat, or Telegram cannot be reached.
    """
    me, full = await bot.get_me(), await bot.get_chat(chat)
    member = await bot.get_chat_member(chat, me.id)
    is_admin = member.status == ChatMemberStatus.ADMINISTRATOR
    if full.type == ChatType.CHANNEL:
        can_write = bool(getattr(member, "can_post_messages", False))
    elif isinstance(member, ChatMemberRestricted):
        can_write = member.can_send_messages
    else:
        can_write = is_admin or full.permissions is None or bool(full.permissions.can_send_messages)
    return Sight(
        title=full.title or "",
        kind=full.type,
        is_admin=is_admin,
        can_write=can_write,
        sees_all=is_admin or bool(me.can_read_all_group_messages),
        is_forum=bool(full.is_forum),
        is_linked=full.linked_chat_id is not None,
    )


def findings(sight: Sight, settings: ChatSettings, name: str) -> tuple[str, ...]:
    """What the admins should know, a line each; `name` is the bot's user name."""
    return tuple(_findings(sight, settings, name))


def what_i_see(sight: Sight, name: str) -> Reply:
    """The same as a card, for a chat in which nothing is chosen yet."""
    return Reply((Section(TITLE.format(title=sight.title), LEAD, findings(sight, ChatSettings(), name)),))


def _findings(sight: Sight, settings: ChatSettings, name: str) -> Iterator[str]:
    if sight.is_channel:
        yield CHANNEL_READY if sight.can_write else CHANNEL_NOT_READY
        return
    yield ADMIN if sight.is_admin else PRIVACY_OFF if sight.sees_all else PRIVACY_ON.format(name=name)
    if not sight.sees_all and settings.level is not Level.OFF:
        yield NO_EFFECT
    if not sight.can_write:
        yield MUTED
    if sight.is_forum:
        yield TOPICS
    if sight.is_linked:
        yield LINKED
