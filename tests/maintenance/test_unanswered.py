"""`questions`: what people asked and got no good answer to, grouped, with lines to paste."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.maintenance.recorded import Recorded, Records, RecordsError, Votes, most_frequent, read_file, write_file
from bot.maintenance.unanswered import MOST_LINES, Group, grouped, read
from bot.maintenance.unanswered_text import MOST_GROUPS, page, votes_text
from bot.store.feedback import DOWN, Rated
from bot.store.store import open_store
from bot.understanding.encoder import Encoder
from bot.understanding.understand import Understander
from tests.knowledge.world import World
from tests.understanding.fake_encoder import FakeEncoder

HIVE = ("where do i put a hive", "where do we put the hive", "so where do i put my hive")
DAY = 1_790_000_000.0
"""A moment of 2026-09-21."""


def recorded(*texts: str, outcome: str = "fallback", intents: Sequence[str] = (), times: int = 1) -> list[Recorded]:
    return [Recorded(text, outcome, tuple(intents), times, "2026-09-21") for text in texts]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def understander(world: World) -> Understander:
    return Understander(world.load()[0], FakeEncoder(), None)


def groups(questions: Sequence[Recorded], understander: Understander) -> list[Group]:
    return grouped([one for one in read(questions, understander) if not one.is_settled], understander)


def texts(group: Group) -> set[str]:
    return {one.recorded.text for one in group.asked}


@pytest.mark.parametrize("encoder", [FakeEncoder(), None], ids=["encoder", "n-grams"])
def test_similar_questions_stand_together(encoder: Encoder | None, world: World) -> None:
    understander = Understander(world.load()[0], encoder, None)
    questions = [*recorded(*HIVE), *recorded("zebra crossing lights")]
    found = groups(questions, understander)
    assert set(HIVE) in [texts(group) for group in found]
    assert len(found) == 2


def test_groups_do_not_depend_on_the_order_of_lines(understander: Understander) -> None:
    questions = [*recorded(*HIVE), *recorded("zebra crossing lights", "zebra crossing at night", times=4)]
    one, two = (groups(listed, understander) for listed in (questions, questions[::-1]))
    assert [texts(group) for group in one] == [texts(group) for group in two]


def test_the_most_frequent_come_first_and_are_counted(understander: Understander) -> None:
    questions = [*recorded("zebra crossing lights"), *recorded(*HIVE), *recorded(HIVE[1], outcome="none", times=2)]
    first, second = groups(questions, understander)
    assert (first.times, first.wordings, first.outcomes) == (5, 3, {"fallback": 3, "none": 2})
    assert (second.times, second.wordings) == (1, 1)


def test_what_the_bot_answers_by_now_is_left_out(understander: Understander) -> None:
    assert groups(recorded("what does a florist do", "How tall is a giraffe?"), understander) == []


def test_what_is_answered_as_it_was_when_somebody_disliked_it_stays(understander: Understander) -> None:
    same = recorded("what does a florist do", outcome="down", intents=["duties"])
    other = recorded("what does a florist do", outcome="down", intents=["pay"])
    (group,) = groups([*same, *other], understander)
    assert [one.recorded for one in group.asked] == same
    assert group.disliked == ("duties",)
    assert group.proposal is None, "It is an example of what it was answered with"
    assert group.lines == {}, "So there is nothing to teach"


def test_what_was_disliked_is_not_proposed_again(understander: Understander) -> None:
    question = recorded("and so what does one earn then", outcome="down", intents=["pay"])
    (group,) = groups(question, understander)
    assert group.proposal is None or group.proposal.intent != "pay"


def test_what_somebody_in_distress_wrote_is_nobodys_business(world: World) -> None:
    world.change("content/vocabulary.yml", "cues:\n", "cues:\n  distress: |\n    want to die\n")
    understander = Understander(world.load()[0], None, None)
    assert read(recorded("i want to die among bees"), understander) == []


def test_lines_differ_in_more_than_the_role(understander: Understander) -> None:
    questions = recorded("where does a beekeeper nap", "where does a florist nap", "Where does a florist nap?!")
    (group,) = groups(questions, understander)
    assert group.wordings == 3
    assert list(group.lines) == ["examples"]
    assert len(group.lines["examples"]) == 1


def test_other_languages_have_a_block_of_their_own(world: World) -> None:
    words = "words: [der, die, wo, ist, ein, das, im, und]"
    world.change("content/languages.yml", "words: [der, die]", words)
    (group,) = groups(recorded("wo ist der imker und wo ist das die"), Understander(world.load()[0], None, None))
    assert list(group.lines) == ["foreign_examples"]


def test_only_some_lines_of_a_group_are_proposed(understander: Understander) -> None:
    many = [f"where do i put a hive number {word}" for word in ("one", "two", "three", "four", "five", "six", "seven")]
    (group,) = groups(recorded(*many), understander)
    assert len(group.lines["examples"]) == MOST_LINES


# What is shown


def test_a_page_has_lines_to_paste(world: World, understander: Understander) -> None:
    shown = page(groups([*recorded(*HIVE[:2]), *recorded(HIVE[2], times=2)], understander))
    head, *_ = shown.splitlines()
    assert head == "Asked 4 times in 3 wordings, last on 2026-09-21: not understood 4 times"
    assert "\nFor `examples` of " in shown
    lines = "".join(f"{line}\n" for line in shown.splitlines() if line.startswith("  "))
    assert lines.splitlines()[0] == f"  {HIVE[2]}"
    world.change("intents/pay.yml", "  what does a beekeeper earn\n", f"  what does a beekeeper earn\n{lines}")
    assert world.found() == []


@pytest.mark.parametrize(
    "text", ["- where is the hive", "\x1b[31mwhere\tis the\u202e hive", "# where: is \"the\" 'hive'"]
)
def test_any_question_can_be_pasted(text: str, world: World, understander: Understander) -> None:
    shown = page(groups(recorded(text), understander))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    (line,) = (line for line in shown.splitlines() if line.startswith("  "))
    world.change("intents/pay.yml", "  what does a beekeeper earn\n", f"  what does a beekeeper earn\n{line}\n")
    assert world.found() == []


def test_many_groups_are_cut_to_the_most_frequent(understander: Understander) -> None:
    groups_ = [Group((one,)) for one in read(recorded(*["hive"] * (MOST_GROUPS + 3)), understander)]
    shown = page(groups_)
    assert shown.count("\nFor `") == MOST_GROUPS
    assert "... and 3 more, each asked once at most." in shown


def test_votes_are_shown_where_some_are_down() -> None:
    votes = [Votes("pay", 3, 1), Votes("duties", 9, 0), Votes("future", 0, 4)]
    assert votes_text(votes) == "Thumbs under answers, by intent:\n  future: 4 down, 0 up\n  pay: 1 down, 3 up\n"
    assert votes_text(votes[1:2]) == ""


# Files


def test_an_export_is_read_as_it_was_written(tmp_path: Path) -> None:
    records = Records(
        (*recorded("où est la ruche ?"), *recorded("x", intents=["pay"], outcome="down")), (Votes("pay", 1, 2),)
    )
    write_file(tmp_path / "x.jsonl", records)
    assert read_file(tmp_path / "x.jsonl") == records


def test_addresses_in_a_file_are_not_shown(tmp_path: Path) -> None:
    row = {"question": "mail me at joe@example.org", "outcome": "fallback", "intents": [], "times": 1, "last": "x"}
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    assert [one.text for one in read_file(tmp_path / "x.jsonl").questions] == ["mail me at [e-mail]"]


@pytest.mark.parametrize(
    "line",
    [
        b"oops",
        b"{}",
        b"[]",
        b"1",
        b'{"question": 1}',
        b'{"votes_on": "x"}',
        b"[" * 5000,
        b'{"votes_on": 1, "up": 1, "down": 2}',
    ],
)
def test_what_is_no_export_is_told_with_its_line(line: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b'{"votes_on": "pay", "up": 1, "down": 2}\n' + line)
    with pytest.raises(RecordsError, match=r"x.jsonl:2: This is no line of an export.\n.*questions --export FILE"):
        read_file(tmp_path / "x.jsonl")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(RecordsError, match=r"x.jsonl cannot be read"):
        read_file(tmp_path / "x.jsonl")


def test_a_text_that_fared_in_several_ways_is_one_question() -> None:
    questions = [*recorded("b", times=2), *recorded("a"), *recorded("b", outcome="down", times=3)]
    assert [(one.text, one.times) for one in most_frequent(questions)] == [("b", 5), ("a", 1)]


# From the command line


@pytest.fixture
def project(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The files as the bot's own, an encoder that takes no time, and no database yet."""
    for name in ("intents", "content"):
        monkeypatch.setenv(f"{name.upper()}_DIR", str(world.folder / name))
    monkeypatch.setenv("CACHE_DIR", str(world.folder / "cache"))
    monkeypatch.setenv("DATABASE_URL", address(world))
    monkeypatch.setattr("bot.maintenance.trial.load_encoder", FakeEncoder)
    return world


