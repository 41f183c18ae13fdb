"""Telegram by long polling: one process, which asks Telegram for updates."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.dialogue.dialogue import Dialogue
from bot.settings import ASK_BOTFATHER, Settings, require_token
from bot.telegram.app import App, allowed_updates, build_application
from bot.telegram.limiter import Sleep, seconds_of
from bot.telegram.logs import set_up_logging
from bot.telegram.profile import profile_of, register

log = logging.getLogger(__name__)

LONG_POLL = 25
"""Seconds that Telegram holds a request for updates open while there are none."""
LONGEST_BACK_OFF = 30.0
"""Seconds between two requests for updates at most, while they fail."""
TIME_TO_FINISH = 20.0
"""Seconds that a stopping bot has for what is in hand; platforms kill a process 30 seconds after SIGTERM."""

FAILURE, WRONG_SETTINGS = 1, 2
"""Exit status."""


class CannotRunError(Exception):
    """Why the bot ends, as a sentence that says what to do, and the exit status."""

    def __init__(self, sentence: str, status: int = FAILURE) -> None:
        super().__init__(sentence)
        self.status = status


def run_polling(settings: Settings, dialogue: Dialogue, *, request: BaseRequest | None = None) -> int:
    """Answers on Telegram until SIGTERM or SIGINT, and returns the exit status; what is wrong is said on stderr."""
    try:
        if problem := require_token(settings):
            raise CannotRunError(problem, WRONG_SETTINGS)
        set_up_logging(settings)
        asyncio.run(_run(build_application(settings, dialogue, request=request), dialogue, settings.telegram_api_url))
    except CannotRunError as reason:
        sys.stderr.write(f"{reason}\n")
        return reason.status
    except Exception:
        log.critical("The bot ends, because of a fault in it", exc_info=True)
        return FAILURE
    return 0


async def _run(application: App, dialogue: Dialogue, url: str) -> None:
    # What no task handles is logged by its type and place; asyncio itself would quote it.
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: log.error("A task failed", exc_info=context.get("exception"))
    )
    stop = _stop_signal()
    try:
        async with application:
            await _refuse_webhook(application, url)
            log.info("Listening to Telegram as @%s", application.bot.username)
            await _poll_until(stop, application, dialogue, url)
    except InvalidToken:
        sentence = f"Telegram, at {url}, does not accept the token in TELEGRAM_BOT_TOKEN. {ASK_BOTFATHER}"
        raise CannotRunError(sentence, WRONG_SETTINGS) from None
    except TelegramError as error:
        raise CannotRunError(
            f"Telegram cannot be reached at {url} ({type(error).__name__}). Check this computer's connection and "
            "TELEGRAM_API_URL, and start the bot again."
        ) from None


async def _refuse_webhook(application: App, url: str) -> None:
    """Long polling and a webhook exclude each other, and the webhook may be that of a bot at work elsewhere."""
    if (await application.bot.get_webhook_info()).url:
        raise CannotRunError(
            "A webhook is set for this bot, so Telegram gives no updates to long polling. If nothing uses the webhook "
            f"any more, remove it by opening {url}/bot<token>/deleteWebhook in a browser, and start the bot again."
        )


async def _poll_until(stop: asyncio.Event, application: App, dialogue: Dialogue, url: str) -> None:
    """Polls until asked to stop, then finishes what is in hand. What ended the polling by itself is raised."""
    poller = Poller(application, url)
    profile = asyncio.create_task(register(profile_of(dialogue.library), application.bot))
    polling, stopping = asyncio.create_task(poller.run()), asyncio.create_task(stop.wait())
    await application.start()
    try:
        await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        log.info("Finishing what is in hand")
        for task in (profile, polling, stopping):
            task.cancel()
        results = await asyncio.gather(polling, stopping, profile, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(application.stop(), TIME_TO_FINISH)
        await poller.confirm()
    if isinstance(results[0], Exception):
        raise results[0]


class Poller:
    """Moves updates from Telegram into the application's queue.

    The library's own updater is not used: it deletes a webhook that it finds, and it ends silently when Telegram stops
    accepting the token.
    """

    def __init__(self, application: App, url: str, sleep: Sleep = asyncio.sleep) -> None:
        self._application = application
        self._url = url
        self._sleep = sleep
        self._offset = 0
        """One more than the id of the last update that was received; asking with it confirms those before."""

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
            except InvalidToken:
                raise
            except TelegramError as error:
                failures += 1
                wait = min(LONGEST_BACK_OFF, 0.5 * 2 ** min(failures, 10))
                await self._explain(error)
                await self._sleep(max(wait, seconds_of(error)) if isinstance(error, RetryAfter) else wait)

    async def confirm(self) -> None:
        """Tells Telegram that everything received is done with, so that it does not come again."""
        with contextlib.suppress(TelegramError):
            await self._application.bot.get_updates(offset=self._offset, limit=1, timeout=0)

    async def _receive(self) -> None:
        kinds = allowed_updates(self._application)
        updates = await self._application.bot.get_updates(self._offset, timeout=LONG_POLL, allowed_updates=kinds)
        for update in updates:  # nothing is awaited here: an update is either not received or in the queue
            self._application.update_queue.put_nowait(update)
            self._offset = update.update_id + 1

    async def _explain(self, error: TelegramError) -> None:
        if not isinstance(error, Conflict):
            log.warning("Telegram gave no updates (%s), trying again", type(error).__name__)
            return
        with contextlib.suppress(TelegramError):
            await _refuse_webhook(self._application, self._url)
        log.warning("Another process asks Telegram for this bot's updates too. Only one can: stop the other.")


def _stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set; a second one of them ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # on Windows, where Ctrl-C works all the same
            loop.add_signal_handler(number, on_signal, number)
    return stop
