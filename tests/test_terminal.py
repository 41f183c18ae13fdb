"""`chat`: how a conversation looks, and what can be typed."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pytest
from rich.console import Console

from bot.dialogue.reply import Button, Reply, Section
from bot.terminal import Chat, chosen, draw, open_console, piped_lines, typed_lines
from tests.stub_dialogue import ROWS, StubDialogue

BUTTONS = tuple(button for row in ROWS for button in row)


def plain_console(width: int = 60) -> Console:
    return Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False, color_system=None)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def drawn(reply: Reply, width: int = 60) -> str:
    console = plain_console(width)
    draw(console, reply)
    return printed(console)


def heard(lines: Iterable[str]) -> list[tuple[str, str]]:
    """What reaches the dialogue after the welcome."""
    dialogue = StubDialogue()
    Chat(dialogue, plain_console()).run(lines)
    return dialogue.heard[1:]


def test_a_conversation_through_a_pipe_reads_as_one() -> None:
    console = plain_console()
    Chat(StubDialogue(), console, clock=lambda: 0.0).run(piped_lines(["hello there\n", "\n", "2\n"], console))
    assert printed(console) == (
        "\n"
        "Screen start\n"
        "Turns remembered: 0\n"
        "• One point.\n"
        "\n"
        "Source: An article (A part)\n"
        "https://example.org/article\n"
        "\n"
        "[1] Skills   [2] The other role\n"
        "[3] 📖 The article  https://example.org/article\n"
        "\n"
        "Type a question, or the number of a button. /help says more,\n"
        "/quit leaves.\n"
        "\n"
        "> hello there\n"
        "\n"
        "You asked: hello there\n"
        "Turns remembered: 1\n"
        "• One point.\n"
        "\n"
        "Source: An article (A part)\n"
        "https://example.org/article\n"
        "\n"
        "[1] Skills   [2] The other role\n"
        "[3] 📖 The article  https://example.org/article\n"
        "\n"
        "> 2\n"
        "\n"
        "Screen duties-two\n"
        "Turns remembered: 2\n"
        "• One point.\n"
        "\n"
        "Source: An article (A part)\n"
        "https://example.org/article\n"
        "\n"
        "[1] Skills   [2] The other role\n"
        "[3] 📖 The article  https://example.org/article\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("line", "reaches"),
    [
        ("what is it", [("ask", "what is it")]),
        ("2", [("press", "duties-two")]),
        ("skills", [("press", "skills")]),
        ("  The OTHER role! ", [("press", "duties-two")]),
        ("3", []),
        ("the article", []),
        ("9", []),
        ("2026", [("ask", "2026")]),
        ("/start", [("press", "start")]),
        ("/topics", [("press", "menu")]),
        ("/QUIZ", [("press", "quiz")]),
        ("/help", [("press", "help")]),
        ("/", []),
        ("/nonsense", []),
        ("²", [("ask", "²")]),
        ("", []),
    ],
)
def test_what_is_typed_reaches_the_dialogue_as(line: str, reaches: list[tuple[str, str]]) -> None:
    assert heard([line]) == reaches


def test_quit_ends_the_conversation() -> None:
    assert heard(["hi", "/quit", "still there?"]) == [("ask", "hi")]


def test_a_page_is_shown_by_its_address() -> None:
    console = plain_console()
    Chat(StubDialogue(), console).run(["3"])
    assert "Open this page in a browser: https://example.org/article" in printed(console)


def test_an_unknown_command_and_help_name_the_commands() -> None:
    for line in ("/nonsense", "/help"):
        console = plain_console(200)
        Chat(StubDialogue(), console).run([line])
        assert "/topics, /compare" in printed(console).replace("\n", " ")


def test_lines_are_wrapped_and_points_hang() -> None:
    text = drawn(Reply((Section("Title", "word " * 12, ("point " * 12,)),)), width=30)
    assert max(map(len, text.splitlines())) <= 30
    assert "\n• point point point point\n  point point" in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_buttons_that_do_not_fit_side_by_side_stand_one_a_line() -> None:
    rows = ((Button("A rather long label", "a"), Button("Another long label", "b")), (Button("C", "c"),))
    text = drawn(Reply((Section("T", "L"),), rows=rows), width=40)
    assert text.endswith("\n[1] A rather long label\n[2] Another long label\n[3] C\n")


def test_notes_stand_before_the_answer() -> None:
    assert drawn(Reply((Section("Title", "Lead"),), notes=("A note.",))) == "A note.\n\nTitle\nLead\n"


def test_two_sections_are_set_apart() -> None:
    assert drawn(Reply((Section("A", "a"), Section("B", "b")))) == "A\na\n\nB\nb\n"


def test_a_text_is_never_taken_for_markup() -> None:
    assert "[red]no[/red] :smile: \\[x]" in drawn(Reply((Section("[red]no[/red] :smile: \\[x]", "L"),)))


def test_styles_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert open_console().color_system is not None
    monkeypatch.setenv("NO_COLOR", "1")
    assert open_console().color_system is None
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.delenv("FORCE_COLOR")
    assert open_console().color_system is None  # pytest's output is not a terminal


def test_control_characters_of_a_pipe_are_not_passed_on() -> None:
    console = plain_console()
    assert list(piped_lines(["\x1b[2Jhi\x07\n"], console)) == ["\x1b[2Jhi\x07\n"]
    assert printed(console) == ">  [2Jhi \n"


def test_a_number_or_a_label_chooses() -> None:
    assert chosen("1", BUTTONS) is BUTTONS[0]
    assert chosen("the article", BUTTONS) is BUTTONS[2]
    assert chosen("0", BUTTONS) is None
    assert chosen("4", BUTTONS) is None
    assert chosen("!?", BUTTONS) is None
    assert chosen("1", ()) is None


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_ctrl_d_and_ctrl_c_end_the_typing(
    end: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["hello"])

    def typed(prompt: str) -> str:
        assert prompt == "> "
        for line in lines:
            return line
        raise end

    monkeypatch.setattr("builtins.input", typed)
    assert list(typed_lines()) == ["hello"]
    assert capsys.readouterr().out == "\n"
