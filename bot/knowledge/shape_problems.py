"""What is wrong with the shape of a file, in plain words."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from bot.knowledge import files
from bot.knowledge.findings import Finding, quoted
from bot.knowledge.tree import Node, Path
from bot.knowledge.values import FORMS

_MESSAGES: Final = {
    "missing": ("E031", "`{key}` is missing.", "Add it; compare with another file of this kind."),
    "string_type": ("E031", "`{key}` must be a text.", "Write one text behind `{key}:`."),
    "list_type": ("E031", "`{key}` must be a list.", "Write `{key}: [one, two]`, or a line `- ...` for each below it."),
    "dict_type": ("E031", "`{key}` must hold keys.", "Write `key: value` lines below it, indented by two spaces."),
    "model_type": ("E031", "`{key}` must hold keys.", "Write `key: value` lines below it, indented by two spaces."),
    "too_short": ("E031", "`{key}` has too few entries: it needs at least {min_length}.", "Add what is missing."),
    "too_long": ("E031", "`{key}` has too many entries: {max_length} is the most.", "Shorten it, or split it in two."),
    "string_too_short": ("E031", "`{key}` is empty.", "Write a text, or remove the key."),
    "string_too_long": ("E031", "`{key}` is too long: {max_length} characters are the most.", "Shorten it."),
    "int_type": ("E031", "`{key}` must be a whole number.", "Write digits only."),
    "float_type": ("E031", "`{key}` must be a number.", "Write it like 0.5."),
    "finite_number": ("E031", "`{key}` must be a number.", "Write it like 0.5."),
    "greater_than_equal": ("E031", "`{key}` is too small: {ge} is the least.", "Write a larger number."),
    "less_than_equal": ("E031", "`{key}` is too large: {le} is the most.", "Write a smaller number."),
    "string_pattern_mismatch": ("E032", "`{input}` cannot stand here.", "{form}"),
    "literal_error": ("E033", "`{input}` cannot stand here: it must be {expected}.", "Choose one of these."),
    "not_a_block": (
        "E034",
        "`{key}` must be a block of lines.",
        "Write `{key}: |`, and below it one question or phrase a line.",
    ),
    "not_a_text": (
        "E035",
        "`{input}` without quotes is not a text.",
        'Put it in quotes: "{input}".',
    ),
    "not_filled_in": ("E036", "`{found}` is not filled in here.", "{known}"),
}
"""Code, message and remedy by kind of problem, as pydantic and `files` name it."""
_MISSING: Final = {
    "format": "Write `format: 1` as the first line.",
    "from": "Write `from: [...]` with the ids of the facts that it rests on.",
}
_KEY: Final = "[key]"
"""Ends the path of a problem that a key has, not what it holds."""


def explain(error: ValidationError, tree: Node, shape: type[files.File]) -> list[Finding]:
    """The findings for all that is wrong with one file's shape."""
    problems = error.errors(include_url=False)
    misspelt = {(*p["loc"][:-1], _meant(shape, p["loc"])) for p in problems if p["type"] == "extra_forbidden"}
    problems = [p for p in problems if p["type"] != "missing" or p["loc"] not in misspelt]
    return [_finding(tree, shape, dict(problem)) for problem in problems]


def _finding(tree: Node, shape: type[files.File], problem: dict[str, Any]) -> Finding:
    kind, path, typed = problem["type"], problem["loc"], problem["input"]
    if not path:
        return Finding(tree.place, "E031", "The file must hold keys.", "Begin it with `format: 1`.")
    if kind == "extra_forbidden":
        return _unknown_key(tree, shape, path)
    is_about_key = path[-1] == _KEY
    path = path[:-1] if is_about_key else path
    key = quoted(next(step for step in reversed(path) if isinstance(step, str)))
    code, message, remedy = _MESSAGES[kind]
    if kind == "missing":
        remedy = _MISSING.get(key, remedy)
    values = {
        "key": key,
        "input": quoted(str(typed)) if isinstance(typed, str | int) else key,
        **problem.get("ctx", {}),
    }
    values["form"] = FORMS.get(str(values.get("pattern")), "")
    place = tree.place_of(path) if is_about_key else tree.place_in(path)
    return Finding(place, code, message.format_map(values), remedy.format_map(values))


def _unknown_key(tree: Node, shape: type[files.File], path: Path) -> Finding:
    key, near = quoted(str(path[-1])), _meant(shape, path)
    remedy = f"Did you mean `{near}`?" if near else f"Known here: {', '.join(_known_keys(shape, path))}."
    return Finding(tree.place_of(path), "E030", f"`{key}` is not known here.", remedy)


def _meant(shape: type[files.File], path: Path) -> str:
    """The known key that an unknown one was probably meant to be; empty where there is none."""
    near = process.extractOne(str(path[-1]), _known_keys(shape, path), scorer=fuzz.ratio, score_cutoff=60)
    return near[0] if near else ""


def _known_keys(shape: Any, path: Path) -> list[str]:
    """The keys that are allowed beside the last step of a path."""
    for step in path[:-1]:
        fields = getattr(shape, "model_fields", None)
        if fields is not None:
            shape = next((info.annotation for name, info in fields.items() if (info.alias or name) == step), None)
        else:
            shape = shape.__args__[-1]
    return [info.alias or name for name, info in shape.model_fields.items()]
