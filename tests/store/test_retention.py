"""How long things are kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.store import retention
from bot.store.feedback import UP, Rated
from bot.store.inbox import Incoming
from bot.store.memories import Answer
from bot.store.store import Store
from bot.store.tables import metadata
from bot.store.trial import Unsaid
from tests.store.raw import rows

pytestmark = pytest.mark.anyio

NOW = 23_148 * retention.DAY
"""The beginning of a day, by which counts are kept."""
KEPT_FOR_EVER = {"tuning", "reports", "secrets"}
"""What holds until somebody changes it, in chats that the bot is in."""


async def _answer(store: Store, at: float) -> None:
    await store.memories.keep_answer(7, int(at), Answer(None, 7, 1, "{}", "{}"), at)


async def _handled(store: Store, at: float) -> None:
    await store.inbox.put([Incoming(int(at), "a", 7, "{}")], at)
    await store.inbox.done([int(at)])


async def _parked(store: Store, at: float) -> None:
    await store.inbox.put([Incoming(int(at), "a", 7, "{}")], at)
    await store.inbox.park(int(at), "a fault", at)


async def _gone(store: Store, at: float) -> None:
    await store.chats.joined(-int(at), "group", 7, at)
    await store.chats.gone(-int(at), at)


WRITTEN: dict[str, tuple[str, float, Callable[[Store, float], Awaitable[object]]]] = {
    "memories": ("memories", retention.MEMORIES, lambda store, at: store.memories.keep((int(at), None, 7), "{}", at)),
    "answers": ("answers", retention.ANSWERS, _answer),
    "said": ("said", retention.SAID, lambda store, at: store.cooldown.said(1, int(at), screen="s", message=1, now=at)),
    "deletions": ("deletions", retention.DELETIONS, lambda store, at: store.deletions.schedule(1, int(at), 3e9, at)),
    "trial": ("trial", retention.TRIAL, lambda store, at: store.trial.add(-1, Unsaid(None, 1, "q", "s"), at)),
    "questions": (
        "questions",
        retention.QUESTIONS,
        lambda store, at: store.questions.record("q", outcome="fallback", intents=[], person=7, now=at),
    ),
    "feedback": (
        "feedback",
        retention.FEEDBACK,
        lambda store, at: store.feedback.vote(Rated(1, int(at), 7, "s", "i"), UP, at),
    ),
    "pictures": ("pictures", retention.PICTURES, lambda store, at: store.pictures.put(str(at), "file", at)),
    "blocked": ("blocked", retention.BLOCKED, lambda store, at: store.people.block(int(at), at)),
    "counts": ("counts", retention.COUNTS, lambda store, at: store.counts.add(1, at, asked=1)),
    "handled updates": ("inbox", retention.UPDATES, _handled),
    "parked updates": ("inbox", retention.PARKED, _parked),
    "gone chats": ("chats", retention.GONE_CHATS, _gone),
    "leases": (
        "leases",
        retention.DAY,
        lambda store, at: store.leases.try_lease(str(at), "a", until=at, now=at - 1),
    ),
}


@pytest.mark.parametrize("what", WRITTEN)
async def test_it_is_kept_for_its_time_and_no_longer(store: Store, url: str, what: str) -> None:
    table, kept, write = WRITTEN[what]
    await write(store, NOW - kept - 10)
    await store.purge(NOW)
    assert rows(url, table) == []
    await write(store, NOW - kept + retention.DAY / 24 / 2)
    await store.purge(NOW)
    assert len(rows(url, table)) == 1


def test_every_table_has_its_time() -> None:
    assert {table for table, _, _ in WRITTEN.values()} | KEPT_FOR_EVER == set(metadata.tables)


async def test_a_recorded_question_is_not_linked_to_its_person_any_more_after_its_time(store: Store) -> None:
    for at in (NOW - retention.QUESTIONS_LINKED - 1, NOW - retention.QUESTIONS_LINKED + 1):
        await store.questions.record(f"asked at {at}", outcome="fallback", intents=[], person=7, now=at)
    await store.purge(NOW)
    await store.people.forget(7)
    (left,) = await store.questions.grouped(0.0, 10)
    assert left.last == NOW - retention.QUESTIONS_LINKED - 1


async def test_all_of_a_chat_that_the_bot_was_removed_from_is_forgotten_with_it(store: Store, url: str) -> None:
    await store.chats.joined(-1, "group", 7, 10.0)
    await store.tuning.judge(-1, "q", True, 10.0)
    await store.chats.gone(-1, 10.0)
    await store.purge(NOW)
    assert rows(url, "tuning") == []


async def test_updates_that_wait_are_never_given_up(store: Store) -> None:
    await store.inbox.put([Incoming(1, "a", 7, "{}")], 10.0)
    await store.purge(NOW)
    assert [one.update_id for one in await store.inbox.claim(NOW, NOW + 60, 10)] == [1]


async def test_many_old_rows_go_batch_by_batch(store: Store, url: str) -> None:
    count = 2 * retention.BATCH + 1
    await store.inbox.put([Incoming(one, "a", None, "{}") for one in range(count)], 10.0)
    await store.inbox.done(range(count))
    await store.purge(NOW)
    assert rows(url, "inbox") == []
