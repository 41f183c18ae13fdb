"""Ids of screens: a button's callback data, a deep link's payload and an inline result's id alike.

`intent`, `intent-role`, `intent-role-role`; also single words such as `menu`, and prefixed ones such as `why-<screen>`.
"""

from __future__ import annotations

import re
from typing import Final

START: Final = "start"
MENU: Final = "menu"
NONE: Final = "none"
QUIZ: Final = "quiz"
WHY: Final = "why"
MORE: Final = "more"
UP: Final = "up"
DOWN: Final = "down"
RESERVED: Final = frozenset({START, MENU, NONE, QUIZ, WHY, MORE, UP, DOWN, "because", "cfg", "pic", "post", "privacy"})
"""Words of screen ids that no intent may be called; nor `quiz` and `more` with digits behind them."""

MAX_BYTES: Final = 64
"""Telegram's limit for callback data and for the payload of a deep link."""

LONGEST_PREFIX: Final = f"{MORE}9-"
"""Of the prefixes that are put before a screen's id."""

_ALLOWED: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBERED: Final = re.compile(rf"(?:{QUIZ}|{MORE})[0-9]+")


def screen_id(intent: str, roles: tuple[str, ...] = ()) -> str:
    """The id of an intent's screen about these roles."""
    return "-".join((intent, *roles))


def is_screen_id(text: str) -> bool:
    """Whether a text has the form of a screen id at all."""
    return _ALLOWED.fullmatch(text) is not None


def is_reserved(intent: str) -> bool:
    """Whether this word means a screen of the bot's own."""
    return intent in RESERVED or _NUMBERED.fullmatch(intent) is not None
