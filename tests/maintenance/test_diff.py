"""`diff`: what an edit changes, against any git revision."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.dialogue.dialogue import Dialogue, Turn
from bot.maintenance import side_by_side
from bot.maintenance.diff import Changed, Difference, Verdict, outcome
from bot.maintenance.diff_formats import MOST_ROWS, as_json, as_markdown, as_text, headline, shown
from bot.maintenance.evaluation import Judged
from bot.maintenance.revision import RevisionError, write_revision
from bot.maintenance.side_by_side import SideBySide, recall
from bot.maintenance.trial import RememberingEncoder
from bot.understanding.understand import Understander
from tests.knowledge.world import World
from tests.maintenance.made import OOS, judged, labelled, turn
from tests.understanding.fake_encoder import FakeEncoder

NAMES = {"beekeeper": "BK", "florist": "FL"}


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Files in a git checkout, with one commit."""
    world = World(tmp_path / "checkout")
    git(world.folder, "init", "--quiet", "--initial-branch=main")
    git(world.folder, "add", ".")
    git(world.folder, "commit", "--quiet", "--message=First")
    return world


def folders(world: World) -> dict[str, Path]:
    return {name: world.folder / name for name in ("intents", "content")}


# The old files


def test_files_are_those_of_the_revision(world: World, tmp_path: Path) -> None:
    world.change("intents/pay.yml", "title: Pay", "title: Now")
    world.put("intents/new.yml", "format: 1")
    commit = write_revision("HEAD", folders(world), tmp_path / "old")
    assert commit == git(world.folder, "rev-parse", "HEAD")
    assert "title: Pay" in (tmp_path / "old/intents/pay.yml").read_text(encoding="utf-8")
    assert not (tmp_path / "old/intents/new.yml").exists()
    assert (tmp_path / "old/content/roles/florist.yml").exists()


def test_folders_may_lie_anywhere_in_the_checkout(world: World, tmp_path: Path) -> None:
    (world.folder / "deep").mkdir()
    git(world.folder, "mv", "content", "deep/content")
    git(world.folder, "commit", "--quiet", "--message=Second")
    write_revision("main", {"content": world.folder / "deep/content"}, tmp_path / "old")
    assert (tmp_path / "old/content/quiz.yml").exists()
    with pytest.raises(RevisionError, match="At `main~1` there was no folder content/"):
        write_revision("main~1", {"content": world.folder / "deep/content"}, tmp_path / "older")


@pytest.mark.parametrize("revision", ["nowhere", "HEAD~7", "--output=x", "", "main:intents", "\udcff"])
def test_what_git_does_not_know_is_told(revision: str, world: World, tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="git knows no revision"):
        write_revision(revision, folders(world), tmp_path / "old")
    assert not (tmp_path / "old").exists()


def test_without_a_checkout_there_is_nothing_to_compare_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    world = World(tmp_path / "plain")
    with pytest.raises(RevisionError, match=r"intents/ \(.+\) is not in a git checkout"):
        write_revision("HEAD", folders(world), tmp_path / "old")


def test_without_git_that_is_told(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RevisionError, match="git cannot be started"):
        write_revision("HEAD", folders(world), tmp_path / "old")


def test_an_old_link_that_leads_out_of_the_folder_is_refused(world: World, tmp_path: Path) -> None:
    (world.folder / "intents/out.yml").symlink_to("/etc/passwd")
    git(world.folder, "add", ".")
    git(world.folder, "commit", "--quiet", "--message=Second")
    with pytest.raises(RevisionError, match="cannot be written"):
        write_revision("HEAD", folders(world), tmp_path / "old")


# Better and worse


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        (judged("duties", ("pay",)), judged("duties", ("duties",)), Verdict.FIXED),
        (judged("duties"), judged("duties", ("duties",)), Verdict.FIXED),
        (judged("duties", (), ("duties", "pay")), judged("duties", ("duties",)), Verdict.FIXED),
        (judged(OOS, ("pay",)), judged(OOS), Verdict.FIXED),
        (judged("duties", ("duties",)), judged("duties", (), ("duties", "pay")), Verdict.BROKEN),
        (judged(OOS), judged(OOS, ("pay",)), Verdict.BROKEN),
        (judged("duties", ("pay",)), judged("duties"), Verdict.BETTER),
        (judged("duties"), judged("duties", (), ("duties", "pay")), Verdict.BETTER),
        (judged("duties", (), ("duties", "pay")), judged("duties", (), ("pay", "outlook")), Verdict.WORSE),
        (judged("duties"), judged("duties", ("pay",)), Verdict.WORSE),
        (judged("duties", ("pay",)), judged("duties", ("outlook",)), Verdict.OTHERWISE),
        (judged(("duties", "pay"), ("pay",)), judged(("duties", "pay"), ("duties",)), Verdict.OTHERWISE),
    ],
)
def test_verdicts(before: Judged, now: Judged, verdict: Verdict) -> None:
    assert Changed("file", before, now).verdict is verdict


