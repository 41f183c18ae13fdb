"""What the bot makes of a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.knowledge.library import Like, Place


class Outcome(StrEnum):
    """What is done with a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    FALLBACK = "fallback"


class Reference(StrEnum):
    """How a fragment refers back to the conversation."""

    ROLES = "roles"
    """Only names roles: "and ML engineers?"."""
    OTHER = "other"
    """The other role: "the other one?"."""
    BOTH = "both"
    """Both roles: "and both?"."""
    WHY = "why"
    """Asks for the reasons of the last answer: "why?"."""
    MORE = "more"
    """Asks to go on: "tell me more"."""
    FIRST = "first"
    """The first of two roles: "the former"."""
    SECOND = "second"
    """The second of two roles: "the latter"."""
    QUIZ = "quiz"
    """Asks for the quiz."""
    COMPARE = "compare"
    """Sets the role that it names, or all, beside the last one: "vs data scientists?"."""
    SHORTER = "shorter"
    """Asks for the last answer in fewer words."""
    WRONG = "wrong"
    """Says that the last answer was not it."""
    ASIDE = "aside"
    """Says nothing that could be answered: "lol"."""
    SPECIFIC = "specific"
    """Only names something specific: "and in Munich?"."""


@dataclass(frozen=True)
class RoleMention:
    """A known role in the text."""

    role: str
    text: str
    """As it stands in the text."""
    is_repaired: bool = False
    """Whether it was recognised in spite of a typing error."""


@dataclass(frozen=True)
class Candidate:
    """An intent that the question may mean."""

    intent: str
    confidence: float
    """Calibrated, 0 to 1; over all candidates they add up to at most 1."""
    similarity: float
    """Of the embedding to the intent's nearest example, -1 to 1; of n-grams where there is no encoder."""
    nearest: str = ""
    """That example."""
    place: Place | None = None
    parts: tuple[tuple[str, float], ...] = ()
    """What the features added to the score, by name."""


@dataclass(frozen=True)
class Ranking:
    """All intents, the likeliest first."""

    candidates: tuple[Candidate, ...]
    is_exact: bool = False
    """Whether the question is an example, typed exactly."""
    is_by_meaning_alone: bool = False
    """Whether only embeddings counted, as for questions in other languages than the examples'."""

    @property
    def top(self) -> Candidate:
        """The likeliest intent."""
        return self.candidates[0]


@dataclass(frozen=True)
class Signal:
    """Words of the person that speak for or against a role, by the article's own criteria."""

    words: str
    """The person's own words."""
    like: Like
    is_liked: bool
    """False where the person says that they do not enjoy it."""
    weight: float = 1.0
    """How much it counts, over 0 to 1."""


@dataclass(frozen=True)
class Answered:
    """One intent that is sure enough, with the roles that its part of the text names."""

    intent: str
    confidence: float
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Understanding:
    """What the bot made of a question, before the conversation's memory comes in."""

    text: str
    """After cleaning and cutting."""
    repaired: str = ""
    """After repair, with role names made equal: what was ranked."""
    outcome: Outcome = Outcome.FALLBACK
    mentions: tuple[RoleMention, ...] = ()
    other_roles: tuple[str, ...] = ()
    ranking: Ranking = field(default_factory=lambda: Ranking(()))
    answers: tuple[Answered, ...] = ()
    """One or two for `answer`, two or three choices for `clarify`, none for `fallback`."""
    reference: Reference | None = None
    near: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    lean: str | None = None
    language: str = "en"
    repairs: tuple[tuple[str, str], ...] = ()
    """Words as typed and as meant."""
    unknown: tuple[str, ...] = ()
    """Words that it cannot place."""
    is_distress: bool = False
    means_other: bool = False
    """Whether it asks something of "the other one", without naming it."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The known roles that the text names, each once."""
        return tuple(dict.fromkeys(mention.role for mention in self.mentions))
