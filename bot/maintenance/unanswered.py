"""What people asked and got no good answer to: similar questions together, with the intent that they may belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bot.knowledge.text import same_question
from bot.maintenance.add_example import EXAMPLES, FOREIGN_EXAMPLES
from bot.maintenance.recorded import Recorded
from bot.understanding.encoder import Floats, parts
from bot.understanding.language import ENGLISH
from bot.understanding.ngrams import BLOCKS
from bot.understanding.understand import Understander
from bot.understanding.understanding import Candidate, Outcome, Understanding

ALIKE: Final = 0.6
"""Cosine of a question's embedding with the mean of a group from which on it is one of them."""
ALIKE_NGRAMS: Final = 0.3
"""The same where there is no encoder."""
LEAST: Final = 0.1
"""Confidence below which an intent is not worth proposing."""
MOST_LINES: Final = 5
"""Lines to paste of one group: more of a kind teach little."""


@dataclass(frozen=True)
class Asked:
    """A recorded question, and what the bot makes of it now."""

    recorded: Recorded
    understanding: Understanding

    @property
    def is_settled(self) -> bool:
        """Whether it is answered by now, otherwise than it was, or known to be none of the bot's business."""
        answered = {answer.intent for answer in self.understanding.answers}
        is_known = self.understanding.ranking.is_exact or self.understanding.outcome is Outcome.ANSWER
        return is_known and not answered & set(self.recorded.intents)


@dataclass(frozen=True)
class Group:
    """Questions that ask the same, as far as the bot can tell, the most frequent first."""

    asked: tuple[Asked, ...]

    @property
    def times(self) -> int:
        """How often they were asked."""
        return sum(one.recorded.times for one in self.asked)

    @property
    def last(self) -> str:
        """The day on which one of them was asked last."""
        return max(one.recorded.last for one in self.asked)

    @property
    def outcomes(self) -> dict[str, int]:
        """How they fared, and how often, the most frequent first."""
        counts: defaultdict[str, int] = defaultdict(int)
        for one in self.asked:
            counts[one.recorded.outcome] += one.recorded.times
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @property
    def wordings(self) -> int:
        """In how many ways it was asked."""
        return len({one.recorded.text for one in self.asked})

    @property
    def disliked(self) -> tuple[str, ...]:
        """The intents whose answer somebody disliked."""
        return tuple(dict.fromkeys(intent for one in self.asked for intent in one.recorded.intents))

    @property
    def proposal(self) -> Candidate | None:
        """The intent that they may belong to, other than what they were answered with; None where none is likely.

        With its mean confidence, and the example that one of them is nearest to.
        """
        found: defaultdict[str, list[tuple[float, Candidate]]] = defaultdict(list)
        for one in self.asked:
            for candidate in one.understanding.ranking.candidates:
                if candidate.intent not in self.disliked:
                    found[candidate.intent].append((one.recorded.times * candidate.confidence, candidate))
        sums = {intent: sum(weight for weight, _ in listed) / self.times for intent, listed in found.items()}
        best = max(sums, key=lambda intent: (sums[intent], intent), default=None)
        if best is None or sums[best] < LEAST:
            return None
        nearest = max((candidate for _, candidate in found[best]), key=lambda candidate: candidate.similarity)
        return replace(nearest, confidence=sums[best])

    @property
    def lines(self) -> dict[str, tuple[str, ...]]:
        """Questions to teach by the block that they belong to, each different once names of roles are made equal."""
        blocks: dict[str, dict[str, str]] = {}
        for one in (asked for asked in self.asked if not asked.understanding.ranking.is_exact):
            block = EXAMPLES if one.understanding.language == ENGLISH else FOREIGN_EXAMPLES
            blocks.setdefault(block, {}).setdefault(same_question(one.understanding.repaired), one.recorded.text)
        return {block: tuple(lines.values())[:MOST_LINES] for block, lines in sorted(blocks.items())}


def read(questions: Iterable[Recorded], understander: Understander) -> list[Asked]:
    """What the bot makes of recorded questions now; what somebody in distress wrote is nobody's business."""
    asked = (Asked(one, understander(one.text)) for one in questions)
    return [one for one in asked if not one.understanding.is_distress]


def grouped(asked: Sequence[Asked], understander: Understander) -> list[Group]:
    """Groups of similar questions, the most frequent first.

    Each question goes to the group whose mean it is nearest to, if it is near enough, or else begins another one; the
    most frequent questions come first.
    """
    listed = sorted(asked, key=lambda one: (-one.recorded.times, one.recorded.text))
    vectors, alike = _vectors([one.understanding.repaired for one in listed], understander)
    clusters: list[_Cluster] = []
    for one, vector in zip(listed, vectors, strict=True):
        nearest = max(clusters, key=lambda cluster: cluster.likeness(vector), default=None)
        if nearest is None or nearest.likeness(vector) < alike:
            nearest = _Cluster([], np.zeros_like(vector))
            clusters.append(nearest)
        nearest.asked.append(one)
        nearest.sum += vector
    groups = [Group(tuple(cluster.asked)) for cluster in clusters]
    return sorted(groups, key=lambda group: (-group.times, group.asked[0].recorded.text))


@dataclass
class _Cluster:
    asked: list[Asked]
    sum: Floats

    def likeness(self, vector: Floats) -> float:
        """The cosine of a vector with the mean."""
        return float(vector @ self.sum / (np.linalg.norm(self.sum) or 1.0))


def _vectors(texts: Sequence[str], understander: Understander) -> tuple[Floats, float]:
    """Of length 1, `(n, dimensions)`, and from which cosine on two are alike."""
    if understander.encoder is not None:
        return parts(understander.encoder)[0].encode(texts), ALIKE
    rows = understander.ranker.model.ngrams.rows(texts) / np.float32(np.sqrt(BLOCKS))
    return rows, ALIKE_NGRAMS
