"""What is wrong or doubtful in the files, as values that print themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz, process

from bot.knowledge.library import Place

MOST_OF_A_KIND: Final = 50
"""Findings of one code in one file. Who has more will see the rest after mending these."""


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
        """What its code tells."""
        return Severity.ERROR if self.code.startswith("E") else Severity.WARNING

    def __str__(self) -> str:
        place = f"{self.place.path}:{self.place.line}:{self.place.column}"
        return f"{place}: {self.code} {self.severity}: {self.message} {self.remedy}"


def quoted(text: str, limit: int = 60) -> str:
    """A text of a file as messages show it: on one line, and cut where it is long."""
    line = "".join(character if character.isprintable() else " " for character in " ".join(text[: 4 * limit].split()))
    return line if len(line) <= limit else f"{line[:limit].rstrip()}…"


def printable(name: str) -> str:
    """A file's name as messages show it: what cannot be printed is escaped."""
    return "".join(c if c.isprintable() else ascii(c).strip("'") for c in name)


def instead(typed: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for a word that nothing is called: what is called nearly so, if there is such a thing."""
    near = process.extractOne(typed, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"Did you mean `{near[0]}`?" if near else otherwise


def limited(findings: Iterable[Finding]) -> Iterator[Finding]:
    """At most 50 of one code in one file, and one that tells how many more there are."""
    counts: Counter[tuple[str, str]] = Counter()
    first_left_out: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        kind = finding.place.path, finding.code
        counts[kind] += 1
        if counts[kind] <= MOST_OF_A_KIND:
            yield finding
        else:
            first_left_out.setdefault(kind, finding)
    for kind, finding in first_left_out.items():
        message = f"{finding.code} is found {counts[kind] - MOST_OF_A_KIND} more times in this file."
        yield Finding(finding.place, f"{finding.code[0]}039", message, "Mend the others first.")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, by file, line and column."""
    return tuple(sorted(set(findings), key=lambda f: (f.place.path, f.place.line, f.place.column, f.code, f.message)))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that the bot refuses to start with."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


class LibraryError(Exception):
    """The files cannot be used. Its text is one finding a line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = in_order(findings)
        super().__init__("\n".join(map(str, self.findings)))
