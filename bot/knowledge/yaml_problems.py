"""What a YAML parser complains about, in plain words, at the place that must be mended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from bot.knowledge.findings import Finding
from bot.knowledge.library import Place

_LEADING_TAB: Final = re.compile(r" *\t")


@dataclass(frozen=True)
class _Problem:
    """A complaint of the parser."""

    says: str
    """Part of it."""
    message: str
    remedy: str
    is_at_beginning: bool = False
    """Whether what must be mended is where the faulty thing begins, not where the parser gave up."""


_PROBLEMS: Final = (
    _Problem(
        "unexpected end of stream",
        "The quote that opens here is never closed.",
        "Close it; a text with quotes in it is best put in a block (`>-`, then the text in the next line).",
        is_at_beginning=True,
    ),
    _Problem(
        "',' or ']'",
        "The list that opens here is not closed.",
        "Add the missing `,` or `]`; put texts that hold brackets or braces in double quotes.",
        is_at_beginning=True,
    ),
    _Problem(
        "',' or '}'",
        "The bracket that opens here is not closed.",
        "Add the `}`, or put a text that begins with `{` in double quotes.",
        is_at_beginning=True,
    ),
    _Problem(
        "mapping values are not allowed",
        "There is one colon too many, or this line is indented too far.",
        'Put a text that holds ": " in double quotes; begin all keys of one level in the same column.',
    ),
    _Problem(
        "could not find expected ':'",
        "This line is no `key: value`.",
        "Add the key and its colon, or indent the line if it belongs to the text above it.",
        is_at_beginning=True,
    ),
    _Problem(
        "did not find expected key",
        "This does not go on where the lines above it stopped.",
        "Begin all keys of one level in the same column; put a text with quotes in it in a block (`>-`).",
    ),
    _Problem(
        "did not find expected '-'",
        "A list stands above, and this line is no entry of it.",
        "Begin it with `- `, or indent it as the keys that it belongs to.",
    ),
    _Problem("cannot start any token", "A text cannot begin with this character.", "Put the text in double quotes."),
    _Problem(
        "did not find expected alphabetic",
        "A text cannot begin with this character.",
        "Put the text in double quotes.",
        is_at_beginning=True,
    ),
    _Problem(
        "escape",
        "This backslash means nothing in double quotes.",
        "Write the character itself, or put the text in single quotes.",
    ),
    _Problem("entries are not allowed", "A list cannot begin behind its key.", "Begin it in the next line."),
    _Problem(
        "node content",
        "A bracket closes nothing here, or one above is not closed.",
        "Remove or add it; put texts that hold brackets or braces in double quotes.",
    ),
    _Problem("comment or line break", "Text cannot stand behind `|` or `>`.", "Begin it in the next line, indented."),
)


def explain(error: yaml.YAMLError, lines: Sequence[str], shown: str) -> Finding:
    """The finding for an error of the parser; `lines` are the file's."""
    mark = getattr(error, "problem_mark", None)
    says = str(getattr(error, "problem", None) or "it cannot be read")
    if mark is not None and mark.line < len(lines) and _LEADING_TAB.match(lines[mark.line]):
        place = Place(shown, mark.line + 1, lines[mark.line].index("\t") + 1)
        return Finding(place, "E004", "A tab stands where only spaces may.", "Replace it by spaces.")
    problem = next((problem for problem in _PROBLEMS if problem.says in says), None)
    if problem is not None and problem.is_at_beginning:
        mark = getattr(error, "context_mark", None) or mark
    place = Place(shown, mark.line + 1, mark.column + 1) if mark is not None else Place(shown, 1)
    if problem is None:
        remedy = "Check quotes, colons and indentation in this line and the one above it."
        return Finding(place, "E004", f"This is not valid YAML: {says}.", remedy)
    return Finding(place, "E004", problem.message, problem.remedy)
