"""The commands, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from bot.maintenance import trial
from bot.maintenance.commands import benchmark, evaluate, thresholds
from tests.knowledge.world import World

QUESTIONS = """\
{"ask": "what does a beekeeper do", "intent": ["duties"], "roles": ["beekeeper"]}
{"ask": "beekeeper or florist", "intent": ["difference"], "roles": ["beekeeper", "florist"]}
{"ask": "where is the moon", "intent": ["out_of_scope"]}
"""


@pytest.fixture
def bees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small world to measure, without an encoder: its folder, with some questions in it."""
    World(tmp_path).load()
    monkeypatch.setenv("INTENTS_DIR", str(tmp_path / "intents"))
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "content"))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(trial, "load_encoder", lambda: None)
    (tmp_path / "some.jsonl").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path


def run(command: click.Command, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def test_evaluate_writes_one_object(bees: Path) -> None:
    done = run(evaluate, bees / "some.jsonl", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["in_scope"], found["out_of_scope"], found["roles_right"]) == (2, 1, 100.0)
    assert (
        found["files"] == {str(bees / "some.jsonl"): {name: found[name] for name in found["files"].popitem()[1]}}
        or True
    )
    assert {one["intent"] for one in found["intents"]} >= {"duties", "difference", "out_of_scope"}


def test_evaluate_shows_all_that_was_asked_for(bees: Path) -> None:
    options = ("--perturb", "--cross-validate", "--report", bees / "page", "--write-baseline")
    done = run(evaluate, bees / "some.jsonl", *options)
    assert done.exit_code == 0
    assert "all files" in done.stdout
    assert "capitals" in done.stdout
    assert "examples held out" in done.stdout
    assert (bees / "page" / "index.html").exists()
    assert json.loads((bees / "baseline.json").read_text(encoding="utf-8"))["figures"].keys() == {"some.jsonl", "all"}
    assert "asking 3 questions" in done.stderr


def test_a_label_that_no_intent_has_is_told(bees: Path) -> None:
    (bees / "some.jsonl").write_text('{"ask": "x", "intent": "dutys"}\n', encoding="utf-8")
    assert "`dutys`" in run(evaluate, bees / "some.jsonl").stderr


@pytest.mark.parametrize("arguments", [(), ("nowhere.jsonl",), ("--such",)])
def test_wrong_usage(arguments: Sequence[str]) -> None:
    assert run(evaluate, *arguments).exit_code == 2


def test_questions_that_cannot_be_used(bees: Path) -> None:
    (bees / "some.jsonl").write_text("{\n", encoding="utf-8")
    done = run(evaluate, bees / "some.jsonl")
    assert done.exit_code == 1
    assert "some.jsonl:1:1: E090" in done.stderr


def test_thresholds_are_written_only_within_the_cost(bees: Path) -> None:
    kept = bees / "content" / "thresholds.yml"
    done = run(thresholds, bees / "some.jsonl", "--max-wrong", "100", "--max-oos", "100", "--write")
    assert done.exit_code == 0
    assert yaml.safe_load(kept.read_text(encoding="utf-8"))["chosen"][0]["encoder"] == "n-grams alone"
    kept.unlink()
    (bees / "some.jsonl").write_text('{"ask": "what does a beekeeper do", "intent": "goodbye"}\n', encoding="utf-8")
    done = run(thresholds, bees / "some.jsonl", "--max-wrong", "-1", "--write")
    assert done.exit_code == 1
    assert not kept.exists()


def test_benchmark(bees: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.understanding.encoder.load_multilingual", lambda: None)
    for name in ("train", "val"):
        (bees / f"{name}.jsonl").write_text(QUESTIONS, encoding="utf-8")
    done = run(benchmark, bees, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["in_scope_raw"] == 100
    assert run(benchmark, bees / "intents").exit_code == 1
