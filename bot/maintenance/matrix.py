"""The matrix of intents and those they can be asked about: where there is an answer, and where one is missing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.library import About, Library
from bot.maintenance.tables import table

Column = tuple[str, About, tuple[str, ...]]
"""Its heading, the kind of what it is about, and the roles."""


def matrix(library: Library) -> str:
    """A line an intent that has snippets, a column a role, a pair and the field. A dot: it is not asked of these."""
    columns = _columns(library)
    answered = [
        intent
        for intent in library.intents.values()
        if any(library.snippet(intent.id, roles) is not None for _, _, roles in columns)
    ]
    rows = [[one.id, *(_cell(library, one.id, column) for column in columns)] for one in answered]
    return table(["", *(heading for heading, _, _ in columns)], rows)


def _columns(library: Library) -> Sequence[Column]:
    roles = library.roles
    return [
        *((role.short, About.ROLE, (role.id,)) for role in roles.values()),
        *((" + ".join(roles[role].short for role in pair), About.PAIR, pair) for pair in library.pairs),
        ("field", About.FIELD, ()),
    ]


def _cell(library: Library, intent: str, column: Column) -> str:
    _, about, roles = column
    if library.snippet(intent, roles) is not None:
        return "yes"
    return "MISSING" if about in library.intents[intent].about else "."
