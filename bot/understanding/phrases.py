"""Phrases of the vocabulary as one pattern, with a little room for how people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from bot.knowledge.text import UNSPACED, same_question

GAP: Final = r"(?:\S+ ){0,3}"
"""What a star by itself stands for: up to three words."""
_APOSTROPHE: Final = re.compile("['\u2019]")
_NO_SPACES: Final = re.compile(rf"[{UNSPACED}\uac00-\ud7a3]")


def folded(text: str) -> str:
    """What two spellings of a phrase share: `same_question`, and no accents."""
    plain = same_question(_APOSTROPHE.sub("", text))
    if plain.isascii():
        return plain
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the phrases in a `folded` text.

    A star at the end of a word stands for any ending, a star by itself for up to three words. Phrases of languages
    that write no spaces, or endings without them, are found within words as well.
    """
    listed = tuple(dict.fromkeys(phrases))
    within = [re.escape(folded(phrase)) for phrase in listed if _NO_SPACES.search(phrase)]
    apart = [_of_words(phrase) for phrase in listed if not _NO_SPACES.search(phrase)]
    pattern = "|".join([*([rf"(?<!\S)(?:{'|'.join(apart)})(?!\S)"] if apart else ()), *within])
    return re.compile(pattern or r"(?!)")


def _of_words(phrase: str) -> str:
    pieces = []
    for word in phrase.split():
        stem = folded(word.rstrip("*"))
        if word == "*":
            pieces.append(GAP)
        elif stem:
            pieces.append(re.escape(stem) + (r"\S* " if word.endswith("*") else " "))
    return "".join(pieces).removesuffix(" ")
