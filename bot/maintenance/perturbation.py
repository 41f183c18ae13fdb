"""Disturbs questions as people's thumbs do. The same question is always disturbed in the same way."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.knowledge.text import spans
from bot.maintenance.questions import Labelled

WORDS_AN_ERROR: Final = 4
"""One word in so many gets an error, and at least one a question."""
SHORTEST: Final = 4
"""Letters of the shortest word that gets an error."""
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHIFTS: Final = (0.0, 0.25, 0.75)
"""How far each row of keys stands to the right of the first, in keys."""
_PUNCTUATION: Final = str.maketrans(dict.fromkeys("?!.,;:\"'()", ""))


def _neighbours() -> dict[str, str]:
    places = {
        letter: (index + shift, row)
        for row, (letters, shift) in enumerate(zip(_ROWS, _SHIFTS, strict=True))
        for index, letter in enumerate(letters)
    }
    return {
        letter: "".join(
            other
            for other, (column, row) in sorted(places.items())
            if other != letter and abs(column - x) < 1.1 and abs(row - y) < 2
        )
        for letter, (x, y) in places.items()
    }


NEIGHBOURS: Final[Mapping[str, str]] = _neighbours()
"""Keys beside each key of a QWERTY keyboard."""

Slip = Callable[[str, random.Random], str]
"""A word with one error in it."""


def _adjacent(word: str, chance: random.Random) -> str:
    places = [place for place, letter in enumerate(word) if letter.lower() in NEIGHBOURS]
    if not places:
        return word
    place = chance.choice(places)
    return word[:place] + chance.choice(NEIGHBOURS[word[place].lower()]) + word[place + 1 :]


def _dropped(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    return word[: place + 1] + word[place:]


def _swapped(word: str, chance: random.Random) -> str:
    places = [place for place in range(1, len(word) - 1) if word[place] != word[place + 1]]
    if not places:
        return word
    place = chance.choice(places)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _slips(slip: Slip) -> Callable[[str, random.Random], str]:
    """The slip in some of a text's longer words."""

    def disturb(text: str, chance: random.Random) -> str:
        longer = [(start, end) for word, start, end in spans(text) if len(word) >= SHORTEST]
        count = min(len(longer), max(1, len(spans(text)) // WORDS_AN_ERROR))
        for start, end in sorted(chance.sample(longer, count), reverse=True):
            text = text[:start] + slip(text[start:end], chance) + text[end:]
        return text

    return disturb


def _missing_space(text: str, chance: random.Random) -> str:
    places = [place for place, letter in enumerate(text) if letter == " "]
    if not places:
        return text
    place = chance.choice(places)
    return text[:place] + text[place + 1 :]


def _polite(text: str, chance: random.Random) -> str:
    return chance.choice([f"hi, {text}", f"hey there {text}", f"{text} pls", f"hello! {text} thanks"])


def _bare(text: str, _: random.Random) -> str:
    return " ".join(text.translate(_PUNCTUATION).split())


def _capitals(text: str, _: random.Random) -> str:
    return text.upper()


KINDS: Final[Mapping[str, Callable[[str, random.Random], str]]] = {
    "adjacent keys": _slips(_adjacent),
    "dropped letters": _slips(_dropped),
    "doubled letters": _slips(_doubled),
    "swapped letters": _slips(_swapped),
    "missing space": _missing_space,
    "hi and pls": _polite,
    "no punctuation": _bare,
    "capitals": _capitals,
}
"""All disturbances by name."""


def perturb(labelled: Labelled, kind: str) -> Labelled:
    """The question with this kind of disturbance; its labels stay."""
    chance = random.Random(zlib.crc32(f"{kind}\0{labelled.ask}".encode("utf-8", "replace")))  # noqa: S311 -- no secret
    return replace(labelled, ask=KINDS[kind](labelled.ask, chance))
