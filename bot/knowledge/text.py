"""Texts of people and maintainers, made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

MAX_CHARACTERS: Final = 500
"""What is read of a message. Longer ones cost time and memory in the encoder and hold no better question."""

_RAW_LIMIT: Final = 4 * MAX_CHARACTERS
_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»＂", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": " ",
    }
)
_DROPPED_CATEGORIES: Final = frozenset({"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn"})
_DROPPED_CHARACTERS: Final = frozenset("\ufe0e\ufe0f\u20e3\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
UNSPACED: Final = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
"""Thai, Japanese and Chinese, as a class of characters: words stand side by side without spaces."""
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_WORD: Final = re.compile(
    r"(?:[dlDL]|[qQ]u|[dD]ell|[aA]ll|[nN]ell|[sS]ull)'(?=[^\W\d_]{3})"  # French and Italian elisions: d'ingénieur
    rf"|[{UNSPACED}]+|[^\W_{UNSPACED}]+(?:[+#]+(?!\w)|(?:['.][^\W_]+|&[^\W_]{{1,2}}(?![^\W_]))*)"
)
_SHORTENED: Final = re.compile(r"'(?:s|re|ve|ll|d|m|t)$")


def clean(text: str) -> str:
    """One line of at most 500 characters: compatible forms made one, no emoji, control characters or lone surrogates.

    Curly quotes and dashes become plain ones, and a letter typed three times or more stays twice.
    """
    text = unicodedata.normalize("NFKC", text[:_RAW_LIMIT].translate(_PLAIN))[:_RAW_LIMIT].translate(_PLAIN)
    text = "".join(_keep(character) for character in text)
    text = _STRETCHED.sub(r"\1\1", text)
    return " ".join(text.split())[:MAX_CHARACTERS].strip()


def _keep(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    if character in _DROPPED_CHARACTERS or unicodedata.category(character) in _DROPPED_CATEGORIES:
        # A zero-width joiner stands inside words of some scripts; anything else dropped stood between words.
        return "" if unicodedata.category(character) == "Cf" else " "
    return character


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation; `c++`, `c#`, `node.js` and `don't` stay whole."""
    return [word for word, _, _ in spans(text)]


@lru_cache(maxsize=256)
def spans(text: str) -> tuple[tuple[str, int, int], ...]:
    """The words of a text in lower case, each with its start and end in it. Many ask this of the same question."""
    return tuple((match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text))


def bare(word: str) -> str:
    """A word without a possessive or contracted ending: `scientist's` becomes `scientist`."""
    return _SHORTENED.sub("", word) if "'" in word else word


def same_question(text: str) -> str:
    """What two spellings of one question share: lower case, no punctuation, no apostrophes, no articles."""
    return " ".join(word.replace("'", "") for word in words(text) if word not in {"a", "an", "the"})
