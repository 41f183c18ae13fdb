"""What conversations remember, and how their questions were answered."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.memories import Answer
from bot.store.store import Store

pytestmark = pytest.mark.anyio

PRIVATE = (7, None, 7)
ANSWER = Answer(thread=None, person=7, card=101, before='{"before": 1}', after='{"after": 1}')


async def test_a_conversation_goes_on_on_another_replica(store: Store, replica: Store) -> None:
    await store.memories.keep(PRIVATE, '{"intent": "duties"}', 10.0)
    assert await replica.memories.recall(PRIVATE) == '{"intent": "duties"}'


async def test_a_conversation_is_a_chat_a_topic_and_a_person(store: Store) -> None:
    conversations = [(-1, None, 7), (-1, 5, 7), (-1, None, 8), (-2, None, 7)]
    for conversation in conversations:
        await store.memories.keep(conversation, str(conversation), 10.0)
    assert [await store.memories.recall(one) for one in conversations] == [str(one) for one in conversations]


async def test_nothing_is_remembered_of_a_stranger(store: Store) -> None:
    assert await store.memories.recall(PRIVATE) is None


async def test_many_conversations_at_once_each_get_their_own(store: Store) -> None:
    conversations = [(person, None, person) for person in range(1, 1200)]
    await asyncio.gather(*(store.memories.keep(one, str(one), 10.0) for one in conversations))
    assert await asyncio.gather(*(store.memories.recall(one) for one in conversations)) == [
        str(one) for one in conversations
    ]


async def test_of_two_memories_at_once_the_later_is_kept(store: Store) -> None:
    await asyncio.gather(*(store.memories.keep(PRIVATE, str(number), 10.0) for number in range(50)))
    assert await store.memories.recall(PRIVATE) == "49"


async def test_an_answer_is_known_on_another_replica_together_with_the_memory(store: Store, replica: Store) -> None:
    await store.memories.keep_answer(7, 100, ANSWER, 10.0)
    assert await replica.memories.answer_to(7, 100) == ANSWER
    assert await replica.memories.recall(PRIVATE) == ANSWER.after
    assert await replica.memories.answer_to(7, 99) is None


async def test_an_answer_in_a_topic_keeps_its_topic(store: Store) -> None:
    answer = Answer(thread=5, person=7, card=101, before="", after="{}")
    await store.memories.keep_answer(-1, 100, answer, 10.0)
    assert await store.memories.answer_to(-1, 100) == answer
    assert await store.memories.recall((-1, 5, 7)) == "{}"


async def test_an_edited_question_changes_what_is_remembered(store: Store) -> None:
    await store.memories.keep_answer(7, 100, ANSWER, 10.0)
    await store.memories.correct(7, 100, '{"after": 2}', 11.0)
    assert await store.memories.recall(PRIVATE) == '{"after": 2}'
    corrected = await store.memories.answer_to(7, 100)
    assert corrected is not None
    assert (corrected.before, corrected.after) == (ANSWER.before, '{"after": 2}')


async def test_an_edited_question_changes_no_memory_of_what_happened_since(store: Store) -> None:
    await store.memories.keep_answer(7, 100, ANSWER, 10.0)
    await store.memories.keep(PRIVATE, '{"since": 1}', 11.0)
    await store.memories.correct(7, 100, '{"after": 2}', 12.0)
    assert await store.memories.recall(PRIVATE) == '{"since": 1}'


async def test_an_edit_of_a_question_that_is_not_known_does_nothing(store: Store) -> None:
    await store.memories.keep(PRIVATE, "{}", 10.0)
    await store.memories.correct(7, 100, '{"after": 2}', 12.0)
    assert await store.memories.recall(PRIVATE) == "{}"


@pytest.mark.parametrize("memory", ["", "\N{ZERO WIDTH JOINER}שלום\N{FAMILY}", "x" * 100_000, '"\\u0000"'])
async def test_a_memory_may_be_any_text(store: Store, memory: str) -> None:
    await store.memories.keep(PRIVATE, memory, 10.0)
    assert await store.memories.recall(PRIVATE) == memory


async def test_ids_may_be_as_large_as_telegrams(store: Store) -> None:
    conversation = (-1_002_147_483_648_123, 2**52 - 1, 2**52 - 1)
    await store.memories.keep(conversation, "{}", 1_900_000_000.123)
    assert await store.memories.recall(conversation) == "{}"
