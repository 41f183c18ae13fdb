"""`chatter`: how much of ordinary talk the bot would answer unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.knowledge.findings import LibraryError
from bot.maintenance.chatter import read_messages


def test_messages_are_lines_without_comments(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("# a comment\n\nhello\n  \nwho has #1?\n", encoding="utf-8")
    assert read_messages(path) == ["hello", "who has #1?"]


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="talk"):
        read_messages(path)


@pytest.mark.parametrize(
    ("talk", "status", "says"),
    [
        ("hello\nlunch?\n", 0, "0 of 2 would be answered unasked, 0.00 in 1,000."),
        ("hello\nwhat does a data scientist do?\n", 1, "duties: what does a data scientist do?"),
        ("", 1, "holds no message"),
    ],
)
def test_the_command_counts_and_fails_above_one_in_a_thousand(
    tmp_path: Path, talk: str, status: int, says: str
) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(talk, encoding="utf-8")
    result = CliRunner().invoke(cli, ["chatter", str(path)])
    assert result.exit_code == status
    assert says in result.output
