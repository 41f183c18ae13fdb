"""The commands that measure understanding. Exit status: 0 good, 1 findings or failure, 2 wrong usage or settings.

What a command needs is imported inside it, so that `--help` shows at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from bot.dialogue.dialogue import Dialogue
    from bot.maintenance.evaluation import Judged
    from bot.maintenance.holdout import HeldOut
    from bot.maintenance.questions import Labelled
    from bot.maintenance.thresholds import Chosen
    from bot.maintenance.trial import Trial
    from bot.settings import Settings
    from bot.understanding.decision import Thresholds

K = TypeVar("K")

FAILED = 1
WRONG_SETTINGS = 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=FILE, metavar="FILE...")
@click.option("--json", "is_json", is_flag=True, help="All figures as one JSON object.")
@click.option("--perturb", is_flag=True, help="Also with typing errors, missing spaces and the like.")
@click.option("--cross-validate", "is_crossed", is_flag=True, help="Also each example of the intents, as if left out.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Writes a page to look at into DIR.")
@click.option("--write-baseline", "is_kept", is_flag=True, help="Keeps the figures in baseline.json beside the files.")
def evaluate(  # noqa: PLR0913 -- one parameter an option
    files: tuple[Path, ...], is_json: bool, perturb: bool, is_crossed: bool, report: Path | None, is_kept: bool
) -> None:
    """Measures understanding on files of labelled questions."""
    from bot.maintenance.baseline import write_baseline
    from bot.maintenance.evaluation import figures
    from bot.maintenance.report import write_report
    from bot.maintenance.results import Results

    if not files and not is_crossed:
        raise click.UsageError("Name at least one file of labelled questions, or ask for --cross-validate.")
    labelled = labelled_or_exit(files)
    trial = trial_or_exit()
    _warn_of_unknown(labelled, trial)
    dialogue = trial.dialogue()
    perturbed = _perturbed(labelled) if perturb else {}
    results = Results(
        trial.encoder_name,
        {str(path): judged for path, judged in _judged(labelled, dialogue, "asking").items()},
        {kind: figures(judged) for kind, judged in _judged(perturbed, dialogue, "disturbing").items()},
        _held_out(trial) if is_crossed else None,
    )
    click.echo(json.dumps(results.as_dict(), ensure_ascii=False, indent=2) if is_json else results.as_text())
    if report is not None:
        click.echo(f"Written: {write_report(report, results)}", err=True)
    if is_kept:
        click.echo(f"Written: {write_baseline(labelled, results)}", err=True)


@click.command()
@click.argument("files", nargs=-1, type=FILE, required=True, metavar="FILE...")
@click.option("--max-wrong", default=3.0, show_default=True, help="Wrong answers in 100 questions, at most.")
@click.option("--max-wrong-elsewhere", type=float, help="The same of those not in English.  [default: as of English]")
@click.option("--max-oos", default=5.0, show_default=True, help="Out-of-scope questions answered in 100, at most.")
@click.option("--write", "is_written", is_flag=True, help="Keeps the choice in content/thresholds.yml.")
def thresholds(
    files: tuple[Path, ...], max_wrong: float, max_wrong_elsewhere: float | None, max_oos: float, is_written: bool
) -> None:
    """Chooses on labelled questions how sure the bot must be, by what mistakes may cost."""
    from bot.maintenance.thresholds import Cost, choose
    from bot.maintenance.thresholds_file import entry, write
    from bot.startup import default_folder

    settings = settings_or_exit()
    trial = trial_or_exit(settings)
    labelled = labelled_or_exit(files)
    _warn_of_unknown(labelled, trial)
    questions = {Path(): [one for group in labelled.values() for one in group]}
    cost = Cost(max_wrong, max_oos, max_wrong if max_wrong_elsewhere is None else max_wrong_elsewhere)

    def ask(values: Thresholds) -> Sequence[Judged]:
        return _judged(questions, trial.dialogue(values), "asking")[Path()]

    chosen = choose(ask, trial.thresholds, cost)
    _show_choice(chosen, trial)
    if chosen.excess:
        limits = f"{max_wrong:g}% wrong and {max_oos:g}% of out-of-scope questions answered"
        fail(f"No thresholds keep within {limits}; these come closest. Nothing is written.", FAILED)
    if is_written:
        path = (settings.content_dir or default_folder("content")) / "thresholds.yml"
        on = [path.name for path in files]
        write(path, entry(trial.encoder_name, datetime.now(UTC).date().isoformat(), on, cost, chosen))
        click.echo(f"Written: {path}", err=True)


def _show_choice(chosen: Chosen, trial: Trial) -> None:
    from bot.maintenance.tables import BOUGHT, bought_row, table
    from bot.maintenance.thresholds import beyond_thresholds, neighbours

    now = trial.thresholds
    rows = ([name, value, getattr(chosen.thresholds, name)] for name, value in vars(now).items())
    click.echo(table(["threshold", "now", "chosen"], [[name, f"{one:.2f}", f"{two:.2f}"] for name, one, two in rows]))
    click.echo(f"Encoder: {trial.encoder_name}. What this buys, in percent:")
    click.echo(table(["", *BOUGHT.values()], [["all questions", *bought_row(chosen.bought)]]))
    click.echo("What it would buy with one threshold a little lower or higher:")
    steps = neighbours(chosen.judged, chosen.thresholds)
    click.echo(
        table(["", *BOUGHT.values()], [[f"{name} {value:.2f}", *bought_row(buys)] for name, value, buys in steps])
    )
    beyond = beyond_thresholds(chosen)
    if beyond:
        click.echo("Wrong, and not by any threshold: rules beside them answered, or a question is an example.")
        click.echo("".join(f"    {', '.join(one.answered)}: {one.labelled.ask}\n" for one in beyond))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option("--json", "is_json", is_flag=True, help="All figures as one JSON object.")
def benchmark(folder: Path, is_json: bool) -> None:
    """Measures the parts of understanding on labelled questions about anything else.

    DIR holds train.jsonl and val.jsonl, and may hold test.jsonl, oos_train.jsonl, oos_val.jsonl and oos_test.jsonl.
    """
    from bot.knowledge.findings import LibraryError
    from bot.maintenance.benchmark import run
    from bot.understanding.encoder import load_multilingual

    try:
        found = asdict(run(folder, load_multilingual(), _Steps()))
    except LibraryError as error:
        fail(str(error), FAILED)
    width = max(map(len, found))
    lines = "\n".join(f"{name.ljust(width)}  {'-' if value is None else value}" for name, value in found.items())
    click.echo(json.dumps(found) if is_json else lines)


@click.command()
@click.argument("file", type=FILE, metavar="FILE")
def chatter(file: Path) -> None:
    """Counts what the bot would answer unasked among ordinary messages of groups, one a line in FILE."""
    from bot.knowledge.findings import LibraryError
    from bot.maintenance.chatter import MOST_IN_1000, read_messages, unwanted

    try:
        messages = read_messages(file)
    except LibraryError as error:
        fail(str(error), FAILED)
    label = f"listening to {len(messages)} messages"
    with click.progressbar(unwanted(messages, trial_or_exit()), len(messages), label, file=sys.stderr) as progress:
        found = [one for one in progress if one is not None]
    share = 1000 * len(found) / len(messages)
    click.echo("".join(f"{one.intent}: {one.message}\n" for one in found), nl=False)
    click.echo(f"{len(found)} of {len(messages)} would be answered unasked, {share:.2f} in 1,000.")
    sys.exit(FAILED if share > MOST_IN_1000 else 0)


class _Steps:
    """Shows on stderr each step of long work: on a terminal how far it is, else its name alone."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, step: str, share: float) -> None:
        text = f"{step} {share:.0%}" if sys.stderr.isatty() else step
        if text != self._shown:
            end = "\n" if share >= 1 or not sys.stderr.isatty() else ""
            click.echo(f"\r{text}{end}" if sys.stderr.isatty() else text, err=True, nl=not sys.stderr.isatty())
            self._shown = text


