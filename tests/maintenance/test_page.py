"""Measured tables in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import page

TEXT = "before\n<!-- one -->\nold\n<!-- end of one -->\nbetween\n<!-- two -->\n<!-- end of two -->\n"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "page.md"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", path)
    return path


def test_a_table_takes_the_place_of_the_one_before(kept: Path) -> None:
    for text in ("first", page.markdown(["a", "b"], [[1, r"\2"]])):
        page.keep("one", text)
    assert kept.read_text(encoding="utf-8") == TEXT.replace("old\n", "\n| a | b |\n| --- | --- |\n| 1 | \\2 |\n\n")


def test_without_its_markers_nothing_is_written(kept: Path) -> None:
    with pytest.raises(SystemExit, match="three"):
        page.keep("three", "text")
    assert kept.read_text(encoding="utf-8") == TEXT


def test_the_project_has_all_its_tables() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    tables = dict(re.findall(r"<!-- ([\w-]+) -->(.*?)<!-- end of \1 -->", text, re.DOTALL))
    assert set(tables) == {"compare-own", "compare-any", "encoders", "growth"}
    assert [name for name, table in tables.items() if "| --- |" not in table] == []
