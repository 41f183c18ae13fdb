"""The project's own files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge.findings import Severity
from bot.knowledge.library import OUT_OF_SCOPE, Library
from bot.knowledge.loader import load_library
from bot.knowledge.names import role_names
from tests.knowledge.world import ROOT


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "intents", ROOT / "content")[0]


def test_nothing_is_wrong_with_them() -> None:
    _, findings = load_library(ROOT / "intents", ROOT / "content")
    assert [str(finding) for finding in findings if finding.severity is Severity.ERROR] == []


def test_they_may_lie_anywhere(tmp_path: Path, library: Library) -> None:
    for name in ("intents", "content"):
        shutil.copytree(ROOT / name, tmp_path / f"my {name}")
    moved, _ = load_library(tmp_path / "my intents", tmp_path / "my content")
    assert moved == library
    assert moved.version == library.version


def test_any_change_is_another_version(tmp_path: Path, library: Library) -> None:
    for name in ("intents", "content"):
        shutil.copytree(ROOT / name, tmp_path / name)
    with (tmp_path / "intents" / "duties.yml").open("a", encoding="utf-8") as file:
        file.write("# nothing\n")
    assert load_library(tmp_path / "intents", tmp_path / "content")[0].version != library.version


def test_every_example_stands_where_it_says(library: Library) -> None:
    lines = {path.name: path.read_text("utf-8").split("\n") for path in (ROOT / "intents").iterdir()}
    for intent in library.intents.values():
        for example in (*intent.examples, *intent.not_examples):
            line = lines[Path(example.place.path).name][example.place.line - 1]
            assert line[example.place.column - 1 :].rstrip() == example.text


def test_every_snippet_rests_on_facts(library: Library) -> None:
    tables = [library.field, *(role.snippets for role in library.roles.values())]
    tables += [pair.snippets for pair in library.pairs.values()]
    for table in tables:
        for snippet in table.values():
            assert snippet.facts
            assert all(point.facts for point in snippet.points)


def test_out_of_scope_is_small_talk_without_content(library: Library) -> None:
    assert OUT_OF_SCOPE in library.intents
    assert OUT_OF_SCOPE not in library.replies.chat


def test_roles_are_found_by_every_name(library: Library) -> None:
    names = role_names(library)
    for role in library.roles.values():
        for name in role.names:
            assert {mention.key for mention in names.find(f"what about {name}?")} == {role.id}, name
