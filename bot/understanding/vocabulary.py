"""The words that a library knows, for the several ways in which understanding asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from bot.knowledge.library import OUT_OF_SCOPE, Library, Snippet
from bot.knowledge.text import words

COMMON: Final = 3
"""Questions from which on a word is common in them."""


def taught_texts(library: Library) -> list[str]:
    """What typing errors are repaired to: the examples, and the roles' names."""
    texts = [example.text for intent in library.intents.values() for example in intent.examples]
    return texts + [name for role in library.roles.values() for name in role.names]


def known_words(library: Library) -> frozenset[str]:
    """Further words that are no typing errors."""
    listed = [name for names in library.vocabulary.specifics.values() for name in names]
    listed += [name for other, spellings in library.other_roles.items() for name in (other, *spellings)]
    listed += [*library.occupations, *(like.phrase for like in library.likes)]
    listed += [phrase for phrases in library.vocabulary.cues.values() for phrase in phrases]
    return _all_words(listed) | library.vocabulary.ordinary


def english_words(library: Library) -> frozenset[str]:
    """Words that are English whatever else they are."""
    return _all_words(taught_texts(library)) | library.vocabulary.ordinary


def plain_words(library: Library) -> frozenset[str]:
    """Words of the questions that the article answers, and of what it says: none of them makes a question specific."""
    texts = _covered_questions(library) + [like.phrase for like in library.likes]
    return _all_words(texts) | _said_words(library) | library.vocabulary.ordinary


def common_words(library: Library) -> frozenset[str]:
    """Those of them that the article itself or many questions use: even where names stand they are none."""
    counts = Counter(word for text in _covered_questions(library) for word in set(words(text)))
    return _said_words(library).union(word for word, count in counts.items() if count >= COMMON)


def _covered_questions(library: Library) -> list[str]:
    replies = library.replies
    others = {*replies.not_covered, *replies.chat, OUT_OF_SCOPE}
    covered = [intent for intent in library.intents.values() if intent.id not in others]
    return [example.text for intent in covered for example in intent.examples]


def _said_words(library: Library) -> frozenset[str]:
    snippets = list(_snippets(library))
    texts = [text for snippet in snippets for text in (snippet.title, snippet.lead)]
    return _all_words([*texts, *(point.say for snippet in snippets for point in snippet.points)])


def _snippets(library: Library) -> Iterable[Snippet]:
    tables = [library.field]
    tables += [role.snippets for role in library.roles.values()]
    tables += [pair.snippets for pair in library.pairs.values()]
    return (snippet for table in tables for snippet in table.values())


def _all_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text))
