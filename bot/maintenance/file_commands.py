"""The commands that look at the files and help to write them. Exit status: 0 good, 1 findings or failure, 2 wrong use.

What a command needs is imported inside it, so that `--help` shows at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.maintenance.commands import FAILED, fail, settings_or_exit

if TYPE_CHECKING:
    from bot.maintenance.scaffold import Scaffold


@click.command()
@click.option("--strict", is_flag=True, help="Warnings count as failures too.")
@click.option("--format", "form", type=click.Choice(["text", "github", "json"]), default="text", show_default=True)
@click.option("--matrix", "is_shown", is_flag=True, help="Also which intent has an answer for whom.")
def check(strict: bool, form: str, is_shown: bool) -> None:
    """Says all that is wrong or doubtful in the files."""
    from bot.maintenance.check import FORMATS, GAPS, check_files, has_failed, summary
    from bot.maintenance.matrix import matrix

    checked = check_files(settings_or_exit())
    click.echo(FORMATS[form](checked.findings), nl=False)
    has_gaps = any(finding.code in GAPS for finding in checked.findings)
    if checked.library is not None and (is_shown or (has_gaps and form == "text")):
        click.echo(matrix(checked.library))
    click.echo(summary(checked.findings), err=True)
    sys.exit(FAILED if has_failed(checked.findings, strict) else 0)


@click.command()
@click.option("--check", "is_checked", is_flag=True, help="Writes nothing, and fails where a schema is stale.")
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Also writes a page on the formats.")
def schema(is_checked: bool, page: Path | None) -> None:
    """Writes the JSON Schemas by which editors complete and check the files."""
    from bot.maintenance import formats
    from bot.maintenance.schema import FOLDER, stale_schemas, write_schemas
    from bot.startup import default_folder

    folder = (settings_or_exit().content_dir or default_folder("content")).parent / FOLDER
    if not is_checked:
        write_schemas(folder)
        click.echo(f"Written: {folder}", err=True)
        if page is not None:
            page.write_text(formats.page(), encoding="utf-8", newline="\n")
    elif stale := stale_schemas(folder):
        click.echo(f"Not up to date in {folder}: {', '.join(stale)}. Run `python -m bot schema`.", err=True)
        sys.exit(FAILED)


@click.group()
def new() -> None:
    """Makes files to fill in, and says what is still missing in them."""


@new.command("intent")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def new_intent(ids: tuple[str, ...]) -> None:
    """One thing that people ask about, such as `salary`; several at once, if you like."""
    _make(lambda scaffold: [path for id_ in ids for path in scaffold.intent(id_)])


@new.command("role")
@click.argument("id_", metavar="ID")
def new_role(id_: str) -> None:
    """A career, such as `beekeeper`; with the second one, the pair of them, too."""
    _make(lambda scaffold: scaffold.role(id_))


@new.command("article")
@click.argument("id_", metavar="ID")
def new_article(id_: str) -> None:
    """The text that answers rest on, such as `bees-or-flowers`; in empty folders also what every article needs."""
    _make(lambda scaffold: scaffold.article(id_))


def _make(work: Callable[[Scaffold], list[Path]]) -> None:
    """Writes new files, and says what is missing now that was not before."""
    from bot.maintenance.check import find_in_files
    from bot.maintenance.scaffold import Folders, RefusedError, Scaffold
    from bot.startup import default_folder

    settings = settings_or_exit()
    own = Folders(default_folder("intents"), default_folder("content"))
    folders = Folders(settings.intents_dir or own.intents, settings.content_dir or own.content)
    before = set(map(str, find_in_files(settings).findings))
    try:
        written = work(Scaffold(folders, own))
    except RefusedError as error:
        fail(str(error), FAILED)
    for path in written:
        click.echo(f"Written: {path}")
    missing = [text for text in map(str, find_in_files(settings).findings) if text not in before]
    click.echo("Still missing:" if missing else "Nothing is missing.")
    click.echo("".join(f"{text}\n" for text in missing), nl=False)


@click.command("add-example")
@click.argument("intent")
@click.argument("question")
@click.option("--not", "is_not", is_flag=True, help="The question looks alike and means something else.")
def add_example(intent: str, question: str, is_not: bool) -> None:
    """Appends a question to the examples of an intent."""
    from bot.maintenance import add_example as adding
    from bot.maintenance.check import find_in_files
    from bot.startup import cache_dir, default_folder
    from bot.understanding.language import ENGLISH
    from bot.understanding.understand import build_understander

    settings = settings_or_exit()
    folders = settings.intents_dir or default_folder("intents"), settings.content_dir or default_folder("content")
    library = find_in_files(settings).library
    understander = build_understander(library, cache_dir(settings)) if library is not None else None
    is_foreign = understander is not None and understander(question).language != ENGLISH
    block = adding.FOREIGN_EXAMPLES if is_foreign else adding.EXAMPLES
    addition = adding.Addition(intent, question, adding.NOT_EXAMPLES if is_not else block)
    try:
        place = adding.add_example(addition, *folders)
    except adding.NotAddedError as error:
        fail(str(error), FAILED)
    click.echo(f"Added: {place}")
    if understander is not None and (warning := adding.nearer_elsewhere(addition, understander)):
        click.echo(warning)
