"""What people say they like and dislike, weighed by the article's own criteria for each role."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.knowledge.library import Example, Library, Like, Place
from bot.knowledge.text import same_question, words
from bot.understanding.encoder import Encoder
from bot.understanding.english import FUNCTION_WORDS
from bot.understanding.ranker import Ranker, Taught
from bot.understanding.understanding import Signal

SIMILAR: Final = 0.5
"""How near a clause must be to something that people like about a role (cosine of embeddings)."""
CONFIDENT: Final = 0.62
"""How much more it must speak for this role than for the others."""
CLEAR: Final = 3
"""How many times as many signals must speak for a role as for another one."""
_BREAKS: Final = re.compile(
    r"[,.;:!?()]+|\s-+\s|\b(?:but|while|whereas|though|although|yet|and|or|because|so|still|if|when|once)\b", re.IGNORECASE
)
_TURNS: Final = re.compile(
    r"\b(?:more than|rather than|instead of|than|as opposed to|not so much|over(?= \w+ing)|not)\b", re.IGNORECASE
)
"""After these words the opposite of what was liked before is named."""
_PREFER_TO: Final = re.compile(r"\bprefer(?:red|s)?\b(?P<liked>.+?)\b(?:to|over)\b(?! (?:work|be|do|know|have|see)\b)", re.IGNORECASE)
_NEGATIONS: Final = frozenset("not no never don't dont doesn't doesnt didn't didnt can't cant cannot won't wont isn't isnt without hardly zero nor neither".split())


@dataclass(frozen=True)
class _Clause:
    words: str
    is_liked: bool


class SignalFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, encoder: Encoder | None, cache_dir: Path | None) -> None:
        self._likes: Mapping[str, Like] = {like.phrase: like for like in library.likes}
        cues = library.vocabulary.cues
        self._like = _cue_pattern(cues.get("like", ()))
        self._dislike = _cue_pattern(cues.get("dislike", ()))
        taught = [
            Taught(like.phrase.lower(), like.role, Example(like.phrase, Place("", 0))) for like in library.likes
        ]
        can_tell = len({like.role for like in library.likes}) > 1
        self._ranker = Ranker(taught, encoder, cache_dir, name="likes") if can_tell else None

    def has_cue(self, text: str) -> bool:
        """Whether the person says at all that they like or dislike something."""
        text = text.replace("'", "")
        return bool(self._like.search(text) or self._dislike.search(text))

    def find(self, text: str) -> tuple[Signal, ...]:
        """The person's words that speak for or against a role, in their order."""
        if self._ranker is None:
            return ()
        clauses = [clause for clause in self._clauses(text) if _content(clause.words)]
        if not clauses:
            return ()
        found = []
        rankings = self._ranker.rank_all([clause.words.lower() for clause in clauses])
        for clause, ranking in zip(clauses, rankings, strict=True):
            top = ranking.top
            if top.similarity >= SIMILAR and top.confidence >= CONFIDENT:
                found.append(Signal(clause.words, self._likes[top.nearest], clause.is_liked))
        return tuple(found)

    def _clauses(self, text: str) -> list[_Clause]:
        """Pieces of the text, each with whether it is liked. A piece without a cue takes that of the one before."""
        clauses: list[_Clause] = []
        is_liked = True
        text = _PREFER_TO.sub(lambda match: f"prefer{match['liked']} rather than", text.replace("'", ""))
        for piece in _BREAKS.split(text):
            if not piece.strip():
                continue
            polarity = self._polarity(piece)
            if polarity is not None:
                is_liked = polarity
                bare_cue = not _content(self._without_cues(piece))
                if bare_cue and clauses:
                    # "cloud stuff, no thanks": a cue by itself speaks of what was named before it.
                    clauses[-1] = _Clause(clauses[-1].words, is_liked)
                    continue
            parts = _TURNS.split(piece)
            for number, part in enumerate(parts):
                stripped = self._without_cues(part)
                if _content(stripped):
                    turned = number > 0 and (polarity is True or _TURNS.search(piece) is not None)
                    clauses.append(_Clause(stripped, is_liked != turned if polarity is not False else False))
        return clauses

    def _polarity(self, piece: str) -> bool | None:
        if self._dislike.search(piece):
            return False
        match = self._like.search(piece)
        if match is None:
            return None
        before = words(piece[: match.start()])
        return not any(word in _NEGATIONS for word in before[-3:])

    def _without_cues(self, piece: str) -> str:
        return " ".join(self._dislike.sub(" ", self._like.sub(" ", piece)).split())


def lean_of(signals: Sequence[Signal], roles: Sequence[str]) -> str | None:
    """The one of these roles that the signals speak for, None where they are mixed or missing.

    Of two roles, what speaks against one speaks for the other.
    """
    score = dict.fromkeys(roles, 0)
    for signal in signals:
        if signal.is_liked:
            score[signal.like.role] += 1
        elif len(score) == 2:
            score[next(role for role in roles if role != signal.like.role)] += 1
    best = max(score, key=lambda role: (score[role], role), default=None)
    if best is None or not score[best]:
        return None
    others = max((count for role, count in score.items() if role != best), default=0)
    return best if score[best] >= CLEAR * others and score[best] > others else None


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in FUNCTION_WORDS and len(word) > 2]


def _cue_pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(same_question(phrase)).replace(r"\ ", r"\s+") for phrase in sorted(phrases, key=lambda p: (-len(p), p)))
    return re.compile(rf"\b(?:{alternatives})\b" if alternatives else r"(?!)", re.IGNORECASE)
