"""YAML files as trees that know the line and column of everything in them.

Stricter than YAML: every scalar stays the text that was typed (no `no` read as false), and what a file of this
project never needs is refused with its place: duplicate keys, anchors and aliases, tags, more than one document.
The tree is built from the parser's events without recursion, so that depth and size cost bounded time and memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.knowledge.findings import Finding
from bot.knowledge.library import Place

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 12
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Node:
    """A value in a file: `value` is a text, a dict of nodes, or a list of nodes."""

    value: str | dict[str, Node] | list[Node]
    place: Place
    is_block: bool = False
    """Whether it is a text written as a literal block (`|`)."""
    keys: dict[str, Place] = field(default_factory=dict)
    """Where each key of a dict stands."""

    def data(self) -> Any:
        """Plain Python data: texts, dicts and lists."""
        if isinstance(self.value, dict):
            return {key: node.data() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.data() for node in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> Node | None:
        """The node under these keys and indexes, or None."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            if isinstance(node.value, dict):
                node = node.value.get(str(step))
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            else:
                return None
        return node

    def place_of(self, path: tuple[str | int, ...]) -> Place:
        """Where this path stands: its key if it has one, else the nearest thing above that exists."""
        for length in range(len(path), 0, -1):
            parent = self.at(path[: length - 1])
            if parent is not None and isinstance(parent.value, dict) and str(path[length - 1]) in parent.keys:
                return parent.keys[str(path[length - 1])]
            node = self.at(path[:length])
            if node is not None:
                return node.place
        return self.place

    def lines(self) -> list[tuple[str, Place]]:
        """The lines of a literal block that are not blank, stripped, each with its place."""
        found = []
        for offset, line in enumerate(str(self.value).split("\n")):
            if text := line.strip():
                found.append((text, Place(self.place.path, self.place.line + 1 + offset, self.place.column)))
        return found


class _Refused(Exception):
    """Raised to end reading a file with a finding."""

    def __init__(self, mark: Any, code: str, message: str, remedy: str) -> None:
        self.mark, self.code, self.message, self.remedy = mark, code, message, remedy


def read(path: Path, shown: str) -> tuple[Node | None, list[Finding]]:
    """Reads one file. Gives the tree, or None and what is wrong; `shown` is the path that findings name."""

    def refuse(line: int, column: int, code: str, message: str, remedy: str) -> tuple[None, list[Finding]]:
        return None, [Finding(Place(shown, line, column), code, message, remedy)]

    try:
        if path.stat().st_size > MAX_BYTES:
            return refuse(1, 1, "E001", f"The file is larger than {MAX_BYTES:,} bytes.", "Split or shorten it.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return refuse(line, 1, "E002", "The file is not UTF-8 text here.", "Save it with the encoding UTF-8.")
    except OSError as error:
        return refuse(1, 1, "E003", f"The file cannot be read: {error.strerror}.", "Check that it exists and its rights.")
    builder = _Builder(shown)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except _Refused as why:
        mark = why.mark
        return refuse(mark.line + 1, mark.column + 1, why.code, why.message, why.remedy)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        place = (mark.line + 1, mark.column + 1) if mark else _place_of_bad_character(text, error)
        return refuse(*place, "E004", f"This is not valid YAML: {problem}.", _yaml_remedy(text, place[0]))
    if builder.root is None:
        return refuse(1, 1, "E005", "The file is empty.", "Fill it in, starting with `format: 1`, or delete it.")
    return builder.root, builder.findings


def _place_of_bad_character(text: str, error: yaml.YAMLError) -> tuple[int, int]:
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        return 1, 1
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _yaml_remedy(text: str, line: int) -> str:
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in here:
        return "Replace the tab by spaces: YAML is indented with spaces only."
    if here.count(": ") > 1 or (here.lstrip().startswith("- ") and ": " in here):
        return 'Put the text in double quotes: it holds ": ", which YAML takes for a key.'
    return "Check quotes, colons and indentation in this line and the one above it."


class _Builder:
    """Builds the tree from the parser's events."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.stack: list[tuple[Node, list[tuple[str, Place]]]] = []
        """Open collections, each with the key that waits for its value."""
        self.documents = 0

    def place(self, mark: Any) -> Place:
        return Place(self.shown, mark.line + 1, mark.column + 1)

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise _Refused(event.start_mark, "E006", "A second document starts here (`---`).", "Remove it.")
            case yaml.AliasEvent():
                raise _Refused(event.start_mark, "E007", "Aliases (`*name`) are not used here.", "Write it out.")
            case yaml.ScalarEvent():
                self._refuse_anchor_and_tag(event)
                self._add(Node(event.value, self.place(event.start_mark), is_block=event.style == "|"))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_anchor_and_tag(event)
                if len(self.stack) >= MAX_DEPTH:
                    raise _Refused(event.start_mark, "E008", "This is nested too deeply.", "Compare it with another file.")
                node = Node({} if isinstance(event, yaml.MappingStartEvent) else [], self.place(event.start_mark))
                self._add(node)
                self.stack.append((node, []))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()

    def _refuse_anchor_and_tag(self, event: Any) -> None:
        if event.anchor:
            raise _Refused(event.start_mark, "E007", "Anchors (`&name`) are not used here.", "Remove it.")
        if event.tag:
            raise _Refused(event.start_mark, "E009", f"Tags (`{event.tag}`) are not used here.", "Remove it.")

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent, waiting = self.stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if waiting:
                key, place = waiting.pop()
                self._set(parent, key, place, node)
            elif isinstance(node.value, str):
                waiting.append((node.value, node.place))
            else:
                raise _Refused(
                    _Mark(node.place), "E010", "A key must be a plain word.", 'Put a text that begins with "{" or "[" in quotes.'
                )

    def _set(self, parent: Node, key: str, place: Place, node: Node) -> None:
        assert isinstance(parent.value, dict)
        if key in parent.value:
            first = parent.keys[key]
            self.findings.append(
                Finding(place, "E011", f"`{key}` is here a second time; first in line {first.line}.", "Keep one of the two.")
            )
            return
        parent.value[key] = node
        parent.keys[key] = place


@dataclass(frozen=True)
class _Mark:
    """A place in the parser's counting, from 0."""

    at: Place

    @property
    def line(self) -> int:
        return self.at.line - 1

    @property
    def column(self) -> int:
        return self.at.column - 1
