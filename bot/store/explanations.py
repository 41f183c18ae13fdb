"""A database's own errors, in words that say what to do."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.store.errors import StoreError

BY_SQLITE_NAME = {
    "SQLITE_CANTOPEN": "The SQLite file {file} cannot be opened or created: check that its folder exists, that it is "
    "a file, and that the bot may write there, or set DATABASE_URL to another.",
    "SQLITE_READONLY": "The SQLite file {file} cannot be written to: give the bot's user the right to write it and its "
    "folder.",
    "SQLITE_FULL": "The disk that holds the SQLite file {file} is full: make room on it, and start the bot again.",
    "SQLITE_NOTADB": "The file {file} is not an SQLite database: set DATABASE_URL to another file, or move this one "
    "away.",
    "SQLITE_CORRUPT": "The SQLite file {file} is damaged: stop the bot and put a backup in its place.",
    "SQLITE_IOERR": "The disk that holds the SQLite file {file} failed: check it, and whether it is full.",
    "SQLITE_PERM": "The SQLite file {file} is not the bot's to open: give the bot's user the right to.",
}

BY_SQLSTATE = {
    "28P01": "PostgreSQL at {host} does not accept the password of user {user}: correct DATABASE_URL.",
    "28000": "PostgreSQL at {host} does not let user {user} in from here: check the user's name in DATABASE_URL, and "
    "whether the server wants encryption (sslmode=require) or allows this address.",
    "3D000": "PostgreSQL at {host} has no database {database}: create it, or correct DATABASE_URL.",
    "25006": "The database {database} at {host} can only be read (a standby server, perhaps): set DATABASE_URL to one "
    "that can be written to.",
    "42501": "User {user} has not the rights that the bot needs in the database {database} at {host}: make it the "
    "owner of the database, or grant it CREATE on the schema and all rights on its tables.",
    "42P01": "Tables of the bot are missing in the database {database} at {host}: restore a backup, or set "
    "DATABASE_URL to an empty database.",
    "SSL": "PostgreSQL at {host} offers no encryption, which sslmode in DATABASE_URL asks for: switch it on there, or "
    "set sslmode=prefer where nobody else can listen.",
    "53100": "The disk of PostgreSQL at {host} is full: make room on it.",
}

PASSING_SQLSTATES = {
    "53300": "PostgreSQL at {host} has no connection free: raise its limit, or run fewer replicas.",
    "57P01": "PostgreSQL at {host} is shutting down.",
    "57P03": "PostgreSQL at {host} is starting up.",
}

AWAY = {
    "sqlite": "The SQLite file {file} is busy or does not answer: see whether another program holds it open.",
    "postgresql": "PostgreSQL at {host} cannot be reached or does not answer: check that it runs, and that "
    "address, user, password and options in DATABASE_URL are right.",
}

TEXTS = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("no pg_hba.conf entry", "28000"),
    ("does not exist", "3D000"),
    ("server does not support SSL", "SSL"),
)
"""What the client library says when it could not connect; it gives no code for these, and the server speaks the
language of its installation, so that not all of them are recognised everywhere."""

BAD_OPTION = re.compile(r'(?:invalid connection option "|bad value for )(\w+)')


def explain(error: Exception, url: URL) -> StoreError | None:
    """What a library's error means; None where it is a fault in the bot, which should be seen as it is."""
    if isinstance(error, (TimeoutError, PoolTimeoutError, OSError)):
        return away(url)
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(original, url)
    if known := _of_postgresql(original, url):
        return known
    return away(url) if isinstance(error, (OperationalError, InterfaceError)) else None


def away(url: URL) -> StoreError:
    """The database does not answer."""
    return _passing(AWAY[url.get_backend_name()], url)


def _of_sqlite(error: sqlite3.Error, url: URL) -> StoreError | None:
    name = getattr(error, "sqlite_errorname", "")  # which the driver's own errors have not
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return away(url)
    return next((_lasting(text, url) for known, text in BY_SQLITE_NAME.items() if name.startswith(known)), None)


def _of_postgresql(error: BaseException | None, url: URL) -> StoreError | None:
    state, text = getattr(error, "sqlstate", None), str(error)
    if state is None:
        state = next((known for part, known in TEXTS if part in text), None)
    if state in BY_SQLSTATE:
        return _lasting(BY_SQLSTATE[state], url)
    if state in PASSING_SQLSTATES:
        return _passing(PASSING_SQLSTATES[state], url)
    if option := BAD_OPTION.search(text):
        return StoreError(
            f"DATABASE_URL has an option that PostgreSQL cannot use: correct {option[1]}, or take it out."
        )
    return None


def _lasting(sentence: str, url: URL) -> StoreError:
    return StoreError(_filled(sentence, url))


def _passing(sentence: str, url: URL) -> StoreError:
    return StoreError(_filled(sentence, url), is_temporary=True)


def _filled(sentence: str, url: URL) -> str:
    return sentence.format(
        file=url.database, host=url.host or "this computer", user=url.username, database=url.database
    )
