"""Logs: no token ever, and no words of people where they are hidden."""

from __future__ import annotations

import json
import logging
import sys

from telegram.error import BadRequest

from bot.telegram.handling import HANDLING, Handling
from bot.telegram.logs import DiscreetFormatter, JsonFormatter

SECRET = "123:secret"
WORDS = "I hate my job"


def line(name: str, message: str, *values: object, is_open: bool = False, error: BaseException | None = None) -> str:
    """A record as it is written."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, values, info)
    return DiscreetFormatter([SECRET], hides_words=not is_open).format(record)


def raised() -> BaseException:
    """An exception that quotes a person and holds the token, with another behind it."""
    try:
        try:
            raise ValueError(WORDS)
        except ValueError as error:
            raise BadRequest(f"{SECRET} {WORDS}") from error
    except BadRequest:
        error_now = sys.exc_info()[1]
        assert error_now is not None
        return error_now


def test_the_token_is_never_written() -> None:
    for is_open in (True, False):
        assert SECRET not in line("httpx", "POST https://host/bot%s/getMe", SECRET, is_open=is_open)
        assert SECRET not in line("bot", "Failed", error=raised(), is_open=is_open)


def test_of_an_exception_only_its_kind_and_place_are_written() -> None:
    written = line("bot.telegram", "Failed", error=raised())
    assert WORDS not in written
    assert "telegram.error.BadRequest" in written
    assert "builtins.ValueError" in written
    assert "test_logs.py" in written


def test_the_library_logs_no_values() -> None:
    assert WORDS not in line("telegram.ext.Application", "Error while building context for %s", {"text": WORDS})
    assert "run 3 of" in line("telegram.ext", "run %d of %s", 3, WORDS)
    assert WORDS not in line("asyncio", f"Task exception was never retrieved\nfuture: <Task exception={WORDS}>")


def test_while_debugging_everything_is_written() -> None:
    assert WORDS in line("telegram.ext.Application", "Update %s", WORDS, is_open=True)
    assert WORDS in line("bot", "Failed", error=raised(), is_open=True)


def test_what_collects_logs_gets_an_object_a_line() -> None:
    info = (type(error := raised()), error, error.__traceback__)
    record = logging.LogRecord("bot", logging.WARNING, __file__, 1, "It is %s", ("late",), info)
    vars(record).update(chat="private", outcome="answer", ms=12)
    HANDLING.set(Handling(77, "private", lambda: 0.0))
    try:
        written = JsonFormatter([SECRET], hides_words=True).format(record)
    finally:
        HANDLING.set(None)
    assert "\n" not in written
    assert WORDS not in written and SECRET not in written
    line = json.loads(written)
    assert line["time"].endswith("+00:00")
    facts = {"level": "WARNING", "logger": "bot", "update": 77, "chat": "private", "outcome": "answer", "ms": 12}
    assert line.items() >= facts.items()
    assert line["message"].startswith("It is late\ntelegram.error.BadRequest")


def test_people_at_a_terminal_read_the_same_in_words() -> None:
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "Update 7: answer", (), None)
    vars(record).update(update=7, chat="private", outcome="answer", ms=12)
    assert (
        DiscreetFormatter([], hides_words=True)
        .format(record)
        .endswith("INFO bot: Update 7: answer update=7 chat=private outcome=answer ms=12")
    )
