"""Files that are missing, too many, named wrongly, or no files at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.knowledge.world import FILES, World

INTENT = """\
format: 1
title: Something
about: [{about}]
examples: |
  what about {words}
"""
ROLE = """\
format: 1
name: Cooper
plural: Coopers
short: CO
emoji: "🪣"
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_nothing_is_wrong_with_the_world(world: World) -> None:
    assert world.found() == []


def test_the_same_files_under_other_endings(world: World) -> None:
    for path in FILES:
        (world.folder / path).rename(world.folder / path.replace(".yml", ".yaml"))
    assert world.found() == []


def test_optional_files_may_be_missing(world: World) -> None:
    for name in ("other_roles", "quiz", "languages", "vocabulary", "thresholds"):
        world.remove(f"content/{name}.yml")
    library, findings = world.load()
    assert findings == ()
    assert library.quiz is None


@pytest.mark.parametrize("folder", ["intents", "content/roles", "content/articles"])
def test_a_missing_folder(folder: str, world: World) -> None:
    shutil.rmtree(world.folder / folder)
    assert f"{folder}:1:1 E020" in world.found()


def test_missing_articles_do_not_make_all_facts_unknown(world: World) -> None:
    shutil.rmtree(world.folder / "content/articles")
    assert world.found() == ["content/articles:1:1 E020"]


def test_missing_roles_do_not_make_all_names_of_roles_unknown(world: World) -> None:
    shutil.rmtree(world.folder / "content/roles")
    assert world.found() == ["content/roles:1:1 E020"]


def test_missing_intents_do_not_make_all_snippets_wrong(world: World) -> None:
    shutil.rmtree(world.folder / "intents")
    assert world.found() == ["intents:1:1 E020"]


def test_no_folders_at_all(world: World) -> None:
    shutil.rmtree(world.folder)
    assert world.found() == [
        "content/articles:1:1 E020",
        "content/replies.yml:1:1 E020",
        "content/roles:1:1 E020",
        "intents:1:1 E020",
    ]


def test_an_empty_folder(world: World) -> None:
    for name in ("beekeeper", "florist"):
        world.remove(f"content/roles/{name}.yml")
    assert "content/roles:1:1 E021" in world.found()


def test_a_file_instead_of_a_folder(world: World) -> None:
    shutil.rmtree(world.folder / "intents")
    world.put("intents", "")
    assert world.found() == ["intents:1:1 E020"]


def test_missing_replies(world: World) -> None:
    world.remove("content/replies.yml")
    assert world.found() == ["content/replies.yml:1:1 E020"]


@pytest.mark.parametrize(
    ("name", "meant"), [("my pay", "my_pay"), ("Pay-2", "pay_2"), ("2pay", "x_2pay"), ("пай", "x"), ("pay\n", "pay")]
)
def test_a_name_that_cannot_be_an_id(name: str, meant: str, world: World) -> None:
    world.put(f"intents/{name}.yml", INTENT.format(about="chat", words="this"))
    (wrong, *_) = [finding for finding in world.findings() if finding.code == "E022"]
    assert wrong.remedy.startswith(f"Call it `{meant}.yml`")
    assert "\n" not in str(wrong)


def test_a_name_that_cannot_be_an_id_hides_nothing_in_the_file(world: World) -> None:
    world.put("intents/My pay.yml", "format: 1\ntitle:\nabout: [chat]\nexamples: |\n  hello\n")
    assert world.found() == [
        "intents/My pay.yml:1:1 E022",
        "intents/My pay.yml:1:1 E063",
        "intents/My pay.yml:2:1 E031",
        "intents/My pay.yml:5:3 E080",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text(world: World) -> None:
    path = os.fsencode(world.folder / "content/pairs") + b"/\xff\xfe.yml"
    Path(os.fsdecode(path)).write_text("format: 1\nsnippets: {}\n", encoding="utf-8")
    (finding,) = world.findings()
    assert str(finding).startswith("content/pairs/\\udcff\\udcfe.yml:1:1: E022 error:")


@pytest.mark.parametrize(
    "name", ["beekeeper", "beekeeper--florist--cooper", "bee keeper--florist", "Beekeeper--florist"]
)
def test_a_pair_that_names_no_two_roles(name: str, world: World) -> None:
    world.put(f"content/pairs/{name}.yml", "format: 1\nsnippets: {}\n")
    assert [one for one in world.found() if "E022" in one] == [f"content/pairs/{name}.yml:1:1 E022"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("beekeeper--cooper", "E042"), ("florist--beekeeper", "E043"), ("florist--florist", "E043")],
)
def test_a_pair_that_is_none(name: str, code: str, world: World) -> None:
    world.put(f"content/pairs/{name}.yml", "format: 1\nsnippets: {}\n")
    assert world.found() == [f"content/pairs/{name}.yml:1:1 {code}"]


