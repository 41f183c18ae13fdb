"""The files while they are being edited: loaded again when they change, checked first, and never half of them.

What answers is immutable. Who holds an `Advisor` keeps the files that it was made from; who asks for the newest gets
all of it at once.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import scandir
from pathlib import Path
from typing import Final

import numpy as np

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.findings import Finding, LibraryError, errors
from bot.knowledge.library import Library
from bot.knowledge.sources import ENDINGS, FOLDERS
from bot.settings import Settings
from bot.startup import Advisor, cache_dir, default_folder, open_library
from bot.understanding.encoder import Encoder, Floats, each
from bot.understanding.understand import Understander

AT_ONCE: Final = 16
"""Texts that are embedded at once: some 20 thousandths of a second."""
PAUSE: Final = 0.001
"""Seconds between them."""

Fingerprint = frozenset[tuple[str, int, int, int]]


@dataclass(frozen=True)
class Change:
    """What came of an edit."""

    before: Advisor
    """What answered until now."""
    advisor: Advisor
    """What answers from now on: the same where the files cannot be used, or say what they said before."""
    findings: tuple[Finding, ...]
    """What is wrong or doubtful in the files."""
    edited: tuple[str, ...]
    """The files that were written, added or removed, as findings name them; all of them at the first look."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Why the files cannot be used; nothing where they can."""
        return errors(self.findings)


class LiveFiles:
    """The settings' files, and what answers from them as they were when they were last whole.

    They are looked at again and again, rather than having the system tell of changes: that works on network disks too,
    and whatever way an editor has of saving.
    """

    def __init__(self, settings: Settings, advisor: Advisor) -> None:
        """`advisor` is what the files as they are now may have been loaded into, or not."""
        self.advisor = advisor
        self._settings = settings
        content = settings.content_dir or default_folder("content")
        self._folders = {"intents": settings.intents_dir or default_folder("intents"), "content": content}
        self._folders |= {f"content/{name}": content / name for name in FOLDERS}
        self._encoder = each(Considerate, advisor.understander.encoder)
        self._seen: Fingerprint | None = None
        self._tried: Fingerprint = frozenset()

    def look(self) -> Change | None:
        """Loads the files if they have changed and been left alone since the look before; None if they have not."""
        now = fingerprint(self._folders)
        is_quiet, self._seen = now == self._seen, now
        return self._load(now) if is_quiet and now != self._tried else None

    def look_at_once(self) -> Change | None:
        """The same, without waiting for whoever writes them to be done."""
        now = fingerprint(self._folders)
        return self._load(now) if now != self._tried else None

    def _load(self, now: Fingerprint) -> Change:
        edited = tuple(sorted({file for file, *_ in self._tried ^ now}))
        self._tried, before = now, self.advisor
        try:
            library, findings = open_library(self._settings)
        except LibraryError as error:
            return Change(before, before, error.findings, edited)
        if library.version != before.dialogue.library.version:
            self.advisor = self._advisor(library)
        return Change(before, self.advisor, findings, edited)

    def _advisor(self, library: Library) -> Advisor:
        """What answers from this library, with nothing left to be loaded or trained by the first question."""
        understander = Understander(library, self._encoder, cache_dir(self._settings))
        understander.warm()
        _give_memory_back()
        return Advisor(Dialogue(library, understander), understander)


class Considerate:
    """An encoder that takes many texts a few at a time, so that questions get their turn in between."""

    def __init__(self, encoder: Encoder, sleep: Callable[[float], None] = time.sleep) -> None:
        self.name = encoder.name
        self.is_multilingual = encoder.is_multilingual
        self._encoder = encoder
        self._sleep = sleep

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors `(n, dimensions)`, as those of the encoder itself."""
        found = [self._encoder.encode(texts[:AT_ONCE])]
        for first in range(AT_ONCE, len(texts), AT_ONCE):
            self._sleep(PAUSE)
            found.append(self._encoder.encode(texts[first : first + AT_ONCE]))
        return np.concatenate(found)


def _give_memory_back() -> None:
    """Has glibc return to the system what training needed for a moment: some 100 MB, which it would keep otherwise."""
    with suppress(AttributeError, OSError, TypeError):  # there is another C library
        ctypes.CDLL(None).malloc_trim(0)


def fingerprint(folders: Mapping[str, Path]) -> Fingerprint:
    """What changes when a file in these folders is written, replaced, added, renamed or removed.

    Of each file its name, its size, and when it and what is known of it were changed: a file that is moved into the
    place of another may be older than that.
    """
    found = set()
    for shown, folder in folders.items():
        for name in _files(folder):
            file = f"{shown}/{name}"
            try:
                status = (folder / name).stat()
            except OSError:
                found.add((file, 0, 0, 0))
            else:
                found.add((file, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return frozenset(found)


def _files(folder: Path) -> list[str]:
    """The names of those that the bot reads."""
    try:
        with scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except OSError:
        return []
    return [name for name in names if name.endswith(ENDINGS) and not name.startswith(".")]
