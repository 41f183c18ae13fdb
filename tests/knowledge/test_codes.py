"""Codes of findings: each is told for one thing, and has a case among these tests."""

from __future__ import annotations

import re
from pathlib import Path

from tests.knowledge.world import ROOT


def codes(folder: Path) -> set[str]:
    """All codes that the sources in a folder hold."""
    return {code for path in folder.glob("*.py") for code in re.findall(r"\b[EW]\d{3}\b", path.read_text("utf-8"))}


def test_every_code_has_a_case() -> None:
    told = codes(ROOT / "bot" / "knowledge")
    assert len(told) > 30
    assert told - codes(Path(__file__).parent) == set()
