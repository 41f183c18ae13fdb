"""Names of roles, found in texts as they are written; typing errors are the understanding's business."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.knowledge.library import Library
from bot.knowledge.text import bare, spans, words

_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Scripts that are written without spaces, or with endings glued to names: Thai, Japanese, Chinese, Korean."""
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
_ARABIC_PREFIXES: Final = ("ال", "لل", "بال", "وال", "كال", "فال", "ل", "ب", "و", "ك")


@dataclass(frozen=True)
class Mention:
    """A name in a text."""

    key: str
    """What is named."""
    start: int
    end: int


class NameIndex:
    """Finds names by whole words, longest first; in scripts without spaces by characters."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """`names`: spellings by what they name. Plurals and possessives of the last word are found too."""
        self.by_words: dict[tuple[str, ...], str] = {}
        plurals: dict[tuple[str, ...], str] = {}
        unspaced: dict[str, str] = {}
        for key, spellings in names.items():
            for spelling in spellings:
                if _UNSPACED.search(spelling):
                    unspaced[spelling.casefold()] = key
                elif tokens := tuple(words(spelling)):
                    self.by_words.setdefault(tokens, key)
                    plurals.setdefault((*tokens[:-1], plural(tokens[-1])), key)
        # A name that somebody wrote down goes before a plural that nobody did.
        self.by_words = plurals | self.by_words
        self._longest: dict[str, int] = {}
        """Words of the longest name that begins with a word."""
        for tokens in self.by_words:
            self._longest[tokens[0]] = max(len(tokens), self._longest.get(tokens[0], 0))
        self.unspaced = unspaced
        alternatives = "|".join(re.escape(name) for name in sorted(unspaced, key=lambda name: (-len(name), name)))
        self._unspaced_pattern = re.compile(alternatives) if alternatives else None

    def find(self, text: str) -> list[Mention]:
        """All names in a text, in its order, none overlapping."""
        found = self._find_words(text)
        if self._unspaced_pattern is not None and _UNSPACED.search(text):
            lowered = text.casefold()
            if len(lowered) == len(text):
                found += [
                    Mention(self.unspaced[match.group()], *match.span())
                    for match in self._unspaced_pattern.finditer(lowered)
                    if not any(match.start() < word.end and word.start < match.end() for word in found)
                ]
        return sorted(found, key=lambda mention: mention.start)

    def _find_words(self, text: str) -> list[Mention]:
        tokens = spans(text)
        found: list[Mention] = []
        end = 0
        for position in self._beginnings(tokens):
            if position < end:
                continue
            longest = self._longest.get(tokens[position][0], 1)
            for length in range(min(longest, len(tokens) - position), 0, -1):
                *first, last = (word for word, _, _ in tokens[position : position + length])
                key = self.by_words.get((*first, last)) or self.by_words.get((*first, bare(last)))
                if key is not None:
                    end = position + length
                    found.append(Mention(key, tokens[position][1], tokens[end - 1][2]))
                    break
        return found

    def _beginnings(self, tokens: Sequence[tuple[str, int, int]]) -> list[int]:
        """Numbers of the words with which a name may begin."""
        known = self._longest
        return [
            number
            for number, (word, _, _) in enumerate(tokens)
            if word in known or ("'" in word and bare(word) in known)
        ]


def plural(word: str) -> str:
    """The regular English plural."""
    if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def replace(text: str, mentions: Iterable[Mention], by: Mapping[str, str]) -> str:
    """The text with each mention replaced by what `by` gives for its key."""
    pieces = []
    position = 0
    for mention in mentions:
        pieces += [text[position : mention.start], " ", by[mention.key], " "]
        position = mention.end
    return " ".join(("".join(pieces) + text[position:]).split())


def role_names(library: Library) -> NameIndex:
    """Every spelling of every role, in English and in the other languages."""
    return NameIndex(
        {
            role.id: (
                *role.names,
                *(
                    form
                    for language in library.languages.values()
                    for name in language.roles.get(role.id, ())
                    for form in _with_prefixes(name)
                ),
            )
            for role in library.roles.values()
        }
    )


def _with_prefixes(name: str) -> Iterable[str]:
    """An Arabic name with what is written as one word with it: article, conjunctions, prepositions."""
    if not _ARABIC.match(name):
        return (name,)
    stem = name.removeprefix("ال")
    return (name, stem, *(prefix + stem for prefix in _ARABIC_PREFIXES))
