"""What is wrong or doubtful in the files, as values that print themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.library import Place


class Severity(StrEnum):
    """Whether the bot refuses to start with it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or doubtful, in a maintainer's words, with what to do."""

    place: Place
    code: str
    """`E` and three digits for errors, `W` and three digits for warnings."""
    message: str
    remedy: str

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.code.startswith("E") else Severity.WARNING

    def __str__(self) -> str:
        place = f"{self.place.path}:{self.place.line}:{self.place.column}"
        return f"{place}: {self.code} {self.severity}: {self.message} {self.remedy}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, by file, line and column."""
    return tuple(
        sorted(set(findings), key=lambda f: (f.place.path, f.place.line, f.place.column, f.code, f.message))
    )


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that the bot refuses to start with."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


class LibraryError(Exception):
    """The files cannot be used. Its text is one finding a line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = in_order(findings)
        super().__init__("\n".join(map(str, self.findings)))
