"""Questions that were answered badly, and what is taken out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.questions import Group
from bot.store.redaction import LONGEST, redact
from bot.store.store import Store
from tests.store.raw import rows, tables_that_hold

PERSON = 7_123_456_789


@pytest.mark.anyio
async def test_questions_of_the_same_words_are_one_group_most_frequent_first(store: Store) -> None:
    for text, outcome, at in (
        ("what is love", "fallback", 11.0),
        ("Is Rust used", "clarify", 10.0),
        ("is rust used", "clarify", 12.0),
        ("is rust used", "answer", 13.0),
        ("long ago", "fallback", 1.0),
    ):
        await store.questions.record(text, outcome=outcome, intents=["tools", "skills"], person=PERSON, now=at)
    groups = await store.questions.grouped(10.0, 2)
    assert groups[0] == Group(groups[0].text, "clarify", ("tools", "skills"), 2, 12.0)
    assert groups[0].text.lower() == "is rust used"
    assert groups[1].outcome == "answer"


@pytest.mark.anyio
async def test_nothing_in_a_recorded_question_tells_who_asked(store: Store, url: str) -> None:
    text = f"i am {PERSON}, +44 20 7946 0018 , ann@mail.example or @ann_b"
    await store.questions.record(text, outcome="fallback", intents=[], person=PERSON, now=10.0)
    assert tables_that_hold(url, PERSON) == set()
    assert "[number], [number] , [e-mail] or [name]" in str(rows(url, "questions"))


@pytest.mark.anyio
async def test_the_same_person_has_another_hash_in_another_database(store: Store, url: str) -> None:
    key = dict(rows(url, "secrets"))["askers"]
    assert len(bytes(key)) == 32
    assert bytes(key) != bytes(32)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail me at ann.b+jobs@mail.example.org please", "mail me at [e-mail] please"),
        ("(ann@mail.example),then", "[e-mail]"),
        ("анна@почта.рф", "[e-mail]"),
        ("ann\N{FULLWIDTH COMMERCIAL AT}mail.example", "[e-mail]"),
        ("mailto:ann", "[e-mail]"),
        ("ask @ann_b or @bob", "ask [name] or [name]"),
        ("see https://t.me/ann_b and telegram.me/bob, not at.me/", "see [name] and [name] not at.me/"),
        ("tg://user?id=7123", "[name]"),
        ("call +49 (0)30 123-456", "call [number]"),
        ("call 0301234567 now", "call [number] now"),
        ("call ٠١٢٣٤٥٦٧٨٩", "call [number]"),
        ("12.34.56.78.90", "[number]"),
        ("is a salary of 120,000 in 2026 normal", "is a salary of 120,000 in 2026 normal"),
        ("does C++ or 24/7 matter", "does C++ or 24/7 matter"),
        ("two\nlines\tand\0nothing", "two lines and nothing"),
        ("half a \ud83d letter", "half a letter"),
    ],
)
def test_what_is_taken_out_of_a_question(text: str, kept: str) -> None:
    assert redact(text) == kept


@pytest.mark.parametrize("before", range(4 * LONGEST - 30, 4 * LONGEST + 1))
def test_nothing_is_left_of_an_address_at_the_place_where_a_long_text_is_cut(before: int) -> None:
    addresses = "someone@mail.example " * 200
    assert "some" not in redact(f"{addresses[: before - 1]} someone@mail.example")


def test_a_million_letters_are_cut_at_once() -> None:
    for text in ("a" * 1_000_000, "1-" * 500_000, "@" * 1_000_000, "a@" * 500_000):
        assert len(redact(text)) <= LONGEST


@given(st.text(max_size=60), st.from_regex(r"[a-z0-9._%+-]{1,12}@[a-z0-9-]{1,12}\.[a-z]{2,5}", fullmatch=True))
def test_no_address_is_kept_in_any_text(around: str, address: str) -> None:
    assert "@" not in redact(f"{around} {address} {around}")


@given(st.text(alphabet="0123456789", min_size=7, max_size=15), st.sampled_from(["", " ", "-", ".", "/", ") ", " - "]))
def test_no_long_number_is_kept_however_it_is_grouped(digits: str, between: str) -> None:
    assert not any(letter.isdigit() for letter in redact(f"call +{between.join(digits)} today"))
