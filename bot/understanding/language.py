"""Tells the language of a question, among those of `content/languages.yml` and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.knowledge.library import Language
from bot.knowledge.text import words

ENGLISH: Final = "en"
LEAST_SHARE: Final = 0.2
"""Of a question's words that must be telling for a language before English is given up."""
SHORT: Final = 3
"""Letters of a word that tells little by itself."""
_SCRIPTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
"""Scripts that stand for one language here. Japanese is looked for before Chinese: it uses both scripts."""


class LanguageDetector:
    """Immutable; built once for a library."""

    def __init__(self, languages: Mapping[str, Language], english: frozenset[str]) -> None:
        """`english`: words that are English whatever else they are."""
        self._languages = languages
        self._english = english
        self._letters = {
            tag: frozenset(letter for word in language.words for letter in word if not letter.isascii())
            for tag, language in languages.items()
        }
        """Letters that English does not have, by language."""

    def detect(self, text: str) -> str:
        """The BCP-47 tag of the language, `en` when unsure. `text` is without role names, which are international."""
        letters = sum(character.isalpha() for character in text)
        for tag, script in _SCRIPTS:
            if letters and len(script.findall(text)) * 3 >= letters:
                return tag
        found = words(text)
        if not found:
            return ENGLISH
        foreign = [word for word in found if word not in self._english]
        if not foreign:
            return ENGLISH
        english = len(found) - len(foreign)
        if len(found) > 1 and all(word.isascii() for word in found):
            # One short word is as well slang, or a piece of a name: "wats da diff", "in Los Angeles".
            foreign = [word for word in foreign if len(word) > SHORT or len(foreign) > 2]
        scores = {
            tag: sum(2 * (word in language.words or not self._letters[tag].isdisjoint(word)) for word in foreign)
            + sum(word in language.words for word in found if word in self._english)
            for tag, language in self._languages.items()
        }
        best = max(scores, key=lambda tag: scores[tag], default=None)
        if best is None or scores[best] < 2:
            return ENGLISH
        is_telling = scores[best] >= 2 * LEAST_SHARE * len(found)
        return best if is_telling and scores[best] > english else ENGLISH
