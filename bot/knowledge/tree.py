"""A YAML file as a tree that knows the line and column of everything in it.

Reading from it never fails: what is not there, or is of another kind, is empty. So checks can look at files that
have faults of shape, and find what else is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.knowledge.library import Place

Path = tuple[str | int, ...]
"""Keys and indexes that lead to a node."""


class PlainText(str):
    """A text without quotes: an editor may take it for a number or a truth value."""

    __slots__ = ()


class BlockText(str):
    """A text that is written as a literal block (`|`)."""

    __slots__ = ()


@dataclass(slots=True)
class Node:
    """A value in a file."""

    value: str | dict[str, Node] | list[Node]
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    """Where each key of a dict stands."""
    indent: int = 0
    """Columns that a literal block is indented by."""

    def data(self) -> Any:
        """Plain data: texts, dicts and lists."""
        if isinstance(self.value, dict):
            return {key: node.data() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.data() for node in self.value]
        return self.value

    @property
    def text(self) -> str:
        """The text of a scalar."""
        return self.value if isinstance(self.value, str) else ""

    def at(self, *path: str | int) -> Node:
        """The node under these keys and indexes."""
        node = self
        for step in path:
            match node.value:
                case dict() as nodes if isinstance(step, str) and step in nodes:
                    node = nodes[step]
                case list() as nodes if isinstance(step, int) and step < len(nodes):
                    node = nodes[step]
                case _:
                    return Node("", node.place)
        return node

    def items(self) -> list[tuple[str, Place, Node]]:
        """The keys of a dict, each with its place and what it holds."""
        return [(key, self.keys[key], node) for key, node in self.value.items()] if isinstance(self.value, dict) else []

    def entries(self) -> list[Node]:
        """The entries of a list; a text counts as a list of one."""
        if isinstance(self.value, list):
            return self.value
        return [self] if self.text else []

    def lines(self) -> list[tuple[str, Place]]:
        """The lines of a literal block that are not blank, stripped, each with its place."""
        if not isinstance(self.value, BlockText):
            return []
        return [
            (
                line.strip(),
                Place(self.place.path, self.place.line + number, self.indent + len(line) - len(line.lstrip()) + 1),
            )
            for number, line in enumerate(self.value.split("\n"), start=1)
            if line.strip()
        ]

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        below = self.value.values() if isinstance(self.value, dict) else self.value
        for node in below if not isinstance(below, str) else ():
            yield from node.walk()

    def place_of(self, path: Path) -> Place:
        """Where an entry begins: its key if it has one, else the nearest thing above it that exists."""
        for length in range(len(path), 0, -1):
            *above, last = path[:length]
            parent = self.at(*above)
            if isinstance(parent.value, dict) and last in parent.keys:
                return parent.keys[str(last)]
            if isinstance(parent.value, list) and isinstance(last, int) and last < len(parent.value):
                return parent.value[last].place
        return self.place

    def place_in(self, path: Path) -> Place:
        """Where an entry's value stands: its text, or else where the entry begins."""
        node = self.at(*path)
        return node.place if node.text else self.place_of(path)