@pytest.mark.parametrize(
    ("wanted", "good", "bad"),
    [
        ({"near": ["Oslo"]}, {"near": ("Oslo",)}, {}),
        ({"near": ()}, {}, {"near": ("my cousin",)}),
        ({"lean": "florist"}, {"lean": "florist"}, {"lean": "beekeeper"}),
        ({"roles": ("florist",)}, {"roles": ("florist",)}, {"roles": ()}),
    ],
    ids=["named", "not to be named", "leaning", "roles"],
)
def test_what_is_said_beside_a_right_answer_counts_too(
    wanted: dict[str, Any], good: dict[str, object], bad: dict[str, object]
) -> None:
    label = labelled("duties", **wanted)
    one, two = (judged(label, ("duties",), **how) for how in (bad, good))  # type: ignore[arg-type]
    assert Changed("file", one, two).verdict is Verdict.BETTER
    assert Changed("file", two, one).verdict is Verdict.WORSE


def test_the_order_of_choices_is_no_difference() -> None:
    assert outcome(turn((), ("a", "b"))) == outcome(turn((), ("b", "a")))
    assert outcome(turn(("a", "b"))) != outcome(turn(("b", "a")))
    assert outcome(turn(("a",), near=("Oslo",))) != outcome(turn(("a",)))
    assert outcome(turn((), near=("Oslo",))) == outcome(turn(()))


# What is shown


def difference(*changed: Changed, **others: object) -> Difference:
    return Difference("HEAD", "c0ffee", NAMES, 9, changed, **others)  # type: ignore[arg-type]


FIXED = Changed("a.jsonl", judged("duties", ("pay",)), judged("duties", ("duties",)))
BROKEN = Changed("a.jsonl", judged("duties", ("duties",)), judged("duties", ("pay",)))
WORSE = Changed("a.jsonl", judged("duties"), judged("duties", ("pay",)))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ((), "No labelled question is answered otherwise."),
        ((FIXED, FIXED, FIXED, BROKEN), "Fixes 3 questions, breaks 1."),
        ((FIXED,), "Fixes 1 question."),
        ((BROKEN, BROKEN), "Breaks 2 questions."),
        ((WORSE,), "Fixes and breaks no question."),
    ],
)
def test_the_headline(changed: Sequence[Changed], says: str) -> None:
    assert headline(difference(*changed)) == says


def test_a_turn_in_a_line() -> None:
    assert shown(turn(()), NAMES) == "not understood"
    assert shown(turn((), ("pay", "duties")), NAMES) == "asks: pay, duties"
    assert shown(turn(("pay", "duties"), near=("Oslo", "C"), lean="florist"), NAMES) == (
        "pay and duties; not in the article: Oslo, C; leans to FL"
    )


def test_text_shows_old_and_new_side_by_side_and_the_gravest_last() -> None:
    text = as_text(difference(BROKEN, FIXED))
    assert text.index("Answered right now") < text.index("Answered right before")
    assert text.splitlines()[-4:-2][0].split() == ["what?", "duties", "duties", "pay"]
    assert text.endswith(
        "Fixes 1 question, breaks 1.\n9 labelled questions asked of the files at HEAD and as they are now; 2 answered "
        "otherwise: 1 broken, 1 fixed.\n"
    )


HOSTILE = [
    "@everyone | see `this` ``and`` <img src=x> [a](http://example.org)",
    "two\nlines\x1b[31m and \u202e turned",
    "`",
    "\ud800",
]


