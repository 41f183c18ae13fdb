"""Forgetting a person."""

from __future__ import annotations

import pytest

from bot.store.feedback import UP, Rated
from bot.store.inbox import Incoming
from bot.store.memories import Answer
from bot.store.store import Store
from bot.store.tables import metadata
from bot.store.trial import Unsaid
from tests.store.raw import rows, tables_that_hold

pytestmark = pytest.mark.anyio

PERSON, OTHER, GROUP = 7_123_456_789, 8_987_654_321, -1001
TABLES_WITHOUT_PEOPLE = {"pictures", "leases", "secrets", "questions"}
"""Where no id of a person is ever written; in questions there is a hash instead."""


async def live(store: Store, person: int) -> None:
    """The person does all that leaves a trace, in private and in a group."""
    for chat in (person, GROUP):
        await store.memories.keep_answer(chat, person % 100, Answer(None, person, 101, "{}", "{}"), 10.0)
        await store.cooldown.said(chat, None, screen="duties", message=101, now=10.0)
        await store.deletions.schedule(chat, 101, 20.0, 10.0)
        await store.feedback.vote(Rated(chat, 101, person, "duties", "duties"), UP, 10.0)
        await store.counts.add(chat, 10.0, asked=1)
        await store.tuning.judge(chat, "question", True, 10.0)
        await store.trial.add(chat, Unsaid(None, 50, "question", "duties"), 10.0)
    await store.chats.joined(GROUP - person, "group", person, 10.0)
    await store.reports.subscribe(GROUP, person, 20.0)
    await store.people.block(person, 10.0)
    await store.questions.record("what is it", outcome="fallback", intents=[], person=person, now=10.0)
    first = person % 1000 * 10
    for update_id, sender in ((first + 1, person), (first + 2, None), (first + 3, person)):
        payload = f'{{"id": {first}, "from": {person}}}'
        await store.inbox.put([Incoming(update_id, f"{GROUP}:0:{person}", sender, payload)], 10.0)
    await store.inbox.park(first + 1, "a fault", 10.0)
    await store.inbox.park(first + 2, "somebody else quoted the person", 10.0)
    await store.inbox.done([first + 3])


async def test_nothing_of_a_person_who_is_forgotten_is_left_in_any_table(
    store: Store, replica: Store, url: str
) -> None:
    await live(store, PERSON)
    assert tables_that_hold(url, PERSON) == set(metadata.tables) - TABLES_WITHOUT_PEOPLE, (
        "the test must fill each table"
    )
    await live(store, OTHER)
    hashes = [row[4] for row in rows(url, "questions")]
    await replica.people.forget(PERSON)
    assert tables_that_hold(url, PERSON) == set()
    assert [row[4] for row in rows(url, "questions")] == hashes[1:]


async def test_what_a_person_is_yet_to_be_answered_is_no_memory_of_them(store: Store) -> None:
    await store.inbox.put([Incoming(1, f"{PERSON}:{PERSON}", PERSON, '{"text": "/forget_me"}')], 10.0)
    await store.people.forget(PERSON)
    assert [one.update_id for one in await store.inbox.claim(10.0, 70.0, 1)] == [1]


async def test_others_keep_what_is_theirs(store: Store, url: str) -> None:
    await live(store, PERSON)
    await live(store, OTHER)
    await store.people.forget(PERSON)
    assert tables_that_hold(url, OTHER) == set(metadata.tables) - TABLES_WITHOUT_PEOPLE
    assert await store.feedback.totals(GROUP, 0.0, 20.0) == (1, 0)
    assert await store.counts.between(GROUP, 0.0, 86_400.0) == (2, 0, 0, 1, 0)
    assert await store.reports.subscribers(GROUP) == [OTHER]


async def test_a_chat_that_the_person_added_the_bot_to_stays(store: Store) -> None:
    await store.chats.joined(GROUP, "group", PERSON, 10.0)
    await store.people.forget(PERSON)
    chat = await store.chats.get(GROUP)
    assert chat is not None and chat.is_active and chat.added_by is None


async def test_forgetting_somebody_unknown_is_no_error(store: Store) -> None:
    await store.people.forget(PERSON)
