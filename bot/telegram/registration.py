"""The webhook as Telegram knows it: registered where it differs from the settings, and shown."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from typing import Final

from telegram import WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.settings import Settings, require_token, require_webhook
from bot.telegram.app import App, allowed_updates, parts_of
from bot.telegram.render import clean
from bot.telegram.running import WRONG_SETTINGS, CannotRunError, Plan, application_of, unreachable, wrong_token

CONNECTIONS: Final = 40
"""Deliveries that Telegram makes at once at most, to all replicas together."""
REGISTERED: Final = "webhook"
"""Under this name the store keeps by what it knows the secret that is registered; Telegram does not tell that."""


async def set_webhook(plan: Plan) -> str:
    """Registers the settings' webhook unless it is registered already, and says which.

    Raises:
        CannotRunError: It could not be registered.
        StoreError: The database cannot be used.
    """
    settings = plan.settings
    if settings.webhook_url is None:
        return "WEBHOOK_URL is not set, so there is no webhook to register: the bot asks Telegram for updates (run)."
    if problem := require_webhook(settings):
        raise CannotRunError(problem, WRONG_SETTINGS)
    async with _known(plan) as application:
        info = await application.bot.get_webhook_info()
        kept = await parts_of(application).store.secrets.get(REGISTERED)
        if not differences(info, settings, allowed_updates(application)) and kept == _digest(settings):
            return f"The webhook {settings.webhook_url} is registered already."
        await application.bot.set_webhook(
            settings.webhook_url,
            max_connections=CONNECTIONS,
            allowed_updates=allowed_updates(application),
            secret_token=settings.webhook_secret.get_secret_value() if settings.webhook_secret else None,
        )
        await parts_of(application).store.secrets.put(REGISTERED, _digest(settings))
    return f"The webhook {settings.webhook_url} is registered."


async def show_webhook(plan: Plan) -> tuple[list[str], bool]:
    """What Telegram knows of the webhook, a line each, and whether that is as the settings have it.

    Raises:
        CannotRunError: Telegram did not tell.
        StoreError: The database cannot be used.
    """
    async with _known(plan) as application:
        info = await application.bot.get_webhook_info()
        different = differences(info, plan.settings, allowed_updates(application))
    return [*_facts(info), *different], not different


def differences(info: WebhookInfo, settings: Settings, kinds: list[str]) -> list[str]:
    """In what the registered webhook is not as it should be, a sentence each."""
    wanted = settings.webhook_url or ""
    if info.url != wanted:
        return [f"The settings want {wanted or 'none'}: run `webhook set`." if wanted else "The settings want none."]
    if not wanted:
        return []
    missing = set(kinds) - set(info.allowed_updates)
    found = [f"Updates that the bot needs are not delivered: {', '.join(sorted(missing))}. Run `webhook set`."]
    is_as_wanted = set(info.allowed_updates) == set(kinds) and info.max_connections == CONNECTIONS
    return found if missing else [] if is_as_wanted else ["It was registered otherwise: run `webhook set`."]


def _facts(info: WebhookInfo) -> list[str]:
    facts = [f"Webhook: {clean(info.url) or 'none'}", f"Updates that wait at Telegram: {info.pending_update_count}"]
    if info.allowed_updates:
        facts.append(f"Kinds of updates: {', '.join(info.allowed_updates)}")
    if info.last_error_message and info.last_error_date:
        at = info.last_error_date.astimezone(UTC)
        facts.append(f"Last error: {clean(info.last_error_message)}, at {at:%Y-%m-%d %H:%M:%S} UTC")
    return facts


def _digest(settings: Settings) -> bytes:
    """By what the secret is known again, and cannot be told."""
    token, secret = settings.telegram_bot_token, settings.webhook_secret
    assert token and secret  # noqa: S101 -- for the type checker: both were required before
    return hmac.digest(token.get_secret_value().encode(), secret.get_secret_value().encode(), "sha256")


@asynccontextmanager
async def _known(plan: Plan) -> AsyncIterator[App]:
    """The application, once Telegram has accepted its token."""
    if problem := require_token(plan.settings):
        raise CannotRunError(problem, WRONG_SETTINGS)
    async with application_of(plan) as application:
        try:
            await application.initialize()
            yield application
        except InvalidToken:
            raise wrong_token(plan.settings) from None
        except TelegramError as error:
            raise unreachable(plan.settings, error) from None
