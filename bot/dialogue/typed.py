"""Choices that people type instead of pressing them: "the second one please", "b", most of a label, "neither"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from bot.knowledge.text import same_question, words
from bot.understanding.english import SMALL_WORDS, word_set

ALIKE: Final = 85
"""Of 100: how alike a typed label and the real one must be."""
REFUSALS: Final = frozenset(
    same_question(phrase)
    for phrase in (
        "no",
        "nope",
        "nah",
        "none",
        "neither",
        "nothing",
        "not these",
        "no none",
        "none of them",
        "none of those",
        "none of these",
        "none of the above",
        "neither of them",
        "neither of those",
        "neither of these",
        "neither one",
        "not any of these",
        "not any of them",
    )
)
AGREEMENTS: Final = word_set("yes yeah yep yup sure ja si oui")
"""They say that it is one of the choices, but not which."""
_NUMBERS: Final = {
    name: number
    for number, names in enumerate(
        ("1 one first 1st", "2 two second 2nd", "3 three third 3rd", "4 four fourth 4th"), start=1
    )
    for name in names.split()
}
_BESIDE: Final = word_set(
    "the one option number nr choice answer please pls ok okay i ill i'll id i'd pick take choose go with its it's it "
    "is would say mean think button want letter thanks yes"
)
_BEFORE_ONE: Final = word_set("number nr option choice answer button")


def chosen(text: str, labels: Sequence[str]) -> int | None:
    """The index of the label that a person typed, or typed the number, the letter or most of."""
    number = _number(words(text), len(labels))
    return number - 1 if number else _label(text, labels)


def _number(said: Sequence[str], count: int) -> int | None:
    if said and said[-1] == "one" and (len(said) == 1 or said[-2] in _BEFORE_ONE):
        return 1
    rest = [word for word in said if word not in _BESIDE]
    if len(rest) != 1:
        return None
    word = rest[0]
    number = count if word == "last" else _NUMBERS.get(word) or _letter(word)
    return number if number is not None and number <= count else None


def _letter(word: str) -> int | None:
    return "abcd".index(word) + 1 if word in tuple("abcd") else None


def _label(text: str, labels: Sequence[str]) -> int | None:
    typed = same_question(text)
    alike = [fuzz.ratio(typed, same_question(label)) for label in labels]
    best = max(alike, default=0)
    if best >= ALIKE and alike.count(best) == 1:
        return alike.index(best)
    said = _content(text)
    fitting = [index for index, label in enumerate(labels) if said and said <= _content(label)]
    is_most = len(fitting) == 1 and 2 * len(said) >= len(_content(labels[fitting[0]]))
    return fitting[0] if is_most else None


def _content(text: str) -> set[str]:
    return {word for word in words(text) if word not in SMALL_WORDS and word not in _BESIDE}
