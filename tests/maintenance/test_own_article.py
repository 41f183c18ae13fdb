"""Another article about two other careers: files alone make a bot of it.

They were made as `docs/your-own-article.md` says. `first.jsonl` was written before any example, and what went wrong in
it was read once; `fresh.jsonl` was written later, and nothing was changed after it was first asked.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from bot.knowledge.findings import Severity
from bot.knowledge.library import Library
from bot.knowledge.loader import load_library
from bot.knowledge.screens import MENU, NONE, START
from bot.maintenance.evaluation import figures, judge
from bot.maintenance.questions import load
from bot.maintenance.schema import find_modelines
from bot.understanding.understand import build_understander
from tests.conftest import ROOT
from tests.dialogue.walk import faults, never_asked, reach, topics

FOLDER = ROOT / "tests" / "fixtures" / "own_article"
LEAST_RIGHT = 85.0
"""Percent of questions that must be answered right."""
OTHERS = re.compile(r"data scien|machine learning|\bML\b|\bMLE\b", re.IGNORECASE)
"""What the bot's own article is about."""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(FOLDER / "intents", FOLDER / "content")[0]


@pytest.fixture(scope="module")
def advisor(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    return Dialogue(library, build_understander(library, tmp_path_factory.mktemp("cache")))


def test_nothing_is_wrong_with_it() -> None:
    _, findings = load_library(FOLDER / "intents", FOLDER / "content")
    assert [str(finding) for finding in findings if finding.severity is Severity.ERROR] == []
    assert [str(finding) for finding in find_modelines(FOLDER / "intents", FOLDER / "content")] == []


@pytest.mark.parametrize("name", ["first", "fresh"])
def test_questions_are_answered_right(name: str, advisor: Dialogue) -> None:
    labelled = load(FOLDER / f"{name}.jsonl")
    assert len(labelled) >= 60
    judged = list(judge(labelled, advisor))
    found = figures(judged)
    assert found.answered_right is not None
    wrong = [
        f"{one.labelled.ask}: {one.answered or one.turn.outcome.value}" for one in judged if not one.is_answered_right
    ]
    assert found.answered_right >= LEAST_RIGHT, "\n".join(wrong)
    assert found.oos_answered == 0.0
    assert found.roles_right == 100.0


def test_no_screen_speaks_of_the_bots_own_article(library: Library) -> None:
    found = reach(Dialogue(library, never_asked), [START, MENU, NONE, *topics(library)])
    assert len(found) > 40
    assert {screen: wrong for screen, reply in found.items() if (wrong := faults(reply, library))} == {}
    assert [screen for screen, reply in found.items() if OTHERS.search(repr(reply))] == []


def test_a_conversation_goes_on(advisor: Dialogue) -> None:
    turn = advisor.ask("what does a physio do", FORGOTTEN, 0.0)
    assert turn.reply.screen == "duties-physiotherapist"
    turn = advisor.ask("and coaches?", turn.memory, 1.0)
    assert turn.reply.screen == "duties-sports_coach"
    turn = advisor.ask("compare them", turn.memory, 2.0)
    assert turn.reply.screen == "difference"


def test_which_one_fits_is_told_from_a_persons_own_words(advisor: Dialogue) -> None:
    turn = advisor.ask("i love competition and cheering people on, which one fits me?", FORGOTTEN, 0.0)
    assert turn.reply.screen == "fit-sports_coach"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yml")), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_its_own_files_name_none_of_the_others_roles(path: Path) -> None:
    if not path.is_symlink():
        assert OTHERS.findall(path.read_text(encoding="utf-8")) == []
