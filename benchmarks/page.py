"""Puts measured tables into pages of `docs/`, between the markers that name them."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "understanding.md"


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; numbers stand as they are given."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def keep(name: str, text: str, to: Path | None = None) -> None:
    """Puts the text between `<!-- name -->` and `<!-- end of name -->`, in `to` or else in `PAGE`.

    Raises:
        SystemExit: The page has no such markers.
    """
    to = to or PAGE
    opening, closing = f"<!-- {name} -->", f"<!-- end of {name} -->"
    page = to.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(opening)}.*?{re.escape(closing)}", re.DOTALL)
    if not pattern.search(page):
        raise SystemExit(f"{to.name} has no {opening} ... {closing} to put the table into.")
    filled = f"{opening}\n\n{text.strip()}\n\n{closing}"
    to.write_text(pattern.sub(lambda _: filled, page, count=1), encoding="utf-8")


def version(package: str) -> str:
    """The installed version of a package, or `not installed`."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
