"""`check`: everything that is wrong or doubtful in the files, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.knowledge.findings import Finding, LibraryError, Severity, in_order, limited
from bot.knowledge.library import Library
from bot.maintenance.example_checks import find_doubtful_examples
from bot.maintenance.schema import find_modelines
from bot.settings import Settings
from bot.startup import cache_dir, default_folder, open_library
from bot.understanding.encoder import load_multilingual
from bot.understanding.understand import Understander


@dataclass(frozen=True)
class Checked:
    """What came of looking at all files."""

    findings: tuple[Finding, ...]
    library: Library | None
    """None where the bot could not start with them."""


def find_in_files(settings: Settings) -> Checked:
    """What is wrong or doubtful in the files by themselves, whatever the bot makes of their questions."""
    modelines = find_modelines(
        settings.intents_dir or default_folder("intents"), settings.content_dir or default_folder("content")
    )
    try:
        library, findings = open_library(settings)
    except LibraryError as error:
        return Checked(in_order(chain(error.findings, limited(modelines))), None)
    return Checked(in_order(chain(findings, limited(modelines))), library)


def check_files(settings: Settings) -> Checked:
    """Everything that is wrong or doubtful. Doubts about examples are told once nothing is wrong."""
    checked = find_in_files(settings)
    if checked.library is None:
        return checked
    # Not `build_understander`: where the cache has all embeddings, no encoder need be loaded. One of them tells doubts
    # about lines as well as both, in two thirds of the time.
    cache = cache_dir(settings)
    doubts = find_doubtful_examples(Understander(checked.library, load_multilingual(), cache), cache)
    return Checked(in_order(chain(checked.findings, limited(doubts))), checked.library)


GAPS: Final = frozenset({"W090", "W091"})
"""Codes of what the matrix shows at a glance."""


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
