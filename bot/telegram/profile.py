"""The bot's own page on Telegram: its commands and what it says of itself before a chat begins."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.constants import BotDescriptionLimit
from telegram.error import TelegramError

from bot.dialogue.commands import COMMANDS
from bot.knowledge.library import Library
from bot.telegram.admin_commands import ADMIN_COMMANDS
from bot.telegram.render import clip

log = logging.getLogger(__name__)

DESCRIPTION = (
    "Ask me about careers in your own words: what a role does, the skills it draws on, how roles differ, what the "
    "future looks like, which one may fit you. My answers are short and rest on a published article that I link to.\n\n"
    "I know: {roles}"
)
SHORT_DESCRIPTION = "Career answers in plain words, resting on a published article: {roles}"


SCREENS = {command.name: command.description for command in COMMANDS}
PEOPLES = {"privacy": "What I keep about you", "forget_me": "Delete all that I keep about you"}
PRIVATE = SCREENS | {
    "add": "Add me to a group or a channel",
    "settings": "Settings of your groups",
    "post": "Post a card to your channel",
    **PEOPLES,
}
GROUPS = (
    {"ask": "Ask me: /ask what do they do"} | {name: SCREENS[name] for name in SCREENS if name != "start"} | PEOPLES
)
COMMANDS_IN: tuple[tuple[BotCommandScope, dict[str, str]], ...] = (
    (BotCommandScopeAllPrivateChats(), PRIVATE),
    (BotCommandScopeAllGroupChats(), GROUPS),
    # Telegram shows admins the commands of this scope only.
    (BotCommandScopeAllChatAdministrators(), GROUPS | ADMIN_COMMANDS),
)
"""Commands with what Telegram's menu says of them, by where it shows them."""


@dataclass(frozen=True)
class Profile:
    """What Telegram shows of the bot."""

    description: str
    """Shown in an empty chat; at most 512 characters."""
    short_description: str
    """Shown on the bot's page and beside shared links; at most 120 characters."""


def profile_of(library: Library) -> Profile:
    """The profile of a bot that knows this library."""
    roles = ", ".join(role.name for role in library.roles.values())
    return Profile(
        clip(DESCRIPTION.format(roles=roles), BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
        clip(SHORT_DESCRIPTION.format(roles=roles), BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
    )


async def register(profile: Profile, bot: Bot) -> None:
    """Makes Telegram show the profile, with calls only for what differs (they are limited). Never raises."""
    for part in (_commands, _description, _short_description):
        try:
            await part(profile, bot)
        except TelegramError as error:
            log.warning(
                "The bot's%s could not be registered (%s)", part.__name__.replace("_", " "), type(error).__name__
            )


async def _commands(profile: Profile, bot: Bot) -> None:  # noqa: ARG001 -- they are the same for all libraries
    for scope, named in COMMANDS_IN:
        commands = tuple(BotCommand(name, description) for name, description in named.items())
        if await bot.get_my_commands(scope) != commands:
            await bot.set_my_commands(commands, scope)


async def _description(profile: Profile, bot: Bot) -> None:
    if (await bot.get_my_description()).description != profile.description:
        await bot.set_my_description(profile.description)


async def _short_description(profile: Profile, bot: Bot) -> None:
    if (await bot.get_my_short_description()).short_description != profile.short_description:
        await bot.set_my_short_description(profile.short_description)
