"""What admins say about answers that nobody asked the bot for."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.store import Store
from bot.store.trial import ENTRIES, Unsaid
from bot.store.tuning import VERDICTS

pytestmark = pytest.mark.anyio

UNSAID = Unsaid(thread=5, message=100, question="what does a data scientist do", screen="duties-data_scientist")


async def test_a_verdict_holds_for_its_chat_alone(store: Store, replica: Store) -> None:
    await store.tuning.judge(-1, "salary", False, 10.0)
    await store.tuning.judge(-1, "duties", True, 10.0)
    assert await replica.tuning.verdicts(-1) == {"salary": False, "duties": True}
    assert await replica.tuning.verdicts(-2) == {}


async def test_a_verdict_can_be_changed_and_withdrawn(store: Store) -> None:
    await store.tuning.judge(-1, "salary", False, 10.0)
    await store.tuning.judge(-1, "salary", True, 11.0)
    assert await store.tuning.verdicts(-1) == {"salary": True}
    await store.tuning.withdraw(-1, "salary")
    assert await store.tuning.verdicts(-1) == {}


async def test_of_too_many_verdicts_the_oldest_go(store: Store) -> None:
    await store.tuning.judge(-2, "another chat's", True, 0.0)
    for number in range(VERDICTS + 3):
        await store.tuning.judge(-1, str(number), True, float(number))
    assert set(await store.tuning.verdicts(-1)) == {str(number) for number in range(3, VERDICTS + 3)}
    assert await store.tuning.verdicts(-2) == {"another chat's": True}


async def test_the_trial_list_tells_what_would_have_been_said_newest_first(store: Store, replica: Store) -> None:
    await store.trial.add(-1, Unsaid(None, 99, "q", "s"), 9.0)
    entry = await store.trial.add(-1, UNSAID, 10.0)
    latest = await replica.trial.latest(-1)
    assert [one.unsaid.message for one in latest] == [100, 99]
    assert (latest[0].id, latest[0].unsaid, latest[0].is_wanted, latest[0].at) == (entry, UNSAID, None, 10.0)
    assert [one.unsaid.message for one in await replica.trial.latest(-1, 1)] == [100]


async def test_what_an_admin_says_about_an_entry_tunes_the_chat(store: Store) -> None:
    entry = await store.trial.add(-1, UNSAID, 10.0)
    judged = await store.trial.judge(-1, entry, False, 11.0)
    assert judged is not None and judged.is_wanted is False
    assert (await store.trial.latest(-1))[0].is_wanted is False
    assert await store.tuning.verdicts(-1) == {UNSAID.question: False}


async def test_an_entry_of_another_chat_cannot_be_judged(store: Store) -> None:
    entry = await store.trial.add(-1, UNSAID, 10.0)
    assert await store.trial.judge(-2, entry, True, 11.0) is None
    assert (await store.trial.latest(-1))[0].is_wanted is None
    assert await store.tuning.verdicts(-2) == {}


async def test_of_too_many_entries_the_oldest_go(store: Store, replica: Store) -> None:
    await store.trial.add(-2, UNSAID, 0.0)
    first = await store.trial.add(-1, UNSAID, 0.0)
    await asyncio.gather(*(one.trial.add(-1, UNSAID, 1.0) for one in (store, replica) * (ENTRIES // 2)))
    ids = [entry.id for entry in await store.trial.latest(-1, 1000)]
    assert len(ids) == ENTRIES and first not in ids
    assert len(await store.trial.latest(-2)) == 1
