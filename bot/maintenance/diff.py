"""What an edit changes: the questions that are answered otherwise than they were at a git revision."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.dialogue.dialogue import Dialogue, Turn
from bot.knowledge.findings import LibraryError, errors
from bot.knowledge.library import Library
from bot.knowledge.loader import load_library
from bot.maintenance.evaluation import Judged, figures
from bot.maintenance.questions import Labelled
from bot.maintenance.recorded import Recorded
from bot.maintenance.revision import RevisionError, write_revision
from bot.maintenance.side_by_side import SideBySide, recall
from bot.maintenance.trial import Trial
from bot.settings import Settings
from bot.startup import cache_dir, default_folder

BEFORE: Final = "before"
"""Folder of the cache for the old files, so that they and the new ones do not push each other out."""
MOST_ERRORS: Final = 5


class Verdict(StrEnum):
    """What became of a labelled question, the gravest first."""

    BROKEN = "broken"
    """It was answered right, and is not any more."""
    WORSE = "worse"
    """It was not answered right before either, and is farther from it now; or something beside the answer is worse."""
    FIXED = "fixed"
    """It is answered right now, and was not."""
    BETTER = "better"
    OTHERWISE = "otherwise"
    """Neither better nor worse by its label."""


@dataclass(frozen=True)
class Changed:
    """A labelled question that is answered otherwise than before."""

    file: str
    before: Judged
    now: Judged

    @property
    def verdict(self) -> Verdict:
        """Whether that is better or worse."""
        was_right, is_right = self.before.is_answered_right, self.now.is_answered_right
        if was_right != is_right:
            return Verdict.FIXED if is_right else Verdict.BROKEN
        before, now = _merit(self.before), _merit(self.now)
        return Verdict.OTHERWISE if before == now else Verdict.BETTER if now > before else Verdict.WORSE


@dataclass(frozen=True)
class ChangedRecorded:
    """A question that people asked, and that is answered otherwise than before."""

    recorded: Recorded
    before: Turn
    now: Turn


@dataclass(frozen=True)
class Difference:
    """All that an edit changes."""

    revision: str
    commit: str
    names: Mapping[str, str]
    """Short names of all roles, by id."""
    asked: int
    """Labelled questions."""
    changed: tuple[Changed, ...]
    """The gravest first, then as the files have them."""
    asked_recorded: int = 0
    recorded: tuple[ChangedRecorded, ...] = ()

    def count(self, *verdicts: Verdict) -> int:
        """Labelled questions with one of these verdicts."""
        counts = Counter(one.verdict for one in self.changed)
        return sum(counts[verdict] for verdict in verdicts)

    @property
    def worse(self) -> int:
        """Labelled questions that are answered worse, for whatever reason."""
        return self.count(Verdict.BROKEN, Verdict.WORSE)


def old_library(revision: str, settings: Settings) -> tuple[str, Library]:
    """The hash of a revision's commit, and the library of its files.

    Raises:
        RevisionError: There is no such thing, or this version of the bot cannot use it.
    """
    folders = {name: getattr(settings, f"{name}_dir") or default_folder(name) for name in ("intents", "content")}
    with TemporaryDirectory() as folder:
        commit = write_revision(revision, folders, Path(folder))
        try:
            return commit, load_library(*(Path(folder) / name for name in folders))[0]
        except LibraryError as error:
            found = errors(error.findings)
            listed = "\n".join(f"{revision}:{finding}" for finding in found[:MOST_ERRORS])
            more = f"\n... and {len(found) - MOST_ERRORS} more." if len(found) > MOST_ERRORS else ""
            raise RevisionError(
                f"The files of `{revision}` cannot be used by this version of the bot: they were broken then, or of an "
                f"older format. Choose a later revision.\n{listed}{more}"
            ) from None


def side_by_side(before: Library, trial: Trial, settings: Settings) -> SideBySide:
    """What answered from the old files beside what answers from those of the trial; both trained."""
    cache = cache_dir(settings)
    folder = cache / BEFORE if cache else None
    for encoder in trial.remembering:
        recall(encoder, folder)
    now = trial.understander()
    now.warm()
    if cache is not None:
        _lend_embeddings(cache)
    old = Trial(before, trial.encoder, folder).understander()
    old.warm()
    return SideBySide(Dialogue(before, old), Dialogue(trial.library, now), trial.remembering, folder)


def _lend_embeddings(cache: Path) -> None:
    """What is embedded for the new files need not be embedded again for the old ones, which are mostly the same."""
    with suppress(OSError):
        (cache / BEFORE).mkdir(exist_ok=True)
        for path in cache.glob("*-vectors-*.npz"):
            shutil.copy(path, cache / BEFORE)


def changes(
    labelled: Mapping[str, Sequence[Labelled]], both: SideBySide, progress: Callable[[int], object]
) -> list[Changed]:
    """Asks all labelled questions, by file, of the old dialogue and the new one; tells `progress` of each."""
    questions = [(file, one) for file, listed in labelled.items() for one in listed]
    found = []
    for number, turns in both.ask([one.ask for _, one in questions]):
        file, one = questions[number]
        before, now = (Judged(one, turn) for turn in turns)
        if outcome(before.turn) != outcome(now.turn):
            found.append((number, Changed(file, before, now)))
        progress(1)
    order = list(Verdict)
    found.sort(key=lambda item: (order.index(item[1].verdict), item[0]))
    return [change for _, change in found]


def recorded_changes(
    recorded: Sequence[Recorded], both: SideBySide, progress: Callable[[int], object]
) -> list[ChangedRecorded]:
    """The same for questions that were recorded, and so have no labels: the most frequent first."""
    found = []
    for number, (before, now) in both.ask([one.text for one in recorded]):
        if outcome(before) != outcome(now):
            found.append((number, ChangedRecorded(recorded[number], before, now)))
        progress(1)
    return [change for _, change in sorted(found, key=lambda item: item[0])]


def outcome(turn: Turn) -> tuple[object, ...]:
    """What came of a question: equal for two turns that answer the same. The order of choices does not count."""
    answers = tuple((answer.intent, answer.roles) for answer in turn.answers)
    choices = frozenset((choice.intent, choice.roles) for choice in turn.choices)
    beside = (turn.understanding.near, turn.understanding.lean) if answers and turn.understanding else ()
    return turn.outcome, answers, choices, beside


def _merit(judged: Judged) -> tuple[int, float]:
    """How good an answer is: what was understood, and then what is said beside it, as far as it is labelled."""
    if judged.is_answered_right:
        understood = 3
    elif judged.is_right_in_choices:
        understood = 2
    else:
        understood = 0 if judged.is_answered_wrong else 1
    one = figures([judged])
    good = (one.roles_right, one.near_named, one.lean_right)
    bad = (one.near_false, one.lean_wrong)
    return understood, sum(value or 0.0 for value in good) - sum(value or 0.0 for value in bad)