def labelled_or_exit(files: Sequence[Path]) -> dict[Path, list[Labelled]]:
    """The questions of each file; where some cannot be used, all of what is wrong with them, and the end."""
    from bot.knowledge.findings import Finding, LibraryError
    from bot.maintenance.questions import load

    labelled: dict[Path, list[Labelled]] = {}
    findings: list[Finding] = []
    for path in files:
        try:
            labelled[path] = load(path)
        except LibraryError as error:
            findings += error.findings
    if findings:
        fail("\n".join(map(str, findings)), FAILED)
    return labelled


def _warn_of_unknown(labelled: Mapping[Path, Sequence[Labelled]], trial: Trial) -> None:
    from bot.maintenance.questions import unknown_intents

    for path, questions in labelled.items():
        for intent in unknown_intents(questions, trial.library.intents):
            click.echo(
                f"{path}: no intent is named `{intent}`; the figures take it as one that is never right.", err=True
            )


def _perturbed(labelled: Mapping[Path, Sequence[Labelled]]) -> dict[str, list[Labelled]]:
    from bot.maintenance.perturbation import KINDS, perturb

    return {kind: [perturb(one, kind) for group in labelled.values() for one in group] for kind in KINDS}


def _judged(labelled: Mapping[K, Sequence[Labelled]], dialogue: Dialogue, label: str) -> dict[K, list[Judged]]:
    """Asks all questions, and shows on stderr how far it is."""
    from bot.maintenance.evaluation import judge

    count = sum(map(len, labelled.values()))
    judged: dict[K, list[Judged]] = {}
    if not count:
        return judged
    with click.progressbar(length=count, label=f"{label} {count} questions", file=sys.stderr) as progress:
        for key, questions in labelled.items():
            judged[key] = []
            for one in judge(questions, dialogue):
                judged[key].append(one)
                progress.update(1)
    return judged


def _held_out(trial: Trial) -> HeldOut:
    from bot.maintenance.holdout import hold_out

    count = sum(len(intent.examples) for intent in trial.library.intents.values())
    with click.progressbar(length=count, label=f"holding out {count} examples", file=sys.stderr) as progress:
        return hold_out(trial, progress.update)


def settings_or_exit() -> Settings:
    """The settings; where they cannot be used, what is wrong with them, and the end."""
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        fail(str(error), WRONG_SETTINGS)


def trial_or_exit(settings: Settings | None = None) -> Trial:
    """The bot over the settings' files; where they cannot be used, all of what is wrong with them, and the end."""
    from bot.knowledge.findings import LibraryError
    from bot.maintenance.trial import open_trial

    try:
        return open_trial(settings or settings_or_exit())
    except LibraryError as error:
        fail(str(error), FAILED)


def fail(message: str, status: int) -> NoReturn:
    """Says what is wrong, and ends with this status."""
    click.echo(message, err=True)
    sys.exit(status)
