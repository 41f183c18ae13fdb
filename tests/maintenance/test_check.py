"""`check`: all that is wrong or doubtful, told at once."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from tests.conftest import ROOT
from tests.knowledge.test_codes import codes
from tests.knowledge.world import World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    monkeypatch.setenv("INTENTS_DIR", str(tmp_path / "intents"))
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "content"))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    return made


def check(*options: str) -> Result:
    return CliRunner().invoke(cli, ["check", *options])


def test_nothing_is_wrong_with_the_projects_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("INTENTS_DIR", "CONTENT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CACHE_DIR", str(ROOT / ".cache"))
    result = check("--matrix")
    assert result.exit_code == 0
    assert "no errors" in result.stderr
    assert "MISSING" not in result.stdout


def test_doubts_about_examples_come_once_nothing_is_wrong(world: World) -> None:
    assert "W086" in check().stdout
    world.change("intents/pay.yml", "title: Pay", "title:")
    result = check()
    assert result.exit_code == 1
    assert "W086" not in result.stdout
    assert "intents/pay.yml:2:1: E031 error: `title` is empty." in result.stdout
    assert "intents/pay.yml:1:1: W025 warning:" in result.stdout


def test_warnings_fail_where_they_are_to_count(world: World) -> None:
    assert check().exit_code == 0
    assert check("--strict").exit_code == 1


def test_gaps_are_shown_as_a_matrix(world: World) -> None:
    assert "difference" not in check().stdout.splitlines()[-1]
    world.change("intents/duties.yml", "about: [role]", "about: [role, field]")
    result = check()
    assert re.search(r"^duties +yes +yes +\. +MISSING$", result.stdout, re.M)
    assert "content/field.yml:2:1: W090 warning: The field has no snippet for `duties`" in result.stdout


def test_machines_get_no_matrix(world: World) -> None:
    world.change("intents/duties.yml", "about: [role]", "about: [role, field]")
    rows = json.loads(check("--format", "json").stdout)
    assert ("content/field.yml", 2, 1, "W090") in {
        (row["path"], row["line"], row["column"], row["code"]) for row in rows
    }


def test_annotations_name_file_and_line(world: World) -> None:
    world.change("intents/pay.yml", "title: Pay", "title:")
    lines = check("--format", "github").stdout.splitlines()
    assert (
        "::error file=intents/pay.yml,line=2,col=1,title=E031::`title` is empty. Write a text, or remove the key."
        in lines
    )


def test_every_code_has_a_case() -> None:
    told = codes(ROOT / "bot" / "maintenance")
    assert {"W025", "W086", "W087", "W088", "W089"} <= told
    assert told - codes(Path(__file__).parent) - codes(ROOT / "tests" / "knowledge") == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text(world: World) -> None:
    path = os.fsencode(world.folder / "intents") + b"/\xff.yml"
    Path(os.fsdecode(path)).write_text("format: 1\n", encoding="utf-8")
    result = check()
    assert result.exit_code == 1
    assert "\\udcff.yml:1:1: E022" in result.stdout
