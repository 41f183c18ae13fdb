"""The bot's page on Telegram: it says what is right, in as few calls as possible."""

from __future__ import annotations

import json

from telegram import Bot

from bot.dialogue.commands import COMMANDS
from bot.telegram.profile import profile_of, register
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeTelegram, RunningBot, refused


def changes(telegram: FakeTelegram) -> list[str]:
    """The calls that changed something."""
    return [call.method for call in telegram.calls if call.method.startswith("set")]


def test_commands_and_descriptions_are_registered_once(
    bot: RunningBot, telegram: FakeTelegram, stub: StubDialogue
) -> None:
    profile, api = profile_of(stub.library), bot.application.bot
    bot.run(register(profile, api))
    bot.run(register(profile, api))
    assert changes(telegram) == [*["setMyCommands"] * 3, "setMyDescription", "setMyShortDescription"]
    shown = {
        json.loads(where)["scope"]["type"]: [command["command"] for command in commands]
        for where, commands in telegram.commands.items()
    }
    screens = [command.name for command in COMMANDS]
    assert shown["all_private_chats"][: len(screens)] == screens
    assert {"privacy", "forget_me", "post"} <= set(shown["all_private_chats"])
    assert {"post", "start", "settings"}.isdisjoint(shown["all_group_chats"])
    assert set(shown["all_chat_administrators"]) > {*shown["all_group_chats"], "settings", "pause"}
    assert "Cook, Baker" in telegram.texts["description"]
    assert "Cook, Baker" in telegram.texts["short_description"]


def test_only_what_differs_is_registered(bot: RunningBot, telegram: FakeTelegram, stub: StubDialogue) -> None:
    profile, api = profile_of(stub.library), bot.application.bot
    bot.run(register(profile, api))
    telegram.calls.clear()
    telegram.texts["description"] = "Changed by hand"
    bot.run(register(profile, api))
    assert changes(telegram) == ["setMyDescription"]


def test_a_failure_stops_nothing(bot: RunningBot, telegram: FakeTelegram, stub: StubDialogue) -> None:
    telegram.fail(refused(429, "Too Many Requests: retry after 9000", retry_after=9000), "setMyCommands")
    api: Bot = bot.application.bot
    bot.run(register(profile_of(stub.library), api))
    assert changes(telegram) == ["setMyCommands", "setMyDescription", "setMyShortDescription"]


def test_many_roles_are_cut_to_what_telegram_takes(stub: StubDialogue) -> None:
    stub.library.roles = {str(number): stub.library.roles["cook"] for number in range(300)}
    profile = profile_of(stub.library)
    assert len(profile.description) <= 512
    assert len(profile.short_description) <= 120
