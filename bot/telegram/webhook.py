"""Telegram by webhook: any number of processes, to which Telegram delivers updates."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from telegram.error import InvalidToken, TelegramError

from bot.settings import require_webhook
from bot.telegram.app import App
from bot.telegram.running import (
    WRONG_SETTINGS,
    CannotRunError,
    Plan,
    application_of,
    at_work,
    first_of,
    run,
    stop_signal,
    wrong_token,
)
from bot.telegram.web import StatusPages, Webhook, serving

log = logging.getLogger(__name__)

LONGEST_BACK_OFF: Final = 15.0
"""Seconds between two attempts to reach Telegram at start."""


def run_webhook(plan: Plan) -> int:
    """Serves until SIGTERM or SIGINT, and returns the exit status; what is wrong is said on stderr."""
    return run(plan, _serve(plan))


async def _serve(plan: Plan) -> None:
    if problem := require_webhook(plan.settings):
        raise CannotRunError(problem, WRONG_SETTINGS)
    stop = stop_signal()
    async with application_of(plan) as application:
        pages = StatusPages(application)
        # What arrives before Telegram can be reached, or while the last is being finished, is kept all the same.
        async with serving([Webhook(application).route(), *pages.routes()], plan.settings.port, "PORT") as server:
            log.info("Listening on port %d", plan.settings.port)
            answering = asyncio.create_task(_answer(application, plan, stop))
            try:
                await first_of(stop.wait(), server, answering)
            finally:
                pages.is_ending = True
                answering.cancel()
                await asyncio.wait({answering})


async def _answer(application: App, plan: Plan, stop: asyncio.Event) -> None:
    """Answers what is in the inbox until it is to stop, as soon as Telegram can be reached."""
    await _until_known(application, plan)
    async with at_work(application, plan) as answering:
        await first_of(stop.wait(), answering)


async def _until_known(application: App, plan: Plan) -> None:
    """Asks Telegram for the bot's name, which groups are answered by."""
    wait = 0.5
    while True:
        try:
            return await application.initialize()
        except InvalidToken:
            raise wrong_token(plan.settings) from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s), trying again in %.1f s", type(error).__name__, wait)
        await asyncio.sleep(wait)
        wait = min(LONGEST_BACK_OFF, 2 * wait)
