"""Chooses thresholds on labelled questions by stated cost.

Most questions are decided by `decision.decide` alone, so all combinations of thresholds that matter can be tried on
their rankings in seconds. Some questions are decided by rules beside it (another role is named, two questions in one
message, likes and dislikes): these are taken as the whole bot decides them, and the bot is asked everything again with
the thresholds found, until what was reckoned is what happens.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from bot.knowledge.library import OUT_OF_SCOPE
from bot.maintenance.evaluation import Judged, percent
from bot.maintenance.questions import Labelled
from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.understanding import Outcome, Ranking

STEP: Final = 0.02
FROM: Final = 0.1
TO: Final = 0.96
TOGETHER: Final = (("answer", "answer_similarity"), ("clarify", "clarify_similarity"))
"""Thresholds of one outcome are chosen in pairs: one can make up for the other."""
FOREIGN: Final = ("answer_by_meaning",)
"""Thresholds of questions in other languages alone."""
COARSE: Final = 0.05
"""Step of thresholds where they are chosen in pairs; each is then moved alone, more finely."""
MOST_SWEEPS: Final = 6
MOST_ROUNDS: Final = 4
HALF: Final = 0.5
"""What a right choice among several is worth, beside a right answer at once."""

Ask = Callable[[Thresholds], Sequence[Judged]]
"""Asks the whole bot all questions with these thresholds."""


@dataclass(frozen=True)
class Cost:
    """What a choice of thresholds may cost, in percent."""

    max_wrong: float = 3.0
    """Of the questions in scope, those answered with something that was not asked."""
    max_oos: float = 5.0
    """Of the questions out of scope, those answered."""
    max_wrong_by_meaning: float = 3.0
    """As `max_wrong`, of the questions in other languages."""

    @property
    def by_meaning(self) -> Cost:
        """The same with what questions in other languages may cost in place of what English ones may."""
        return replace(self, max_wrong=self.max_wrong_by_meaning)

    def excess(self, bought: Bought) -> float:
        """By how much the cost is passed, in points of percent."""
        wrong = max(0.0, (bought.answered_wrong or 0.0) - self.max_wrong)
        return wrong + max(0.0, (bought.oos_answered or 0.0) - self.max_oos)

    def key(self, bought: Bought) -> tuple[float, float]:
        """What is better sorts higher: least above the cost first, worth second."""
        return -self.excess(bought), bought.worth

    def less(self, points: float) -> Cost:
        """A cost to reckon with where what was reckoned falls short of what happens."""
        return Cost(self.max_wrong - points, self.max_oos - points, self.max_wrong_by_meaning - points)

    def excess_of(self, judged: Sequence[Judged]) -> float:
        """By how much the questions pass the cost that was set for their kind."""
        english = [one for one in judged if not _is_by_meaning_alone(one)]
        foreign = [one for one in judged if _is_by_meaning_alone(one)]
        return self.excess(weigh(_verdicts(english))) + self.by_meaning.excess(weigh(_verdicts(foreign)))


@dataclass(frozen=True)
class Verdict:
    """How one question fares."""

    is_right: bool = False
    is_offered: bool = False
    """Right among the choices."""
    is_wrong: bool = False
    is_refused: bool = False
    """Fell back."""


@dataclass(frozen=True)
class Bought:
    """What thresholds buy on labelled questions, in percent; the names are those of `evaluate --json`."""

    answered_right: float | None
    right_in_choices: float | None
    answered_wrong: float | None
    oos_fallback: float | None
    oos_answered: float | None
    worth: float
    """A right answer counts one, a right choice among several a half, a fallback for what is out of scope one."""


@dataclass(frozen=True)
class Question:
    """A labelled question with its ranking, and how it fares where no threshold changes that."""

    labelled: Labelled
    ranking: Ranking
    settled: Verdict | None

    @cached_property
    def is_in_scope(self) -> bool:
        """Whether the best label is an intent that has an answer."""
        return self.labelled.intents[0] != OUT_OF_SCOPE


@dataclass(frozen=True)
class Chosen:
    """Thresholds and what they buy when the whole bot is asked."""

    thresholds: Thresholds
    bought: Bought
    judged: Sequence[Judged]
    excess: float
    """By how much they pass the cost, in points of percent."""


def choose(ask: Ask, start: Thresholds, cost: Cost) -> Chosen:
    """The thresholds that are worth most within the cost; where none keeps within it, those that come closest."""
    values, allowed = start, cost
    tried: dict[Thresholds, Chosen] = {}
    for _ in range(MOST_ROUNDS):
        judged = ask(values)
        chosen = tried[values] = Chosen(values, weigh(_verdicts(judged)), judged, cost.excess_of(judged))
        questions = reckonable(judged, values)
        values = search(questions, values, allowed)
        if values in tried and all(one.excess for one in tried.values()):
            allowed = allowed.less(chosen.excess)
            values = search(questions, values, allowed)
        if values in tried:
            break
    return max(tried.values(), key=lambda one: (-one.excess, one.bought.worth))


def reckonable(judged: Sequence[Judged], values: Thresholds) -> list[Question]:
    """The questions as `search` takes them: settled where the bot did not do what `decide` says."""
    questions = []
    for one, (_, verdict) in zip(judged, _verdicts(judged), strict=True):
        ranking = one.turn.understanding.ranking if one.turn.understanding else Ranking(())
        decision = decide(ranking, values)
        is_as_decided = decision.outcome is one.turn.outcome and (
            decision.outcome is not Outcome.ANSWER or _intents(decision) == one.answered
        )
        questions.append(Question(one.labelled, ranking, None if is_as_decided else verdict))
    return questions


def search(questions: Sequence[Question], start: Thresholds, cost: Cost) -> Thresholds:
    """The thresholds that `decide` does best with: one or two at a time while the others stay, until none gets better.

    Among equals the present one stays, else the one in their middle is taken. The cost holds for English questions and
    for those in other languages each, so that neither is paid for with the other.
    """
    foreign = [one for one in questions if one.ranking.is_by_meaning_alone]
    english = [one for one in questions if not one.ranking.is_by_meaning_alone]
    values = start
    for _ in range(MOST_SWEEPS):
        before = values
        for names in _blocks():
            values = _best(english or questions, values, names, cost)
        if values == before:
            break
    return _best(foreign, values, FOREIGN, cost.by_meaning) if foreign else values


def _blocks() -> Iterator[tuple[str, ...]]:
    yield from TOGETHER
    yield from ((name,) for name in Thresholds.__dataclass_fields__ if name not in FOREIGN)


def _best(questions: Sequence[Question], values: Thresholds, names: tuple[str, ...], cost: Cost) -> Thresholds:
    step = STEP if len(names) == 1 else COARSE
    grid = np.round(np.arange(FROM, TO, step), 2).tolist()
    tried = [values, *(_with(values, names, point) for point in itertools.product(grid, repeat=len(names)))]
    keys = [cost.key(reckon(questions, one)) for one in tried]
    best = max(keys)
    if keys[0] == best:
        return values
    equals = [one for one, key in zip(tried, keys, strict=True) if key == best]
    points = np.array([[getattr(one, name) for name in names] for one in equals])
    return equals[int(np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1)))]


def _with(values: Thresholds, names: Sequence[str], point: Sequence[float]) -> Thresholds:
    return replace(values, **dict(zip(names, point, strict=True)))


def reckon(questions: Sequence[Question], values: Thresholds) -> Bought:
    """What these thresholds buy, by `decide` alone."""
    return weigh((one.is_in_scope, one.settled or _decided(one, values)) for one in questions)


def _decided(question: Question, values: Thresholds) -> Verdict:
    decision = decide(question.ranking, values)
    intents = _intents(decision)
    wanted = question.labelled.intents
    match decision.outcome:
        case Outcome.ANSWER:
            return Verdict(is_right=intents[0] in wanted, is_wrong=intents[0] not in wanted)
        case Outcome.CLARIFY:
            return Verdict(is_offered=any(intent in wanted for intent in intents))
        case Outcome.FALLBACK:
            return Verdict(is_right=OUT_OF_SCOPE in wanted, is_refused=True)


def _is_by_meaning_alone(judged: Judged) -> bool:
    return judged.turn.understanding is not None and judged.turn.understanding.ranking.is_by_meaning_alone


def _intents(decision: Decision) -> tuple[str, ...]:
    return tuple(candidate.intent for candidate in decision.candidates)


def _verdicts(judged: Sequence[Judged]) -> list[tuple[bool, Verdict]]:
    return [
        (
            one.is_in_scope,
            Verdict(
                one.is_answered_right,
                one.is_right_in_choices and not one.is_answered_right,
                one.is_answered_wrong,
                one.is_fallback,
            ),
        )
        for one in judged
    ]


def weigh(verdicts: Iterator[tuple[bool, Verdict]] | Sequence[tuple[bool, Verdict]]) -> Bought:
    """What verdicts add up to. Each comes with whether its question is in scope."""
    inside: list[Verdict] = []
    outside: list[Verdict] = []
    for is_in_scope, verdict in verdicts:
        (inside if is_in_scope else outside).append(verdict)
    worth = sum(v.is_right + HALF * v.is_offered for v in inside) + sum(v.is_refused for v in outside)
    return Bought(
        answered_right=percent(v.is_right for v in inside),
        right_in_choices=percent(v.is_right or v.is_offered for v in inside),
        answered_wrong=percent(v.is_wrong for v in inside),
        oos_fallback=percent(v.is_refused for v in outside),
        oos_answered=percent(v.is_wrong for v in outside),
        worth=worth,
    )


def neighbours(judged: Sequence[Judged], values: Thresholds) -> Iterator[tuple[str, float, Bought]]:
    """What each threshold buys: its name, a value a little lower, its own or a little higher, and what that buys."""
    questions = reckonable(judged, values)
    for name, value in asdict(values).items():
        for step in (-COARSE, 0.0, COARSE):
            moved = round(value + step, 2)
            yield name, moved, reckon(questions, replace(values, **{name: moved}))


def beyond_thresholds(chosen: Chosen) -> list[Judged]:
    """Wrong answers that no threshold prevents: rules beside `decide` gave them, or an example says so exactly."""
    questions = reckonable(chosen.judged, chosen.thresholds)
    return [
        one
        for one, question in zip(chosen.judged, questions, strict=True)
        if one.is_answered_wrong and (question.settled or question.ranking.is_exact)
    ]


def bought_percentages(bought: Bought) -> Mapping[str, float]:
    """What is kept in the file: the percentages that there are."""
    return {name: value for name, value in asdict(bought).items() if name != "worth" and value is not None}
