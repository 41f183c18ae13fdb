"""Rendering: whatever a reply holds, Telegram takes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.reply import Button, Reply, Section, Source
from bot.telegram.render import clean, clip, draw, units
from tests.telegram_fake.rules import read_keyboard, read_text

texts = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="<>&\"'/ab \n\ud83d\udc00\u202e\u200b\x00😀", max_size=40),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=5), st.integers(0, 5000)),
)
buttons = st.builds(
    Button, texts, st.none() | texts | st.just("duties-cook"), st.none() | texts | st.just("https://example.org/a")
)
replies = st.builds(
    Reply,
    st.lists(st.builds(Section, texts, texts, st.lists(texts, max_size=4).map(tuple)), min_size=1, max_size=3).map(
        tuple
    ),
    st.none() | st.just("duties"),
    st.lists(texts, max_size=3).map(tuple),
    st.lists(
        st.builds(Source, texts, texts | st.just("https://example.org/?a=1&b=2"), st.tuples(texts)), max_size=3
    ).map(tuple),
    st.lists(st.lists(buttons, max_size=2).map(tuple), max_size=6).map(tuple),
)


@given(replies)
def test_every_reply_keeps_to_telegrams_rules(reply: Reply) -> None:
    card = draw(reply)
    read_text(card.html, "HTML")
    read_text(card.plain, None)
    read_keyboard(card.keyboard.to_dict() if card.keyboard else None)


def test_a_card_is_drawn_in_this_order() -> None:
    reply = Reply(
        (Section("Cooks & bakers", "They <cook>.", ("One", "Two")),),
        notes=("Not about Mars.",),
        sources=(Source("The book", "https://example.org/?a=1&b=2", ("Ovens", "Pans")),),
    )
    assert draw(reply).html == (
        "<i>Not about Mars.</i>\n\n"
        "<b>Cooks &amp; bakers</b>\nThey &lt;cook&gt;.\n• One\n• Two\n\n"
        'Source: <a href="https://example.org/?a=1&amp;b=2">The book</a> (Ovens, Pans)'
    )


def test_a_source_without_a_web_address_is_no_link() -> None:
    reply = Reply((Section("A", "B"),), sources=(Source("Book", "javascript:alert(1)"),))
    assert draw(reply).html.endswith("Source: Book")


def test_a_card_that_is_too_long_loses_its_end_and_keeps_its_source() -> None:
    points = tuple(f"{number} " + "🍞" * 400 for number in range(4))
    sections = (Section("First", "Lead", points), Section("Second", "Lead", points))
    seen, entities = read_text(draw(Reply(sections, sources=(Source("Book", "https://example.org"),))).html, "HTML")
    assert "3 🍞" in seen
    assert "Second" in seen
    assert seen.endswith("Source: Book")
    assert [entity["type"] for entity in entities] == ["bold", "bold", "text_link"]


@pytest.mark.parametrize(
    "button",
    [
        Button("Too long", "x" * 65),
        Button("Malformed", "what is this"),
        Button("Two ways", "menu", "https://example.org"),
        Button("No way"),
        Button("Empty", ""),
        Button(" ", "menu"),
        Button("No address", url="ftp://example.org"),
        Button("No host", url="https://"),
    ],
)
def test_a_button_that_telegram_would_refuse_is_left_out(button: Button, caplog: pytest.LogCaptureFixture) -> None:
    card = draw(Reply((Section("A", "B"),), rows=((button, Button("Menu", "menu")), (button,))))
    assert card.keyboard is not None
    assert [[key.text for key in row] for row in card.keyboard.inline_keyboard] == [["Menu"]]
    assert "left out" in caplog.text


def test_texts_are_measured_and_cut_in_utf_16_units() -> None:
    assert units("a😀") == 3
    assert clip("😀😀😀", 5) == "😀😀…"
    assert clip("😀😀", 4) == "😀😀"
    assert clean("\ud83d\ude00 \ud83d x\u202e\x07") == "😀 \ufffd x"


@given(texts)
def test_a_text_is_seen_as_it_was_written(text: str) -> None:
    seen, _ = read_text(draw(Reply((Section("Title", text),))).html, "HTML")
    written = clip(clean(text), 1000)
    assert seen == (f"Title\n{written}" if written.strip() else "Title")
