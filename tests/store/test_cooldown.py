"""What was said already."""

from __future__ import annotations

import pytest

from bot.store.cooldown import Said
from bot.store.store import Store

pytestmark = pytest.mark.anyio


async def test_an_answer_is_known_as_said_for_as_long_as_is_asked_for(store: Store, replica: Store) -> None:
    await store.cooldown.said(-1, None, screen="duties", message=100, now=50.0)
    assert await replica.cooldown.earlier(-1, None, "duties", 50.0) == Said(100, 50.0)
    assert await replica.cooldown.earlier(-1, None, "duties", 51.0) is None


async def test_an_answer_said_again_is_known_by_its_last_message(store: Store) -> None:
    await store.cooldown.said(-1, None, screen="duties", message=100, now=50.0)
    await store.cooldown.said(-1, None, screen="duties", message=200, now=60.0)
    assert await store.cooldown.earlier(-1, None, "duties", 0.0) == Said(200, 60.0)


@pytest.mark.parametrize(("chat", "thread", "screen"), [(-2, None, "duties"), (-1, 5, "duties"), (-1, None, "goal")])
async def test_elsewhere_or_otherwise_it_was_not_said(store: Store, chat: int, thread: int | None, screen: str) -> None:
    await store.cooldown.said(-1, None, screen="duties", message=100, now=50.0)
    assert await store.cooldown.earlier(chat, thread, screen, 0.0) is None


async def test_an_answer_that_its_message_does_not_show_any_more_was_not_said(store: Store) -> None:
    await store.cooldown.said(-1, None, screen="duties", message=100, now=50.0)
    await store.cooldown.said(-1, None, screen="goal", message=101, now=50.0)
    await store.cooldown.withdraw(-1, 100)
    assert await store.cooldown.earlier(-1, None, "duties", 0.0) is None
    assert await store.cooldown.earlier(-1, None, "goal", 0.0) == Said(101, 50.0)
