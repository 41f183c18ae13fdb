"""The commands that tell what an edit changes, and what to edit next. Exit status: 0 good, 1 failure, 2 wrong usage.

What a command needs is imported inside it, so that `--help` shows at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.maintenance.commands import FAILED, FILE, fail, labelled_or_exit, settings_or_exit, trial_or_exit

if TYPE_CHECKING:
    from bot.maintenance.recorded import Recorded
    from bot.settings import Settings

QUESTIONS = Path("tests", "questions")
"""Where labelled questions lie, beside the folder of intents."""


@click.command()
@click.argument("revision", metavar="REV")
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE...]")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--fail-on-worse", "is_strict", is_flag=True, help="Exit status 1 if a labelled question fares worse.")
def diff(revision: str, files: tuple[Path, ...], form: str, is_strict: bool) -> None:
    """Shows what is answered otherwise than with the files at a git revision, such as HEAD or origin/main.

    Asks all labelled questions (those in FILE, or in tests/questions), and all that were recorded where there is a
    store.
    """
    from bot.maintenance.diff import Difference, changes, dialogues, old_library, recorded_changes
    from bot.maintenance.diff_formats import FORMATS
    from bot.maintenance.revision import RevisionError

    settings = settings_or_exit()
    labelled = labelled_or_exit(files or _questions(settings))
    trial = trial_or_exit(settings)
    try:
        commit, before = old_library(revision, settings)
    except RevisionError as error:
        fail(str(error), FAILED)
    count, recorded = sum(map(len, labelled.values())), _recorded(settings)
    found = Difference(revision, commit, count, (), len(recorded))
    if before.version != trial.library.version:
        pair = dialogues(before, trial, settings)
        label = f"asking {count + len(recorded)} questions twice"
        with click.progressbar(length=count + len(recorded), label=label, file=sys.stderr) as progress:
            changed = changes({str(path): listed for path, listed in labelled.items()}, pair, progress.update)
            asked = recorded_changes(recorded, pair, progress.update)
        found = Difference(revision, commit, count, tuple(changed), len(recorded), tuple(asked))
    click.echo(FORMATS[form](found), nl=False)
    sys.exit(FAILED if is_strict and found.worse else 0)


def _questions(settings: Settings) -> list[Path]:
    """The project's own labelled questions."""
    from bot.knowledge.sources import ENDINGS
    from bot.startup import default_folder

    folder = (settings.intents_dir or default_folder("intents")).parent / QUESTIONS
    files = sorted(path for path in folder.glob("*") if path.suffix in (".jsonl", *ENDINGS))
    if not files:
        fail(f"There are no labelled questions in {folder}. Name files of them behind the revision.", FAILED)
    return files


def _recorded(settings: Settings) -> list[Recorded]:
    """What the store has, each text once; nothing where there is no store, or it is away."""
    from bot.maintenance.recorded import has_store, most_frequent, read_store
    from bot.store.errors import StoreError

    if not has_store(settings):
        return []
    try:
        return most_frequent(read_store(settings).questions)
    except StoreError as error:
        click.echo(f"Questions that people asked are left out. {error}", err=True)
        return []