@pytest.mark.parametrize("ask", HOSTILE)
def test_in_markdown_no_question_is_more_than_its_text(ask: str) -> None:
    change = Changed("a", judged(labelled("duties", ask=ask)), judged(labelled("duties", ask=ask), ("duties",)))
    text = as_markdown(difference(change))
    (row,) = (line for line in text.splitlines() if "not understood" in line)
    cell = row.split(" | `duties` |")[0].removeprefix("| ")
    if ask != "\ud800":  # of which nothing can be shown
        fence = cell[: len(cell) - len(cell.lstrip("`"))]
        assert cell.endswith(fence)
        assert fence not in cell[len(fence) : -len(fence)].strip()
    assert "|" not in cell.replace("\\|", "")
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("ask", HOSTILE)
def test_in_a_terminal_no_question_is_more_than_its_text(ask: str) -> None:
    change = Changed("a", judged(labelled("duties", ask=ask)), judged(labelled("duties", ask=ask), ("duties",)))
    text = as_text(difference(change))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert json.loads(as_json(difference(change)))["questions"][0]["ask"] == ask


def test_markdown_is_short_enough_for_a_comment() -> None:
    text = as_markdown(difference(*[BROKEN] * (MOST_ROWS + 2)))
    assert text.count("| `what?` |") == MOST_ROWS
    assert "... and 2 more." in text
    assert "<details open><summary>Answered right before, and not any more: 52</summary>" in text


# From the command line


@pytest.fixture
def project(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """The checkout as the bot's own files, with labelled questions, and an encoder that takes no time."""
    for name, folder in folders(world).items():
        monkeypatch.setenv(f"{name.upper()}_DIR", str(folder))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    monkeypatch.setattr("bot.maintenance.trial.load_encoder", FakeEncoder)
    questions = [
        {"ask": "what does a beekeeper earn", "intent": "pay"},
        {"ask": "wages of florists", "intent": "pay"},
        {"ask": "beekeeper vs florist", "intent": "difference"},
    ]
    world.put("tests/questions/judge.jsonl", "\n".join(map(json.dumps, questions)))
    world.put("tests/questions/notes.txt", "nothing to ask")
    return world


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["diff", *arguments])


def fix(world: World) -> None:
    world.change(
        "intents/pay.yml", "  what does a beekeeper earn\n", "  what does a beekeeper earn\n  wages of florists\n"
    )


def spoil(world: World) -> None:
    world.change("intents/difference.yml", "  beekeeper vs florist\n", "  bees against flowers\n")
    world.change("intents/pay.yml", "examples: |\n", "examples: |\n  beekeeper vs florist\n")


def test_an_edit_that_fixes(project: World) -> None:
    fix(project)
    result = diff("HEAD", "--fail-on-worse")
    assert result.exit_code == 0, result.output
    assert "Fixes 1 question.\n3 labelled questions asked" in result.stdout
    assert "wages of florists" in result.stdout
    assert "beekeeper vs florist" not in result.stdout


def test_an_edit_that_breaks(project: World) -> None:
    spoil(project)
    assert diff("HEAD").exit_code == 0
    result = diff("HEAD", "--fail-on-worse")
    assert result.exit_code == 1
    assert "Breaks 1 question." in result.stdout


def test_markdown_for_a_pull_request(project: World) -> None:
    fix(project)
    spoil(project)
    text = diff("main", "--format", "markdown").stdout
    assert text.startswith("## What the edit changes\n\n**Fixes 1 question, breaks 1.** 3 labelled questions asked of ")
    assert "| question | meant | at `main` | now |\n| --- | --- | --- | --- |\n" in text
    assert "| `beekeeper vs florist` | `difference` | `difference` | `pay` |" in text


def test_json_for_machines(project: World) -> None:
    fix(project)
    found = json.loads(diff("HEAD", "--format", "json").stdout)
    assert found["commit"] == git(project.folder, "rev-parse", "HEAD")
    assert (found["asked"], found["fixed"], found["broken"]) == (3, 1, 0)
    (question,) = found["questions"]
    assert question["verdict"] == "fixed"
    assert question["file"].endswith("judge.jsonl")
    assert question["now"]["answers"][0]["intent"] == "pay"


