"""Cross-validation of the intent files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.library import About, Example, Intent, Library, Place
from bot.knowledge.loader import load_library
from bot.maintenance.holdout import HeldOut, hold_out
from bot.maintenance.tables import held_out_text
from bot.maintenance.trial import Trial
from tests.conftest import ROOT


def intent(id_: str, *examples: str) -> Intent:
    listed = tuple(Example(text, Place(f"intents/{id_}.yml", line)) for line, text in enumerate(examples, start=3))
    return Intent(id_, id_.title(), frozenset({About.CHAT}), listed, (), ())


@pytest.fixture(scope="module")
def library() -> Library:
    """The project's, with three intents in place of its own."""
    found, _ = load_library(ROOT / "intents", ROOT / "content")
    made = (
        intent("greeting", *(f"hello {name}" for name in ("you", "there", "friend", "again", "all", "bot"))),
        intent("thanks", *(f"thanks {name}" for name in ("a lot", "so much", "friend", "again", "all", "bot"))),
        intent(
            "goodbye", *(f"goodbye {name}" for name in ("now", "then", "friend", "again", "all")), "hello good people"
        ),
    )
    return replace(found, intents={one.id: one for one in made}, version="made up")


@pytest.fixture(scope="module")
def crossed(library: Library) -> HeldOut:
    return hold_out(Trial(library, None, None))


def test_each_example_is_held_out_once(crossed: HeldOut, library: Library) -> None:
    assert len(crossed.held) == sum(len(one.examples) for one in library.intents.values())
    assert not any(one.ranking.is_exact for one in crossed.held)


def test_what_stands_in_the_wrong_file_is_named_with_its_line(crossed: HeldOut) -> None:
    assert [one.taught.example.text for one in crossed.mistakes] == ["hello good people"]
    text = held_out_text(crossed)
    assert "intents/goodbye.yml:8: hello good people" in text
    assert "taken for greeting" in text


def test_figures(crossed: HeldOut) -> None:
    found = crossed.as_dict()
    assert (found["examples"], found["first_right"], found["top3"]) == (18, 94.4, 100.0)
    assert next(iter(found["intents"])) == "goodbye"
    assert found["mistakes"][0]["place"] == "intents/goodbye.yml:8"
