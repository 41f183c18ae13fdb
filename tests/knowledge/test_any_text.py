"""Whatever a file holds, there are findings or a library, and never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.knowledge.findings import MOST_OF_A_KIND
from bot.knowledge.yaml_file import MAX_BYTES, read
from tests.knowledge.world import FILES, World

PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\n  ",
            "\n    ",
            "\n- ",
            ": ",
            ":",
            "- ",
            "? ",
            "|",
            "|2-",
            ">",
            "'",
            '"',
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
        ),
        *("&a ", "*a", "!t ", "!!str ", "<<: ", "%YAML 1.2\n", "---\n", "...\n", "\t", "\r", "\0", "\x85", "\u2028"),
        *(
            "\ufeff",
            "\\ud800",
            "\\x00",
            "~",
            "true",
            "12",
            "1e400",
            ".nan",
            "😀",
            "ü",
            "a",
            "format: 1\n",
            "examples: |\n",
        ),
        *(
            "title: What\n",
            "about: [role]\n",
            "snippets:\n",
            "  what is it\n",
            "from: [keeps-bees]",
            "parts:",
            "facts:",
        ),
    ]
)
YAML_LIKE = st.lists(PIECES, max_size=30).map("".join)
VALUES = st.recursive(
    st.text(max_size=5) | st.sampled_from(["", "1", "true", "|\n  a\n  b", "role", "duties", "keeps-bees", "{words}"]),
    lambda inside: (
        st.lists(inside, max_size=3).map(lambda all_: f"[{', '.join(all_)}]")
        | st.dictionaries(st.sampled_from("abc"), inside, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key}: {value}" for key, value in table.items()) + "}"
        )
    ),
    max_leaves=4,
)
"""Values as they stand behind a key."""

quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One for all examples; each puts right what it broke."""
    return World(tmp_path_factory.mktemp("world"))


@quick
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "any.yml").write_bytes(content)
    reading = read(tmp_path / "any.yml", "any.yml")
    assert (reading.tree is None) <= bool(reading.findings)


@quick
@given(text=YAML_LIKE, path=st.sampled_from(sorted(FILES)))
@example(text="format: 1\nlikes: {keeps-bees: x}\nsnippets: {duties: [], pay: x}", path="content/roles/florist.yml")
def test_anything_like_yaml_in_any_file(text: str, path: str, world: World) -> None:
    world.put(path, text)
    findings = world.findings()
    world.put(path, FILES[path])
    assert findings or "format" in text


@quick
@given(data=st.data(), path=st.sampled_from(sorted(FILES)))
def test_any_value_in_any_place(data: st.DataObject, path: str, world: World) -> None:
    lines = FILES[path].splitlines()
    keyed = [number for number, line in enumerate(lines) if line.rstrip("|").rstrip().endswith(":") or ": " in line]
    number = data.draw(st.sampled_from(keyed))
    lines[number] = f"{lines[number].split(':')[0]}: {data.draw(VALUES)}"
    world.put(path, "\n".join(lines))
    findings = world.findings()
    world.put(path, FILES[path])
    for finding in findings:
        assert finding.place.line >= 1
        assert finding.place.column >= 1
        assert len(str(finding)) < 1000
        assert "\n" not in str(finding)


def many(line: str, size: int = MAX_BYTES - 1000) -> str:
    """A line as often as fits into a file; `{}` in it is its number."""
    count = size // len(line.format(1_000_000))
    return "".join(line.format(number) for number in range(count))


LARGE = {
    "an explosion of aliases": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 40)),
    "aliases of aliases": "a: &a [*a, *a]\n" * 1000,
    "merges": "a: &a {b: c}\n" + many("m{}: {{<<: *a}}\n", 100_000),
    "keys": many("k{}: 1\n"),
    "one key": many("k: 1\n"),
    "entries": "about: [" + "a," * 400_000 + "]",
    "dashes": "about:\n" + many("- a\n"),
    "nothing but brackets": "[" * 900_000,
    "nothing but braces": "{" * 900_000,
    "nothing but dashes": "- " * 400_000,
    "nothing but question marks": "? " * 400_000,
    "nothing but quotes": '"' * 900_000,
    "nothing but tabs": "\t" * 900_000,
    "nothing but NUL": "\0" * 900_000,
    "nothing but tags": "!a " * 300_000,
    "one long line": "title: " + "long " * 190_000,
    "one long key": "? " + "long " * 190_000 + "\n: x\n",
    "one long example": "format: 1\ntitle: A\nabout: [role]\nexamples: |\n  " + "what is a beekeeper " * 40_000 + "\n",
    "dashes in a block": "format: 1\ntitle: A\nabout: [role]\nexamples: |\n" + many("  - a\n", 100_000),
    "one example over and over": "format: 1\ntitle: A\nabout: [role]\nexamples: |\n" + many("  what\n", 100_000),
    "many examples": "format: 1\ntitle: A\nabout: [role]\nexamples: |\n" + many("  what is {}\n", 300_000),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=list(LARGE))
def test_large_files_give_few_findings(text: str, tmp_path: Path) -> None:
    assert len(text) <= MAX_BYTES
    world = World(tmp_path)
    world.put("intents/pay.yml", text)
    findings = world.findings()
    assert len(findings) <= 2 * MOST_OF_A_KIND + 3
    assert sum(len(str(finding)) for finding in findings) < 50_000


def test_fifty_megabytes(tmp_path: Path) -> None:
    world = World(tmp_path)
    with (tmp_path / "intents/pay.yml").open("wb") as file:
        file.truncate(50_000_000)
    assert world.found() == ["intents/pay.yml:1:1 E001"]


def test_more_examples_than_can_be_taught(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put("intents/pay.yml", LARGE["many examples"])
    (finding,) = (finding for finding in world.findings() if finding.code == "E066")
    assert (finding.place.path, finding.place.line) == ("intents/pay.yml", 4)


def test_nothing_is_executed(tmp_path: Path) -> None:
    world = World(tmp_path)
    made = tmp_path / "made"
    world.put(
        "intents/pay.yml", f"format: 1\ntitle: !!python/object/apply:pathlib.Path.touch [!!python/name:x '{made}']\n"
    )
    assert {finding.code for finding in world.findings()} == {"E009"}
    assert not made.exists()
