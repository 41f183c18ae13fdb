"""A page on the formats of all files, made from the schemas, so that it says what is checked and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from bot.knowledge.files import SHAPES, File
from bot.maintenance.schema import schema_of, title_of

Schema = dict[str, Any]
HEAD: Final = """\
# The files

All that the bot knows and understands stands in these files. This page is made from the models that check them, with
`python -m bot schema --page docs/files.md`. How to work with them: [maintaining.md](maintaining.md).

What holds for all of them:

- They are YAML in UTF-8, with names that end in `.yml` (or `.yaml`), of at most a megabyte. Files whose names begin
  with a dot are not read.
- The first line names the schema by which an editor completes and checks the file. `format: 1` follows.
- A file's name is its id: lower-case letters, digits and underscores; of articles and facts hyphens instead.
- A text is what is typed, on one line or several: `no` is the word no. What editors take for a number or a truth value
  (`42`, `true`, `~`) needs quotes, and so does a text with `: ` or ` #` in it.
- A block is a `|` with lines below it. Each line is an entry, and nothing in it needs quotes.
- Unknown keys, keys that are there twice, anchors, aliases, tags and a second document are errors.
"""
BAR: Final = r"\|"
"""A bar within a cell of a table."""
_BRACED: Final = re.compile(r"\\\{(\w+)\\\}")


def page() -> str:
    """The page, as Markdown."""
    return "\n".join([HEAD, *(line for shape in SHAPES for line in _section(shape))])


def _section(shape: type[File]) -> Iterator[str]:
    schema = schema_of(shape)
    yield f"## {' and '.join(f'`{_path(where)}`' for where in shape.where)}\n"
    yield f"{schema['description']}\n"
    yield from _table(schema, shape)
    for definition in schema.get("definitions", {}).values():
        yield f"### {shape.kind}: {definition['title']}\n"
        yield f"{definition['description']}\n"
        yield from _table(definition, shape)


def _path(where: str) -> str:
    return where.replace("*", "<role>--<role>" if "pairs" in where else "<id>")


def _table(schema: Schema, shape: type[File]) -> Iterator[str]:
    """A row a key."""
    yield "| key | holds | |"
    yield "|---|---|---|"
    for key, told in schema["properties"].items():
        need = "" if key in schema["required"] else "; may be missing"
        row = f"`{key}`", f"{_holds(told, shape)}{need}", told.get("description", _filled_in(told))
        if key != "format":
            yield f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |"
    yield ""


def _holds(told: Schema, shape: type[File]) -> str:
    """What stands behind a key, in a few words."""
    if "enum" in told:
        return "one of " + ", ".join(f"`{one}`" for one in told["enum"])
    if told.get("type") == "array":
        least, most = told.get("minItems", 0), told.get("maxItems")
        count = f", {least} to {most}" if most else ", one or more" if least else ""
        return f"a list{count}: {_holds(told['items'], shape)}"
    if told.get("type") == "object":
        inside = told.get("additionalProperties") or next(iter(told["patternProperties"].values()))
        return f"by key, {_holds(inside, shape)}"
    if "defaultSnippets" in told:
        return "a block"
    return _scalar(told) if "type" in told else _link(told, shape)


def _scalar(told: Schema) -> str:
    most = told.get("maxLength")
    words = {"string": "a text", "integer": "a whole number", "number": "a number"}[told["type"]]
    return f"{words} of up to {most:,} characters" if most else words


def _link(told: Schema, shape: type[File]) -> str:
    """To the table of the thing that a schema refers to."""
    reference = told.get("$ref") or told["allOf"][0]["$ref"]
    name = title_of(reference.rsplit("/", 1)[1])
    return f"[{name}](#{shape.kind}-{name.replace(' ', '-')})"


def _filled_in(told: Schema) -> str:
    """The names in braces that the bot fills in."""
    return ", ".join(f"`{{{name}}}`" for name in _BRACED.findall(told.get("pattern", "")))
