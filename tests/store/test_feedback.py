"""Thumbs."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.store.feedback import DOWN, NONE, UP, Rated, Votes
from bot.store.store import Store
from tests.store.raw import rows

pytestmark = pytest.mark.anyio

ANSWER = Rated(chat=-1, message=100, person=7, screen="duties-data_scientist", intent="duties")


async def test_a_second_tap_changes_a_vote_and_a_third_takes_it_back(store: Store, replica: Store, url: str) -> None:
    assert await store.feedback.vote(ANSWER, UP, 10.0) == UP
    assert await replica.feedback.vote(ANSWER, DOWN, 11.0) == DOWN
    assert await store.feedback.vote_of(ANSWER) == DOWN
    assert await store.feedback.vote(ANSWER, DOWN, 12.0) == NONE
    assert await replica.feedback.vote_of(ANSWER) == NONE
    assert rows(url, "feedback") == []


async def test_taps_at_once_on_two_replicas_are_taken_one_after_the_other(store: Store, replica: Store) -> None:
    results = await asyncio.gather(*(one.feedback.vote(ANSWER, UP, 10.0) for one in (store, replica) * 5))
    assert sorted(results) == [NONE] * 5 + [UP] * 5
    assert await store.feedback.vote_of(ANSWER) == NONE


async def test_everybody_has_a_vote_of_their_own(store: Store, replica: Store) -> None:
    people = [replace(ANSWER, person=person) for person in range(1, 31)]
    await asyncio.gather(
        *(one.feedback.vote(rated, UP, 10.0) for rated, one in zip(people, (store, replica) * 15, strict=True))
    )
    await store.feedback.vote(people[0], DOWN, 10.0)
    assert await store.feedback.totals(-1, 0.0, 20.0) == Votes(29, 1)


async def test_a_reason_goes_with_the_vote_that_it_was_given_for(store: Store, url: str) -> None:
    await store.feedback.vote(ANSWER, DOWN, 10.0)
    assert await store.feedback.why(ANSWER, "too_long")
    assert "too_long" in str(rows(url, "feedback"))
    await store.feedback.vote(ANSWER, UP, 11.0)
    assert "too_long" not in str(rows(url, "feedback"))


async def test_a_reason_without_a_vote_is_not_kept(store: Store, url: str) -> None:
    assert not await store.feedback.why(ANSWER, "too_long")
    assert rows(url, "feedback") == []


async def test_totals_are_those_of_the_chat_and_the_period(store: Store) -> None:
    for rated, vote, at in (
        (ANSWER, UP, 10.0),
        (replace(ANSWER, person=8), DOWN, 19.0),
        (replace(ANSWER, person=9), DOWN, 20.0),
        (replace(ANSWER, chat=-2), DOWN, 15.0),
        (replace(ANSWER, chat=-2, message=101, intent="goal"), UP, 15.0),
    ):
        await store.feedback.vote(rated, vote, at)
    assert await store.feedback.totals(-1, 10.0, 20.0) == Votes(1, 1)
    assert await store.feedback.totals(-3, 10.0, 20.0) == Votes(0, 0)
    assert await store.feedback.by_intent(10.0, 20.0) == {"duties": Votes(1, 2), "goal": Votes(1, 0)}
