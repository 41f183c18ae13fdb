"""All that the bot does in groups, put together."""

from __future__ import annotations

from bot.telegram.admin_commands import AdminCommands
from bot.telegram.group_talk import GroupTalk
from bot.telegram.group_taps import GroupTaps
from bot.telegram.groups import Groups
from bot.telegram.known_chats import KnownChats
from bot.telegram.membership import Membership
from bot.telegram.parts import Parts
from bot.telegram.settings_panel import SettingsPanel
from bot.telegram.voice import Voice


def group_features(parts: Parts) -> tuple[GroupTaps, SettingsPanel, Membership, Groups]:
    """The features, in the order of their routes: taps in groups first, as the panel's buttons are private."""
    known, voice = KnownChats(parts.store, parts.clock), Voice(parts)
    talk, admins = GroupTalk(parts, voice), AdminCommands(parts, known, voice)
    return (
        GroupTaps(parts, known, talk, admins),
        SettingsPanel(parts, known, voice),
        Membership(parts, known, voice),
        Groups(parts, known, voice, talk, admins),
    )
