"""`check`: everything that is wrong or doubtful in the files, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Final

from bot.knowledge.findings import Finding, LibraryError, Severity
from bot.settings import Settings
from bot.startup import open_library


def find_all(settings: Settings) -> tuple[Finding, ...]:
    """All findings, whether or not the bot could start with them."""
    try:
        return open_library(settings)[1]
    except LibraryError as error:
        return error.findings


def has_failed(findings: Iterable[Finding], is_strict: bool) -> bool:
    """Whether there is an error, or, where that counts, a warning."""
    return any(is_strict or finding.severity is Severity.ERROR for finding in findings)


def summary(findings: tuple[Finding, ...]) -> str:
    """How many there are, in a sentence."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return f"{_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}."


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def as_text(findings: tuple[Finding, ...]) -> str:
    """A line each."""
    return "".join(f"{finding}\n" for finding in findings)


def as_github(findings: tuple[Finding, ...]) -> str:
    """A workflow command each, which the code host shows beside the line in a pull request."""
    return "".join(
        f"::{finding.severity} file={_property(finding.place.path)},line={finding.place.line},"
        f"col={finding.place.column},title={finding.code}::{_data(f'{finding.message} {finding.remedy}')}\n"
        for finding in findings
    )


def as_json(findings: tuple[Finding, ...]) -> str:
    """A list of objects."""
    rows = [
        {
            "path": finding.place.path,
            "line": finding.place.line,
            "column": finding.place.column,
            "code": finding.code,
            "severity": finding.severity.value,
            "message": finding.message,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[dict[str, Callable[[tuple[Finding, ...]], str]]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
}


def _data(text: str) -> str:
    """Escaped as workflow commands want it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
