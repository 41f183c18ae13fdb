"""Telegram by long polling: one process, which asks Telegram for updates."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any, Final

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.store.errors import StoreError
from bot.telegram.app import App, allowed_updates, worker_of
from bot.telegram.incoming import arrival
from bot.telegram.limiter import Sleep, seconds_of
from bot.telegram.running import (
    CannotRunError,
    Plan,
    application_of,
    at_work,
    first_of,
    run,
    stop_signal,
    unreachable,
    wrong_token,
)
from bot.telegram.web import StatusPages, serving

log = logging.getLogger(__name__)

LONG_POLL: Final = 25
"""Seconds that Telegram holds a request for updates open while there are none."""
PATIENCE: Final = 10
"""Seconds more until the connection is taken to be dead, and another is made."""
LONGEST_BACK_OFF: Final = 30.0
"""Seconds between two requests for updates at most, while they fail."""


def run_polling(plan: Plan) -> int:
    """Answers on Telegram until SIGTERM or SIGINT, and returns the exit status; what is wrong is said on stderr."""
    return run(plan, _poll(plan))


async def _poll(plan: Plan) -> None:
    stop, url = stop_signal(), plan.settings.telegram_api_url
    async with application_of(plan) as application:
        try:
            await application.initialize()
            await _refuse_webhook(application, url)
            log.info("Listening to Telegram as @%s", application.bot.username)
            async with _pages(plan, application):
                await _poll_until(stop, application, plan)
        except InvalidToken:
            raise wrong_token(plan.settings) from None
        except TelegramError as error:
            raise unreachable(plan.settings, error) from None


async def _refuse_webhook(application: App, url: str) -> None:
    """Long polling and a webhook exclude each other, and the webhook may be that of a bot at work elsewhere."""
    if (await application.bot.get_webhook_info()).url:
        raise CannotRunError(
            "A webhook is set for this bot, so Telegram gives no updates to long polling. If nothing uses the webhook "
            f"any more, remove it by opening {url}/bot<token>/deleteWebhook in a browser, and start the bot again."
        )


def _pages(plan: Plan, application: App) -> contextlib.AbstractAsyncContextManager[object]:
    """The pages for those who watch the bot, where they are wanted."""
    port = plan.settings.metrics_port
    if port is None:
        return contextlib.nullcontext()
    return serving(StatusPages(application).routes(), port, "METRICS_PORT")


async def _poll_until(stop: asyncio.Event, application: App, plan: Plan) -> None:
    """Polls until asked to stop, then finishes what is in hand. What ended the polling by itself is raised."""
    poller = Poller(application, plan.settings.telegram_api_url)
    async with at_work(application, plan, is_alone=True) as answering:
        await first_of(poller.run(), stop.wait(), answering)
    await poller.confirm()


class Poller:
    """Moves updates from Telegram into the inbox.

    The library's own updater is not used: what it has received is lost if the process is killed, it deletes a webhook
    that it finds, and it ends silently when Telegram stops accepting the token.
    """

    def __init__(self, application: App, url: str, sleep: Sleep = asyncio.sleep) -> None:
        self._application = application
        self._worker = worker_of(application)
        self._url = url
        self._sleep = sleep
        self._offset = 0
        """One more than the id of the last update that is safe; asking with it confirms those before."""

    async def run(self) -> None:
        """Polls for ever, and goes on after failures.

        Raises:
            InvalidToken: Telegram does not accept the token (any more).
            CannotRunError: A webhook was set meanwhile.
        """
        failures = 0
        while True:
            try:
                await self._receive()
                failures = 0
            except (TelegramError, StoreError) as error:
                failures += 1
                wait = min(LONGEST_BACK_OFF, 0.5 * 2 ** min(failures, 10))
                await self._explain(error)
                await self._sleep(max(wait, seconds_of(error)) if isinstance(error, RetryAfter) else wait)

    async def confirm(self) -> None:
        """Tells Telegram that everything received is safe, so that it does not come again."""
        with contextlib.suppress(TelegramError):
            await self._ask(limit=1, timeout=0)

    async def _receive(self) -> None:
        kinds = allowed_updates(self._application)
        updates = await self._ask(timeout=LONG_POLL, allowed_updates=kinds)
        if updates:
            await self._worker.receive([arrival(update) for update in updates])
            self._offset = max(update["update_id"] for update in updates) + 1

    async def _ask(self, **parameters: Any) -> list[dict[str, Any]]:
        """Updates as they come; the library's method would fail at all of them where it cannot read one."""
        asked = {"offset": self._offset} | parameters
        try:
            updates: list[dict[str, Any]] = await self._application.bot.do_api_request(
                "get_Updates",  # so written, the library does not point to its own method
                asked,
                read_timeout=parameters["timeout"] + PATIENCE,
            )
        except EndPointNotFound:
            raise InvalidToken from None  # which is what this means where the method is one of Telegram's
        return updates

    async def _explain(self, error: TelegramError | StoreError) -> None:
        match error:
            case InvalidToken():
                raise error
            case Conflict():
                with contextlib.suppress(TelegramError):
                    await _refuse_webhook(self._application, self._url)
                log.warning("Another process asks Telegram for this bot's updates too. Only one can: stop the other.")
            case StoreError():
                log.error("What Telegram sends cannot be kept, so it is asked for once more. %s", error)
            case _:
                log.warning("Telegram gave no updates (%s), trying again", type(error).__name__)
