"""The command line. Exit status: 0 good, 1 findings or failure, 2 wrong usage or settings.

What a command needs is imported inside it, so that `--help` shows at once and `ask` never loads Telegram's library.
"""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot import __version__
from bot.maintenance.change_commands import diff, questions
from bot.maintenance.commands import benchmark, chatter, evaluate, thresholds
from bot.maintenance.file_commands import add_example, check, new, schema

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.startup import Advisor
    from bot.telegram.running import Plan

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


@cli.command("try")
def try_files() -> None:
    """Talks, explains itself, and takes up edits at once.

    Edit a file and save it, and the next question is answered from it.
    """
    from bot.reload import LiveFiles
    from bot.terminal import open_console, piped_lines, typed_lines
    from bot.workbench import Workbench

    console, settings = open_console(), _settings()
    files = LiveFiles(settings, _advisor(settings))
    lines = typed_lines() if sys.stdin.isatty() else piped_lines(sys.stdin, console)
    Workbench(files, console).run(lines)


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
    _require(require_token(settings))
    from bot.telegram.polling import run_polling

    sys.exit(run_polling(_plan(settings)))


@cli.command()
def serve() -> None:
    """Answers on Telegram, by webhook.

    Needs TELEGRAM_BOT_TOKEN, WEBHOOK_URL and WEBHOOK_SECRET; `webhook set` registers it.
    """
    from bot.settings import require_token, require_webhook

    settings = _settings()
    _require(require_token(settings), require_webhook(settings))
    from bot.telegram.webhook import run_webhook

    sys.exit(run_webhook(_plan(settings)))


@cli.group()
def webhook() -> None:
    """Registers the webhook at Telegram, or shows it."""


@webhook.command("set")
def webhook_set() -> None:
    """Registers WEBHOOK_URL where it differs from what Telegram has.

    Where WEBHOOK_URL is not set there is nothing to do, which is well too.
    """
    from bot.settings import require_token, require_webhook

    settings = _settings()
    if settings.webhook_url is not None:
        _require(require_token(settings), require_webhook(settings))
    from bot.telegram.registration import set_webhook

    async def work(plan: Plan) -> None:
        click.echo(await set_webhook(plan))

    _run_once(settings, work)


@webhook.command("show")
def webhook_show() -> None:
    """Shows the webhook that Telegram has; exit status 1 where it is not as the settings have it."""
    from bot.settings import require_token

    settings = _settings()
    _require(require_token(settings))
    from bot.telegram.registration import show_webhook

    async def work(plan: Plan) -> None:
        lines, is_as_set = await show_webhook(plan)
        click.echo("\n".join(lines))
        if not is_as_set:
            sys.exit(FAILED)

    _run_once(settings, work)


@cli.command()
def doctor() -> None:
    """Says what keeps the bot from working: token, switches, webhook, rights in chats, database, files."""
    import asyncio

    from bot.telegram.doctor import examine

    settings = _settings()

    async def tell() -> int:
        count = 0
        async for finding in examine(settings):
            click.echo(f"- {finding}")
            count += 1
        return count

    count = asyncio.run(tell())
    click.echo(f"{count} findings." if count > 1 else "1 finding." if count else "Nothing is wrong.", err=True)
    sys.exit(FAILED if count else 0)


cli.add_command(evaluate)
cli.add_command(thresholds)
cli.add_command(benchmark)
cli.add_command(chatter)
cli.add_command(check)
cli.add_command(schema)
cli.add_command(new)
cli.add_command(add_example)
cli.add_command(diff)
cli.add_command(questions)


def _require(*problems: str | None) -> None:
    """Ends the process where there are problems with the settings, and says all of them."""
    if found := [problem for problem in problems if problem]:
        click.echo("\n".join(found), err=True)
        sys.exit(WRONG_SETTINGS)


def _plan(settings: Settings) -> Plan:
    """What `run` and `serve` run."""
    from bot.reload import LiveFiles
    from bot.telegram.running import Plan

    advisor = _advisor(settings)
    return Plan(settings, advisor.dialogue, advisor.understander.warm, LiveFiles(settings, advisor))


def _run_once(settings: Settings, work: Callable[[Plan], Coroutine[Any, Any, None]]) -> NoReturn:
    from bot.telegram.running import Plan, run

    plan = Plan(settings, _advisor(settings).dialogue)
    sys.exit(run(plan, work(plan)))


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
