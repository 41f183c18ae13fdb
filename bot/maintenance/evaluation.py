"""Measures understanding on labelled questions: each is asked in a conversation of its own, and what came is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN
from bot.knowledge.library import OUT_OF_SCOPE
from bot.maintenance.questions import MIXED, Labelled
from bot.understanding.understanding import Outcome


@dataclass(frozen=True)
class Judged:
    """A labelled question and what the bot made of it."""

    labelled: Labelled
    turn: Turn

    @property
    def is_in_scope(self) -> bool:
        """Whether the best label is an intent that has an answer."""
        return self.labelled.intents[0] != OUT_OF_SCOPE

    @property
    def answered(self) -> tuple[str, ...]:
        """The intents that the reply answers."""
        return tuple(answer.intent for answer in self.turn.answers)

    @property
    def is_fallback(self) -> bool:
        """Whether it fell back."""
        return self.turn.outcome is Outcome.FALLBACK

    @property
    def is_fallback_right(self) -> bool:
        """Whether it fell back, and that is acceptable."""
        return self.is_fallback and OUT_OF_SCOPE in self.labelled.intents

    @property
    def is_answered_right(self) -> bool:
        """Whether all that was answered was asked; a fallback that is acceptable is as good."""
        is_asked = bool(self.answered) and all(intent in self.labelled.intents for intent in self.answered)
        return is_asked or self.is_fallback_right

    @property
    def is_answered_wrong(self) -> bool:
        """Whether something was answered that was not asked."""
        return any(intent not in self.labelled.intents for intent in self.answered)

    @property
    def is_right_in_choices(self) -> bool:
        """Whether something acceptable is among what was answered or offered."""
        offered = {*self.answered, *(choice.intent for choice in self.turn.choices)}
        return bool(offered & set(self.labelled.intents)) or self.is_fallback_right

    @property
    def roles(self) -> tuple[str, ...]:
        """The known roles that were recognised in the text."""
        return self.turn.understanding.roles if self.turn.understanding else ()

    @property
    def near(self) -> tuple[str, ...]:
        """What the reply says the article does not go into."""
        has_said = bool(self.turn.answers or self.turn.choices)
        return self.turn.understanding.near if self.turn.understanding and has_said else ()

    @property
    def lean(self) -> str | None:
        """The role that the reply leans to."""
        return self.turn.understanding.lean if self.turn.understanding and self.answered else None


@dataclass(frozen=True)
class Figures:
    """Counts, and percentages over labelled questions; None where there is no question to measure one on."""

    in_scope: int
    """Count of questions that have an answer."""
    out_of_scope: int
    """Count of questions that have none."""
    answered_right: float | None
    right_in_choices: float | None
    """Right among answer and choices."""
    answered_wrong: float | None
    fallback_wrong: float | None
    """In scope, and yet a fallback."""
    oos_fallback: float | None
    oos_answered: float | None
    """Out of scope, and yet answered as something that it is not."""
    roles_right: float | None
    near_named: float | None = None
    """Of the specifics labelled, those that the reply names."""
    near_false: float | None = None
    """Of the questions labelled as without specifics, those remarked on."""
    lean_right: float | None = None
    """Leans as labelled; where the label is mixed, leans to none and yet is understood."""
    lean_wrong: float | None = None
    """Leans, and not as labelled."""

    def as_dict(self) -> dict[str, float | None]:
        """By name; figures of nearness and leaning only where they were measured."""
        always = ("in_scope", "out_of_scope", *PERCENTAGES[:7])
        return {name: value for name, value in asdict(self).items() if name in always or value is not None}


PERCENTAGES = tuple(Figures.__dataclass_fields__)[2:]
"""Names of the percentages."""
LOWER_IS_BETTER = frozenset({"answered_wrong", "fallback_wrong", "oos_answered", "near_false", "lean_wrong"})


def judge(labelled: Iterable[Labelled], dialogue: Dialogue) -> Iterator[Judged]:
    """Asks each question in a conversation of its own."""
    for one in labelled:
        yield Judged(one, dialogue.ask(one.ask, FORGOTTEN, 0.0))


def figures(judged: Sequence[Judged]) -> Figures:
    """The figures of judged questions."""
    inside = [one for one in judged if one.is_in_scope]
    outside = [one for one in judged if not one.is_in_scope]
    return Figures(
        in_scope=len(inside),
        out_of_scope=len(outside),
        answered_right=percent(one.is_answered_right for one in inside),
        right_in_choices=percent(one.is_right_in_choices for one in inside),
        answered_wrong=percent(one.is_answered_wrong for one in inside),
        fallback_wrong=percent(one.is_fallback and not one.is_fallback_right for one in inside),
        oos_fallback=percent(one.is_fallback for one in outside),
        oos_answered=percent(one.is_answered_wrong for one in outside),
        roles_right=percent(
            set(one.roles) == set(one.labelled.roles) for one in judged if one.labelled.roles is not None
        ),
        near_named=percent(
            any(_matches(specific, said) for said in one.near) for one in judged for specific in one.labelled.near or ()
        ),
        near_false=percent(bool(one.near) for one in judged if one.labelled.near == ()),
        lean_right=percent(is_lean_right(one) for one in judged if one.labelled.lean is not None),
        lean_wrong=percent(is_lean_wrong(one) for one in judged if one.labelled.lean is not None),
    )


def is_lean_right(judged: Judged) -> bool:
    """Whether the reply leans as labelled; mixed signals are asked back about, not fallen back on."""
    if judged.labelled.lean == MIXED:
        return judged.lean is None and not judged.is_fallback
    return judged.lean == judged.labelled.lean


def is_lean_wrong(judged: Judged) -> bool:
    """Whether the reply leans otherwise than labelled. To lean to none is not wrong."""
    return judged.lean is not None and judged.lean != judged.labelled.lean


def percent(hits: Iterable[bool]) -> float | None:
    """The share of hits, to a tenth; None where there is nothing to count."""
    found = list(hits)
    return round(100 * sum(found) / len(found), 1) if found else None


def _matches(specific: str, said: str) -> bool:
    """Whether what was said names the specific, be it with a word more or less."""
    one, two = specific.lower(), said.lower()
    return one in two or two in one
