"""Updates as they come from Telegram, before anything relies on their form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from telegram.constants import UpdateType

from bot.store.inbox import Incoming

Json = dict[str, Any]

LARGEST_ID: Final = 2**63 - 1
KINDS: Final = frozenset(kind.value for kind in UpdateType)


class UnreadableError(ValueError):
    """What came is no update."""


@dataclass(frozen=True)
class Arrival:
    """An update that has just come."""

    update: Json
    kind: str
    """As Telegram names it; `other` where this version does not know the name."""
    incoming: Incoming
    """What the inbox keeps of it."""


def read(body: bytes) -> Arrival:
    """The update in the body of a request.

    Raises:
        UnreadableError: There is none.
    """
    try:
        payload = body.decode()
        return arrival(json.loads(payload), payload)
    except (ValueError, RecursionError) as error:
        raise UnreadableError from error


def arrival(update: object, payload: str | None = None) -> Arrival:
    """An update, as JSON gives it; `payload` is its text, where that is at hand.

    Raises:
        UnreadableError: It is none.
    """
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(update, dict) or not _is_id(number):
        raise UnreadableError
    kind = next((name for name in update if name != "update_id"), "")
    content = update.get(kind)
    lane, person = lane_of(content), _id_in(content, "from")
    text = json.dumps(update) if payload is None else payload
    return Arrival(update, kind if kind in KINDS else "other", Incoming(number, lane or f"u{number}", person, text))


def lane_of(content: object) -> str:
    """Where an update must keep its place: behind all else of the same person in the same chat.

    Telegram keeps the order of a chat's messages, and that of a person's taps, but not between the two. Empty where
    the update belongs to nobody and no chat.
    """
    message = content.get("message") if isinstance(content, dict) else None
    chat, person = _id_in(content, "chat") or _id_in(message, "chat"), _id_in(content, "from")
    return f"{chat or 0}:{person or 0}" if chat or person else ""


def _id_in(content: object, name: str) -> int | None:
    """The id of what stands under this name."""
    one = content.get(name) if isinstance(content, dict) else None
    number = one.get("id") if isinstance(one, dict) else None
    return number if _is_id(number) else None


def _is_id(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= LARGEST_ID
