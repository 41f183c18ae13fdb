"""The commands that tell what an edit changes, and what to edit next. Exit status: 0 good, 1 failure, 2 wrong usage.

What a command needs is imported inside it, so that `--help` shows at once.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.maintenance.commands import FAILED, FILE, fail, labelled_or_exit, settings_or_exit, trial_or_exit

if TYPE_CHECKING:
    from bot.maintenance.recorded import Recorded, Records
    from bot.settings import Settings

QUESTIONS = Path("tests", "questions")
"""Where labelled questions lie, beside the folder of intents."""


@click.command()
@click.argument("revision", metavar="REV")
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE...]")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--fail-on-worse", "is_strict", is_flag=True, help="Exit status 1 if a labelled question fares worse.")
def diff(revision: str, files: tuple[Path, ...], form: str, is_strict: bool) -> None:
    """Shows what an edit changes in the answers.

    Asks questions of the files as they are, and as they were at the git revision REV, such as HEAD or origin/main: all
    labelled ones (in FILE, or in tests/questions), and those that people asked, where a store has some.
    """
    from bot.maintenance.diff import Difference, changes, old_library, recorded_changes, side_by_side
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
    names = {role.id: role.short for role in (*before.roles.values(), *trial.library.roles.values())}
    found = Difference(revision, commit, names, count, (), len(recorded))
    if before.version != trial.library.version:
        both = side_by_side(before, trial, settings)
        label = f"asking {count + len(recorded)} questions twice"
        with click.progressbar(length=count + len(recorded), label=label, file=sys.stderr) as progress:
            changed = changes({str(path): listed for path, listed in labelled.items()}, both, progress.update)
            asked = recorded_changes(recorded, both, progress.update)
        found = replace(found, changed=tuple(changed), recorded=tuple(asked))
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


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--export", "target", type=click.Path(dir_okay=False, path_type=Path), help="Writes what is recorded.")
def questions(file: Path | None, target: Path | None) -> None:
    """Shows what people asked in vain, with lines to paste.

    Reads the store at DATABASE_URL, or FILE, which was written there with --export.
    """
    from bot.maintenance.recorded import write_file

    if file is not None and target is not None:
        raise click.UsageError("--export writes what the store has: leave FILE out.")
    settings = settings_or_exit()
    records = _records(settings, file)
    if target is None:
        _show_unanswered(records, settings)
    else:
        write_file(target, records)
        click.echo(f"Written: {target}, with {len(records.questions)} questions.", err=True)


def _records(settings: Settings, file: Path | None) -> Records:
    """What is recorded; where that cannot be had, why, and the end."""
    from bot.maintenance.recorded import RecordsError, has_store, read_file, read_store
    from bot.store.errors import StoreError

    try:
        if file is not None:
            return read_file(file)
        if not has_store(settings):
            fail("There is no database. Set DATABASE_URL to that of the running bot, or name an exported FILE.", FAILED)
        return read_store(settings)
    except (RecordsError, StoreError) as error:
        fail(str(error), FAILED)


def _show_unanswered(records: Records, settings: Settings) -> None:
    from bot.maintenance.unanswered import grouped, read
    from bot.maintenance.unanswered_text import NOTHING, page, times, votes_text

    if not records.questions:
        click.echo(NOTHING)
    else:
        understander = trial_or_exit(settings).understander()
        label = f"reading {len(records.questions)} questions"
        with click.progressbar(records.questions, label=label, file=sys.stderr) as progress:
            asked = read(progress, understander)
        left = [one for one in asked if not one.is_settled]
        click.echo(page(grouped(left, understander)))
        if settled := sum(one.recorded.times for one in asked if one.is_settled):
            click.echo(f"Asked {times(settled)} and answered by now: left out.")
    click.echo(votes_text(records.votes), nl=False)
