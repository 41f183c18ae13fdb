"""The matrix of intents and those they are asked of."""

from __future__ import annotations

from pathlib import Path

from bot.maintenance.matrix import matrix
from tests.knowledge.world import World


def rows(world: World) -> dict[str, list[str]]:
    head, *lines = matrix(world.load()[0]).splitlines()
    assert head.split() == ["BK", "FL", "BK", "+", "FL", "field"]
    return {line.split()[0]: line.split()[1:] for line in lines if line.strip()}


def test_where_there_is_an_answer(tmp_path: Path) -> None:
    assert rows(World(tmp_path)) == {
        "difference": [".", ".", "yes", "."],
        "duties": ["yes", "yes", ".", "."],
        "future": [".", ".", ".", "yes"],
    }


def test_where_one_is_missing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.change("intents/duties.yml", "about: [role]", "about: [role, field]")
    world.change("intents/future.yml", "about: [field]", "about: [field, role]")
    found = rows(world)
    assert found["duties"] == ["yes", "yes", ".", "MISSING"]
    assert found["future"] == ["MISSING", "MISSING", ".", "yes"]
