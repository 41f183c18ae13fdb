"""The values that files hold: texts, lines, blocks, ids. What each must be like, and what it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from bot.knowledge.tree import BlockText, PlainText

ID_PATTERN: Final = r"^[a-z][a-z0-9_]*$"
FACT_PATTERN: Final = r"^[a-z0-9][a-z0-9-]*$"
URL_PATTERN: Final = r'^https?://[^\s<>"/]+\.[^\s<>"]+$'
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[a-zA-Z]+)?$"
FORMS: Final = {
    ID_PATTERN: "Ids are lower-case letters, digits and underscores, beginning with a letter.",
    FACT_PATTERN: "Ids of facts and parts are lower-case letters, digits and hyphens.",
    URL_PATTERN: "Write the whole address, like https://example.org/page.",
    LANGUAGE_PATTERN: "Languages are written like `de` or `pt-BR`.",
}
"""What a text must be like, by pattern."""
_NO_TEXT: Final = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    re.ASCII,
)
"""What YAML 1.2, and so an editor, takes for something else than a text where it stands without quotes."""
_BRACED: Final = re.compile(r"\{[^{}]*\}|[{}]")


@dataclass(frozen=True)
class FilledIn:
    """Allows `{name}` for these names only, and no other braces."""

    names: tuple[str, ...] = ()

    def check(self, text: str) -> str:
        """The text itself.

        Raises:
            PydanticCustomError: It holds other braces.
        """
        allowed = [f"{{{name}}}" for name in self.names]
        for match in _BRACED.finditer(text):
            if match[0] not in allowed:
                known = f"Known here: {', '.join(f'`{one}`' for one in allowed)}." if allowed else "Remove the braces."
                raise PydanticCustomError("not_filled_in", "unknown", {"found": match[0], "known": known})
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Checks after all else."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The same for editors."""
        allowed = "".join(rf"|\{{{name}\}}" for name in self.names)
        return {**handler(schema), "pattern": rf"^([^{{}}]{allowed})*$"}


def as_number(value: Any) -> Any:
    """Scalars come as the text that was typed."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else value


def _decimal(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _text(value: Any) -> Any:
    """On one line; what an editor would not take for a text is refused."""
    if isinstance(value, PlainText) and _NO_TEXT.fullmatch(value):
        raise PydanticCustomError("not_a_text", "not a text")
    return " ".join(value.split()) if isinstance(value, str) else value


def _block(value: Any) -> str:
    if not isinstance(value, BlockText):
        raise PydanticCustomError("not_a_block", "not a literal block")
    return str(value.strip())


Text = Annotated[str, StringConstraints(min_length=1, max_length=1000), BeforeValidator(_text)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60), BeforeValidator(_text)]
Block = Annotated[
    str,
    StringConstraints(min_length=1),
    BeforeValidator(_block),
    Field(json_schema_extra={"defaultSnippets": [{"label": "one a line", "body": "|\n  $1"}]}),
]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=40)]
FactId = Annotated[str, StringConstraints(pattern=FACT_PATTERN, max_length=80)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""An id of something that stands elsewhere. Whether there is such a thing is for `checks` to say."""
Url = Annotated[str, StringConstraints(pattern=URL_PATTERN, max_length=500)]
LanguageId = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]
Decimal = Annotated[float, BeforeValidator(_decimal), Field(allow_inf_nan=False)]
Number = Annotated[int, BeforeValidator(as_number)]
Line = Annotated[Text, FilledIn()]
ShortLine = Annotated[Label, FilledIn()]
Said = Annotated[Text, FilledIn(("roles",))]
