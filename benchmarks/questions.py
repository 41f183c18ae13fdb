"""Questions made up from the bot's own examples: as many as wanted, none of them twice."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bot.maintenance.trial import open_trial
from bot.settings import load_settings

SEED = 1
OPENERS = (
    "", "", "", "hi, ", "hello! ", "quick question: ", "please tell me, ", "one more thing: ", "i was asked: ",
    "sorry, ", "ok so ", "honestly, ", "my brother asks: ", "as a student: ", "for a talk: ", "just curious, ",
)  # fmt: skip
CLOSERS = (
    "", "", "", "?", "??", " please", " thanks", " these days", " in short", " for a beginner", " if i may ask",
    " in practice", " :)", " ...", " would you say", " really", " by the way", " at a startup", " at a bank",
)  # fmt: skip
FOLLOWED = 300
"""How many questions are the usual ones, in the mix."""
NEW_ONES = 0.2
"""The share of questions in the mix that nobody has asked before."""


def new_questions() -> Iterator[str]:
    """Examples in other words: with something before and after, and every other one with a slip of the fingers."""
    library = open_trial(load_settings()).library
    examples = [example.text for intent in library.intents.values() for example in intent.examples]
    chance = random.Random(SEED)
    seen = set(examples)
    while True:
        text = chance.choice(examples)
        if chance.random() < 0.5:
            text = _slipped(text, chance)
        text = f"{chance.choice(OPENERS)}{text}{chance.choice(CLOSERS)}"
        if text not in seen:
            seen.add(text)
            yield text


def usual_mix() -> Iterator[str]:
    """Four of five are the usual questions, the first of them far more often than the last (Zipf's law)."""
    fresh = new_questions()
    usual = [next(fresh) for _ in range(FOLLOWED)]
    weights = [1 / rank for rank in range(1, FOLLOWED + 1)]
    chance = random.Random(SEED)
    while True:
        yield next(fresh) if chance.random() < NEW_ONES else chance.choices(usual, weights)[0]


def _slipped(text: str, chance: random.Random) -> str:
    """Two neighbouring letters in each other's place."""
    at = chance.randrange(max(1, len(text) - 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
