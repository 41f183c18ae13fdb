"""From the files under `intents/` and `content/` to one library, or to everything that is wrong with them."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from bot.knowledge.assembly import assemble
from bot.knowledge.checks import check
from bot.knowledge.findings import Finding, LibraryError, errors, in_order, limited
from bot.knowledge.library import Library
from bot.knowledge.sources import read_sources


def load_library(intents_dir: Path, content_dir: Path) -> tuple[Library, tuple[Finding, ...]]:
    """The library, and warnings about what works but should not stay.

    Raises:
        LibraryError: with everything that is wrong, where the files cannot be used.
    """
    sources, findings = read_sources(intents_dir, content_dir)
    found = in_order(limited(chain(findings, check(sources))))
    if errors(found):
        raise LibraryError(found)
    return assemble(sources), found
