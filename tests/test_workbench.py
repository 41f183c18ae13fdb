"""`try`: a conversation that explains itself, over files that are edited between two questions."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from bot.cli import cli
from bot.dialogue.dialogue import Dialogue
from bot.reload import LiveFiles
from bot.startup import Advisor
from bot.understanding.understand import Understander
from bot.workbench import EXPLANATION, GAP, MOST, NARROWEST, Workbench
from tests.knowledge.world import World
from tests.test_reload import LEAD, QUESTION, settings_of

Step = str | Callable[[], object]
EXAMPLE = "  what does a beekeeper earn\n"
WIDE = EXPLANATION + GAP + NARROWEST


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def tried(world: World, *steps: Step, width: int = 120) -> str:
    """What is shown where a person types these lines, and does these things between them."""
    library, _ = world.load()
    understander = Understander(library, None, None)
    files = LiveFiles(settings_of(world), Advisor(Dialogue(library, understander), understander))
    shown = io.StringIO()

    def lines() -> Iterator[str]:
        for step in steps:
            if isinstance(step, str):
                shown.write(f"> {step}\n")
                yield step
            else:
                step()

    Workbench(files, Console(file=shown, width=width), lambda: 0.0).run(lines())
    return shown.getvalue()


def after(shown: str, typed: str) -> str:
    """What came of the last line that was typed so."""
    return shown.rpartition(f"> {typed}\n")[2]


def test_each_answer_is_explained(world: World) -> None:
    shown = after(tried(world, QUESTION), QUESTION)
    assert LEAD in shown
    assert "nearest example of each" in shown
    assert "what does a beekeeper do (intents/duties.yml:5)" in shown
    assert shown.index(LEAD) < shown.index("nearest example of each")


def test_the_explanation_stands_beside_the_card_where_there_is_room(world: World) -> None:
    wide, narrow = (tried(world, QUESTION, width=width) for width in (WIDE, WIDE - 1))
    (line,) = (line for line in wide.splitlines() if LEAD in line)
    assert "read as" in line
    assert len(line.rstrip()) <= WIDE
    (line,) = (line for line in narrow.splitlines() if LEAD in line)
    assert line.strip() == LEAD


def test_buttons_and_commands_work_as_in_a_chat(world: World) -> None:
    shown = tried(world, "/topics", QUESTION, "1", "/quit", QUESTION)
    assert "There is no button" not in shown
    assert "nearest example" not in after(shown, "1")


def test_the_next_question_uses_an_edited_file(world: World) -> None:
    shown = tried(world, QUESTION, lambda: world.change("content/roles/beekeeper.yml", LEAD, "Honey."), f"{QUESTION} ")
    assert LEAD in after(shown, QUESTION).partition("> ")[0]
    answered = after(shown, f"{QUESTION} ")
    assert "Edited: content/roles/beekeeper.yml\nTaken up in 0.0 seconds.\n" in answered
    assert "Honey." in answered
    assert LEAD not in answered


def test_a_line_that_is_nearer_to_another_intent_is_told_with_both_lines(world: World) -> None:
    edit = f"examples: |\n  what would a beekeeper earn\n{EXAMPLE}  what is the job about in florists\n"
    shown = tried(world, lambda: world.change("intents/pay.yml", f"examples: |\n{EXAMPLE}", edit), "")
    assert "Taken up in 0.0 seconds, with 2 new examples.\n" in shown
    (told,) = (line for line in shown.splitlines() if "So far" in line)
    assert told.startswith(
        'intents/pay.yml:7: "what is the job about in florists": So far, the bot took it for `duties`'
    )
    assert '"what is the job of florists" in intents/duties.yml:6' in told
    assert '"what does a beekeeper earn" in intents/pay.yml:6' in told, "where the line stands now"


def test_a_line_where_it_belongs_needs_no_word(world: World) -> None:
    edit = f"{EXAMPLE}  what does a florist earn in a year\n"
    shown = tried(world, lambda: world.change("intents/pay.yml", EXAMPLE, edit), "")
    assert "with 1 new example." in shown
    assert "So far" not in shown


def test_a_line_that_was_moved_needs_no_word(world: World) -> None:
    def move() -> None:
        world.change("intents/duties.yml", "  what is the job of florists\n", "")
        world.change("intents/pay.yml", EXAMPLE, f"{EXAMPLE}  what is the job of florists\n")

    shown = tried(world, move, "")
    assert "Edited: intents/duties.yml, intents/pay.yml\n" in shown
    assert "with 1 new example." in shown
    assert "So far" not in shown


def test_of_many_lines_the_first_are_told(world: World) -> None:
    new = "".join(f"  what is the job of florists in {word} times\n" for word in "abcdefgh")
    shown = tried(world, lambda: world.change("intents/pay.yml", EXAMPLE, EXAMPLE + new), "")
    assert shown.count("So far") == MOST
    assert "... and 2 more" in shown


def test_a_new_intent_is_near_to_nothing_yet(world: World) -> None:
    def add() -> None:
        world.put(
            "intents/weather.yml", "format: 1\ntitle: W\nabout: [field]\nexamples: |\n  what is the job of rain\n"
        )
        field = (world.folder / "content/field.yml").read_text(encoding="utf-8")
        world.put("content/field.yml", field + field.partition("snippets:\n")[2].replace("future:", "weather:"))

    shown = tried(world, add, "")
    assert "Taken up in 0.0 seconds.\n" in shown
    assert "So far" not in shown


def test_broken_files_are_told_and_the_old_ones_answer(world: World) -> None:
    shown = tried(
        world,
        lambda: world.change("intents/pay.yml", "title: Pay", "titel: Pay"),
        QUESTION,
        "",
        lambda: world.change("intents/pay.yml", "titel: Pay", "title: Pay"),
        "",
    )
    told, _, mended = shown.partition("> \n")
    assert (
        "Edited: intents/pay.yml\nThese cannot be used. The bot answers from the files as they were before:\n" in told
    )
    assert "intents/pay.yml:2:1: E030 error:" in told
    assert LEAD in told
    assert mended.count("Edited") == 1
    assert "Nothing is wrong any more." in mended


def test_a_warning_is_told_when_it_is_new(world: World) -> None:
    twice = f"{EXAMPLE}  What does a beekeeper earn?\n"
    shown = tried(
        world,
        lambda: world.change("intents/pay.yml", EXAMPLE, twice),
        "",
        lambda: world.change("intents/pay.yml", "title: Pay", "# A line more\ntitle: Pay"),
        "",
    )
    assert shown.count("W081 warning") == 1


def test_the_command_goes_through_a_pipe(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("intents", "content"):
        monkeypatch.setenv(f"{name.upper()}_DIR", str(world.folder / name))
    monkeypatch.setenv("CACHE_DIR", str(world.folder / "cache"))
    result = CliRunner().invoke(cli, ["try"], input=f"{QUESTION}\n")
    assert result.exit_code == 0, result.output
    assert f"> {QUESTION}\n" in result.stdout
    assert LEAD in result.stdout
    world.put("intents/pay.yml", "format: 1\n")
    assert CliRunner().invoke(cli, ["try"]).exit_code == 1
