"""`new`: files to fill in, and what is still missing in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.knowledge.loader import load_library
from bot.maintenance.borrowed import Borrower, Names
from bot.maintenance.scaffold import Folders, RefusedError, Scaffold
from tests.conftest import ROOT
from tests.knowledge.world import World

OWN = Folders(ROOT / "intents", ROOT / "content")
CARPENTRY = [
    Names("Carpenter", "Carpenters", "CP", "carpentry"),
    Names("Roofer", "Roofers", "RF", "roofing"),
]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    monkeypatch.setenv("INTENTS_DIR", str(tmp_path / "intents"))
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "content"))
    return made


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of one's own, with nothing in them yet."""
    for name in ("intents", "content"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(f"{name.upper()}_DIR", str(tmp_path / name))
    return tmp_path


def new(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["new", *arguments])


def missing(result: Result) -> list[str]:
    """Places and codes of what is told to be missing."""
    return re.findall(r"^(\S+:\d+:\d+: [EW]\d{3})", result.stdout, re.M)


def test_an_intent_to_fill_in(world: World) -> None:
    result = new("intent", "honey")
    assert result.exit_code == 0
    assert f"Written: {world.folder}/intents/honey.yml\nStill missing:\n" in result.stdout
    assert missing(result) == [
        "intents/honey.yml:1:1: E063",
        "intents/honey.yml:3:1: E031",
        "intents/honey.yml:4:1: E031",
        "intents/honey.yml:5:1: E031",
    ]


def test_what_was_wrong_before_is_not_told_again(world: World) -> None:
    world.change("intents/pay.yml", "title: Pay", "title:")
    assert "intents/pay.yml" not in new("intent", "honey").stdout


def test_an_intent_that_is_filled_in_is_complete(world: World) -> None:
    new("intent", "honey")
    path = "intents/honey.yml"
    text = (world.folder / path).read_text(encoding="utf-8")
    text = re.sub("title: .*", "title: Honey", text).replace("[]  # role", "[role]  # role")
    world.put(path, text.replace("examples: |\n", "examples: |\n  do they eat honey\n").replace("follow_ups: []", ""))
    world.change("content/roles/florist.yml", "snippets:", SNIPPET)
    world.change("content/roles/beekeeper.yml", "snippets:", SNIPPET)
    assert world.found() == []


SNIPPET = """snippets:
  honey:
    title: Honey
    lead: Patience helps.
    points: [{say: Both need patience., from: [needs-patience]}]"""


def test_a_role_has_a_card_to_fill_in_for_all_that_is_asked_about_roles(world: World) -> None:
    result = new("role", "bee_breeder")
    assert result.exit_code == 0
    text = (world.folder / "content/roles/bee_breeder.yml").read_text(encoding="utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../../schema/role.json\n"
        "format: 1\nname: Bee Breeder\nplural: Bee Breeders\nshort: BB\nemoji:\naliases: []"
    )
    assert re.findall(r"^  (\w+):$", text, re.M) == ["duties"]
    assert missing(result) == [
        "content/pairs:1:1: W091",
        "content/pairs:1:1: W091",
        *(f"content/roles/bee_breeder.yml:{place}: E031" for place in ("6:1", "10:5", "11:5", "13:9", "14:9")),
    ]


def test_an_article_to_fill_in(world: World) -> None:
    result = new("article", "wasps")
    assert result.exit_code == 0
    assert {one.split(":")[0] for one in missing(result)} == {"content/articles/wasps.yml"}


@pytest.mark.parametrize(
    ("kind", "id_", "meant"),
    [
        ("intent", "Honey Pots", "honey_pots"),
        ("intent", "honey-pots", "honey_pots"),
        ("intent", "9lives", "x_9lives"),
        ("intent", "../pay", "pay"),
        ("intent", "h" * 41, "h" * 40),
        ("role", "Bee-Breeder", "bee_breeder"),
        ("article", "Bees & Wasps", "bees-wasps"),
        ("article", "bees_and_wasps", "bees-and-wasps"),
    ],
)
def test_an_id_that_cannot_be_one(kind: str, id_: str, meant: str, world: World) -> None:
    before = sorted(world.folder.rglob("*"))
    result = new(kind, id_)
    assert result.exit_code == 1
    assert f"such as `{meant}`." in result.stderr
    assert sorted(world.folder.rglob("*")) == before


@pytest.mark.parametrize("word", ["menu", "quiz2"])
def test_a_word_that_the_bot_needs(word: str, world: World) -> None:
    result = new("intent", word)
    assert result.exit_code == 1
    assert f"The bot needs the word `{word}` for itself." in result.stderr


@pytest.mark.parametrize(
    ("kind", "id_", "path"),
    [
        ("intent", "pay", "intents/pay.yml"),
        ("role", "florist", "content/roles/florist.yml"),
        ("article", "bees", "content/articles/bees.yml"),
    ],
)
@pytest.mark.parametrize("ending", [".yml", ".yaml"])
def test_nothing_is_overwritten(kind: str, id_: str, path: str, ending: str, world: World) -> None:
    (world.folder / path).rename((world.folder / path).with_suffix(ending))
    before = {file: file.read_bytes() for file in world.folder.rglob("*.y*ml")}
    result = new(kind, id_)
    assert result.exit_code == 1
    assert f"There is already {Path(path).parent.name}/{id_}{ending}, and it stays as it is." in result.stderr
    assert {file: file.read_bytes() for file in world.folder.rglob("*.y*ml")} == before


def test_wrong_usage_is_2(world: World) -> None:
    assert new("intent").exit_code == 2
    assert new("honey").exit_code == 2


# An article of one's own, from nothing


def test_what_every_article_needs_is_taken_over(empty: Path) -> None:
    assert new("article", "carpenters-or-roofers").exit_code == 0
    for name in ("replies", "vocabulary", "other_roles", "thresholds"):
        assert (empty / "content" / f"{name}.yml").read_bytes() == (ROOT / "content" / f"{name}.yml").read_bytes()
    assert (empty / "schema" / "role.json").is_file()
    assert new("article", "a-second-one").stdout.count("Written") == 1


def test_the_second_role_comes_with_the_pair(empty: Path) -> None:
    new("article", "carpenters-or-roofers")
    assert "pairs" not in new("role", "roofer").stdout
    assert f"Written: {empty}/content/pairs/carpenter--roofer.yml" in new("role", "carpenter").stdout
    assert "pairs" not in new("role", "painter").stdout.split("Still missing")[0]


def test_examples_name_the_roles_of_the_article(empty: Path) -> None:
    new("article", "carpenters-or-roofers")
    assert "Make the roles first" in new("intent", "salary").stderr
    new("role", "carpenter")
    new("role", "roofer")
    result = new("intent", "salary", "education")
    assert result.stdout.count("Written") == 2
    text = (empty / "intents" / "salary.yml").read_text(encoding="utf-8")
    assert "carpenter" in text
    assert "scientist" not in text


def test_an_intent_of_another_name_is_empty_there_too(empty: Path) -> None:
    new("role", "carpenter")
    new("intent", "danger")
    assert "examples: |\n\nfollow_ups" in (empty / "intents" / "danger.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def borrower(tmp_path_factory: pytest.TempPathFactory) -> Borrower:
    world = World(tmp_path_factory.mktemp("bees"))
    world.change("content/vocabulary.yml", "cat dog", "cat dog job job's earn hives where difference week year")
    world.change("content/roles/beekeeper.yml", "likes:", "themes:\n  keeps-bees: [hives]\nlikes:")
    world.change("content/roles/beekeeper.yml", "[apiarist]", "[apiarist, beekeeping]")
    world.put(
        "intents/pay.yml", "format: 1\ntitle: Pay\nabout: [role]\nexamples: |\n" + "".join(map("  {}\n".format, LINES))
    )
    return Borrower(world.load()[0], CARPENTRY)


LINES = {
    "what does a beekeeper earn in a year": "what does a carpenter earn in a year",
    "what do beekeepers earn": "what do carpenters earn",
    "florists or a BK": "roofers or a CP",
    "a beekeeper's job": "a carpenter's job",
    "is beekeeping a job": "is carpentry a job",
    "where is an apiarist": "where is a carpenter",
    "the difference": "the difference",
    "what do gardeners earn": None,
    "where are the hives": None,
    "what do they earn in leeds": None,
    "is nectar dear": None,
}
"""Examples, and what becomes of them for carpenters and roofers."""


def test_examples_are_borrowed_where_they_are_plain(borrower: Borrower) -> None:
    assert borrower.examples("pay") == [line for line in LINES.values() if line is not None]


def test_what_is_borrowed_from_the_bots_own_intents_names_none_of_its_roles() -> None:
    library, _ = load_library(OWN.intents, OWN.content)
    made = Borrower(library, CARPENTRY)
    lines = [line for intent in library.intents for line in made.examples(intent)]
    assert len(lines) > 1000
    assert [line for line in lines if re.search(r"data scien|machine learning|\bmle\b", line)] == []


def test_the_bots_own_intents_are_taken_in_its_own_folder() -> None:
    with pytest.raises(RefusedError, match=r"There is already intents/salary\.yml"):
        Scaffold(OWN, OWN).intent("salary")
