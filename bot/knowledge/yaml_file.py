"""Reads YAML files, stricter than YAML.

Every scalar stays the text that was typed (no `no` read as false), and what a file of this project never needs is
refused with its place: duplicate keys, anchors and aliases, tags, more than one document. The tree is built from the
parser's events without recursion, and size, depth and findings are limited, so that any file at all costs bounded
time and memory.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import yaml

from bot.knowledge.findings import MOST_OF_A_KIND, Finding, quoted
from bot.knowledge.library import Place
from bot.knowledge.tree import BlockText, Node, PlainText
from bot.knowledge.yaml_problems import explain

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 12
MAX_NODES: Final = 50_000
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM: Final = b"\xef\xbb\xbf"
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]|\r(?!\n)"
)
"""Control characters, and ends of lines that editors do not count as such. Neither can be seen."""


@dataclass(frozen=True)
class Reading:
    """What came of reading a file."""

    tree: Node | None
    """None where the file cannot be used at all."""
    findings: tuple[Finding, ...]
    content: bytes = b""


class _RefusedError(Exception):
    """Ends the reading of a file with a finding."""

    def __init__(self, place: Place, code: str, message: str, remedy: str) -> None:
        self.finding = Finding(place, code, message, remedy)


def read(path: Path, shown: str) -> Reading:
    """Reads one file; `shown` is the path that findings name."""
    try:
        return parse(_content(path, Place(shown, 1)), shown)
    except _RefusedError as refused:
        return Reading(None, (refused.finding,))


def parse(content: bytes, shown: str) -> Reading:
    """Reads what a file holds."""
    try:
        text = _decoded(content.removeprefix(_BOM), shown)
    except _RefusedError as refused:
        return Reading(None, (refused.finding,), content)
    if found := _unwanted_characters(text, shown):
        return Reading(None, found, content)
    builder = _Builder(shown, text)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except _RefusedError as refused:
        return Reading(None, (*builder.findings, refused.finding), content)
    except yaml.YAMLError as error:
        return Reading(None, (*builder.findings, explain(error, builder.lines, shown)), content)
    if builder.root is None or builder.root.value == "":
        message, remedy = "The file is empty.", "Fill it in, beginning with `format: 1`, or delete it."
        return Reading(None, (*builder.findings, Finding(Place(shown, 1), "E005", message, remedy)), content)
    return Reading(builder.root if builder.is_whole else None, tuple(builder.findings), content)


def _content(path: Path, place: Place) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = "This is a folder, not a file." if path.is_dir() else "This is not an ordinary file."
            raise _RefusedError(
                place, "E003", message, "Move it elsewhere, or give it a name that does not end in .yml."
            )
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        if path.is_symlink() and not path.exists():
            raise _RefusedError(place, "E003", "This link leads nowhere.", "Replace it by the file itself.") from None
        reason = (error.strerror or "unknown reason").lower()
        raise _RefusedError(place, "E003", f"The file cannot be read: {reason}.", "Check its rights.") from None
    if len(content) > MAX_BYTES:
        raise _RefusedError(place, "E001", f"The file is larger than {MAX_BYTES:,} bytes.", "Split or shorten it.")
    return content


def _decoded(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        message = "The text is not in the encoding UTF-8 from here on."
        remedy = "Save the file with the encoding UTF-8 in your editor."
        raise _RefusedError(Place(shown, line, column), "E002", message, remedy) from None


def _unwanted_characters(text: str, shown: str) -> tuple[Finding, ...]:
    found = []
    for match in islice(_UNWANTED.finditer(text), MOST_OF_A_KIND):
        before = text[: match.start()]
        place = Place(shown, before.count("\n") + 1, match.start() - before.rfind("\n"))
        found.append(Finding(place, "E012", *_unwanted(match[0])))
    return tuple(found)


def _unwanted(character: str) -> tuple[str, str]:
    return (
        f"There is a character here that cannot be seen (U+{ord(character):04X}).",
        "Delete it, and type the line anew if need be.",
    )


class _Builder:
    """Builds the tree from the parser's events."""

    def __init__(self, shown: str, text: str) -> None:
        self.shown = shown
        self.lines = text.split("\n")
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.is_whole = True
        """Whether everything in the file went into the tree."""
        self._stack: list[Node] = []
        """Collections that are open."""
        self._keys: list[tuple[str, Place] | None] = []
        """For each of them, the key that waits for its value."""
        self._documents = 0
        self._nodes = 0

    def take(self, event: Any) -> None:
        """Adds what an event tells.

        Raises:
            _RefusedError: the rest of the file is not worth reading.
        """
        place = Place(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise _RefusedError(place, "E006", "A second document begins here (`---`).", "Remove this line.")
            case yaml.AliasEvent():
                self._miss(
                    place, "E007", f"`*{quoted(str(event.anchor))}` repeats another place (an alias).", "Write it out."
                )
                self._add(Node("", place))
            case yaml.ScalarEvent():
                self._refuse_anchor_and_tag(event, place)
                self._add(self._scalar(event, place))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_anchor_and_tag(event, place)
                self._open(Node({} if isinstance(event, yaml.MappingStartEvent) else [], place))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._stack.pop()
                self._keys.pop()

    def _find(self, place: Place, code: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(place, code, message, remedy))

    def _miss(self, place: Place, code: str, message: str, remedy: str) -> None:
        """Something that cannot go into the tree."""
        self.is_whole = False
        self._find(place, code, message, remedy)

    def _refuse_anchor_and_tag(self, event: Any, place: Place) -> None:
        if event.anchor:
            message = f"`&{quoted(event.anchor)}` names this place (an anchor)."
            self._miss(place, "E007", message, "Remove it, or put the text in quotes.")
        if event.tag:
            message = f"`{quoted(event.tag)}` gives this a type (a tag)."
            self._miss(place, "E009", message, "Remove it, or put the text in quotes.")

    def _scalar(self, event: Any, place: Place) -> Node:
        if unwanted := _UNWANTED.search(event.value):
            self._find(place, "E012", *_unwanted(unwanted[0]))
        if event.style == "|":
            return Node(BlockText(event.value), place, indent=self._indent(event.value, place.line))
        return Node(event.value if event.style else PlainText(event.value), place)

    def _indent(self, value: str, header: int) -> int:
        """Columns that a literal block is indented by; `header` is the line of its `|`."""
        for number, line in enumerate(value.split("\n")):
            if line.strip():
                typed = self.lines[header + number]
                return len(typed) - len(typed.lstrip()) - (len(line) - len(line.lstrip()))
        return 0

    def _open(self, node: Node) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise _RefusedError(node.place, "E008", "This is nested too deeply.", "Compare it with another file.")
        self._add(node)
        self._stack.append(node)
        self._keys.append(None)

    def _add(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"The file holds more than {MAX_NODES:,} entries."
            raise _RefusedError(node.place, "E001", message, "Split or shorten it.")
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1].value
        if isinstance(parent, list):
            parent.append(node)
        elif (key := self._keys[-1]) is not None:
            self._keys[-1] = None
            self._set(self._stack[-1], key, node)
        elif isinstance(node.value, str):
            self._keys[-1] = (str(node.value), node.place)
        else:
            message, remedy = "A key must be a plain word.", "Put a text that begins with `{` or `[` in quotes."
            raise _RefusedError(node.place, "E010", message, remedy)

    def _set(self, parent: Node, key: tuple[str, Place], node: Node) -> None:
        name, place = key
        if name in parent.keys:
            message = f"`{quoted(name)}` is here a second time, after line {parent.keys[name].line}."
            self._find(place, "E011", message, "Keep one of the two.")
        elif isinstance(parent.value, dict):
            parent.value[name] = node
            parent.keys[name] = place
