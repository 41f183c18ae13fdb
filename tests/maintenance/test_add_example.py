"""`add-example`: a line more, and no other byte changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.knowledge.loader import load_library
from bot.maintenance.add_example import (
    EXAMPLES,
    FOREIGN_EXAMPLES,
    NOT_EXAMPLES,
    Addition,
    NotAddedError,
    add_example,
    nearer_elsewhere,
)
from bot.understanding.understand import Understander
from bot.understanding.understanding import Candidate, Ranking, Understanding
from tests.conftest import ROOT
from tests.knowledge.world import World

HEAD = "format: 1\ntitle: Pay\nabout: [role]\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def add(world: World, intent: str, question: str, block: str = EXAMPLES) -> str:
    """Adds it; where it stands then."""
    place = add_example(Addition(intent, question, block), world.folder / "intents", world.folder / "content")
    return f"{place}:{place.column}"


def bytes_of(world: World, intent: str) -> bytes:
    return (world.folder / "intents" / f"{intent}.yml").read_bytes()


@dataclass(frozen=True)
class Case:
    """A file before and after."""

    name: str
    before: str
    after: str
    block: str = EXAMPLES

    def __str__(self) -> str:
        return self.name


CASES = [
    Case("at the end of the file", "examples: |\n  one\n", "examples: |\n  one\n  NEW\n"),
    Case("other keys behind", "examples: |\n  one\nfollow_ups: []\n", "examples: |\n  one\n  NEW\nfollow_ups: []\n"),
    Case(
        "a blank line and a comment behind",
        "examples: |\n  one\n\n# why\nfollow_ups: []\n",
        "examples: |\n  one\n  NEW\n\n# why\nfollow_ups: []\n",
    ),
    Case("groups of lines", "examples: |\n  one\n\n  two\n\n\n", "examples: |\n  one\n\n  two\n  NEW\n\n\n"),
    Case("indented far", "examples: |\n        one\n", "examples: |\n        one\n        NEW\n"),
    Case("the last line deeper", "examples: |\n  one\n    two\n", "examples: |\n  one\n    two\n  NEW\n"),
    Case("indented on purpose", "examples: |2\n   one\n  two\n", "examples: |2\n   one\n  two\n  NEW\n"),
    Case("no end of line at the end", "examples: |\n  one", "examples: |\n  one\n  NEW"),
    Case(
        "comments", "examples: | # people's words\n  one # two\n", "examples: | # people's words\n  one # two\n  NEW\n"
    ),
    Case("spaces at the end of a line", "examples: |\n  one  \n", "examples: |\n  one  \n  NEW\n"),
    Case(
        "a first key below",
        "not_examples: |\n  x\nexamples: |\n  one\n",
        "not_examples: |\n  x\nexamples: |\n  one\n  NEW\n",
    ),
    Case(
        "one that is meant otherwise",
        "examples: |\n  one\nnot_examples: |\n  x\n",
        "examples: |\n  one\nnot_examples: |\n  x\n  NEW\n",
        NOT_EXAMPLES,
    ),
    Case(
        "the first that is meant otherwise",
        "examples: |\n    one\nfollow_ups: []\n",
        "examples: |\n    one\nnot_examples: |\n  NEW\nfollow_ups: []\n",
        NOT_EXAMPLES,
    ),
    Case(
        "the first that is meant otherwise, at the end of the file",
        "examples: |\n  one",
        "examples: |\n  one\nnot_examples: |\n  NEW",
        NOT_EXAMPLES,
    ),
]


CASES += [
    Case(
        "another language",
        "examples: |\n  one\nforeign_examples: |\n  uno\n",
        "examples: |\n  one\nforeign_examples: |\n  uno\n  NEW\n",
        FOREIGN_EXAMPLES,
    ),
    Case(
        "the first in another language",
        "examples: |\n  one\nnot_examples: |\n  x\n",
        "examples: |\n  one\nforeign_examples: |\n  NEW\nnot_examples: |\n  x\n",
        FOREIGN_EXAMPLES,
    ),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["line feeds", "carriage returns too"])
@pytest.mark.parametrize("start", ["", "\ufeff", "# a comment: ü 😀\n"], ids=["plain", "mark", "comment"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_other_byte_changes(case: Case, start: str, end: str, world: World) -> None:
    before, after = (f"{start}{HEAD}{text}".replace("\n", end).encode() for text in (case.before, case.after))
    world.put("intents/pay.yml", before)
    question = "how much is it ü 😀"
    place = add(world, "pay", f"  {question.replace(' is', '  is')} ", case.block)
    assert bytes_of(world, "pay") == after.replace(b"NEW", question.encode())
    line = bytes_of(world, "pay").decode("utf-8-sig").split("\n")[int(place.split(":")[1]) - 1]
    assert line.strip() == question


def test_the_file_is_taken_under_either_ending(world: World) -> None:
    (world.folder / "intents/pay.yml").rename(world.folder / "intents/pay.yaml")
    assert add(world, "pay", "how much is it").startswith("intents/pay.yaml:6")


@pytest.mark.parametrize(
    "question",
    [
        "what would a beekeeper do",
        "# what is it",
        "no",
        "yes: no",
        "- what",
        '"quoted',
        "{a}",
        "*a",
        "!tag",
        "| what",
        "%",
    ],
)
def test_any_question_is_taken_as_it_is_typed(question: str, world: World) -> None:
    try:
        add(world, "pay", question)
    except NotAddedError:
        assert question in ("- what", "%")
    else:
        assert [example.text for example in world.load()[0].intents["pay"].examples][-1] == question


@pytest.mark.parametrize(
    ("intent", "question", "block", "told"),
    [
        ("pay", "what does a beekeeper earn", EXAMPLES, "`examples` of `pay`, intents/pay.yml:5."),
        (
            "pay",
            "What does an APIARIST earn?!",
            EXAMPLES,
            'intents/pay.yml:5: "what does a beekeeper earn", role names',
        ),
        ("pay", "is there a future in it", EXAMPLES, "`examples` of `future`, intents/future.yml:5."),
        ("difference", "bee vs wasp", EXAMPLES, "`not_examples` of `difference`, intents/difference.yml:7."),
        ("difference", "bee vs wasp", NOT_EXAMPLES, "`not_examples` of `difference`"),
        ("difference", "florist vs beekeeper", NOT_EXAMPLES, "`examples` of `difference`, intents/difference.yml:5"),
        ("diference", "how do they differ", EXAMPLES, "There is no intent `diference`. Did you mean `difference`?"),
        ("honey", "how sweet is it", EXAMPLES, "`python -m bot new intent ID` makes a new one."),
        ("pay", "?!", EXAMPLES, "it needs words"),
        ("pay", "what\x07 is it", EXAMPLES, "nothing that cannot be seen"),
        ("pay", "what " * 101, EXAMPLES, "504 characters; 500 are read"),
        ("pay", "- what is it", EXAMPLES, "Leave out the dash"),
    ],
)
def test_what_cannot_be_added(intent: str, question: str, block: str, told: str, world: World) -> None:
    before = {path: path.read_bytes() for path in world.folder.rglob("*.yml")}
    with pytest.raises(NotAddedError) as raised:
        add(world, intent, question, block)
    assert told in str(raised.value)
    assert {path: path.read_bytes() for path in world.folder.rglob("*.yml")} == before


def test_an_example_of_one_intent_can_be_denied_by_another(world: World) -> None:
    assert add(world, "difference", "what does a beekeeper earn", NOT_EXAMPLES) == "intents/difference.yml:8:3"
    assert world.found() == []


@pytest.mark.parametrize(
    "text",
    ["examples: >\n  one\n", "examples: [one]\n", "examples: 'one'\n", "examples:\n", "examples: |\n  one\n\tx\n"],
)
def test_a_file_that_is_written_otherwise_stays_as_it_is(text: str, world: World) -> None:
    world.put("intents/pay.yml", HEAD + text)
    with pytest.raises(NotAddedError):
        add(world, "pay", "how much is it")
    assert bytes_of(world, "pay") == (HEAD + text).encode()


def test_every_file_of_the_project_takes_a_line(tmp_path: Path) -> None:
    for path in sorted((ROOT / "intents").glob("*.yml")):
        world = World(tmp_path)
        world.put("intents/pay.yml", path.read_bytes())
        before = path.read_bytes()
        add(world, "pay", "is a zebra purple on sundays")
        after = bytes_of(world, "pay")
        assert after.replace(b"  is a zebra purple on sundays\n", b"") == before


# What the command says


@pytest.fixture
def project(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("INTENTS_DIR", str(world.folder / "intents"))
    monkeypatch.setenv("CONTENT_DIR", str(world.folder / "content"))
    monkeypatch.setenv("CACHE_DIR", str(world.folder / "cache"))
    return world


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["add-example", *arguments])


def test_the_place_is_told(project: World) -> None:
    result = invoke("pay", "how well paid are florists")
    assert result.exit_code == 0
    assert result.stdout.startswith("Added: intents/pay.yml:6\n")


def test_a_question_that_is_nearer_to_another_intent_is_added_with_a_word(project: World) -> None:
    result = invoke("pay", "what is the task of florists")
    assert result.exit_code == 0
    assert (
        'So far, the bot took it for `duties`, like "what is the job of florists" in intents/duties.yml:6'
        in result.stdout
    )


def test_a_question_in_another_language_goes_where_those_are(project: World) -> None:
    assert invoke("pay", "was verdient der Imker").exit_code == 0
    assert bytes_of(project, "pay").endswith(b"foreign_examples: |\n  was verdient der Imker\n")


def test_it_is_refused_with_1(project: World) -> None:
    result = invoke("pay", "hello")
    assert result.exit_code == 1
    assert "intents/hello.yml:5" in result.stderr


def test_it_works_beside_a_broken_file(project: World) -> None:
    project.put("content/quiz.yml", "format: 1\n")
    assert invoke("pay", "how well paid are florists").stdout == "Added: intents/pay.yml:6\n"


def test_nothing_is_said_where_it_belongs() -> None:
    library, _ = load_library(ROOT / "intents", ROOT / "content")
    understander = Understander(library, None, None)
    assert nearer_elsewhere(Addition("salary", "so how much does an mle earn in a year"), understander) is None


def test_an_intent_that_the_bot_knows_nothing_of_yet() -> None:
    class Understands:
        def __call__(self, text: str) -> Understanding:
            return Understanding(text, ranking=Ranking((Candidate("pay", 0.9, 0.8, "the pay"),)))

    said = nearer_elsewhere(Addition("honey", "what is the pay"), Understands())
    assert said is not None
    assert "nothing here is like it" in said
