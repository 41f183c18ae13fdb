"""Private chats: every way in which a person can speak to the bot gets one right answer."""

from __future__ import annotations

import logging

import pytest

from bot.dialogue.dialogue import Turn
from bot.dialogue.memory import FORGOTTEN, Memory
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot, refused


def titles(person: Person) -> list[str]:
    """What stands in bold on the bot's cards."""
    return [title for card in person.cards for title in card.bold]


def test_a_question_gets_a_card(bot: RunningBot, ana: Person) -> None:
    ana.says("what do they do")
    bot.settles()
    assert ana.card.bold == ["You asked"]
    assert ana.card.text == "You asked\nwhat do they do\n• Turn 1, after None\n\nSource: Book"
    assert ana.card.marked("text_link") == ["Book"]
    assert ana.card.labels == ["Duties", "Outlook", "Article"]


def test_links_show_no_preview(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    ana.says("what do they do")
    bot.settles()
    (sent,) = telegram.called("sendMessage")
    assert sent.parameters["link_preview_options"] == '{"is_disabled": true}'


@pytest.mark.parametrize(
    ("said", "screen"),
    [
        ("/start", "start"),
        ("/start duties", "duties"),
        ("/start menu", "menu"),
        ("/start gone_since", "start"),
        ("/start <b>&", "start"),
        ("/start \ud83d", "start"),
        ("/start " + "x" * 65, "start"),
        ("/help", "help"),
        ("/topics", "menu"),
        ("/compare", "difference"),
        ("/Outlook@career_test_bot", "outlook"),
        ("/quiz please", "quiz"),
        ("/source", "source"),
        ("/no_such_command", "help"),
        ("/help@another_bot", "help"),
    ],
)
def test_commands_open_screens(bot: RunningBot, ana: Person, said: str, screen: str) -> None:
    ana.says(said)
    bot.settles()
    assert titles(ana) == [f"Screen {screen}"]


def test_a_tap_changes_the_card_in_place(bot: RunningBot, ana: Person) -> None:
    ana.starts()
    bot.settles()
    ana.taps("Duties")
    bot.settles()
    assert titles(ana) == ["Screen duties"]


def test_a_tap_is_answered_before_anything_else(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    ana.starts()
    bot.settles()
    ana.taps("Duties")
    bot.settles()
    methods = [call.method for call in telegram.calls]
    assert methods.index("answerCallbackQuery") < methods.index("editMessageText")


def test_a_tap_on_an_old_card_changes_that_card(bot: RunningBot, ana: Person) -> None:
    ana.starts()
    ana.says("hello")
    bot.settles()
    ana.taps("Outlook", card=ana.cards[0])
    bot.settles()
    assert titles(ana) == ["Screen outlook", "You asked"]


@pytest.mark.parametrize("data", ["gone_since", "v0:old:style", "x" * 64, "ü"])
def test_an_unknown_button_opens_the_menu(bot: RunningBot, ana: Person, data: str) -> None:
    ana.starts()
    bot.settles()
    ana.taps_data(data)
    bot.settles()
    assert titles(ana) == ["Screen menu"]


def test_a_double_tap_is_answered_twice_and_changes_nothing(
    telegram: FakeTelegram, ana: Person, time: FakeTime
) -> None:
    class Same(StubDialogue):
        def press(self, screen: str, memory: Memory, now: float) -> Turn:
            return super().press(screen, FORGOTTEN, now)

    with RunningBot(telegram, Same(), time) as bot:
        ana.starts()
        bot.settles()
        ana.taps("Duties")
        ana.taps("Duties")
        bot.settles()
    assert [card.edits for card in ana.cards] == [1]
    assert len(telegram.called("answerCallbackQuery")) == 2


def test_a_tap_that_is_too_old_to_be_answered_still_works(bot: RunningBot, ana: Person) -> None:
    ana.starts()
    bot.settles()
    ana.taps("Duties", is_too_old=True)
    bot.settles()
    assert titles(ana) == ["Screen duties"]


def test_where_the_card_was_deleted_a_new_one_is_sent(bot: RunningBot, ana: Person) -> None:
    ana.starts()
    bot.settles()
    ana.taps("Duties")
    ana.deletes(ana.card)
    bot.settles()
    assert titles(ana) == ["Screen duties"]


def test_where_the_card_is_inaccessible_a_new_one_is_sent(bot: RunningBot, ana: Person) -> None:
    ana.starts()
    bot.settles()
    card = ana.card
    ana.deletes(card)
    ana.taps("Outlook", card=card)
    bot.settles()
    assert titles(ana) == ["Screen outlook"]


@pytest.mark.parametrize("thing", ["sticker", "voice", "photo", "file", "place", "dice"])
def test_what_is_no_text_gets_a_kind_line(bot: RunningBot, ana: Person, thing: str) -> None:
    ana.sends(thing)
    bot.settles()
    assert titles(ana) == ["Words, please"]


def test_an_edit_updates_the_answer_as_if_it_had_been_asked_so(bot: RunningBot, ana: Person) -> None:
    first = ana.says("waht do they do")
    bot.settles()
    ana.edits(first, "what do they do")
    bot.settles()
    ana.says("next")
    bot.settles()
    assert "what do they do\n• Turn 1" in ana.cards[0].text
    assert "next\n• Turn 2" in ana.cards[1].text


def test_an_edit_of_something_older_leaves_the_talk_where_it_is(bot: RunningBot, ana: Person) -> None:
    first = ana.says("one")
    ana.says("two")
    bot.settles()
    ana.edits(first, "/outlook")
    ana.says("three")
    bot.settles()
    assert titles(ana) == ["Screen outlook", "You asked", "You asked"]
    assert "three\n• Turn 3" in ana.card.text


def test_after_an_edit_the_talk_is_about_what_it_says_now(bot: RunningBot, ana: Person) -> None:
    question = ana.says("one")
    bot.settles()
    for text in ("/outlook", "/quiz"):
        ana.edits(question, text)
        bot.settles()
    ana.says("two")
    bot.settles()
    assert "two\n• Turn 2, after quiz" in ana.card.text


def test_an_edit_that_changes_nothing_is_quiet(bot: RunningBot, ana: Person, caplog: pytest.LogCaptureFixture) -> None:
    first = ana.says("one")
    bot.settles()
    ana.edits(first, "one")
    bot.settles()
    assert [card.edits for card in ana.cards] == [0]
    assert not caplog.records


def test_an_edit_of_what_was_asked_before_a_restart_is_ignored(
    bot: RunningBot, ana: Person, telegram: FakeTelegram
) -> None:
    question = ana.says("before")
    telegram.take(["message"])
    ana.edits(question, "before the restart")
    bot.settles()
    assert ana.cards == []


def test_an_edit_brings_no_deleted_answer_back(bot: RunningBot, ana: Person) -> None:
    question = ana.says("hello")
    bot.settles()
    ana.deletes(ana.card)
    ana.edits(question, "hello there")
    bot.settles()
    assert ana.cards == []


def test_what_breaks_is_said_calmly(bot: RunningBot, ana: Person, stub: StubDialogue) -> None:
    stub.breaks_at = "hello"
    ana.says("hello")
    bot.settles()
    assert (titles(ana), ana.card.labels) == (["Sorry"], [])
    stub.breaks_at = "duties"
    ana.says("hello")
    bot.settles()
    ana.taps("Duties")
    bot.settles()
    assert titles(ana) == ["Sorry", "You asked", "Sorry"]
    assert ana.card.button("Try again")["callback_data"] == "duties"


def test_what_breaks_is_logged_without_the_persons_words(
    bot: RunningBot, ana: Person, stub: StubDialogue, caplog: pytest.LogCaptureFixture
) -> None:
    stub.breaks_at = "my secret worry"
    ana.says("my secret worry")
    bot.settles()
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "secret" not in record.getMessage()
    assert record.exc_info


def test_who_blocks_the_bot_is_left_in_peace(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    ana.says("hello")
    ana.blocks_the_bot()
    bot.settles()
    assert len(telegram.called("sendMessage")) == 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_in_groups_the_bot_is_silent(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    group = telegram.group()
    for text in ("hello", "/start", "/help@career_test_bot", "@career_test_bot what do they do"):
        ana.says(text, where=group)
    card = group.messages[ana.says("a card", where=group)]
    ana.taps_data("duties", card=card, where=group)
    bot.settles()
    assert {call.method for call in telegram.calls} == {"getMe", "answerCallbackQuery"}


def test_what_nobody_said_is_not_answered(bot: RunningBot, ana: Person, telegram: FakeTelegram) -> None:
    telegram.add_message(ana.chat, ana.as_json, text="chosen inline", via_bot=telegram.me)
    pinned = {"message_id": 1, "date": 1, "chat": ana.chat.as_json}
    telegram.add_message(ana.chat, ana.as_json, pinned_message=pinned)
    bot.settles()
    assert ana.cards == []


def test_topics_of_one_chat_are_conversations_of_their_own(bot: RunningBot, ana: Person) -> None:
    for thread in (None, 7, 7, None, 8):
        ana.says("hello", thread=thread)
        bot.settles()
    assert [(card.thread, card.text.split("• ")[1][:6]) for card in ana.cards] == [
        (None, "Turn 1"),
        (7, "Turn 1"),
        (7, "Turn 2"),
        (None, "Turn 2"),
        (8, "Turn 1"),
    ]


def test_a_memory_is_dated_by_the_clock(telegram: FakeTelegram, ana: Person, time: FakeTime) -> None:
    dates: list[tuple[float, float]] = []

    class Dated(StubDialogue):
        def ask(self, text: str, memory: Memory, now: float) -> Turn:
            dates.append((memory.at, now))
            return super().ask(text, memory, now)

    start = time.now
    with RunningBot(telegram, Dated(), time) as bot:
        ana.says("one")
        bot.settles()
        time.advance(60)
        ana.says("two")
        bot.settles()
    assert dates == [(0.0, start), (start, start + 60)]


HOSTILE = {
    "markup": "<b>&amp;</i><script>alert(1)</script>",
    "right to left": "\u202egnihton \u2066like this",
    "half characters": "\ud83d alone \udc00",
    "emoji": "😀" * 2048,
    "long": "x" * 4096,
    "nothing to see": "\u200b\u2063",
    "control characters": "\x00\x07",
    "templates": "{title} %s {0!r}",
    "beyond the plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﷽ " * 200,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_answered(bot: RunningBot, telegram: FakeTelegram, text: str) -> None:
    eve = telegram.person("Eve <b> & \ud83d")
    eve.says(text)
    bot.settles()
    assert eve.card.bold == ["You asked"]
    assert eve.card.is_html
    assert "\u202e" not in eve.card.text


def test_html_that_telegram_refuses_goes_out_as_plain_text(
    bot: RunningBot, ana: Person, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    cannot_read = refused(400, 'Bad Request: can\'t parse entities: Unsupported start tag "ana" at byte offset 3')
    telegram.fail(cannot_read, "sendMessage")
    ana.says("1 < 2")
    bot.settles()
    assert (ana.card.is_html, ana.card.labels) == (False, ["Duties", "Outlook", "Article"])
    assert "1 < 2" in ana.card.text

    telegram.fail(cannot_read, "editMessageText")
    ana.taps("Duties")
    bot.settles()
    assert (ana.card.is_html, ana.card.edits) == (False, 1)
    assert len([record for record in caplog.records if "plain text" in record.message]) == 2
