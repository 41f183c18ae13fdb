"""Every screen that buttons lead to, and every screen that can be linked to."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dialogue.commands import COMMANDS
from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.navigation import LABEL_LIMIT
from bot.dialogue.reply import Reply
from bot.dialogue.screens import Topic, parse
from bot.knowledge.library import OUT_OF_SCOPE, Library
from bot.knowledge.screens import MENU, NONE, QUIZ, START
from bot.knowledge.sources import read_sources
from tests.conftest import ROOT
from tests.dialogue.walk import faults, opened, reach, topics


@pytest.fixture(scope="module")
def everywhere(buttons: Dialogue, library: Library) -> dict[str, Reply]:
    """All cards, by screen."""
    return reach(buttons, [START, MENU, NONE, QUIZ, *topics(library)])


def test_every_card_is_within_limits(everywhere: dict[str, Reply], library: Library) -> None:
    assert len(everywhere) > 200
    assert {screen: found for screen, reply in everywhere.items() if (found := faults(reply, library))} == {}


def test_every_label_fits_on_a_phone(everywhere: dict[str, Reply]) -> None:
    labels = {button.label for reply in everywhere.values() for button in reply.buttons}
    assert {label for label in labels if len(label) > LABEL_LIMIT} == set()


def test_every_button_opens_what_it_names(everywhere: dict[str, Reply], library: Library) -> None:
    answered = {screen: reply.screen for screen, reply in everywhere.items() if screen not in (NONE, QUIZ)}
    assert {screen: shown for screen, shown in answered.items() if shown != screen} == {}


def test_questions_that_are_nobodys_have_no_screen(library: Library) -> None:
    assert parse(OUT_OF_SCOPE, library) is None


def test_every_topic_can_be_linked_to(buttons: Dialogue, library: Library) -> None:
    for id_ in topics(library):
        topic = parse(id_, library)
        assert isinstance(topic, Topic)
        assert topic.id == id_
        if topic.intent != OUT_OF_SCOPE:
            assert opened(buttons, id_).screen == id_


def test_every_command_opens_its_screen(buttons: Dialogue, library: Library) -> None:
    for command in COMMANDS:
        assert parse(command.screen, library) is not None, command.name
        assert opened(buttons, command.screen).sections, command.name


def test_no_screen_is_a_dead_end(everywhere: dict[str, Reply]) -> None:
    for screen, reply in everywhere.items():
        ways_on = {button.screen for button in reply.buttons} - {screen, None}
        assert ways_on, screen


def test_the_menu_leads_to_every_intent_that_is_answered(buttons: Dialogue, library: Library) -> None:
    offered = {button.screen for reply in reach(buttons, [MENU], taps=3).values() for button in reply.buttons}
    intents = {topic.intent for screen in offered if isinstance(topic := parse(screen or "", library), Topic)}
    tables = [library.field, *(role.snippets for role in library.roles.values())]
    tables += [pair.snippets for pair in library.pairs.values()]
    assert {intent for table in tables for intent in table} - intents == set()


def test_every_fact_is_within_two_taps_from_the_start(buttons: Dialogue, library: Library) -> None:
    near = [parse(screen, library) for screen in reach(buttons, [START], taps=2)]
    told = {fact.id for topic in near if isinstance(topic, Topic) for fact in buttons.cards.facts(topic)}
    sources, _ = read_sources(ROOT / "intents", ROOT / "content")
    facts = {
        id_ for article in sources.articles.values() for part in article.whole().parts.values() for id_ in part.facts
    }
    assert facts - told == set()


def test_every_card_that_rests_on_facts_names_where_they_stand(
    everywhere: dict[str, Reply], buttons: Dialogue, library: Library
) -> None:
    for screen, reply in everywhere.items():
        topic = parse(screen, library)
        if isinstance(topic, Topic) and topic.intent in library.intents and topic.intent != OUT_OF_SCOPE:
            parts = {part for source in reply.sources for part in source.parts}
            assert parts == {fact.part for fact in buttons.cards.facts(topic)}, screen
            assert all(source.url.startswith("https://") for source in reply.sources)


def test_cards_do_not_depend_on_who_opens_them(buttons: Dialogue, library: Library) -> None:
    screen = topics(library)[0]
    memory = buttons.press("skills", FORGOTTEN, now=0.0).memory
    assert buttons.press(screen, memory, now=1.0).reply == opened(buttons, screen)


# Ids that mean nothing


HOSTILE = [
    *("", " ", "-", "--", "menu-", "-menu", "MENU", "menu\n", "start ", "none-none", "why", "why-", "why-why-duties"),
    *("more", "more-", "more10-menu", "more-more-menu", "why-menu-data_scientist", "up-duties", "down"),
    *("duties-", "duties--data_scientist", "duties-nobody", "duties-data_scientist-data_scientist", "intents"),
    *("duties-machine_learning_engineer-data_scientist", "duties-data_scientist-machine_learning_engineer-x"),
    *("quiz-", "quiz1-", "quiz-1", "quiz1-a", "quiz1-1-1", "quiz9999", "quiz1-1111111111111", "quiz１", "quiz1-１"),
    *(
        "a" * 64,
        "a" * 65,
        "a" * 100_000,
        "../../etc/passwd",
        "<b>",
        "%s%n",
        "{roles}",
        "\0",
        "\ud800",
        "😀",
        "__class__",
    ),
]


@pytest.mark.parametrize("screen", HOSTILE, ids=range(len(HOSTILE)))
def test_ids_that_mean_nothing_open_the_menu(screen: str, buttons: Dialogue) -> None:
    assert opened(buttons, screen) == opened(buttons, MENU)


@pytest.mark.parametrize("screen", ["more0-menu", "more9-menu", "more9-duties"])
def test_pages_that_do_not_exist_open_the_menu(screen: str, buttons: Dialogue) -> None:
    assert opened(buttons, screen) == opened(buttons, MENU)


WORDS = st.sampled_from(
    [
        *("duties", "difference", "fit", "salary", "greeting", "data_scientist", "machine_learning_engineer"),
        *(
            "why",
            "more",
            "more2",
            "quiz",
            "quiz1",
            "quiz2",
            "1",
            "12",
            "121212",
            "menu",
            "start",
            "none",
            "",
            "up",
            "x",
        ),
    ]
)


@settings(deadline=None)
@given(st.text(max_size=80) | st.lists(WORDS, max_size=4).map("-".join))
@example("why-salary")
@example("why-greeting")
@example("more-menu")
@example("more9-menu")
@example("why-menu")
@example("why-none")
def test_any_id_at_all_opens_something(library: Library, buttons: Dialogue, screen: str) -> None:
    reply = opened(buttons, screen)
    assert faults(reply, library) == []
    if parse(screen, library) is None:
        assert reply == opened(buttons, MENU)
