"""Pictures that compare two roles: what they show, and how they reach people."""

from __future__ import annotations

import io
import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.library import Library
from bot.knowledge.loader import load_library
from bot.telegram import picture
from bot.telegram.picture import PANELS, TALLEST, WIDTH, Comparison, Row, compare, draw, fitted
from bot.telegram.pictures import LABEL
from tests.conftest import ROOT
from tests.telegram.test_feedback import asks
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot, empty_database, refused

PAIR = ("data_scientist", "machine_learning_engineer")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def library(dialogue: Dialogue) -> Library:
    return dialogue.library


def drawn(comparison: Comparison) -> Image.Image:
    """The picture, as a phone opens it."""
    return Image.open(io.BytesIO(draw(fitted(comparison))))


def compared(*rows: Row, title: str = "A vs B", names: tuple[str, str] = ("A", "B")) -> Comparison:
    return Comparison(title, names, rows or (Row("What they do", ("This.", "That.")),), "Source: Book")


def test_it_shows_what_the_content_says_of_both(library: Library) -> None:
    comparison = compare(library, PAIR)
    assert comparison is not None
    assert comparison.names == ("Data Scientist", "Machine Learning Engineer")
    for row in comparison.rows:
        (intent,) = [one.id for one in library.intents.values() if one.title == row.label]
        snippets = [library.snippet(intent, (role,)) for role in PAIR]
        assert row.texts == tuple(snippet.lead for snippet in snippets if snippet)
    assert comparison.rows[0].label == library.intents["duties"].title
    assert next(iter(library.articles.values())).title in comparison.source


def test_any_two_roles_of_any_content_are_compared(tmp_path: Path) -> None:
    for folder in (ROOT / "content", ROOT / "tests" / "fixtures" / "third_role" / "content"):
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    library, _ = load_library(ROOT / "intents", tmp_path)
    pairs = list(itertools.combinations(library.roles, 2))
    assert len(pairs) == 3
    for pair in pairs:
        comparison = compare(library, pair)
        assert comparison is not None
        assert comparison.names == tuple(library.roles[role].name for role in pair)
        assert drawn(comparison).height <= TALLEST


def test_it_has_the_size_of_a_phone_and_its_own_ground(library: Library) -> None:
    comparison = compare(library, PAIR)
    assert comparison is not None
    image = drawn(comparison)
    assert image.format == "PNG"
    assert image.width == WIDTH
    assert image.width <= image.height <= TALLEST
    assert image.mode == "RGB", "Nothing shines through, so that it looks alike in light and in dark chats"


@pytest.mark.parametrize("colour", [picture.WHITE, *picture.ACCENTS])
@pytest.mark.parametrize("ground", PANELS)
def test_text_has_the_contrast_that_small_text_needs(colour: picture.Colour, ground: picture.Colour) -> None:
    lighter, darker = _luminance(colour) + 0.05, _luminance(ground) + 0.05
    assert lighter / darker >= 4.5


def _luminance(colour: picture.Colour) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_is_written_outside_of_its_place() -> None:
    rows = (Row(LONG, (LONG * 3, "word " * 300)), *(Row("More", ("x " * 200, "y" * 400)) for _ in range(3)))
    image = drawn(compared(*rows, title=f"{LONG} vs {LONG} " * 4, names=(LONG, f"{LONG} {LONG}")))
    assert image.height <= TALLEST
    margin = image.crop((0, 0, picture.MARGIN - 8, image.height))
    right = image.crop((WIDTH - picture.MARGIN + 8, 0, WIDTH, image.height))
    gap = image.crop((picture.MARGIN + picture.COLUMN + 4, 400, WIDTH - picture.MARGIN - picture.COLUMN - 4, 900))
    for part in (margin, right, gap):
        assert max(part.convert("L").tobytes()) < 80, "Only the dark ground"


def test_rows_that_a_phone_would_not_show_whole_are_left_out() -> None:
    rows = tuple(Row(f"Row {number}", ("long words " * 12, "more of them " * 10)) for number in range(4))
    assert 1 <= len(fitted(compared(*rows)).rows) < 4


@pytest.mark.parametrize(
    "text", ["Ведущий специалист", "Μηχανικός δεδομένων", "Kỹ sư dữ liệu", "Größe · naïve – “x” …"]
)
def test_letters_of_many_languages_are_drawn(library: Library, text: str) -> None:
    role = replace(library.roles[PAIR[0]], name=text)
    changed: Any = _with_role(library, role)
    comparison = compare(changed, PAIR)
    assert comparison is not None
    assert comparison.names[0] == text


