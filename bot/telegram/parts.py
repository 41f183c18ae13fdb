"""What the features of the surface are made of, and how each says what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.ext import BaseHandler, ContextTypes, filters

from bot.dialogue.dialogue import Dialogue
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.conversations import Memories
from bot.telegram.metrics import Metrics
from bot.telegram.sender import Sender
from bot.telegram.taps import Taps
from bot.telegram.turns import Turns

Context = ContextTypes.DEFAULT_TYPE

SOMEBODYS = filters.TEXT | ~filters.StatusUpdate.ALL
"""What somebody wrote or sent, rather than Telegram itself; that takes forty looks, which a text is spared."""
IN_PRIVATE = filters.ChatType.PRIVATE & ~filters.VIA_BOT & SOMEBODYS
"""What a person wrote to the bot alone."""


@dataclass(frozen=True)
class Parts:
    """All that a feature may need; `clock` gives the time in seconds."""

    settings: Settings
    dialogue: Dialogue
    store: Store
    bot: Bot
    sender: Sender
    taps: Taps
    memories: Memories
    turns: Turns
    clock: Callable[[], float]
    metrics: Metrics


class Route(NamedTuple):
    """A handler, and the kind of update that it needs from Telegram."""

    kind: UpdateType
    handler: BaseHandler[Update, Any, None]
    answers_taps: bool = False
    """Whether the handler answers taps itself, with words or a link. Others are answered before their turn comes."""


Routes = Sequence[Route]