def test_files_that_say_the_same_are_not_asked(project: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.maintenance.diff.side_by_side", None)
    result = diff("HEAD")
    assert result.exit_code == 0, result.output
    assert "No labelled question is answered otherwise.\n3 labelled questions asked" in result.stdout


def test_only_the_files_that_are_named_are_asked(project: World) -> None:
    spoil(project)
    project.put("mine.yml", "- ask: hello\n  intent: hello\n")
    result = diff("HEAD", str(project.folder / "mine.yml"))
    assert "1 labelled question asked" in result.stdout
    assert "No labelled question is answered otherwise." in result.stdout


@pytest.mark.parametrize(
    ("prepare", "arguments", "says"),
    [
        (lambda world: None, ("nowhere",), "git knows no revision `nowhere` here."),
        (lambda world: world.remove("tests/questions/judge.jsonl"), ("HEAD",), "There are no labelled questions in"),
        (lambda world: world.put("tests/questions/x.jsonl", "oops"), ("HEAD",), "x.jsonl:1:1: E090"),
        (lambda world: world.put("intents/pay.yml", "oops"), ("HEAD",), "intents/pay.yml:1:1: E"),
    ],
    ids=["revision", "no questions", "bad questions", "broken files"],
)
def test_what_is_in_the_way_is_told(
    prepare: Callable[[World], object], arguments: tuple[str, ...], says: str, project: World
) -> None:
    prepare(project)
    result = diff(*arguments)
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stdout == ""


def test_old_files_that_are_broken_are_told_as_such(project: World) -> None:
    project.change("intents/pay.yml", "format: 1", "format: 0")
    git(project.folder, "commit", "--quiet", "--all", "--message=Broken")
    project.change("intents/pay.yml", "format: 0", "format: 1")
    result = diff("HEAD")
    assert result.exit_code == 1
    assert "The files of `HEAD` cannot be used by this version of the bot" in result.stderr
    assert "\nHEAD:intents/pay.yml:1:9: E" in result.stderr


def test_a_wrong_call_is_2(project: World) -> None:
    assert diff().exit_code == 2
    assert diff("HEAD", "no such file").exit_code == 2


def test_two_libraries_do_not_push_each_other_out_of_the_cache(project: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(project)
    encoders: list[FakeEncoder] = []

    def load() -> FakeEncoder:
        encoders.append(FakeEncoder())
        return encoders[-1]

    monkeypatch.setattr("bot.maintenance.trial.load_encoder", load)
    first, second = diff("HEAD"), diff("HEAD")
    assert first.stdout == second.stdout
    assert "what is the job of they" in encoders[0].asked
    assert encoders[0].asked.count("what is the job of they") == 1
    assert encoders[1].asked == []


# On several cores


def test_many_questions_are_shared_out(
    tmp_path: Path, bees_pair: tuple[Dialogue, Dialogue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    questions = [f"{word} does a {role} do" for word in ("what", "why", "how") for role in ("florist", "beekeeper")]

    def asked(encoder: FakeEncoder, folder: Path) -> list[tuple[object, ...]]:
        remembering = RememberingEncoder(encoder)
        recall(remembering, folder)
        understander = Understander(bees_pair[0].library, remembering, None)
        dialogue = Dialogue(understander.library, understander)
        found = sorted(SideBySide(dialogue, dialogue, (remembering,), folder).ask(questions), key=lambda one: one[0])
        assert [number for number, _ in found] == list(range(len(questions)))
        return [outcome(now) for _, (_, now) in found]

    alone = asked(FakeEncoder(), tmp_path / "one")
    monkeypatch.setattr(side_by_side, "MANY", 1)
    assert asked(FakeEncoder(), tmp_path / "two") == alone
    again = FakeEncoder()
    monkeypatch.setattr(side_by_side, "MANY", 100)
    assert asked(again, tmp_path / "two") == alone
    assert again.asked == [], "Processes hand over what they have learned"


def test_a_process_that_fails_fails_the_whole(
    bees_pair: tuple[Dialogue, Dialogue], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str, memory: object, now: float) -> Turn:
        raise ValueError

    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(bees_pair[0], "ask", fail)
    with pytest.raises(RuntimeError):
        list(SideBySide(*bees_pair, (), None).ask(["one", "two"]))


@pytest.fixture
def bees_pair(tmp_path: Path) -> tuple[Dialogue, Dialogue]:
    """The same library twice."""
    library, _ = World(tmp_path / "bees").load()
    one, two = (Dialogue(library, Understander(library, None, None)) for _ in range(2))
    return one, two
