"""Builds the Telegram application: the only place where its parts meet and its handlers are registered."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from telegram import LinkPreviewOptions
from telegram.ext import Application, Defaults
from telegram.request import BaseRequest

from bot.dialogue.dialogue import Dialogue
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.conversations import Memories
from bot.telegram.feedback import Feedback
from bot.telegram.group_features import group_features
from bot.telegram.handler import Handler
from bot.telegram.inline import Inline
from bot.telegram.limiter import PerChatLimiter
from bot.telegram.maintenance import Maintenance
from bot.telegram.metrics import Metrics
from bot.telegram.observed import ObservedDialogue
from bot.telegram.parts import Parts, Routes
from bot.telegram.pictures import Pictures
from bot.telegram.posts import Posts
from bot.telegram.privacy import Privacy
from bot.telegram.private import PrivateChat
from bot.telegram.schedule import Schedule
from bot.telegram.sender import Sender
from bot.telegram.taps import Taps
from bot.telegram.transport import Transport
from bot.telegram.trouble import Trouble
from bot.telegram.turns import Turns
from bot.telegram.worker import Worker

App = Application[Any, Any, Any, Any, Any, Any]

CONNECTIONS = 256
"""To Telegram at most: some more than there are updates being answered at once."""


def build_application(  # noqa: PLR0913 -- what comes after the star is for tests alone
    settings: Settings,
    dialogue: Dialogue,
    store: Store,
    *,
    request: BaseRequest | None = None,
    limiter: PerChatLimiter | None = None,
    clock: Callable[[], float] = time.time,
) -> App:
    """The application, ready to be initialised; nothing is sent before that.

    Updates enter it through `worker_of(application)`, which keeps their order.

    Args:
        settings: With a well-formed token.
        dialogue: What answers.
        store: What is remembered; open for as long as the application runs.
        request: The way to Telegram, instead of HTTP with the library's client.
        limiter: The pace of requests, instead of one by the process's own clock.
        clock: Gives the time in seconds, which all that is kept is dated by.
    """
    token = settings.telegram_bot_token
    if token is None:
        raise ValueError
    way = request or Transport(CONNECTIONS)
    metrics = Metrics()
    pace = limiter or PerChatLimiter()
    pace.metrics = metrics
    application: App = (
        Application.builder()
        .token(token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(way)
        .get_updates_request(way)
        .rate_limiter(pace)
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .updater(None)
        .build()
    )
    bot = application.bot
    observed, turns = ObservedDialogue(dialogue, metrics), Turns()
    memories = Memories(store, clock, turns)
    parts = Parts(settings, observed, store, bot, Sender(bot), Taps(), memories, turns, clock, metrics)
    routes = _register(application, parts)
    application.bot_data["allowed_updates"] = sorted({route.kind.value for route in routes})
    application.bot_data["schedule"] = Schedule(parts)
    application.bot_data["worker"] = Worker(parts, Handler(parts, application.process_update), lambda: pace.waiting)
    return application


def use_dialogue(application: App, dialogue: Dialogue) -> None:
    """Answers with this dialogue from now on; updates that are in hand keep the one that they began with."""
    for group, handlers in tuple(application.handlers.items()):
        for handler in tuple(handlers):
            application.remove_handler(handler, group)
    for handle_error in tuple(application.error_handlers):
        application.remove_error_handler(handle_error)
    parts = parts_of(application)
    _register(application, replace(parts, dialogue=ObservedDialogue(dialogue, parts.metrics)))


def parts_of(application: App) -> Parts:
    """What the application's features are made of at the moment."""
    parts: Parts = application.bot_data["parts"]
    return parts


def allowed_updates(application: App) -> list[str]:
    """The kinds of updates that the application has handlers for: all that Telegram need send."""
    kinds: list[str] = application.bot_data["allowed_updates"]
    return kinds


def worker_of(application: App) -> Worker:
    """What has updates answered, each in its turn."""
    worker: Worker = application.bot_data["worker"]
    return worker


def schedule_of(application: App) -> Schedule:
    """What is to be done by the clock while the application runs."""
    schedule: Schedule = application.bot_data["schedule"]
    return schedule


def _register(application: App, parts: Parts) -> Routes:
    """Registers all handlers, made of these parts; nothing is awaited, so that no update meets some of them alone."""
    routes = _routes(parts)
    parts.taps.leave_to(route.handler for route in routes if route.answers_taps)
    application.add_handlers([route.handler for route in routes])
    application.add_error_handler(Trouble(parts))
    application.bot_data["parts"] = parts
    return routes


def _routes(parts: Parts) -> Routes:
    """All handlers; an update goes to the first that takes it, so their order matters.

    1. Features with commands and buttons of their own.
    2. Private chats, whose handlers take every message and every tap that is left.

    What no handler takes is left unanswered.
    """
    pictures = Pictures(parts)
    features = (
        Maintenance(parts),
        Privacy(parts),
        Posts(parts, pictures),
        Feedback(parts),
        pictures,
        Inline(parts),
        *group_features(parts),
        PrivateChat(parts, pictures),
    )
    return [route for feature in features for route in feature.routes()]
