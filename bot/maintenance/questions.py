"""Labelled questions: what people ask, and what a careful reader would have understood."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.knowledge.findings import Finding, LibraryError
from bot.knowledge.library import OUT_OF_SCOPE, Place
from bot.knowledge.sources import ENDINGS
from bot.knowledge.yaml_file import read

MIXED: Final = "mixed"
"""The label of a question of fit whose signals lean to no role."""


@dataclass(frozen=True)
class Labelled:
    """A question and what is right for it."""

    ask: str
    intents: tuple[str, ...]
    """Acceptable intents, the best first."""
    roles: tuple[str, ...] | None = None
    """The known roles that the text names; None where that is not checked."""
    near: tuple[str, ...] | None = None
    """What makes the question specific; None where that is not checked."""
    lean: str | None = None
    """The role that a question of fit leans to, `MIXED`, or None where that is not checked."""


def load(path: Path) -> list[Labelled]:
    """Labelled questions from JSON lines or a YAML list.

    Raises:
        LibraryError: with every entry that cannot be used, by line.
    """
    findings: list[Finding] = []
    labelled = []
    for line, entry in _entries(path, findings):
        try:
            labelled.append(_labelled(entry))
        except (TypeError, ValueError) as error:
            findings.append(_finding(path, line, str(error)))
    if findings:
        raise LibraryError(findings)
    return labelled


def _entries(path: Path, findings: list[Finding]) -> list[tuple[int, Any]]:
    """What the file holds, each with its line."""
    if path.suffix in ENDINGS:
        reading = read(path, str(path))
        findings += reading.findings
        listed = reading.tree.value if reading.tree is not None else []
        if not isinstance(listed, list):
            findings.append(_finding(path, 1, "The file must hold a list of questions."))
            return []
        return [(node.place.line, node.data()) for node in listed]
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Finding(Place(str(path), 1), "E090", f"The file cannot be read: {error}.", "Check its name."))
        return []
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entries.append((number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            findings.append(_finding(path, number, f"This is not JSON: {error}."))
    return entries


def _labelled(entry: Any) -> Labelled:
    if not isinstance(entry, dict) or not isinstance(entry.get("ask"), str):
        raise TypeError('An entry needs "ask" with the question.')
    intents = entry.get("intent")
    if isinstance(intents, str):
        intents = [intents]
    if not isinstance(intents, list) or not intents or not all(isinstance(intent, str) for intent in intents):
        raise TypeError('An entry needs "intent" with an intent or a list of them.')
    lean = entry.get("lean")
    if lean is not None and not isinstance(lean, str):
        raise TypeError('"lean" must be a role or "mixed".')
    return Labelled(entry["ask"], tuple(intents), _texts(entry, "roles"), _texts(entry, "near"), lean)


def _texts(entry: dict[str, Any], key: str) -> tuple[str, ...] | None:
    value = entry.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError(f'"{key}" must be a list of texts.')
    return tuple(value)


def _finding(path: Path, line: int, message: str) -> Finding:
    remedy = 'Write {"ask": "...", "intent": ["..."], "roles": []}, one question a line.'
    return Finding(Place(str(path), line), "E090", message, remedy)


def unknown_intents(labelled: Iterable[Labelled], known: Collection[str]) -> list[str]:
    """Labels that no intent has, each once: with a slip in a label, the figures would be wrong without a word."""
    used = dict.fromkeys(intent for one in labelled for intent in one.intents)
    return [intent for intent in used if intent not in known and intent != OUT_OF_SCOPE]
