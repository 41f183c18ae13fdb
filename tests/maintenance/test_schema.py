"""JSON Schemas for editors: fresh, right about the project's own files, and strict about slips."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from bot.cli import cli
from bot.knowledge.files import SHAPES, File, IntentFile, RoleFile
from bot.maintenance.schema import find_modelines, modeline, schema_of, schema_texts, stale_schemas, write_schemas
from tests.conftest import ROOT

FILES = {path: shape for shape in SHAPES for where in shape.where for path in sorted(ROOT.glob(where))}
HEAD = "# yaml-language-server: $schema=../schema/intent.json\n"


class EditorLoader(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 and editors do."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- PyYAML's own way


for tag, pattern in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
}.items():
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), None)


def seen_by_editors(text: str) -> Any:
    return yaml.load(text, Loader=EditorLoader)


def refused(shape: type[File], text: str) -> list[str]:
    """Where the schema finds fault with a file."""
    errors = Draft7Validator(schema_of(shape)).iter_errors(seen_by_editors(text))
    return sorted(f"{error.json_path} {error.validator}" for error in errors)


def test_the_schemas_in_the_project_are_fresh() -> None:
    assert stale_schemas(ROOT / "schema") == [], "run `python -m bot schema`"
    assert {path.name for path in (ROOT / "schema").iterdir()} == set(schema_texts())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
def test_each_is_a_schema_of_the_draft_that_editors_know(shape: type[File]) -> None:
    Draft7Validator.check_schema(schema_of(shape))
    assert "$defs" not in json.dumps(schema_of(shape))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_projects_files_are_valid(path: Path) -> None:
    assert refused(FILES[path], path.read_text(encoding="utf-8")) == []


def test_every_file_names_its_schema() -> None:
    assert [str(finding) for finding in find_modelines(ROOT / "intents", ROOT / "content")] == []


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
def test_every_key_that_editors_complete_is_described(shape: type[File]) -> None:
    assert [name for name, told in schema_of(shape)["properties"].items() if not told.get("description")] == []


INTENT = "format: 1\ntitle: Pay\nabout: [role]\nexamples: |\n  what do they earn\n"
ROLE = "format: 1\nname: Cooper\nplural: Coopers\nshort: CO\nemoji: x\n"
CARD = "snippets:\n  duties:\n    title: A\n    lead: B\n    points:\n      - {say: C, from: [d]}\n"


@dataclass(frozen=True)
class Slip:
    """A whole file with a slip in it, and what the schema says."""

    name: str
    shape: type[File]
    text: str
    expected: list[str]

    def __str__(self) -> str:
        return self.name


SLIPS = [
    Slip("none", IntentFile, INTENT, []),
    Slip("none in a role", RoleFile, ROLE + CARD, []),
    Slip("no format", IntentFile, INTENT.replace("format: 1\n", ""), ["$ required"]),
    Slip("another format", IntentFile, INTENT.replace("format: 1", "format: 2"), ["$.format const"]),
    Slip("a misspelt key", IntentFile, INTENT.replace("title", "titel"), ["$ additionalProperties", "$ required"]),
    Slip("an empty title", IntentFile, INTENT.replace(" Pay", ""), ["$.title type"]),
    Slip("a number as a title", IntentFile, INTENT.replace("Pay", "42"), ["$.title type"]),
    Slip("about something unknown", IntentFile, INTENT.replace("[role]", "[rolle]"), ["$.about[0] enum"]),
    Slip("about nothing", IntentFile, INTENT.replace("[role]", "[]"), ["$.about minItems"]),
    Slip("a list of examples", IntentFile, INTENT.replace("|\n  what", "\n  - what"), ["$.examples type"]),
    Slip(
        "a point without facts",
        RoleFile,
        ROLE + CARD.replace(", from: [d]", ""),
        ["$.snippets.duties.points[0] required"],
    ),
    Slip(
        "too many points",
        RoleFile,
        ROLE + CARD + "      - {say: C, from: [d]}\n" * 4,
        ["$.snippets.duties.points maxItems"],
    ),
    Slip("a truth value as a name", RoleFile, ROLE.replace("Cooper\n", "true\n", 1), ["$.name type"]),
    Slip(
        "an id of a fact",
        SHAPES[1],
        "format: 1\ntitle: A\nurl: https://example.org/a\nparts: {work: {title: B, facts: {Some_Fact: C}}}\n",
        ["$.parts.work.facts additionalProperties"],
    ),
    Slip(
        "an address without a host",
        SHAPES[1],
        "format: 1\ntitle: A\nurl: example\nparts: {work: {title: B, facts: {c: D}}}\n",
        ["$.url pattern"],
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_slips_are_refused(slip: Slip) -> None:
    assert refused(slip.shape, slip.text) == slip.expected


def test_lines_take_only_what_is_filled_in() -> None:
    replies = (ROOT / "content" / "replies.yml").read_text(encoding="utf-8")
    (shape,) = (shape for shape in SHAPES if shape.kind == "replies")
    assert refused(shape, replies.replace("{words}. The", "{word}. The")) == ["$.lines.near pattern"]


# The line that names it


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("intents", "content", "schema"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def told(folder: Path) -> list[str]:
    return [str(finding) for finding in find_modelines(folder / "intents", folder / "content")]


@pytest.mark.parametrize(
    "first",
    [
        "",
        "# What people ask about pay\n",
        "\n" + HEAD,
        HEAD.replace("intent.json", "role.json"),
        HEAD.replace("../", ""),
        HEAD.replace("../schema", "https://example.org"),
    ],
)
def test_a_first_line_that_does_not_name_it(first: str, folder: Path) -> None:
    path = folder / "intents" / "pay.yml"
    path.write_text(first + INTENT, encoding="utf-8")
    (warning,) = told(folder)
    assert warning.startswith("intents/pay.yml:1:1: W025 warning: ")
    assert f"Make it `{HEAD.strip()}`" in warning


@pytest.mark.parametrize("first", [HEAD, "\ufeff" + HEAD, HEAD.replace("\n", "\r\n"), HEAD.replace("../", ".././")])
def test_a_first_line_that_names_it(first: str, folder: Path) -> None:
    (folder / "intents" / "pay.yml").write_bytes((first + INTENT).encode())
    assert told(folder) == []


def test_a_schema_that_is_not_there(folder: Path) -> None:
    (folder / "schema" / "quiz.json").unlink()
    assert [one.split(":")[0] for one in told(folder)] == ["content/quiz.yml"]


def test_the_line_leads_from_any_folder(tmp_path: Path) -> None:
    line = modeline(RoleFile, tmp_path / "content" / "roles" / "cooper.yml", tmp_path / "schema")
    assert line == "# yaml-language-server: $schema=../../schema/role.json"


# The command


def test_the_command_writes_them_beside_the_content(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder / "schema")
    monkeypatch.setenv("CONTENT_DIR", str(folder / "content"))
    stale = CliRunner().invoke(cli, ["schema", "--check"])
    assert stale.exit_code == 1
    assert "Run `python -m bot schema`" in stale.stderr
    assert CliRunner().invoke(cli, ["schema"]).exit_code == 0
    assert CliRunner().invoke(cli, ["schema", "--check"]).exit_code == 0
    assert stale_schemas(folder / "schema") == []


def test_a_changed_schema_is_stale(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    path = tmp_path / "role.json"
    path.write_text(path.read_text(encoding="utf-8").replace("emoji", "icon"), encoding="utf-8")
    assert stale_schemas(tmp_path) == ["role.json"]
