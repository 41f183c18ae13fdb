"""The command line. Exit status: 0 good, 1 findings or failure, 2 wrong usage or settings.

What a command needs is imported inside it, so that `--help` shows at once and `ask` never loads Telegram's library.
"""

from __future__ import annotations

import io
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

import click

from bot import __version__
from bot.maintenance.commands import benchmark, evaluate, thresholds

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.startup import Advisor

FAILED = 1
WRONG_SETTINGS = 2


def main() -> None:
    """Runs the command that the process was started with."""
    speak_utf8()
    cli(prog_name="career-bot")


def speak_utf8() -> None:
    """Makes pipes carry UTF-8 wherever the bot runs; what cannot be read or written is replaced, never an error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def cli() -> None:
    """A career advisor: ask it in your own words."""


@cli.command()
def chat() -> None:
    """Talks with you in this terminal, or through a pipe."""
    from bot.terminal import Chat, open_console, piped_lines, typed_lines

    console = open_console()
    advisor = _advisor()
    threading.Thread(target=advisor.understander.warm, daemon=True).start()
    lines = typed_lines() if sys.stdin.isatty() else piped_lines(sys.stdin, console)
    Chat(advisor.dialogue, console).run(lines)


@cli.command()
@click.argument("text", nargs=-1)
@click.option("--json", "form", flag_value="json", help="The reply and what was understood, as one JSON object.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Reads and writes a JSON object a line; see the README.")
@click.option("--explain", "form", flag_value="explain", help="How the bot came to its answer.")
def ask(text: tuple[str, ...], form: str | None) -> None:
    """Answers one question."""
    if form == "jsonl":
        if text:
            raise click.UsageError("--jsonl reads its questions from standard input: leave TEXT out.")
        _ask_lines()
    if not text:
        raise click.UsageError('Say what to ask, for example: ask "what does a data scientist do".')
    answer = {"json": _ask_json, "explain": _explain}.get(form or "", _ask_card)
    answer(_advisor(), " ".join(text))


def _ask_lines() -> NoReturn:
    from bot.json_lines import answer_lines

    def write(line: str) -> None:
        print(line, flush=True)  # noqa: T201 -- click.echo costs more than the answer

    sys.exit(FAILED if answer_lines(_advisor().dialogue, sys.stdin, write) else 0)


def _ask_json(advisor: Advisor, question: str) -> None:
    from bot.dialogue.memory import FORGOTTEN
    from bot.turn_json import as_line, turn_dict

    click.echo(as_line(turn_dict("ask", question, advisor.dialogue.ask(question, FORGOTTEN, 0.0))))


def _ask_card(advisor: Advisor, question: str) -> None:
    from bot.dialogue.memory import FORGOTTEN
    from bot.terminal import draw, open_console

    draw(open_console(), advisor.dialogue.ask(question, FORGOTTEN, 0.0).reply)


def _explain(advisor: Advisor, question: str) -> None:
    from bot.explanation import explain
    from bot.terminal import open_console

    explain(open_console(), advisor.understander(question), advisor.understander.thresholds)


@cli.command()
def run() -> None:
    """Answers on Telegram, by long polling.

    Needs TELEGRAM_BOT_TOKEN; docs/running.md says how to get one.
    """
    from bot.settings import require_token

    settings = _settings()
    if problem := require_token(settings):
        click.echo(problem, err=True)
        sys.exit(WRONG_SETTINGS)
    from bot.telegram.polling import run_polling

    advisor = _advisor(settings)
    # Nobody's first question has to wait for what is loaded and trained only when it is needed.
    advisor.understander.warm()
    sys.exit(run_polling(settings, advisor.dialogue))


@cli.command()
@click.option("--strict", is_flag=True, help="Warnings count as failures too.")
@click.option("--format", "form", type=click.Choice(["text", "github", "json"]), default="text", show_default=True)
def check(strict: bool, form: str) -> None:
    """Says all that is wrong or doubtful in the files."""
    from bot.maintenance.check import FORMATS, find_all, has_failed, summary

    findings = find_all(_settings())
    click.echo(FORMATS[form](findings), nl=False)
    click.echo(summary(findings), err=True)
    sys.exit(FAILED if has_failed(findings, strict) else 0)


cli.add_command(evaluate)
cli.add_command(thresholds)
cli.add_command(benchmark)


def _settings() -> Settings:
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_SETTINGS)


def _advisor(settings: Settings | None = None) -> Advisor:
    """What answers; where the files cannot be used, all of what is wrong with them, and the end."""
    from bot.knowledge.findings import LibraryError
    from bot.startup import start_advisor

    try:
        return start_advisor(settings or _settings())
    except LibraryError as error:
        click.echo(str(error), err=True)
        sys.exit(FAILED)