def test_a_third_role_without_snippets(world: World) -> None:
    world.put("content/roles/cooper.yml", ROLE)
    assert world.found() == [
        "content/pairs:1:1 W091",
        "content/pairs:1:1 W091",
        "content/roles/cooper.yml:1:1 W090",
    ]


def test_a_role_without_one_snippet(world: World) -> None:
    text = FILES["content/roles/florist.yml"]
    world.put("content/roles/florist.yml", text.replace("  duties:", "  pay:"))
    world.remove("intents/pay.yml")
    world.put("intents/pay.yml", INTENT.format(about="role", words="pay"))
    assert world.found() == [
        "content/replies.yml:3:3 E065",
        "content/roles/beekeeper.yml:10:1 W090",
        "content/roles/florist.yml:10:1 W090",
    ]


def test_an_intent_that_nothing_answers(world: World) -> None:
    world.put("intents/honey.yml", INTENT.format(about="role", words="honey"))
    assert world.found() == ["intents/honey.yml:1:1 E063"]


@pytest.mark.parametrize(
    "word", ["start", "menu", "none", "quiz", "why", "more", "up", "down", "quiz1", "quiz12", "more2"]
)
def test_an_intent_that_is_called_like_a_screen(word: str, world: World) -> None:
    world.put(f"intents/{word}.yml", INTENT.format(about="chat", words="this"))
    assert world.found() == [f"intents/{word}.yml:1:1 E063", f"intents/{word}.yml:1:1 E084"]


@pytest.mark.parametrize("word", ["quizzes", "starting", "quiz_1", "whys"])
def test_an_intent_that_is_called_almost_like_a_screen(word: str, world: World) -> None:
    world.put(f"intents/{word}.yml", INTENT.format(about="chat", words="this"))
    assert world.found() == [f"intents/{word}.yml:1:1 E063"]


@pytest.mark.parametrize(("length", "codes"), [(40, ["E063"]), (41, ["E063", "E083"])])
def test_a_screen_id_that_is_too_long(length: int, codes: list[str], world: World) -> None:
    # more9-<40 letters>-beekeeper-florist has 6 + 40 + 1 + 9 + 1 + 7 = 64 characters.
    path = f"intents/{'a' * length}.yml"
    world.put(path, INTENT.format(about="role", words="this"))
    assert world.found() == [f"{path}:1:1 {code}" for code in codes]


def test_a_fact_of_two_articles(world: World) -> None:
    world.put("content/articles/wasps.yml", FILES["content/articles/bees.yml"])
    assert world.found() == [f"content/articles/wasps.yml:{line}:7 E040" for line in (8, 9, 10)]


def test_a_file_with_both_endings(world: World) -> None:
    world.put("intents/pay.yaml", FILES["intents/pay.yml"])
    world.put("content/quiz.yaml", FILES["content/quiz.yml"])
    assert world.found() == ["content/quiz.yaml:1:1 E023", "intents/pay.yml:1:1 E023"]


def test_what_nobody_reads(world: World) -> None:
    world.put("intents/notes.txt", "")
    world.put("intents/drafts/pay.yml", "")
    world.put("content/rolse/cooper.yml", "")
    world.put("content/replys.yml", "")
    world.put("content/roles/.hidden.yml", "")
    assert world.found() == [
        "content/replys.yml:1:1 W024",
        "content/rolse:1:1 W024",
        "intents/drafts:1:1 W024",
        "intents/notes.txt:1:1 W024",
    ]
    assert [finding.remedy for finding in world.findings()][:2] == [
        "Did you mean `replies.yml`?",
        "Did you mean `roles`?",
    ]


def a_folder(path: Path) -> None:
    path.mkdir()


def a_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere.yml")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such things")
@pytest.mark.parametrize("make", [a_folder, a_dangling_link, a_link_to_itself, a_pipe, an_endless_device])
@pytest.mark.parametrize("path", ["intents/pay.yml", "content/replies.yml", "content/quiz.yml"])
def test_what_is_no_file(make: Callable[[Path], None], path: str, world: World) -> None:
    world.remove(path)
    make(world.folder / path)
    assert world.found() == [f"{path}:1:1 E003"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(world: World) -> None:
    (world.folder / "intents/pay.yml").chmod(0)
    assert world.found() == ["intents/pay.yml:1:1 E003"]


def test_a_link_to_a_file_is_a_file(world: World) -> None:
    (world.folder / "intents/pay.yml").rename(world.folder / "elsewhere.yml")
    (world.folder / "intents/pay.yml").symlink_to(world.folder / "elsewhere.yml")
    assert world.found() == []
