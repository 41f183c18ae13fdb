"""Groups and channels."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.chats import Chat
from bot.store.feedback import Rated, Votes
from bot.store.memories import Answer
from bot.store.store import Store
from bot.store.tables import metadata
from bot.store.trial import Unsaid
from tests.store.raw import tables_that_hold

pytestmark = pytest.mark.anyio

DAY = 86_400.0
OLD, NEW = -7001, -1007002
"""A group, and the supergroup that it becomes."""


async def test_a_chat_is_known_once_the_bot_is_in_it(store: Store, replica: Store) -> None:
    assert await store.chats.get(OLD) is None
    await store.chats.joined(OLD, "group", 7, 10.0)
    assert await replica.chats.get(OLD) == Chat(OLD, "group", True, 7, "", 0)


async def test_settings_outlive_a_stay(store: Store) -> None:
    await store.chats.joined(OLD, "group", 7, 10.0)
    assert await store.chats.change(OLD, '{"level": "on"}', 0, 11.0)
    await store.chats.gone(OLD, 12.0)
    gone = await store.chats.get(OLD)
    assert gone is not None and not gone.is_active
    await store.chats.joined(OLD, "group", None, 13.0)
    assert await store.chats.get(OLD) == Chat(OLD, "group", True, 7, '{"level": "on"}', 1)


async def test_of_two_admins_who_change_at_once_one_is_told_to_look_again(store: Store, replica: Store) -> None:
    await store.chats.joined(OLD, "group", 7, 10.0)
    results = await asyncio.gather(store.chats.change(OLD, "a", 0, 11.0), replica.chats.change(OLD, "b", 0, 11.0))
    assert sorted(results) == [False, True]


async def test_changes_made_again_after_a_conflict_are_all_there(store: Store, replica: Store) -> None:
    async def add(one: Store, letter: str) -> None:
        while True:
            chat = await one.chats.get(OLD)
            settings, version = (chat.settings, chat.version) if chat else ("", 0)
            if await one.chats.change(OLD, settings + letter, version, 10.0):
                return

    letters = "abcdefghij"
    await asyncio.gather(*(add(one, letter) for letter, one in zip(letters, (store, replica) * 5, strict=True)))
    chat = await store.chats.get(OLD)
    assert chat is not None
    assert ("".join(sorted(chat.settings)), chat.version) == (letters, 10)


async def test_settings_can_be_changed_before_the_bot_knows_the_chat(store: Store) -> None:
    assert await store.chats.change(OLD, "a", 0, 10.0)
    await store.chats.joined(OLD, "supergroup", 7, 11.0)
    assert await store.chats.get(OLD) == Chat(OLD, "supergroup", True, 7, "a", 1)


async def test_what_was_to_be_done_in_a_chat_is_dropped_when_the_bot_is_gone(store: Store) -> None:
    await store.chats.joined(OLD, "group", 7, 10.0)
    await store.deletions.schedule(OLD, 1, 20.0, 10.0)
    await store.reports.subscribe(OLD, 7, 20.0)
    await store.chats.gone(OLD, 11.0)
    assert await store.deletions.claim_due(30.0, 10) == []
    assert await store.reports.claim_due(30.0, 10) == []


async def test_active_chats_by_kind_and_by_who_added_the_bot(store: Store) -> None:
    for chat, kind, adder in ((-1, "group", 7), (-2, "channel", 7), (-3, "channel", 8), (-4, "channel", 7)):
        await store.chats.joined(chat, kind, adder, 10.0)
    await store.chats.gone(-4, 11.0)
    assert [chat.id for chat in await store.chats.active()] == [-3, -2, -1]
    assert [chat.id for chat in await store.chats.active(kind="channel", added_by=7)] == [-2]


async def fill(store: Store, chat: int) -> None:
    """Something about the chat in every table that is about chats."""
    await store.chats.joined(chat, "group", 7, 10.0)
    await store.chats.change(chat, "chosen", 0, 10.0)
    await store.memories.keep_answer(chat, 50, Answer(None, 7, 51, "{}", "{}"), 10.0)
    await store.tuning.judge(chat, "question", False, 10.0)
    await store.trial.add(chat, Unsaid(None, 52, "question", "duties"), 10.0)
    await store.cooldown.said(chat, None, screen="duties", message=51, now=10.0)
    await store.deletions.schedule(chat, 51, 20.0, 10.0)
    await store.feedback.vote(Rated(chat, 51, 7, "duties", "duties"), 1, 10.0)
    await store.counts.add(chat, 10.0, asked=3, answered=2, silent=1)
    await store.reports.subscribe(chat, 7, 20.0)


async def test_a_group_that_becomes_a_supergroup_keeps_what_is_its(store: Store, url: str) -> None:
    await fill(store, OLD)
    await store.chats.move(OLD, NEW)
    assert await store.chats.get(NEW) == Chat(NEW, "supergroup", True, 7, "chosen", 1)
    assert await store.memories.recall((NEW, None, 7)) == "{}"
    assert await store.tuning.verdicts(NEW) == {"question": False}
    assert [entry.unsaid.message for entry in await store.trial.latest(NEW)] == [-52]
    assert await store.counts.between(NEW, 0.0, DAY) == (3, 2, 1, 1, 0)
    assert await store.reports.subscribers(NEW) == [7]
    assert tables_that_hold(url, OLD) == set()


async def test_messages_of_the_supergroup_are_not_taken_for_those_of_the_group(store: Store) -> None:
    await fill(store, OLD)
    await store.chats.move(OLD, NEW)
    assert await store.memories.answer_to(NEW, 50) is None
    assert await store.cooldown.earlier(NEW, None, "duties", 0.0) is None
    assert await store.deletions.claim_due(30.0, 10) == []
    assert await store.feedback.vote_of(Rated(NEW, 51, 7, "duties", "duties")) == 0


async def test_a_move_said_twice_at_once_and_again_changes_nothing_more(store: Store, replica: Store) -> None:
    await fill(store, OLD)
    await asyncio.gather(*(one.chats.move(OLD, NEW) for one in (store, replica, store, replica)))
    await store.chats.move(OLD, NEW)
    assert await store.counts.between(NEW, 0.0, DAY) == (3, 2, 1, 1, 0)
    assert await store.chats.get(NEW) == Chat(NEW, "supergroup", True, 7, "chosen", 1)


async def test_what_arrives_for_the_group_after_its_move_follows_it(store: Store) -> None:
    await fill(store, OLD)
    await store.chats.move(OLD, NEW)
    await store.chats.gone(OLD, 11.0)
    await store.counts.add(OLD, 10.0, asked=1)
    await store.reports.subscribe(OLD, 8, 20.0)
    await store.chats.move(OLD, NEW)
    assert (await store.counts.between(NEW, 0.0, DAY)).asked == 4
    assert await store.reports.subscribers(NEW) == [7, 8]
    chat = await store.chats.get(NEW)
    assert chat is not None and chat.is_active


async def test_settings_move_to_a_supergroup_that_was_met_first(store: Store) -> None:
    await fill(store, OLD)
    await store.chats.joined(NEW, "supergroup", None, 9.0)
    await store.chats.move(OLD, NEW)
    assert await store.chats.get(NEW) == Chat(NEW, "supergroup", True, 7, "chosen", 1)


async def test_settings_that_an_admin_chose_in_the_supergroup_stay(store: Store) -> None:
    await fill(store, OLD)
    await store.chats.joined(NEW, "supergroup", 8, 9.0)
    await store.chats.change(NEW, "newer", 0, 9.0)
    await store.tuning.judge(NEW, "question", True, 9.0)
    await store.chats.move(OLD, NEW)
    assert await store.chats.get(NEW) == Chat(NEW, "supergroup", True, 8, "newer", 1)
    assert await store.tuning.verdicts(NEW) == {"question": True}


async def test_votes_from_before_a_move_still_count_by_intent(store: Store) -> None:
    await fill(store, OLD)
    await store.chats.move(OLD, NEW)
    assert await store.feedback.by_intent(0.0, DAY) == {"duties": Votes(1, 0)}


async def test_nothing_is_left_of_a_chat_that_is_forgotten(store: Store, url: str) -> None:
    await fill(store, OLD)
    about_chats = {name for name, table in metadata.tables.items() if "chat" in table.c}
    assert tables_that_hold(url, OLD) == about_chats, "the test must put something into every table"
    await store.chats.forget(OLD)
    assert tables_that_hold(url, OLD) == set()
