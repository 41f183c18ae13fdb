"""Logs that may be kept: no token in them ever, and, but for LOG_LEVEL=DEBUG, no word that a person wrote."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from bot.settings import Settings
from bot.telegram.handling import HANDLING

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FACTS = ("update", "chat", "outcome", "ms")
"""What a record may carry beside its message."""
HIDDEN = "[hidden]"

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up_logging(settings: Settings) -> None:
    """Sends all logs to stderr in the discreet format, in place of whatever was set up before.

    People at a terminal get lines, all else gets a JSON object a line.
    """
    handler = logging.StreamHandler(sys.stderr)
    kind = DiscreetFormatter if sys.stderr.isatty() else JsonFormatter
    handler.setFormatter(kind(_secrets(settings), hides_words=settings.log_level != "DEBUG"))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    # These name the address of every request, and the token is part of it.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


class DiscreetFormatter(logging.Formatter):
    """Leaves out secrets and, with `hides_words`, whatever may quote a person.

    That is: what exceptions say of themselves (only their types and places are told), and what python-telegram-bot and
    asyncio put into their messages (they log whole updates and answers of the server).
    """

    def __init__(self, secrets: Iterable[str], *, hides_words: bool) -> None:
        super().__init__(FORMAT)
        self._secrets = tuple(secrets)
        self._hides_words = hides_words

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, or several where there is an exception."""
        if self._hides_words:
            record = _without_values(record)
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the name is logging's
        """The record's own line, and what it carries."""
        facts = "".join(f" {name}={value}" for name, value in facts_of(record).items())
        return super().formatMessage(record) + facts

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 -- the name is logging's
        """The traceback; without the exception's own words where they are hidden."""
        if not self._hides_words or ei[1] is None:
            return super().formatException(ei)
        return "\n".join(shape_of(ei[1]))


class JsonFormatter(DiscreetFormatter):
    """The same as JSON objects, for what collects logs."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the name is logging's
        """The record's message alone."""
        return record.message

    def format(self, record: logging.LogRecord) -> str:
        """The record as a JSON object in one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"time": at, "level": record.levelname, "logger": record.name}
        return json.dumps(head | facts_of(record) | {"message": super().format(record)}, ensure_ascii=False)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What a record carries; the update that was in hand, where it does not say which."""
    handling = HANDLING.get()
    facts = {"update": handling.update_id} if handling else {}
    return facts | {name: vars(record)[name] for name in FACTS if name in vars(record)}


def shape_of(error: BaseException) -> list[str]:
    """The types of an exception and of those behind it, and the places in the code, but nothing that they say."""
    lines: list[str] = []
    chain: BaseException | None = error
    while chain is not None and len(lines) < 100:
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}, raised through:")
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(chain.__traceback__)
        ]
        chain = chain.__cause__ or chain.__context__
    return lines


def _without_values(record: logging.LogRecord) -> logging.LogRecord:
    source = record.name.partition(".")[0]
    if source not in {"telegram", "asyncio"}:
        return record
    kept = logging.makeLogRecord(record.__dict__)
    if source == "asyncio":
        kept.msg, kept.args = str(record.msg).partition("\n")[0], ()
    elif isinstance(record.args, tuple):
        kept.args = tuple(_number_or_hidden(value) for value in record.args)
    elif record.args:
        kept.args = {name: _number_or_hidden(value) for name, value in record.args.items()}
    return kept


def _number_or_hidden(value: Any) -> int | float | str:
    return value if isinstance(value, int | float) else HIDDEN


def _secrets(settings: Settings) -> list[str]:
    given = (settings.telegram_bot_token, settings.webhook_secret)
    return [secret.get_secret_value() for secret in given if secret is not None]