def address(world: World) -> str:
    return f"sqlite:///{world.folder}/bot.db"


def record(world: World, *asked: str) -> None:
    async def fill() -> None:
        async with open_store(address(world)) as store:
            for person, text in enumerate(asked):
                await store.questions.record(text, outcome="fallback", intents=(), person=person, now=DAY)
            await store.feedback.vote(Rated(1, 2, 3, "pay", "pay"), DOWN, DAY)

    asyncio.run(fill())


def questions(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["questions", *arguments])


def test_the_store_is_read(project: World) -> None:
    record(project, *HIVE, "What does a florist do?", "call me on +49 170 1234567 about a hive")
    result = questions()
    assert result.exit_code == 0, result.output
    assert "Asked 3 times in 3 wordings, last on 2026-09-21: not understood 3 times\n" in result.stdout
    assert "Asked once and answered by now: left out.\n" in result.stdout
    assert "  pay: 1 down, 0 up\n" in result.stdout
    assert "1234567" not in result.stdout


def test_an_export_shows_the_same_elsewhere(project: World, monkeypatch: pytest.MonkeyPatch) -> None:
    record(project, *HIVE)
    file = str(project.folder / "export.jsonl")
    result = questions("--export", file)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "with 3 questions" in result.stderr
    shown = questions().stdout
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert questions(file).stdout == shown


