"""Examples for another article, borrowed from the bot's own intents.

What people ask of one career they ask of most. So a line is borrowed where it is in plain words: with no name but those
of known roles, which are exchanged for the others', and no word that the bot's own roles have a say on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.knowledge.library import Library
from bot.knowledge.names import plural
from bot.knowledge.text import bare, words
from bot.understanding.english import FUNCTION_WORDS
from bot.understanding.roles import Found, RoleFinder
from bot.understanding.specifics import SpecificsFinder
from bot.understanding.vocabulary import known_words

ABBREVIATED: Final = 4
"""Characters of a name that is taken for an abbreviation."""
_ARTICLE_BEFORE: Final = re.compile(r"\b(?:an?|the|this) $", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"\b(an?) (?=(\w))", re.IGNORECASE)


@dataclass(frozen=True)
class Names:
    """How a role of another article is called."""

    name: str
    plural: str
    short: str
    field: str
    """What people of the role do, such as "carpentry"."""


class Borrower:
    """Borrows examples from one library."""

    def __init__(self, library: Library, names: Sequence[Names]) -> None:
        """`names`: those of the other roles, in their own order; at least one."""
        self._library = library
        self._roles = RoleFinder(library, known_words(library))
        self._specifics = SpecificsFinder(library)
        own = [name for role in library.roles.values() for name in (role.name, *(word for word, _ in role.themes))]
        self._of_field = frozenset(word for name in own for word in words(name)) - FUNCTION_WORDS
        self._names: Mapping[str, Names] = {
            role: names[number % len(names)] for number, role in enumerate(library.roles)
        }

    def examples(self, intent: str) -> list[str]:
        """The lines of an intent that can be borrowed, each once."""
        lines = (self._exchanged(example.text) for example in self._library.intents[intent].examples)
        return list(dict.fromkeys(line for line in lines if line))

    def _exchanged(self, text: str) -> str:
        """The line with the other roles in it; empty where it cannot be borrowed."""
        found = self._roles.spelled_right(text)
        if self._specifics.listed(text) or not all(one.is_known for one in found):
            return ""
        pieces, position = [], 0
        plain = []
        for one in found:
            plain.append(text[position : one.start])
            pieces += [plain[-1], self._form(one, plain[-1], text[one.start : one.end])]
            position = one.end
        plain.append(text[position:])
        if not all(self._is_plain(word) for word in words(" ".join(plain))):
            return ""
        return _ARTICLE.sub(_fitting, "".join([*pieces, text[position:]]))

    def _form(self, found: Found, before: str, typed: str) -> str:
        """The other role's name in the form in which this one is typed; `before` is the text before it."""
        if typed.endswith("'s"):
            return self._form(found, before, typed.removesuffix("'s")) + "'s"
        role, names = self._library.roles[found.role], self._names[found.role]
        typed = typed.casefold()
        if len(typed) <= ABBREVIATED:
            return names.short
        if typed in {plural(name.casefold()) for name in role.names}:
            return names.plural.lower()
        is_person = _ARTICLE_BEFORE.search(before) or typed.split()[-1] == role.name.casefold().split()[-1]
        return names.name.lower() if is_person else names.field.lower()

    def _is_plain(self, word: str) -> bool:
        ordinary = self._library.vocabulary.ordinary
        is_of_field = not self._of_field.isdisjoint((word, bare(word), plural(word)))
        return not is_of_field and (word in FUNCTION_WORDS or word in ordinary or bare(word) in ordinary)


def _fitting(match: re.Match[str]) -> str:
    return "an " if match[2].lower() in "aeiou" else "a "
