"""From a ranking to an outcome, by hand-made rankings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.library import OUT_OF_SCOPE
from bot.understanding.decision import Thresholds, decide
from bot.understanding.understanding import Candidate, Outcome, Ranking

THRESHOLDS = Thresholds(
    answer=0.5, answer_similarity=0.4, clarify=0.3, clarify_similarity=0.2, out_of_scope=0.25, second=0.9
)


def ranking(*candidates: tuple[str, float, float], is_exact: bool = False) -> Ranking:
    return Ranking(tuple(Candidate(*one) for one in candidates), is_exact)


def outcome(of: Ranking) -> tuple[Outcome, list[str]]:
    decision = decide(of, THRESHOLDS)
    return decision.outcome, [one.intent for one in decision.candidates]


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        # intent, confidence, similarity
        ([("pay", 0.5, 0.4), ("work", 0.4, 0.9)], (Outcome.ANSWER, ["pay"])),
        ([("pay", 1.0, 0.4)], (Outcome.ANSWER, ["pay"])),
        # not sure enough, or too far from all examples of it
        ([("pay", 0.49, 0.9), ("work", 0.4, 0.9)], (Outcome.CLARIFY, ["pay", "work"])),
        ([("pay", 0.9, 0.39), ("work", 0.1, 0.1)], (Outcome.CLARIFY, ["pay", "work"])),
        # three choices at most, out of scope never one of them
        ([(name, 0.19, 0.9) for name in "abcde"], (Outcome.CLARIFY, ["a", "b", "c"])),
        (
            [("a", 0.3, 0.9), (OUT_OF_SCOPE, 0.2, 0.9), ("b", 0.1, 0.9), ("c", 0.1, 0.9)],
            (Outcome.CLARIFY, ["a", "b", "c"]),
        ),
        # too unsure even for choices, or too far from everything
        ([(name, 0.09, 0.9) for name in "abcde"], (Outcome.FALLBACK, [])),
        ([("pay", 0.4, 0.19), ("work", 0.4, 0.1)], (Outcome.FALLBACK, [])),
        # one choice is none
        ([("pay", 0.4, 0.9), (OUT_OF_SCOPE, 0.1, 0.9)], (Outcome.FALLBACK, [])),
        # out of scope
        ([("pay", 0.7, 0.9), (OUT_OF_SCOPE, 0.25, 0.9)], (Outcome.FALLBACK, [])),
        ([("pay", 0.7, 0.9), (OUT_OF_SCOPE, 0.24, 0.9)], (Outcome.ANSWER, ["pay"])),
        ([(OUT_OF_SCOPE, 0.24, 0.9), ("pay", 0.2, 0.9), ("work", 0.2, 0.9)], (Outcome.CLARIFY, ["pay", "work"])),
        ([(OUT_OF_SCOPE, 1.0, 1.0)], (Outcome.FALLBACK, [])),
        ([], (Outcome.FALLBACK, [])),
    ],
)
def test_outcome(candidates: list[tuple[str, float, float]], expected: tuple[Outcome, list[str]]) -> None:
    assert outcome(ranking(*candidates)) == expected


def test_an_example_typed_exactly_is_answered_whatever_the_thresholds() -> None:
    exact = ranking(("pay", 1.0, 1.0), is_exact=True)
    assert decide(exact, Thresholds(answer=2.0, answer_similarity=2.0)).outcome is Outcome.ANSWER


def test_an_example_of_what_is_nobodys_is_a_fallback_without_candidates() -> None:
    assert outcome(ranking((OUT_OF_SCOPE, 1.0, 1.0), is_exact=True)) == (Outcome.FALLBACK, [])


def test_some_intents_are_answered_but_never_offered() -> None:
    clear = ranking(("hello", 0.9, 0.9))
    unclear = ranking(("hello", 0.3, 0.9), ("pay", 0.3, 0.9), ("work", 0.2, 0.9))
    assert decide(clear, THRESHOLDS, frozenset({"hello"})).outcome is Outcome.ANSWER
    assert [one.intent for one in decide(unclear, THRESHOLDS, frozenset({"hello"})).candidates] == ["pay", "work"]


def test_thresholds_of_a_file() -> None:
    assert Thresholds.of(None) == Thresholds.of({}) == Thresholds()
    assert Thresholds.of({"answer": 0.9, "unheard_of": 1.0}) == Thresholds(answer=0.9)


@given(
    st.dictionaries(st.sampled_from([*"abcdefg", OUT_OF_SCOPE]), st.floats(0, 1), max_size=8),
    st.floats(-1, 1),
    st.booleans(),
)
def test_any_ranking_has_as_many_candidates_as_its_outcome_needs(
    confidences: dict[str, float], similarity: float, is_exact: bool
) -> None:
    ordered = sorted(confidences.items(), key=lambda one: -one[1])
    decided, intents = outcome(ranking(*((name, c, similarity) for name, c in ordered), is_exact=is_exact))
    assert len(intents) in {Outcome.ANSWER: (1,), Outcome.CLARIFY: (2, 3), Outcome.FALLBACK: (0,)}[decided]
    assert OUT_OF_SCOPE not in intents