def test_without_a_database_that_is_told_and_none_is_made(project: World) -> None:
    result = questions()
    assert result.exit_code == 1
    assert "There is no database. Set DATABASE_URL" in result.stderr
    assert not (project.folder / "bot.db").exists()


def test_a_database_that_is_away_is_told(project: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = questions()
    assert result.exit_code == 1
    assert "PostgreSQL at 127.0.0.1" in result.stderr


def test_an_empty_store_says_how_to_fill_it(project: World) -> None:
    record(project)
    result = questions()
    assert result.exit_code == 0
    assert "RECORD_QUESTIONS" in result.stdout


def test_wrong_use(project: World) -> None:
    file = project.folder / "x.jsonl"
    file.write_text("oops", encoding="utf-8")
    assert questions(str(file), "--export", "y").exit_code == 2
    assert questions("no such file").exit_code == 2
    assert questions(str(file)).exit_code == 1


def test_diff_asks_recorded_questions_too(project: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.maintenance.test_diff import diff, git

    record(project, HIVE[0], HIVE[0], "zebra")
    project.put("tests/questions/judge.jsonl", '{"ask": "hello", "intent": "hello"}')
    git(project.folder, "init", "--quiet")
    git(project.folder, "add", ".")
    git(project.folder, "commit", "--quiet", "--message=First")
    project.change("intents/pay.yml", "examples: |\n", f"examples: |\n  {HIVE[0]}\n")
    shown = diff("HEAD").stdout
    assert "No labelled question is answered otherwise." in shown
    assert "Questions that people asked, answered otherwise: 1\n" in shown
    (row,) = (line for line in shown.splitlines() if line.startswith(HIVE[0]))
    assert " 2 " in row
    assert row.endswith(" pay")
    assert "2 recorded questions asked too; 1 answered otherwise." in shown
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = diff("HEAD")
    assert result.exit_code == 0
    assert "Questions that people asked are left out. PostgreSQL at 127.0.0.1" in result.stderr
