"""The settings: everything that the environment tells the bot, read once and checked at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, DirectoryPath, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,60}")
"""The form of a bot's token: its numeric id, a colon, and (in 2026) 35 characters."""

ASK_BOTFATHER = (
    "Open https://t.me/BotFather on Telegram, send /newbot (or /mybots for a bot that you have), copy the token "
    "and set TELEGRAM_BOT_TOKEN to it."
)


class SettingsError(Exception):
    """Says everything that is wrong with the environment, a line a variable, as plain text without any secret."""


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise ValueError
    return text.rstrip("/")


def _https_address(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError
    return _web_address(text)


def _database_address(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    if not mark or scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError
    return f"{'sqlite' if scheme == 'sqlite' else 'postgresql'}://{rest}"


def _webhook_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError
    return secret


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Port = Annotated[int, Field(ge=1, le=65535)]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


class Settings(BaseSettings):
    """What the environment says. A variable is named like its field, in capitals; an empty one is not set.

    Each field's description says what its value must be, and is what a person reads when it is not.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, str_strip_whitespace=True, extra="ignore")

    telegram_bot_token: SecretStr | None = Field(default=None, description="the token that @BotFather gave for the bot")
    telegram_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://api.telegram.org", description="an address that begins with https:// or http://"
    )
    database_url: Annotated[str, AfterValidator(_database_address)] = Field(
        default="sqlite:///career-advisor.db", description="an address that begins with sqlite:// or postgresql://"
    )
    webhook_url: Annotated[str, AfterValidator(_https_address)] | None = Field(
        default=None, description="the full public address of the webhook, which begins with https://"
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        default=None, description="1 to 256 of the letters A-Z and a-z, digits, _ and -"
    )
    port: Port = Field(default=8080, description="a port number from 1 to 65535")
    metrics_port: Port | None = Field(default=None, description="a port number from 1 to 65535")
    intents_dir: DirectoryPath | None = Field(default=None, description="a folder that exists")
    content_dir: DirectoryPath | None = Field(default=None, description="a folder that exists")
    cache_dir: Path | None = Field(default=None, description="a folder")
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field(
        default="INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL"
    )
    maintainer_chat_id: int | None = Field(default=None, description="the whole number that Telegram has for a chat")
    record_questions: bool = Field(default=False, description="on or off")


SHOWN = {"port", "metrics_port", "log_level", "maintainer_chat_id", "record_questions", "intents_dir", "content_dir"}
"""Fields whose faulty value is no secret and is repeated to the person who set it."""


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings from `environ`, or from the process's own environment.

    Raises:
        SettingsError: Something in it cannot be used; the error names all of it.
    """
    try:
        return Settings() if environ is None else Settings(**_given(environ))
    except ValidationError as error:
        lines = dict.fromkeys(_line(detail) for detail in error.errors())
        raise SettingsError("\n".join(lines)) from None


def require_token(settings: Settings) -> str | None:
    """Says in a sentence what to do where the bot's token is missing or malformed; None where it looks right."""
    if settings.telegram_bot_token is None:
        return f"TELEGRAM_BOT_TOKEN is not set, and the bot cannot reach Telegram without it. {ASK_BOTFATHER}"
    if not TOKEN.fullmatch(settings.telegram_bot_token.get_secret_value()):
        return (
            "TELEGRAM_BOT_TOKEN does not look like a token, which is a number, a colon and about 35 letters and "
            f"digits, without spaces or quotes. {ASK_BOTFATHER}"
        )
    return None


def require_webhook(settings: Settings) -> str | None:
    """Says what to set where updates are to be delivered and it is not said where to, or how that is proven."""
    missing = {
        "WEBHOOK_URL is not set: set it to the full public address, such as https://bot.example.org/telegram, at "
        "which the bot can be reached from outside.": settings.webhook_url,
        "WEBHOOK_SECRET is not set: set it to a long random text of letters and digits, by which the bot knows that "
        "it is Telegram that delivers.": settings.webhook_secret,
    }
    return "\n".join(sentence for sentence, value in missing.items() if value is None) or None


def _given(environ: Mapping[str, str]) -> dict[str, Any]:
    """A value for every field, so that nothing is left to be looked up in the process's own environment."""
    return {
        name: environ.get(name.upper(), "").strip() or field.get_default()
        for name, field in Settings.model_fields.items()
    }


def _line(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0])
    field = Settings.model_fields[name]
    value = f"is {str(detail['input'])!r}, which" if name in SHOWN else "has a value that"
    default = field.get_default()
    empty = "" if default is None else f" for {default!s}"
    return f"{name.upper()} {value} cannot be used: set it to {field.description}, or leave it empty{empty}."
