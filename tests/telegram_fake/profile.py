"""The methods about the bot itself: its name, descriptions, commands and the rights that it suggests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.telegram_fake.membership import CHANNEL_RIGHTS, GROUP_RIGHTS, RIGHTS
from tests.telegram_fake.rules import RefusedError, read_commands, read_scope

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram

Json = dict[str, Any]


class Profile:
    """What the bot says about itself."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self._rights: dict[bool, Json] = {}
        self._menu_buttons: dict[int | None, Json] = {}

    def get_me(self) -> Json:
        """The bot itself."""
        return self._telegram.me

    def set_my_commands(self, commands: list[Json], **where: Any) -> bool:
        """Sets the commands of a scope and a language."""
        self._check_scope(where)
        self._telegram.commands[json.dumps(where, sort_keys=True)] = read_commands(commands)
        return True

    def get_my_commands(self, **where: Any) -> list[Json]:
        """The commands of a scope and a language."""
        return self._telegram.commands.get(json.dumps(where, sort_keys=True), [])

    def delete_my_commands(self, **where: Any) -> bool:
        """Deletes the commands of a scope and a language."""
        self._check_scope(where)
        self._telegram.commands.pop(json.dumps(where, sort_keys=True), None)
        return True

    def set_my_name(self, name: str = "") -> bool:
        """Sets the name."""
        return self._set_text("name", name, 64)

    def get_my_name(self) -> Json:
        """The name."""
        return {"name": self._telegram.texts["name"]}

    def set_my_description(self, description: str = "") -> bool:
        """Sets what is seen before Start is pressed."""
        return self._set_text("description", description, 512)

    def get_my_description(self) -> Json:
        """What is seen before Start is pressed."""
        return {"description": self._telegram.texts["description"]}

    def set_my_short_description(self, short_description: str = "") -> bool:
        """Sets what stands on the bot's page."""
        return self._set_text("short_description", short_description, 120)

    def get_my_short_description(self) -> Json:
        """What stands on the bot's page."""
        return {"short_description": self._telegram.texts["short_description"]}

    def set_my_default_administrator_rights(self, rights: Json | None = None, *, for_channels: bool = False) -> bool:
        """Sets which rights are suggested where the bot is added as an administrator."""
        self._rights[for_channels] = rights or {}
        return True

    def get_my_default_administrator_rights(self, *, for_channels: bool = False) -> Json:
        """Which rights are suggested where the bot is added as an administrator."""
        names = (*RIGHTS, *(CHANNEL_RIGHTS if for_channels else GROUP_RIGHTS))
        return dict.fromkeys(names, False) | self._rights.get(for_channels, {})

    def set_chat_menu_button(self, chat_id: int | None = None, menu_button: Json | None = None) -> bool:
        """Sets the button beside the text field."""
        self._menu_buttons[chat_id] = menu_button or {"type": "default"}
        return True

    def get_chat_menu_button(self, chat_id: int | None = None) -> Json:
        """The button beside the text field."""
        return self._menu_buttons.get(chat_id, {"type": "default"})

    def _set_text(self, name: str, text: str, limit: int) -> bool:
        if len(text) > limit:
            raise RefusedError(f"Bad Request: {name} is too long")
        self._telegram.texts[name] = text
        return True

    def _check_scope(self, where: Json) -> None:
        """A scope of one chat must be a chat that the bot can see."""
        if (chat_id := read_scope(where.get("scope"))) is not None:
            self._telegram.readable(chat_id)
