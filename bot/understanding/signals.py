"""What people say they like and dislike, weighed by the article's own criteria for each role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.knowledge.library import Example, Library, Like, Place
from bot.understanding.encoder import Encoder
from bot.understanding.model import Taught
from bot.understanding.pieces import Piece, PieceReader
from bot.understanding.ranker import Ranker
from bot.understanding.understanding import Ranking, Signal

SIMILAR: Final = 0.35
"""How near words must be to something that people like (cosine of embeddings) to count at all."""
ALIKE: Final = 0.6
"""How near they must be to count in full."""
TELLING: Final = 0.15
"""How much more they must speak for one role than for another, as a difference of confidences."""
ENOUGH: Final = 0.2
"""What the signals for a role must weigh together."""
CLEAR: Final = 1.7
"""How many times as much the signals for a role must weigh as those for another one."""
CLEAR_IF_TORN: Final = 5.0
"""The same where a person says that they are torn, or like things equally."""
CLEAR_ABROAD: Final = 2.5
"""The same in other languages, where only the tone tells what is liked."""
TOLERATED: Final = 0.3
"""What it weighs that a thing is said to be bearable, beside things that are liked."""
SAID: Final = 1.0
"""What it weighs that words of liking stand in the piece itself; negative for dislike."""
INHERITED: Final = 0.3
"""What it weighs that they stand in a piece beside it."""
UNSAID: Final = 1.0
"""What is to be thought of a thing that a person names without saying whether they like it: they mostly do."""
ASIDE: Final = 0.3
"""What it counts where they say that of other things."""
TONE: Final = 2.0
"""What the tone of a piece weighs beside that: its confidence of liking, less a half."""
NEUTRAL: Final = ""
"""Stands for no role: what people like or dislike without leaning to any by it."""
LIKED: Final = "liked"
DISLIKED: Final = "disliked"


class SignalFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, encoder: Encoder | None, cache_dir: Path | None) -> None:
        self._roles = tuple(library.roles)
        self._likes = {like.phrase: like for like in _likes(library)}
        self.reader = PieceReader(library)
        cues = library.vocabulary.cues
        likes = [(phrase, like.role) for phrase, like in self._likes.items()]
        likes += [(phrase, NEUTRAL) for phrase in cues.get("neutral", ())]
        tones = [(phrase, tone) for tone in (LIKED, DISLIKED) for phrase in cues.get(tone, ())]
        self._ranker = Ranker(_taught(likes), encoder, cache_dir, name="likes")
        self._tones = Ranker(_taught(tones), encoder, cache_dir, name="tones")
        self._can_tell = len({like.role for like in self._likes.values()}) > 1

    def warm(self) -> None:
        """Loads and trains what the first likes and dislikes would have to wait for."""
        self.find("warm up")

    def find(self, text: str, *, is_english: bool = True) -> tuple[Signal, ...]:
        """The person's words that speak for or against a role, in their order. `text` is without names of roles.

        In other languages the pieces are read by their meaning alone: what they name, and in what tone.
        """
        if not self._can_tell:
            return ()
        pieces = self.reader.pieces(text) if is_english else self.reader.pieces_abroad(text)
        if not pieces:
            return ()
        # The same words twice are one reason.
        found: dict[tuple[str, bool], Signal] = {}
        rankings = self._ranker.rank_all([piece.named for piece in pieces], by_meaning_alone=not is_english)
        # Where it is said outright what is liked, the tone tells no more.
        toned = [piece for piece in pieces if not piece.is_said]
        wholes = [piece.whole.strip().lower() for piece in toned]
        tones = self._tones.rank_all(wholes, by_meaning_alone=not is_english)
        tone_of = dict(zip(toned, tones, strict=True))
        is_said = any(piece.is_liked is not None for piece in pieces)
        for piece, ranking in zip(pieces, rankings, strict=True):
            if signal := self._signal(piece, ranking, _confidence(tone_of.get(piece), LIKED)):
                if is_said and piece.is_liked is None:
                    signal = replace(signal, weight=ASIDE * signal.weight)
                found.setdefault((signal.words.lower(), signal.is_liked), signal)
        return tuple(found.values())

    def lean(self, text: str, signals: Sequence[Signal], *, is_english: bool = True) -> str | None:
        """The role that the signals found in a text speak for; None where they are mixed, or said to be."""
        if not is_english:
            return lean_of(signals, self._roles, CLEAR_ABROAD)
        return lean_of(signals, self._roles, CLEAR_IF_TORN if self.reader.is_torn(text) else CLEAR)

    def _signal(self, piece: Piece, ranking: Ranking, tone: float) -> Signal | None:
        """What a piece speaks for, if for anything. `tone`: confidence that it is said with liking."""
        best = next((one for one in ranking.candidates if one.intent != NEUTRAL), None)
        if best is None:
            return None
        others = [one.confidence for one in ranking.candidates if one.intent not in (NEUTRAL, best.intent)]
        telling = best.confidence - max(others, default=0.0)
        if ranking.top.similarity < SIMILAR or telling < TELLING:
            return None
        liking = _liking(piece, tone)
        weight = telling * min(1.0, abs(liking)) * min(1.0, ranking.top.similarity / ALIKE)
        return Signal(piece.shown, self._likes[best.nearest], liking > 0, weight) if weight > 0 else None


def lean_of(signals: Sequence[Signal], roles: Sequence[str], clear: float = CLEAR) -> str | None:
    """The one of these roles that the signals speak for, None where they are mixed or missing.

    Of two roles, what speaks against one speaks for the other. `clear`: how many times as much it must weigh.
    """
    score = dict.fromkeys(roles, 0.0)
    for signal in signals:
        if signal.is_liked:
            score[signal.like.role] += signal.weight
        elif len(score) == 2:
            score[next(role for role in roles if role != signal.like.role)] += signal.weight
    best = max(score, key=lambda role: (score[role], role), default=None)
    if best is None or score[best] < ENOUGH:
        return None
    others = max((weight for role, weight in score.items() if role != best), default=0.0)
    return best if score[best] >= clear * others else None


def _liking(piece: Piece, tone: float) -> float:
    """How much a piece is liked; negative where it is disliked. `tone`: how sure it is that it is said with liking."""
    if piece.is_tolerated:
        return TOLERATED
    if piece.is_said:
        return SAID if piece.is_liked else -SAID
    before = UNSAID if piece.is_liked is None else INHERITED if piece.is_liked else -INHERITED
    return before + TONE * (tone - 0.5)


def _confidence(ranking: Ranking | None, intent: str) -> float:
    """Of one of two intents; a half where neither was taught or it was not asked."""
    if ranking is None or not ranking.candidates:
        return 0.5
    return next((one.confidence for one in ranking.candidates if one.intent == intent), 0.0)


def _taught(phrases: Iterable[tuple[str, str]]) -> list[Taught]:
    return [Taught(phrase.lower(), of, Example(phrase, Place("", 0))) for phrase, of in phrases]


def _likes(library: Library) -> list[Like]:
    """What people like about each role: the phrases in its file, the facts they stand under, the quiz's choices."""
    likes = list(library.likes)
    likes += [Like(like.fact.say, like.role, like.fact) for like in library.likes]
    if library.quiz is not None:
        likes += [
            Like(choice.say, choice.role, choice.facts[0])
            for question in library.quiz.questions
            for choice in question.choices
        ]
    return likes
