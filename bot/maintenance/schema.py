"""JSON Schemas for editors, made from the shapes that validate the files, and the line that names them in each file.

Editors with the YAML language server (VS Code, Neovim, JetBrains' ...) complete and check a file by the schema that a
comment in its first line names. It promises draft 7, so that is what is written here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from bot.knowledge.files import SHAPES, File
from bot.knowledge.findings import Finding, printable
from bot.knowledge.library import Place

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
FOLDER: Final = "schema"
"""Beside `intents/` and `content/`."""
_MODELINE: Final = re.compile(r"#\s*yaml-language-server\s*:\s*\$schema=(?P<schema>\S+)\s*")
_FIRST_LINE: Final = 1000
"""Bytes that are read of it."""


def schema_of(shape: type[File]) -> dict[str, Any]:
    """The JSON Schema (draft 7) of one kind of file."""
    made = shape.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_Generator)
    for name, definition in made.get("definitions", {}).items():
        definition["title"] = title_of(name)
    return {"$schema": DIALECT, "title": f"{shape.kind} ({', '.join(shape.where)})", **made}


def title_of(name: str) -> str:
    """What a shape within a file is called, by the name of its class."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Shape")).lower()


class _Generator(GenerateJsonSchema):
    """Draft 7 where pydantic writes 2020-12, without titles that only repeat names."""

    def generate(self, schema: Any, mode: Any = "validation") -> dict[str, Any]:
        plain = _plain(super().generate(schema, mode))
        assert isinstance(plain, dict)  # noqa: S101 -- for the type checker: a schema stays one
        return plain


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    plain = {
        "definitions" if key == "$defs" else key: _plain(value)
        for key, value in node.items()
        if key != "default" and not (key == "title" and isinstance(value, str))
    }
    if isinstance(plain.get("description"), str):
        plain["description"] = " ".join(plain["description"].split())
        if "`" in plain["description"]:
            # Without it, the language server shows backticks as they are.
            plain["markdownDescription"] = plain["description"]
    if "patternProperties" in plain:
        plain["additionalProperties"] = False
    if "$ref" in plain and len(plain) > 1:
        # Draft 7 ignores what stands beside a reference.
        plain["allOf"] = [{"$ref": plain.pop("$ref")}]
    return plain


def schema_texts() -> dict[str, str]:
    """The contents of all schema files, by name."""
    return {f"{shape.kind}.json": json.dumps(schema_of(shape), indent=2, ensure_ascii=False) + "\n" for shape in SHAPES}


def write_schemas(folder: Path) -> None:
    """Writes all schema files.

    Raises:
        OSError: That cannot be done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def stale_schemas(folder: Path) -> list[str]:
    """Names of the schema files that are missing, or not what `write_schemas` would write."""
    return [
        name
        for name, text in schema_texts().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def modeline(shape: type[File], file: Path, folder: Path) -> str:
    """The first line of a file that lies there, for schemas that lie in this folder."""
    path = Path(os.path.relpath(folder / f"{shape.kind}.json", file.parent)).as_posix()
    return f"# yaml-language-server: $schema={path}"


def find_modelines(intents_dir: Path, content_dir: Path) -> Iterator[Finding]:
    """Warns of files that name no schema in their first line, or not their own."""
    for shape in SHAPES:
        for where in shape.where:
            below, name = where.split("/", 1)
            folder = {"intents": intents_dir, "content": content_dir}[below]
            for file in sorted(folder.glob(name)):
                if not file.name.startswith(".") and not _names_schema(file, shape):
                    shown = f"{below}/{printable(file.relative_to(folder).as_posix())}"
                    line = modeline(shape, file, folder.parent / FOLDER)
                    message = "The first line does not name the schema by which editors complete and check this file."
                    remedy = f"Make it `{line}`; `python -m bot schema` writes the schemas."
                    yield Finding(Place(shown, 1), "W025", message, remedy)


def _names_schema(file: Path, shape: type[File]) -> bool:
    """Whether its first line names its own schema, and that is there. What cannot be read is no matter of this."""
    try:
        if not file.is_file():
            return True
        with file.open("rb") as opened:
            first = opened.read(_FIRST_LINE).decode("utf-8-sig", "replace").split("\n", 1)[0]
    except OSError:
        return True
    match = _MODELINE.fullmatch(first)
    if match is None:
        return False
    schema = file.resolve().parent / match["schema"]
    return schema.name == f"{shape.kind}.json" and schema.is_file()
