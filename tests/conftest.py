"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.loader import load_library
from bot.understanding.understand import build_understander

ROOT = Path(__file__).parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Leaves out a library's notice about a version to come; the bot can take both kinds of value."""
    config.addinivalue_line("filterwarnings", "ignore:Deprecated since version v22.2")


@pytest.fixture(scope="session")
def dialogue() -> Dialogue:
    """The real dialogue, over the intents and the content of this checkout."""
    library, _ = load_library(ROOT / "intents", ROOT / "content")
    return Dialogue(library, build_understander(library, ROOT / ".cache"))
