"""A mapping that keeps to its size."""

from __future__ import annotations

from bot.telegram.bounded import Bounded


def test_what_was_longest_left_alone_is_forgotten() -> None:
    kept: Bounded[str, int] = Bounded(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c"), len(kept)) == (1, None, 3, 2)


def test_a_new_value_takes_no_new_place() -> None:
    kept: Bounded[str, int] = Bounded(2)
    for value in range(5):
        kept.put("a", value)
    assert (kept.get("a"), len(kept)) == (4, 1)
