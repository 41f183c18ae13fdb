"""Adds a question to an intent's file, and leaves every other byte of it as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from bot.knowledge.findings import instead, quoted
from bot.knowledge.known import Known
from bot.knowledge.library import Place
from bot.knowledge.sources import read_sources
from bot.knowledge.text import MAX_CHARACTERS, words
from bot.knowledge.tree import Node
from bot.knowledge.yaml_file import parse
from bot.understanding.understanding import Understanding

EXAMPLES: Final = "examples"
NOT_EXAMPLES: Final = "not_examples"
FOREIGN_EXAMPLES: Final = "foreign_examples"
INDENT: Final = 2
"""Columns of the first line of a block."""


class NotAddedError(Exception):
    """Says why a question was not added, and what to do."""


@dataclass(frozen=True)
class Addition:
    """A question, and the block of an intent that it belongs to."""

    intent: str
    question: str
    block: str = EXAMPLES


def add_example(addition: Addition, intents_dir: Path, content_dir: Path) -> Place:
    """Appends the question to its block, and returns where it stands.

    Raises:
        NotAddedError: It is there already, or cannot be there. Nothing was written.
    """
    known = Known(read_sources(intents_dir, content_dir)[0])
    if addition.intent not in known.intents:
        remedy = instead(addition.intent, known.intents, "`python -m bot new intent ID` makes a new one.")
        raise NotAddedError(f"There is no intent `{quoted(addition.intent)}`. {remedy}")
    addition = replace(addition, question=_one_line(addition.question))
    _refuse_known(addition, known)
    source = known.intents[addition.intent]
    if source.tree is None:
        raise NotAddedError(f"{source.path} cannot be read as it is: see `python -m bot check`.")
    path = intents_dir / Path(source.path).name
    before = path.read_bytes()
    content = _with_line(before, source.tree, addition)
    place = _place_in(content, before, addition, source.path)
    path.write_bytes(content)
    return place


def _one_line(question: str) -> str:
    line = " ".join(question.split())
    if not words(line) or not line.isprintable():
        raise NotAddedError(f'"{quoted(line)}" is no question: it needs words, and nothing that cannot be seen.')
    if len(line) > MAX_CHARACTERS:
        raise NotAddedError(f"The question has {len(line)} characters; {MAX_CHARACTERS} are read. Shorten it.")
    if line.startswith("- "):
        raise NotAddedError("Leave out the dash: each line is an entry by itself.")
    return line


def _refuse_known(addition: Addition, known: Known) -> None:
    """Refuses what is there already: any example, and what the same intent denies."""
    key = known.same_question(addition.question)
    for intent, source in known.intents.items():
        is_elsewhere = intent != addition.intent
        if is_elsewhere and addition.block == NOT_EXAMPLES:
            continue
        for block in (EXAMPLES, FOREIGN_EXAMPLES) if is_elsewhere else (EXAMPLES, NOT_EXAMPLES, FOREIGN_EXAMPLES):
            for question, place in source.at(block).lines():
                if known.same_question(question) == key:
                    same = "" if question == addition.question else f': "{quoted(question)}", role names count as equal'
                    message = f'"{quoted(addition.question)}" is already in `{block}` of `{intent}`, {place}{same}.'
                    raise NotAddedError(message)


def _with_line(content: bytes, tree: Node, addition: Addition) -> bytes:
    """The file with the question behind the last line of its block, or in a block of its own behind the examples."""
    lines = content.splitlines(keepends=True)
    node = tree.at(addition.block)
    new = b""
    if addition.block != EXAMPLES and not node.text:
        if addition.block in tree.keys:
            raise NotAddedError(f"`{addition.block}` is there, and empty. Write `{addition.block}: |` and try again.")
        new, node = f"{addition.block}: |\n".encode(), tree.at(EXAMPLES)
    taken = node.lines()
    last = taken[-1][1].line if taken else node.place.line
    indent = INDENT if new else node.indent or INDENT
    new += f"{' ' * indent}{addition.question}\n".encode()
    if b"\r\n" in content:
        new = new.replace(b"\n", b"\r\n")
    behind = lines[last - 1] if last <= len(lines) else b""
    if not behind.endswith(b"\n"):
        # The file ends without an end of line, and shall do so still.
        end = b"\r\n" if b"\r\n" in content else b"\n"
        lines[last - 1 : last] = [behind, end]
        last, new = last + 1, new.removesuffix(end)
    return b"".join([*lines[:last], new, *lines[last:]])


def _place_in(content: bytes, before: bytes, addition: Addition, shown: str) -> Place:
    """Where the question stands now, as the bot itself reads the file; nothing else may have changed for it."""
    nothing = Node("", Place(shown, 1))
    old, new = (parse(one, shown).tree or nothing for one in (before, content))
    expected = _meaning(old)
    expected[addition.block] = [*expected.get(addition.block, ()), addition.question]
    if _meaning(new) != expected:
        raise NotAddedError(f"{shown} is written in a way that this command does not know. Add the line by hand.")
    return new.at(addition.block).lines()[-1][1]


def _meaning(tree: Node) -> dict[str, Any]:
    """What the file says, by key: of blocks the lines."""
    return {key: [line for line, _ in node.lines()] or node.data() for key, _, node in tree.items()}


def nearer_elsewhere(addition: Addition, understand: Callable[[str], Understanding]) -> str | None:
    """Where an example is nearer to another intent, both lines; it has not been taught to `understand` yet."""
    ranking = understand(addition.question).ranking
    if addition.block == NOT_EXAMPLES or not ranking.candidates or ranking.top.intent == addition.intent:
        return None
    top, own = ranking.top, next((one for one in ranking.candidates if one.intent == addition.intent), None)
    here = f'the nearest here is "{quoted(own.nearest)}" in {own.place} ({own.similarity:.2f})' if own else ""
    return (
        f'So far, the bot took it for `{top.intent}`, like "{quoted(top.nearest)}" in {top.place} (similarity '
        f"{top.similarity:.2f}); {here or 'nothing here is like it'}. If it belongs there, move it."
    )
