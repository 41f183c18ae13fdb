"""The methods that the fake knows, and their parameters, from the documentation of the Bot API 10.1."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.telegram_fake.rules import RefusedError

_SENT = (
    "business_connection_id:str chat_id:chat! message_thread_id:int direct_messages_topic_id:int parse_mode:str"
    " disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id:str"
    " suggested_post_parameters:dict reply_parameters:dict reply_markup:dict "
)
_EDITED = "business_connection_id:str chat_id:chat message_id:int inline_message_id:str reply_markup:dict "

# A line a method: its parameters with their types, `!` marks what must be given.
METHODS: dict[str, str] = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:list",
    "getWebhookInfo": "",
    "setWebhook": "url:str! ip_address:str max_connections:int allowed_updates:list drop_pending_updates:bool"
    " secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "sendMessage": _SENT + "text:str! entities:list link_preview_options:dict",
    "sendPhoto": _SENT + "photo:str! caption:str caption_entities:list show_caption_above_media:bool has_spoiler:bool",
    "sendDocument": _SENT + "document:str! caption:str caption_entities:list disable_content_type_detection:bool",
    "sendChatAction": "business_connection_id:str chat_id:chat! message_thread_id:int action:str!",
    "editMessageText": _EDITED + "text:str parse_mode:str entities:list link_preview_options:dict rich_message:dict",
    "editMessageCaption": _EDITED + "caption:str parse_mode:str caption_entities:list show_caption_above_media:bool",
    "editMessageMedia": _EDITED + "media:dict!",
    "editMessageReplyMarkup": _EDITED,
    "deleteMessage": "chat_id:chat! message_id:int!",
    "deleteMessages": "chat_id:chat! message_ids:list!",
    "getChat": "chat_id:chat!",
    "getChatMember": "chat_id:chat! user_id:int!",
    "getChatAdministrators": "chat_id:chat! return_bots:bool",
    "getChatMemberCount": "chat_id:chat!",
    "leaveChat": "chat_id:chat!",
    "answerCallbackQuery": "callback_query_id:str! text:str show_alert:bool url:str cache_time:int",
    "answerInlineQuery": "inline_query_id:str! results:list! cache_time:int is_personal:bool next_offset:str"
    " button:dict",
    "setMyCommands": "commands:list! scope:dict language_code:str",
    "getMyCommands": "scope:dict language_code:str",
    "deleteMyCommands": "scope:dict language_code:str",
    "setMyName": "name:str language_code:str",
    "getMyName": "language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
    "setMyDefaultAdministratorRights": "rights:dict for_channels:bool",
    "getMyDefaultAdministratorRights": "for_channels:bool",
    "setChatMenuButton": "chat_id:int menu_button:dict",
    "getChatMenuButton": "chat_id:int",
}


def read_parameters(method: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of a request as values of their types."""
    if method not in METHODS:
        raise RefusedError("Not Found: method not found", 404)
    values: dict[str, Any] = {}
    known = dict(line.split(":") for line in METHODS[method].split())
    for name, text in given.items():
        if name not in known:
            raise RefusedError(f"{method} has no parameter {name!r} (Telegram would ignore it)")
        values[name] = _value(name, known[name].rstrip("!"), text)
    for name, kind in known.items():
        if kind.endswith("!") and name not in values:
            raise RefusedError(f"Bad Request: {_missing(name)}")
    return values


def _value(name: str, kind: str, text: str) -> Any:
    if kind == "str":
        return text
    if kind == "bool" and text in {"true", "false"}:
        return text == "true"
    if kind in {"int", "chat"} and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "chat" and re.fullmatch(r"@[A-Za-z]\w{3,31}", text, re.ASCII):
        return text
    if kind in {"list", "dict"}:
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if isinstance(value, list if kind == "list" else dict):
            return value
    raise RefusedError(f"Bad Request: {name} is {text!r}, and must be of type {kind}")


def _missing(name: str) -> str:
    return {"chat_id": "chat_id is empty", "text": "message text is empty"}.get(name, f"parameter {name!r} is required")
