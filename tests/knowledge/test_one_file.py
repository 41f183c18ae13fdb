"""One broken file, and exactly what is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.knowledge.yaml_file import MAX_BYTES, MAX_NODES
from tests.knowledge.world import World

DUTIES = "intents/duties.yml"


@dataclass(frozen=True)
class Whole:
    """A file with other contents, and the places and codes of what is found in it."""

    name: str
    path: str
    content: str | bytes
    expected: list[str]

    def __str__(self) -> str:
        return self.name


INTENT = """\
format: 1
title: What they do
about: [role]
examples: |
  what does a beekeeper do
"""

UNREADABLE = [
    Whole("empty", DUTIES, "", ["1:1 E005"]),
    Whole("only a comment", DUTIES, "# nothing yet\n", ["1:1 E005"]),
    Whole("only a document mark", DUTIES, "---\n", ["1:1 E005"]),
    Whole("larger than allowed", DUTIES, INTENT + " " * MAX_BYTES, ["1:1 E001"]),
    Whole("more entries than allowed", DUTIES, "a: [" + "b," * MAX_NODES + "]", ["1:99999 E001"]),
    Whole("not UTF-8", DUTIES, b"format: 1\ntitle: caf\xe9\n", ["2:11 E002"]),
    Whole("not UTF-8 behind letters of several bytes", DUTIES, "title: ü😀ü".encode() + b"\xff\n", ["1:11 E002"]),
    Whole("UTF-16", DUTIES, INTENT.encode("utf-16"), ["1:1 E002"]),
    Whole("NUL bytes", DUTIES, "format: 1\ntitle: ü\0\0b\n", ["2:9 E012", "2:10 E012"]),
    Whole("a control character", DUTIES, "format: 1\n\x07title: b\n", ["2:1 E012"]),
    Whole("a byte order mark in the middle", DUTIES, "format: 1\n\ufefftitle: b\n", ["2:1 E012"]),
    Whole("a line separator that editors do not count", DUTIES, "format: 1\ntitle: a\u2028b\n", ["2:9 E012"]),
    Whole("a lone carriage return", DUTIES, "format: 1\rtitle: a\n", ["1:10 E012"]),
    Whole("a tab", DUTIES, "format: 1\nabout:\n\t- role\n", ["3:1 E004"]),
    Whole("nothing but tabs", DUTIES, "\t\t\t\n" * 1000, ["1:1 E004"]),
    Whole("an open quote", DUTIES, 'format: 1\ntitle: "What\nabout: [role]\n', ["2:8 E004"]),
    Whole("an open list", DUTIES, "format: 1\nabout: [role\ntitle: A\n", ["2:8 E004"]),
    Whole("an open bracket", DUTIES, "format: 1\ntitle: {A\n", ["2:8 E004"]),
    Whole("a bracket that closes nothing", DUTIES, "format: 1\ntitle: ]\n", ["2:8 E004"]),
    Whole("two colons", DUTIES, "format: 1\ntitle: What: they do\n", ["2:12 E004"]),
    Whole("a line without a colon", DUTIES, "format: 1\ntitle\nabout: [role]\n", ["2:1 E004"]),
    Whole("indented too little", DUTIES, "format: 1\nabout:\n  - role\n title: A\n", ["4:2 E004"]),
    Whole("no entry of the list", DUTIES, "- format: 1\ntitle: A\n", ["2:1 E004"]),
    Whole("a character that begins nothing", DUTIES, "format: 1\ntitle: @home\n", ["2:8 E004"]),
    Whole("a star that begins nothing", DUTIES, "format: 1\ntitle: * home\n", ["2:8 E004"]),
    Whole("half of a surrogate pair", DUTIES, 'format: 1\ntitle: "a \\ud800"\n', ["2:13 E004"]),
    Whole("a backslash that means nothing", DUTIES, 'format: 1\ntitle: "a \\q"\n', ["2:11 E004"]),
    Whole("a list behind its key", DUTIES, "format: 1\nabout: - role\n", ["2:8 E004"]),
    Whole("text behind the mark of a block", DUTIES, "format: 1\nexamples: |what\n  is it\n", ["2:12 E004"]),
    Whole("something rare", DUTIES, "%FOO\n---\nformat: 1\n", ["1:5 E004"]),
    Whole("a second document", DUTIES, INTENT + "---\n" + INTENT, ["6:1 E006"]),
    Whole(
        "an anchor and its alias",
        DUTIES,
        "format: 1\ntitle: &a What\nabout: [*a, *a]\n",
        ["2:8 E007", "3:9 E007", "3:13 E007"],
    ),
    Whole("a tag", DUTIES, "format: 1\ntitle: !!python/object/apply:os.getcwd []\n", ["2:8 E009"]),
    Whole("an exclamation mark", DUTIES, "format: 1\ntitle: !important\n", ["2:8 E009"]),
    Whole("too deep, as a block", DUTIES, "".join(f"{' ' * n}a:\n" for n in range(1000)), ["13:13 E008"]),
    Whole("too deep, in brackets", DUTIES, "a: " + "[" * 1000 + "]" * 1000, ["1:15 E008"]),
    Whole("too deep, in braces", DUTIES, "a: " + "{a: " * 1000 + "}" * 1000, ["1:48 E008"]),
    Whole("a key that is a list", DUTIES, "format: 1\n? [a, b]\n: c\n", ["2:3 E010"]),
    Whole("a key in braces", DUTIES, "format: 1\n{a}: c\n", ["2:1 E010"]),
]

SHAPES = [
    Whole("a text instead of keys", DUTIES, "hello\n", ["1:1 E031"]),
    Whole("a list instead of keys", DUTIES, "- hello\n", ["1:1 E031"]),
    Whole("a key twice", DUTIES, INTENT + "title: Again\n", ["6:1 E011"]),
    Whole("an escaped control character", DUTIES, INTENT.replace("What they do", '"What\\0"'), ["2:8 E012"]),
    Whole("a misspelt key", DUTIES, INTENT.replace("title", "titel"), ["2:1 E030"]),
    Whole("no format", DUTIES, INTENT.replace("format: 1\n", ""), ["1:1 E031"]),
    Whole("another format", DUTIES, INTENT.replace("format: 1", "format: 2"), ["1:9 E033"]),
    Whole("no title", DUTIES, INTENT.replace("title: What they do\n", ""), ["1:1 E031"]),
    Whole("an empty title", DUTIES, INTENT.replace(" What they do", ""), ["2:1 E031"]),
    Whole("a title that is too long", DUTIES, INTENT.replace("What", "What " * 20), ["2:8 E031"]),
    Whole("a title of several lines", DUTIES, INTENT.replace("What they do", "What\n  they do"), []),
    Whole("a number as a title", DUTIES, INTENT.replace("What they do", "42"), ["2:8 E035"]),
    Whole("a decimal as a title", DUTIES, INTENT.replace("What they do", "-4.5e3"), ["2:8 E035"]),
    Whole("a truth value as a title", DUTIES, INTENT.replace("What they do", "true"), ["2:8 E035"]),
    Whole("null as a title", DUTIES, INTENT.replace("What they do", "~"), ["2:8 E035"]),
    Whole("a number in quotes as a title", DUTIES, INTENT.replace("What they do", "'42'"), []),
    Whole("no as a title", DUTIES, INTENT.replace("What they do", "no"), []),
    Whole("a list as a title", DUTIES, INTENT.replace("What they do", "[What]"), ["2:1 E031"]),
    Whole("about something unknown", DUTIES, INTENT.replace("[role]", "[rôle]"), ["3:9 E033"]),
    Whole("about as a text", DUTIES, INTENT.replace("[role]", "role"), ["3:8 E031"]),
    Whole("about nothing", DUTIES, INTENT.replace("[role]", "[]"), ["3:1 E031"]),
    Whole("examples in quotes", DUTIES, 'format: 1\ntitle: A\nabout: [role]\nexamples: "what"\n', ["4:11 E034"]),
    Whole("plain examples", DUTIES, "format: 1\ntitle: A\nabout: [role]\nexamples:\n  what\n  is it\n", ["5:3 E034"]),
    Whole("folded examples", DUTIES, INTENT.replace("|", ">"), ["4:11 E034"]),
    Whole("examples as a list", DUTIES, "format: 1\ntitle: A\nabout: [role]\nexamples:\n  - a: b\n", ["4:1 E034"]),
    Whole("no examples", DUTIES, "format: 1\ntitle: A\nabout: [role]\nexamples:\n", ["4:1 E034"]),
    Whole("a block without examples", DUTIES, "format: 1\ntitle: A\nabout: [role]\nexamples: |\n\n\n", ["4:1 E031"]),
    Whole("a long example", DUTIES, INTENT + f"  what {'is ' * 200}it\n", ["6:3 E085"]),
    Whole("folded not_examples", DUTIES, INTENT + "not_examples: >\n  what\n", ["6:15 E034"]),
    Whole("an id with a capital letter", DUTIES, INTENT + "follow_ups: [Pay]\n", ["6:14 E064"]),
    Whole(
        "many unknown keys",
        DUTIES,
        INTENT + "".join(f"x{n}: 1\n" for n in range(51)),
        [*(f"{n}:1 E030" for n in range(6, 56)), "56:1 E039"],
    ),
]


def of_file(found: list[str], path: str) -> list[str]:
    """What is found in one file; nothing may be found elsewhere."""
    assert [one for one in found if not one.startswith(f"{path}:")] == []
    return [one.removeprefix(f"{path}:") for one in found]


@pytest.mark.parametrize("case", [*UNREADABLE, *SHAPES], ids=str)
def test_one_file(case: Whole, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(case.path, case.content)
    assert of_file(world.found(), case.path) == case.expected
