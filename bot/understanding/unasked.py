"""A question in a group that was put to nobody in particular: whether it is so clear that it may be answered.

An answer that nobody wanted costs a group more than one that is missing, so this asks for much more than `decide`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.knowledge.library import About, Library
from bot.knowledge.text import clean, words
from bot.understanding.english import AUXILIARIES, QUESTION_WORDS, word_set
from bot.understanding.understanding import Outcome, Understanding

CONFIDENCE: Final = 0.8
SIMILARITY: Final = 0.65
"""What a question must reach; chosen on ordinary talk of groups, of which at most 1 in 1,000 may be answered."""
LIKED_CONFIDENCE: Final = 0.6
LIKED_SIMILARITY: Final = 0.5
"""The same for what the admins of a chat have said they want answered."""
MOST_WORDS: Final = 25
"""Longer messages tell a story, and its teller wants to hear from people."""

_BETWEEN_PEOPLE: Final = word_set(
    "i im i'm ive i've id i'd ill i'll me my mine myself we we're weve we've us our ours he he's she she's him his her "
    "hers your yours u ur yall y'all"
)
"""They make a question one about those who talk, or about people that they know."""
_YOU: Final = re.compile(r"\byou(?!r)(?! (?:really |actually |even )?(?:need|have to|must))", re.IGNORECASE)
"""Somebody is spoken to: not so in "what do you need to know", where it means anybody."""
_BEFORE_A_QUESTION: Final = word_set(
    "hi hello hey all everyone everybody folks guys please pls quick question so ok okay well and but also just anyone "
    "anybody somebody someone know knows tell explain wondering curious"
)
_DIVIDER: Final = "|"


def question_key(understanding: Understanding) -> str:
    """What a question is known again by: its intent and the example that it is nearest to, nobody's own words."""
    top = understanding.ranking.top
    return f"{top.intent}{_DIVIDER}{top.nearest}"


def example_of(key: str) -> str:
    """The example in a `question_key`."""
    return key.partition(_DIVIDER)[2]


def asks_anybody(text: str) -> bool:
    """Whether a message has the form of a question to whoever knows. Most talk has not, and need not be understood."""
    text = clean(text)
    said = words(text)
    if len(said) > MOST_WORDS or any(word in _BETWEEN_PEOPLE for word in said) or _YOU.search(text):
        return False
    first = next((word for word in said if word not in _BEFORE_A_QUESTION), "")
    return text.rstrip(" !)").endswith("?") or first in QUESTION_WORDS or first in AUXILIARIES


def may_answer_unasked(understanding: Understanding, library: Library, verdicts: Mapping[str, bool]) -> bool:
    """Whether the bot may speak up.

    Args:
        understanding: Of a message that is addressed to nobody.
        library: What the understanding is about.
        verdicts: What the chat's admins said of questions, by `question_key`: True where they want an answer.
    """
    if not (asks_anybody(understanding.text) and _is_plain_answer(understanding, library)):
        return False
    match _verdict(question_key(understanding), verdicts):
        case False:
            return False
        case True:
            confidence, similarity = LIKED_CONFIDENCE, LIKED_SIMILARITY
        case _:
            confidence, similarity = CONFIDENCE, SIMILARITY
    top = understanding.ranking.top
    return top.confidence >= confidence and top.similarity >= similarity


def _is_plain_answer(understanding: Understanding, library: Library) -> bool:
    """Whether one card of the article's answers all of it: no half answer, no "the article does not say"."""
    if understanding.outcome is not Outcome.ANSWER or len(understanding.answers) != 1:
        return False
    intent = understanding.answers[0].intent
    is_own = intent == understanding.ranking.top.intent and intent not in library.replies.not_covered
    is_whole = not (understanding.near or understanding.other_roles or understanding.signals)
    is_about_roles = bool(understanding.roles) and About.CHAT not in library.intents[intent].about
    return is_own and is_whole and is_about_roles and understanding.reference is None


def _verdict(key: str, verdicts: Mapping[str, bool]) -> bool | None:
    """What the admins said of this question, or else mostly of others with its intent; None where nothing."""
    if key in verdicts:
        return verdicts[key]
    intent = key.partition(_DIVIDER)[0] + _DIVIDER
    alike = [is_wanted for other, is_wanted in verdicts.items() if other.startswith(intent)]
    balance = 2 * sum(alike) - len(alike)
    return None if balance == 0 else balance > 0
