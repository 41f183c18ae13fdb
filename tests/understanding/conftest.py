"""What the tests of understanding share."""

from __future__ import annotations

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.library import Library
from bot.knowledge.loader import load_library
from bot.understanding.reading import Reader
from bot.understanding.understand import Understander
from tests.conftest import ROOT
from tests.knowledge.world import World


@pytest.fixture(scope="session")
def library() -> Library:
    """The project's."""
    return load_library(ROOT / "intents", ROOT / "content")[0]


@pytest.fixture(scope="session")
def reader(library: Library) -> Reader:
    """Reads by the project's names and words."""
    return Reader(library)


@pytest.fixture(scope="session")
def understand(dialogue: Dialogue) -> Understander:
    """The project's, with its encoder."""
    assert isinstance(dialogue.understand, Understander)
    return dialogue.understand


@pytest.fixture(scope="session")
def alone(library: Library) -> Understander:
    """The project's without an encoder: n-grams alone."""
    return Understander(library, None, None)


@pytest.fixture(scope="session")
def bees(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A small library: beekeepers and florists."""
    return World(tmp_path_factory.mktemp("bees")).load()[0]
