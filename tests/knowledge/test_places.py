"""Where examples stand, to the column, however the block is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.library import Example
from tests.knowledge.world import World

HEAD = "format: 1\ntitle: Pay\nabout: [role]\n"

BLOCKS = {
    "a plain block": "examples: |\n  one\n  two\n",
    "blank lines": "examples: |\n\n  one\n\n   \n  two\n\n",
    "lines that end in spaces": "examples: |\n  one  \n  two\t\n",
    "without the last end of line": "examples: |-\n  one\n  two\n",
    "with all ends of lines": "examples: |+\n  one\n  two\n\n\n",
    "indented on purpose": "examples: |2\n   one\n    two\n",
    "indented on purpose, without the last end of line": "examples: |2-\n    one\n  two\n",
    "indented far": "examples: |\n        one\n        two\n",
    "some lines deeper": "examples: |\n  one\n      two\n",
    "a comment behind the mark": "examples: | # as people ask\n  one\n  two\n",
    "the mark in the next line": "examples:\n  |\n  one\n  two\n",
    "the end of the file behind the last line": "examples: |\n  one\n  two",
    "a comment before": "# one\n\nexamples: |\n  one\n  two\n",
    "other things behind": "examples: |\n  one\n  two\nfollow_ups: []\n",
    "a name of several bytes before": "not_examples: |\n  ü 😀 x\nexamples: |\n  one\n  two\n",
}


def with_carriage_returns(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def with_byte_order_mark(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


@pytest.mark.parametrize("block", BLOCKS.values(), ids=list(BLOCKS))
@pytest.mark.parametrize("encode", [str.encode, with_carriage_returns, with_byte_order_mark])
@pytest.mark.parametrize("is_first", [False, True])
def test_examples_stand_where_they_are_typed(block: str, encode: object, is_first: bool, tmp_path: Path) -> None:
    world = World(tmp_path)
    text = block.rstrip(" ") + ("" if block.endswith("\n") else "\n") + HEAD if is_first else HEAD + block
    assert callable(encode)
    world.put("intents/pay.yml", encode(text))
    examples = world.load()[0].intents["pay"].examples
    assert [example.text for example in examples] == ["one", "two"]
    for example in examples:
        assert typed_at(text, example) == example.text


def typed_at(text: str, example: Example) -> str:
    """What stands at the place of an example."""
    line = text.split("\n")[example.place.line - 1]
    assert line[: example.place.column - 1].strip() == ""
    return line[example.place.column - 1 :].rstrip()


def test_findings_count_characters_not_bytes(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.change("content/languages.yml", "words: [der, die]", 'words: [ü, "😀", {a: b}, 7]')
    assert world.found() == ["content/languages.yml:6:21 E031", "content/languages.yml:6:29 E035"]
