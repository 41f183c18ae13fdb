"""What the tests of the dialogue share."""

from __future__ import annotations

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.library import Library
from bot.knowledge.loader import load_library
from tests.conftest import ROOT
from tests.dialogue.walk import never_asked


@pytest.fixture(scope="session")
def library() -> Library:
    """The project's."""
    return load_library(ROOT / "intents", ROOT / "content")[0]


@pytest.fixture(scope="session")
def buttons(library: Library) -> Dialogue:
    """A dialogue that is only pressed, never asked."""
    return Dialogue(library, never_asked)
