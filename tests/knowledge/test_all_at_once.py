"""Everything that is wrong is told at once, and nothing that is only a consequence of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge.findings import LibraryError
from tests.knowledge.world import FILES, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_fault_of_shape_hides_nothing_else(world: World) -> None:
    world.change("intents/duties.yml", "title: What they do", "titel: What they do")
    world.change("intents/duties.yml", "[difference]", "[diference]")
    world.change("intents/future.yml", "is there a future in it", "what does a florist do")
    world.change("content/roles/florist.yml", "from: [binds-flowers]", "from: [binds-flower]")
    world.change("content/quiz.yml", "title: Which fits me?", "title:")
    world.change(
        "content/quiz.yml",
        "from: [binds-flowers]\n        reason: you like flowers",
        "from: [bind]\n        reason: so",
    )
    assert world.found() == [
        "content/articles/bees.yml:9:7 W092",
        "content/quiz.yml:3:1 E031",
        "content/quiz.yml:13:16 E041",
        "content/roles/florist.yml:16:16 E041",
        "intents/duties.yml:2:1 E030",
        "intents/duties.yml:7:14 E064",
        "intents/future.yml:5:3 E080",
    ]


def test_several_faults_of_one_file(world: World) -> None:
    world.put(
        "content/roles/florist.yml",
        """\
format: 1
name: Florist
plural: Florists
colour: red
short:
emoji: "💐"
aliases: apiarist
likes:
  flies-planes: |
    watching insects
snippets:
  duties:
    title: What a florist does
    lead: 7
    points:
      - say: Flowers are bound.
        from: [binds-flower, binds-flowers]
      - from: [keeps-bee]
  dutys: {}
  pay:
    title: Pay
    lead: It is said elsewhere.
    points: []
""",
    )
    assert world.found() == [
        "content/replies.yml:3:3 E065",
        "content/roles/beekeeper.yml:10:1 W090",
        "content/roles/florist.yml:4:1 E030",
        "content/roles/florist.yml:5:1 E031",
        "content/roles/florist.yml:7:10 E031",
        "content/roles/florist.yml:7:10 E071",
        "content/roles/florist.yml:9:3 E041",
        "content/roles/florist.yml:10:5 E070",
        "content/roles/florist.yml:14:11 E035",
        "content/roles/florist.yml:17:16 E041",
        "content/roles/florist.yml:18:9 E031",
        "content/roles/florist.yml:18:16 E041",
        "content/roles/florist.yml:19:3 E031",
        "content/roles/florist.yml:19:3 E031",
        "content/roles/florist.yml:19:3 E031",
        "content/roles/florist.yml:19:3 E060",
        "content/roles/florist.yml:23:5 E031",
    ]


NOT_YAML = "format: 1\ntitle: 'a\n"


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_file_that_cannot_be_read_is_the_only_thing_to_mend(path: str, world: World) -> None:
    world.put(path, NOT_YAML)
    assert world.found() == [f"{path}:2:8 E004"]


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_file_that_cannot_be_read_hides_nothing_in_others(path: str, world: World) -> None:
    world.put(path, NOT_YAML)
    others = [other for other in FILES if other != path]
    for other in others:
        text = (world.folder / other).read_text(encoding="utf-8")
        world.put(other, text + "strange: 1\n")
    assert [one.split(":")[0] for one in world.found()] == sorted(FILES)


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("content/articles/bees.yml", "parts"),
        ("content/articles/bees.yml", "facts"),
        ("content/roles/florist.yml", "snippets"),
        ("content/field.yml", "snippets"),
        ("content/pairs/beekeeper--florist.yml", "snippets"),
        ("content/replies.yml", "not_covered"),
        ("content/replies.yml", "chat"),
    ],
)
def test_a_misspelt_table_does_not_make_all_that_is_in_it_unknown(path: str, table: str, world: World) -> None:
    world.change(path, f"{table}:", f"{table}x:")
    assert [one.split()[1] for one in world.found()] == ["E030"]


def test_findings_are_sorted_by_place_and_each_is_told_once(world: World) -> None:
    for path in FILES:
        world.put(path, FILES[path] + "y: 1\nx: 1\n")
    findings = world.findings()
    assert len(findings) == len(set(findings)) == 2 * len(FILES)
    assert list(findings) == sorted(findings, key=lambda f: (f.place.path, f.place.line, f.place.column))


def test_the_error_prints_a_line_for_each(world: World) -> None:
    world.change("intents/pay.yml", "title: Pay", "title:")
    world.change("content/field.yml", "[needs-patience]", "[needs-patient]")
    with pytest.raises(LibraryError) as raised:
        world.load()
    assert str(raised.value) == (
        "content/field.yml:8:16: E041 error: There is no fact `needs-patient`. Did you mean `needs-patience`?\n"
        "intents/pay.yml:2:1: E031 error: `title` is empty. Write a text, or remove the key."
    )


def test_warnings_do_not_keep_the_bot_from_starting(world: World) -> None:
    world.put("intents/notes.txt", "")
    library, findings = world.load()
    assert set(library.roles) == {"beekeeper", "florist"}
    assert [str(finding) for finding in findings] == [
        "intents/notes.txt:1:1: W024 warning: Nobody reads this. "
        "Give it a name that ends in .yml, or move it elsewhere."
    ]


def shuffled(text: str, shuffle: Callable[[list[str]], None]) -> str:
    """The same file with its top-level keys, and the lines of its examples, in another order."""
    blocks: list[str] = []
    for line in text.splitlines():
        if line.startswith((" ", "-")):
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    for index, block in enumerate(blocks):
        head, *lines = block.splitlines()
        if head.endswith("examples: |"):
            shuffle(lines)
            blocks[index] = "\n".join((head, *lines))
    shuffle(blocks)
    return "\n".join(blocks) + "\n"


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_and_lines_changes_nothing(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    straight, crooked = World(tmp_path / "straight"), World(tmp_path / "crooked")
    for path in chance.sample(sorted(FILES), len(FILES)):
        crooked.remove(path)
        crooked.put(path, shuffled(FILES[path], chance.shuffle))
    one, other = straight.load()[0], crooked.load()[0]
    for name in ("articles", "roles", "pairs", "field", "replies", "other_roles", "quiz", "languages", "vocabulary"):
        assert getattr(one, name) == getattr(other, name)
    assert list(one.intents) == list(other.intents)
    for intent, twin in zip(one.intents.values(), other.intents.values(), strict=True):
        assert {example.text for example in intent.examples} == {example.text for example in twin.examples}
        assert (intent.title, intent.about, intent.follow_ups) == (twin.title, twin.about, twin.follow_ups)
