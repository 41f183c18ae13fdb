"""Telegram's rules about what is sent: text, markup, keyboards and commands, with its own error texts.

From the documentation of the Bot API 10.1 and, for error texts, the server that Telegram publishes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any


class RefusedError(Exception):
    """Telegram refuses a request."""

    def __init__(self, description: str, status: int = 400, *, is_breach: bool = True, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.is_breach = is_breach
        """Whether the bot should have known better, so that a test fails over it."""
        self.parameters = parameters


TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
EXPANDABLE = "expandable"
RECOGNISED = {
    "bot_command": r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?",
    "mention": r"(?<![\w/])@[A-Za-z]\w{3,31}\b",
    "url": r"https?://[^\s<>]+",
}
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_text(text: str, parse_mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """What is seen of a text, and its entities."""
    seen, entities = _read_marked(text, parse_mode)
    if not seen.strip():
        raise RefusedError("Bad Request: message text is empty")
    if units(seen) > 4096:
        raise RefusedError("Bad Request: message is too long")
    return seen, entities


def read_caption(text: str, parse_mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """What is seen of a caption, and its entities."""
    seen, entities = _read_marked(text, parse_mode)
    if units(seen) > 1024:
        raise RefusedError("Bad Request: message caption is too long")
    return seen, entities


def find_entities(text: str) -> list[dict[str, Any]]:
    """What Telegram recognises by itself in what people write: commands, mentions and addresses."""
    found = [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
        for kind, pattern in RECOGNISED.items()
        for match in re.finditer(pattern, text)
    ]
    return sorted(found, key=lambda entity: entity["offset"])


def _read_marked(text: str, parse_mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise RefusedError("Bad Request: strings must be encoded in UTF-8")
    if parse_mode not in {None, "HTML"}:
        raise RefusedError("Bad Request: unsupported parse_mode")
    return _parse_html(text) if parse_mode == "HTML" else (text, [])


def read_keyboard(markup: Mapping[str, Any] | None) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard."""
    if markup is None:
        return []
    if set(markup) != {"inline_keyboard"}:
        raise RefusedError("Bad Request: object expected as reply markup")
    rows: list[list[dict[str, Any]]] = markup["inline_keyboard"]
    if sum(len(row) for row in rows) > 100 or any(len(row) > 8 for row in rows):
        raise RefusedError("Bad Request: REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button)
    return rows


def read_commands(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A list of commands."""
    if len(commands) > 100:
        raise RefusedError("Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise RefusedError("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise RefusedError("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def read_scope(scope: Mapping[str, Any] | None) -> int | None:
    """The chat that a scope of commands is about, if it is about one."""
    kind = (scope or {"type": "default"}).get("type")
    if kind in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        return None
    if scope is None or kind not in {"chat", "chat_administrators", "chat_member"}:
        raise RefusedError("Bad Request: can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" not in scope or (kind == "chat_member") != ("user_id" in scope):
        raise RefusedError("Bad Request: can't parse BotCommandScope: Can't find field \"chat_id\"")
    return int(scope["chat_id"])


def _check_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise RefusedError("Bad Request: can't parse inline keyboard button: Can't find field \"text\"")
    actions = [action for action in ACTIONS if action in button]
    if not actions:
        raise RefusedError(
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise RefusedError(f"A button must have exactly one action, not {' and '.join(actions)}")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise RefusedError("Bad Request: BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://[^\s/]+", button["url"]):
        raise RefusedError(f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _parse_html(text: str) -> tuple[str, list[dict[str, Any]]]:
    seen: list[str] = []
    opened: list[tuple[str, int, str | None]] = []
    entities: list[dict[str, Any]] = []
    position = 0
    for match in re.finditer("<", text):
        if match.start() < position:
            continue
        seen.append(_unescape(text[position : match.start()]))
        tag = re.match(r"<(/?)([a-zA-Z-]*)([^<>]*)>", text[match.start() :])
        at = len(text[: match.start()].encode())
        if tag is None:
            raise _entity_error(f"Unclosed start tag at byte offset {at}")
        position = match.start() + tag.end()
        is_end, name, attributes = tag[1] == "/", tag[2].lower(), tag[3].strip()
        offset = units("".join(seen))
        if is_end:
            if not opened:
                raise _entity_error(f"Unexpected end tag at byte offset {at}")
            start_name, start, url = opened.pop()
            if name != start_name:
                raise _entity_error(
                    f'Unmatched end tag at byte offset {at}, expected "</{start_name}>", found "</{name}>"'
                )
            entities.append(_entity("expandable_blockquote" if url == EXPANDABLE else TAGS[name], start, offset, url))
        else:
            opened.append((name, offset, _attribute(name, attributes, at)))
    seen.append(_unescape(text[position:]))
    if opened:
        raise _entity_error(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return "".join(seen), sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _entity(kind: str, start: int, end: int, url: str | None) -> dict[str, Any]:
    entity: dict[str, Any] = {"type": kind, "offset": start, "length": end - start}
    return entity | {"url": url} if kind == "text_link" else entity


def _attribute(name: str, attributes: str, at: int) -> str | None:
    """The address of a link, or that a quote can be expanded; no other attributes are used here."""
    if (name, attributes) == ("blockquote", EXPANDABLE):
        return EXPANDABLE
    link = re.fullmatch(r'href="([^"]*)"', attributes)
    if name not in TAGS or (attributes and not (name == "a" and link)):
        raise _entity_error(f'Unsupported start tag "{name}" at byte offset {at}')
    return html.unescape(link[1]) if link else None


def _entity_error(text: str) -> RefusedError:
    return RefusedError(f"Bad Request: can't parse entities: {text}")


def _unescape(text: str) -> str:
    """Telegram knows four names and the numbers, and leaves all else as it is."""
    return re.sub(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);", lambda match: html.unescape(match[0]), text)