def test_signs_that_the_font_lacks_are_left_out_and_letters_that_it_lacks_leave_no_picture(library: Library) -> None:
    with_emoji: Any = _with_role(library, replace(library.roles[PAIR[0]], name="Data 🔍 Scientist"))
    comparison = compare(with_emoji, PAIR)
    assert comparison is not None
    assert comparison.names[0] == "Data Scientist"
    in_chinese: Any = _with_role(library, replace(library.roles[PAIR[0]], name="数据科学家"))
    assert compare(in_chinese, PAIR) is None


def _with_role(library: Library, role: Any) -> SimpleNamespace:
    """The library with one role in place of that of its id."""
    changed = replace(library, roles={**library.roles, role.id: role})
    return SimpleNamespace(
        roles=changed.roles, intents=changed.intents, articles=changed.articles, snippet=changed.snippet
    )


def test_compare_offers_the_picture_and_its_caption_says_in_words_what_it_shows(
    advisor: RunningBot, ana: Person, library: Library
) -> None:
    asks(advisor, ana, "/compare")
    ana.taps(LABEL)
    advisor.settles()
    assert [bool(card.photo) for card in ana.cards] == [False, True]
    comparison = compare(library, PAIR)
    assert comparison is not None
    for row in fitted(comparison).rows:
        assert row.label in ana.card.text
        for name, text in zip(comparison.names, row.texts, strict=True):
            assert f"{name}: {text}" in ana.card.text


def test_it_is_uploaded_once_and_then_sent_by_its_id(
    telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, tmp_path: Path
) -> None:
    for name in ("Ana", "Ben"):
        with RunningBot(telegram, dialogue, time, DATABASE_URL=_database(tmp_path)) as bot:
            person = telegram.person(name)
            for _ in range(2):
                asks(bot, person, "/compare")
                person.taps(LABEL)
                bot.settles()
            assert len([card for card in person.cards if card.photo]) == 2
    sent = telegram.called("sendPhoto")
    assert [len(call.files) for call in sent] == [1, 0, 0, 0]


def _database(folder: Path) -> str:
    file = folder / "career-advisor.db"
    return f"sqlite:///{file}" if file.exists() else empty_database(folder)


def test_many_who_ask_at_once_upload_it_once(advisor: RunningBot, telegram: FakeTelegram) -> None:
    people = [telegram.person(f"Person {number}") for number in range(20)]
    for person in people:
        person.starts("pic-difference")
    advisor.settles()
    assert all(person.card.photo for person in people)
    assert sum(len(call.files) for call in telegram.called("sendPhoto")) == 1


def test_a_picture_that_telegram_has_no_more_is_uploaded_again(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person
) -> None:
    ana.starts("pic-difference")
    advisor.settles()
    telegram.fail(refused(400, "Bad Request: wrong file identifier/HTTP URL specified"), "sendPhoto")
    ana.starts("pic-difference")
    advisor.settles()
    assert len([card for card in ana.cards if card.photo]) == 2
    assert [len(call.files) for call in telegram.called("sendPhoto")] == [1, 0, 1]


def test_from_the_picture_the_talk_goes_on_below(advisor: RunningBot, ana: Person) -> None:
    ana.starts("pic-difference")
    advisor.settles()
    ana.taps("Which fits me?")
    advisor.settles()
    assert [bool(card.photo) for card in ana.cards] == [True, False]
    assert "which suits you" in ana.card.text


@pytest.mark.parametrize("payload", ["pic-duties", "pic-nonsense", "pic-", "pic-pic-difference", "pic-menu"])
def test_a_made_up_picture_is_no_error(advisor: RunningBot, ana: Person, payload: str) -> None:
    ana.starts(payload)
    advisor.settles()
    ana.taps_data(payload)
    advisor.settles()
    assert len(ana.cards) == 1
    assert not ana.card.photo


def test_only_comparisons_offer_a_picture(advisor: RunningBot, ana: Person) -> None:
    for said in ("what does a data scientist do", "what do they have in common", "/topics", "hello"):
        asks(advisor, ana, said)
        assert LABEL not in ana.card.labels
