"""The page on the formats says what is checked."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from bot.cli import cli
from bot.knowledge.files import SHAPES
from bot.maintenance.formats import page
from tests.conftest import ROOT


def test_the_page_in_the_project_is_fresh() -> None:
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    assert text == page(), "run `python -m bot schema --page docs/files.md`"


def test_every_key_of_every_kind_is_on_it() -> None:
    text = page()
    for shape in SHAPES:
        for name, field in shape.model_fields.items():
            assert name == "format" or f"| `{field.alias or name}` |" in text


def test_every_link_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^a-z_ -]", "", line.lower()).strip().replace(" ", "-") for line in re.findall("^#+ .*", page(), re.M)
    }
    linked = set(re.findall(r"\(#([^)]+)\)", page()))
    assert linked
    assert linked - headings == set()


def test_every_row_has_three_cells() -> None:
    for line in page().splitlines():
        if line.startswith("|"):
            assert len(re.split(r"(?<!\\)\|", line)) == 5, line


def test_the_command_writes_it(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    path = tmp_path / "files.md"
    environment = {"CONTENT_DIR": str(tmp_path / "content")}
    assert CliRunner().invoke(cli, ["schema", "--page", str(path)], env=environment).exit_code == 0
    assert path.read_text(encoding="utf-8") == page()
