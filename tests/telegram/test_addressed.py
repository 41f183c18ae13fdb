"""What a message in a group says to the bot."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message, User

from bot.telegram.addressed import Heard, Way, conversation_in, hear, topic_of
from tests.telegram_fake.rules import find_entities

ME = User(7, "Career advisor", is_bot=True, username="career_test_bot")
GROUP = {"id": -1001, "type": "supergroup", "title": "Data people"}
ANN: dict[str, Any] = {"id": 1, "is_bot": False, "first_name": "Ann"}
MINE: dict[str, Any] = {"id": 7, "is_bot": True, "first_name": "Career advisor"}
COMMANDS = {"help", "ask"}


def message(text: str | None = "hello", **fields: Any) -> Message:
    """A message of Ann's in the group, or with other fields."""
    words = {} if text is None else {"text": text, "entities": find_entities(text)}
    given = {"message_id": 5, "date": 0, "chat": GROUP, "from": ANN} | words | fields
    read = Message.de_json(given, None)
    assert read is not None
    return read


def replied(text: str = "earlier", author: dict[str, Any] = ANN, **fields: Any) -> dict[str, Any]:
    """A message that is replied to."""
    return {"message_id": 4, "date": 0, "chat": GROUP, "from": author, "text": text} | fields


def heard(text: str | None = "hello", **fields: Any) -> Heard | None:
    """What the bot hears."""
    return hear(message(text, **fields), ME, COMMANDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/help", Heard(Way.COMMAND, "", "help")),
        ("/HELP@Career_Test_Bot", Heard(Way.COMMAND, "", "help", is_named=True)),
        ("/ask what do they do", Heard(Way.COMMAND, "what do they do", "ask")),
        ("/ban@career_test_bot now", Heard(Way.COMMAND, "now", "ban", is_named=True)),
        ("/ban", None),
        ("/help@rival_bot", None),
        ("/help@rival_bot @career_test_bot", None),
        ("@career_test_bot what do they do", Heard(Way.MENTION, "what do they do")),
        ("so @career_test_bot, what do they do?", Heard(Way.MENTION, "so, what do they do?")),
        ("what do they do @career_test_bot?", Heard(Way.MENTION, "what do they do?")),
        ("😀😀 @career_test_bot what 😀", Heard(Way.MENTION, "😀😀 what 😀")),
        ("@ann_b @career_test_bot what do they do", Heard(Way.MENTION, "@ann_b what do they do")),
        ("\ud83d @career_test_bot hi", Heard(Way.MENTION, "\ufffd hi")),
        ("@career_test_bot_2 what do they do", None),
        ("@ann_b what do they do", None),
        ("see https://example.org/@career_test_bot", None),
        ("what do they do", Heard(Way.NOT, "what do they do")),
        (" ", None),
    ],
)
def test_how_the_bot_is_spoken_to(text: str, expected: Heard | None) -> None:
    assert heard(text) == expected


def test_a_caption_counts_as_words() -> None:
    caption = "@career_test_bot what is this"
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]
    found = heard(None, caption=caption, caption_entities=find_entities(caption), photo=photo)
    assert found == Heard(Way.MENTION, "what is this")


def test_a_name_without_user_name_is_a_mention() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 6}
    assert heard("Career what now", entities=[entity | {"user": MINE}]) == Heard(Way.MENTION, "what now")
    assert heard("Career what now", entities=[entity | {"user": ANN}]) is None


def test_a_reply_to_the_bot_is_for_the_bot() -> None:
    mine = replied(author=MINE)
    assert heard("and the other?", reply_to_message=mine) == Heard(Way.REPLY, "and the other?")
    assert heard("@ann_b is that so?", reply_to_message=mine) is None


def test_a_reply_to_somebody_else_is_for_them() -> None:
    assert heard("what do they do", reply_to_message=replied()) is None
    assert heard("@career_test_bot", reply_to_message=replied()) == Heard(Way.MENTION, "earlier")
    assert heard("/ask", reply_to_message=replied()) == Heard(Way.COMMAND, "earlier", "ask")
    assert heard("/ask", reply_to_message=replied(author=MINE)) == Heard(Way.COMMAND, "", "ask")


def test_quoted_words_are_what_is_meant() -> None:
    quote = {"text": "only this", "position": 0}
    assert heard("@career_test_bot", reply_to_message=replied(), quote=quote) == Heard(Way.MENTION, "only this")


def test_what_opens_a_topic_or_a_thread_of_comments_is_nobodys_word() -> None:
    in_topic = {"message_thread_id": 4, "is_topic_message": True}
    opening = replied(forum_topic_created={"name": "Careers", "icon_color": 1}) | {"text": None}
    assert heard("what do they do", reply_to_message=opening, **in_topic) == Heard(Way.NOT, "what do they do")
    deleted = replied(author=MINE)  # the bot may have opened the topic, and its message is all that is told
    assert heard("what do they do", reply_to_message=deleted, **in_topic) == Heard(Way.NOT, "what do they do")
    post = replied("Some news", is_automatic_forward=True)
    assert heard("what do they do", reply_to_message=post, message_thread_id=4) == Heard(Way.NOT, "what do they do")


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"id": 9, "is_bot": True, "first_name": "Rival"}},
        {"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}, "is_automatic_forward": True},
        {"via_bot": MINE},
        {"forward_origin": {"type": "user", "date": 0, "sender_user": ANN}},
        {"from": None},
    ],
)
def test_what_is_nobodys_word_to_the_bot(fields: dict[str, Any]) -> None:
    assert heard("/help", **fields) is None


def test_what_has_no_words_says_nothing() -> None:
    assert heard(None, new_chat_title="New") is None
    assert heard(None, dice={"emoji": "🎲", "value": 3}, reply_to_message=replied(author=MINE)) is None


def test_who_writes_as_the_group_or_as_a_channel_is_heard() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    as_channel = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    news = {"id": -1002, "type": "channel", "title": "News"}
    assert heard("/help", **{"from": anonymous, "sender_chat": GROUP}) is not None
    spoken = message("/help", **{"from": as_channel, "sender_chat": news})
    assert hear(spoken, ME, COMMANDS) is not None
    assert conversation_in(spoken).person == -1002


def test_who_shows_something_does_not_ask() -> None:
    assert heard("what do they do? see https://example.org") is None
    assert heard("what do they do", external_reply={"origin": {"type": "user", "date": 0, "sender_user": ANN}}) is None


@pytest.mark.parametrize(
    ("fields", "topic"),
    [
        ({}, None),
        ({"message_thread_id": 4}, None),
        ({"message_thread_id": 4, "is_topic_message": True}, 4),
        ({"message_thread_id": 1, "is_topic_message": True}, None),
    ],
)
def test_only_topics_can_be_answered_in(fields: dict[str, Any], topic: int | None) -> None:
    assert topic_of(message(**fields)) == topic
