"""Inline mode in the fake."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram_fake import FakeTelegram, FakeTime, Group, Person
from tests.telegram_fake.asking import call, description, told

KEYS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


@pytest.fixture(autouse=True)
def _inline_is_on(telegram: FakeTelegram) -> None:
    telegram.me["supports_inline_queries"] = True


def article(number: int = 1, **more: Any) -> dict[str, Any]:
    content = {"message_text": f"<b>Card</b> {number}", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": f"card-{number}",
        "title": f"Card {number}",
        "input_message_content": content,
    } | more


def answer(telegram: FakeTelegram, query: str, *results: dict[str, Any], **more: Any) -> str:
    """Answers an inline query, and returns what Telegram says to it."""
    return description(call(telegram, "answerInlineQuery", inline_query_id=query, results=list(results), **more))


def test_what_is_typed_is_told_and_its_results_are_shown(telegram: FakeTelegram, ana: Person) -> None:
    typed = ana.types("cards", chat_type="private")
    ((kind, query),) = told(telegram)
    assert (kind, query["query"], query["chat_type"], query["from"]["id"]) == (
        "inline_query",
        "cards",
        "private",
        ana.id,
    )
    answer(telegram, typed.id, article(1), article(2), button={"text": "Ask me", "start_parameter": "start"})
    assert typed.titles == ["Card 1", "Card 2"]
    assert typed.button == {"text": "Ask me", "start_parameter": "start"}
    telegram.check()


def test_what_is_not_answered_is_a_fault(telegram: FakeTelegram, ana: Person) -> None:
    ana.types("cards")
    with pytest.raises(AssertionError, match="'cards' was never answered"):
        telegram.check()


def test_without_inline_mode_nobody_can_type(telegram: FakeTelegram, ana: Person) -> None:
    telegram.me["supports_inline_queries"] = False
    with pytest.raises(AssertionError, match="BotFather"):
        ana.types("cards")


def test_an_answer_comes_in_time_and_once(telegram: FakeTelegram, time: FakeTime, ana: Person) -> None:
    first = ana.types("one")
    time.advance(31)
    assert "query is too old" in answer(telegram, first.id, article())
    telegram.check()
    second = ana.types("two")
    answer(telegram, second.id, article())
    assert "query is too old" in answer(telegram, second.id, article())
    assert telegram.breaches


@pytest.mark.parametrize("is_personal", [False, True])
def test_results_are_kept_for_a_while(telegram: FakeTelegram, time: FakeTime, ana: Person, is_personal: bool) -> None:
    ben = telegram.person("Ben")
    answer(telegram, ana.types("cards").id, article(), cache_time=60, is_personal=is_personal)
    told(telegram)
    assert ana.types("cards").titles == ["Card 1"]
    assert told(telegram) == []
    assert ben.types("cards").titles == ([] if is_personal else ["Card 1"])
    time.advance(61)
    assert ana.types("cards").titles == []


@pytest.mark.parametrize(
    ("results", "more", "error"),
    [
        ([article(number) for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(id="x" * 65)], {}, "RESULT_ID_INVALID"),
        ([article(id="")], {}, "RESULT_ID_INVALID"),
        ([article(), article()], {}, "RESULT_ID_DUPLICATE"),
        ([article(title="")], {}, 'Can\'t find field "title"'),
        ([article(input_message_content={"message_text": " "})], {}, "message text is empty"),
        ([article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})], {}, "can't parse entities"),
        ([article(reply_markup={"inline_keyboard": [[{"text": "A"}]]})], {}, "can't parse inline keyboard button"),
        ([article(titel="x")], {}, "titel"),
        ([{"type": "photo", "id": "p", "photo_file_id": "nobody's"}], {}, "wrong file identifier"),
        ([], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ([], {"button": {"text": "A", "start_parameter": "not this"}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": "", "start_parameter": "a"}}, "SWITCH_PM_TEXT_EMPTY"),
    ],
)
def test_an_answer_that_telegram_refuses(
    telegram: FakeTelegram, ana: Person, results: list[dict[str, Any]], more: dict[str, Any], error: str
) -> None:
    assert error in answer(telegram, ana.types("cards").id, *results, **more)
    assert telegram.breaches


def test_what_is_chosen_is_sent_via_the_bot(telegram: FakeTelegram, ana: Person) -> None:
    group = telegram.group()
    typed = ana.types("cards")
    answer(telegram, typed.id, article())
    card = ana.chooses(typed, "Card 1", where=group)
    _, message = told(telegram)[-1]
    assert (message["text"], message["via_bot"]["id"]) == ("Card 1", telegram.me["id"])
    assert (card.bold, card.is_from_bot, card.inline_id) == (["Card"], False, None)


def test_the_choice_is_told_to_a_bot_that_asked_for_feedback(telegram: FakeTelegram, ana: Person) -> None:
    telegram.has_inline_feedback = True
    typed = ana.types("cards")
    answer(telegram, typed.id, article(1), article(2, reply_markup=KEYS))
    told(telegram)
    ana.chooses(typed, "card-1")
    card = ana.chooses(typed, "card-2")
    assert [(content["result_id"], content.get("inline_message_id")) for _, content in told(telegram)] == [
        ("card-1", None),
        ("card-2", card.inline_id),
    ]


def test_a_chosen_card_is_tapped_and_changed_by_its_inline_id(telegram: FakeTelegram, ana: Person) -> None:
    typed = ana.types("cards")
    answer(telegram, typed.id, article(reply_markup=KEYS))
    card = ana.chooses(typed, "card-1")
    told(telegram)
    tap = ana.taps("A", card=card)
    ((_, query),) = told(telegram)
    assert (query["inline_message_id"], "message" in query) == (card.inline_id, False)
    call(telegram, "answerCallbackQuery", callback_query_id=tap.id)
    changed = call(telegram, "editMessageText", inline_message_id=query["inline_message_id"], text="Changed")
    assert changed.body == {"ok": True, "result": True}
    assert (card.text, card.labels) == ("Changed", [])
    card.chat.messages.clear()
    gone = call(telegram, "editMessageText", inline_message_id=query["inline_message_id"], text="Again")
    assert description(gone) == "Bad Request: MESSAGE_ID_INVALID"
    telegram.check()


def test_a_group_may_hold_cards_of_several_people(telegram: FakeTelegram, ana: Person) -> None:
    group: Group = telegram.group()
    for person in (ana, telegram.person("Ben")):
        typed = person.types("cards")
        if not typed.results:
            answer(telegram, typed.id, article())
        person.chooses(typed, "card-1", where=group)
    assert group.transcript == "Ana via Career advisor: Card 1\nBen via Career advisor: Card 1"
