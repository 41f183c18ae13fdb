"""Channels in the fake: posts, and their way into the discussion group."""

from __future__ import annotations

import pytest

from tests.telegram_fake import Channel, FakeTelegram, Group, Person
from tests.telegram_fake.asking import call, description, result, told


@pytest.fixture
def channel(telegram: FakeTelegram) -> Channel:
    return telegram.channel()


@pytest.fixture
def group(telegram: FakeTelegram, channel: Channel) -> Group:
    """The discussion group of the channel, in which the bot hears all."""
    group = telegram.group("Discussion")
    channel.links(group)
    group.set_bot("administrator")
    telegram.take([])
    return group


def test_posts_are_told_without_a_person(telegram: FakeTelegram, channel: Channel) -> None:
    channel.edits(channel.posts("news"), "new news")
    (kind, post), (kind_of_edit, edited) = told(telegram)
    assert (kind, kind_of_edit) == ("channel_post", "edited_channel_post")
    assert (post["sender_chat"]["id"], "from" in post, edited["text"]) == (channel.id, False, "new news")


def test_the_bot_posts_as_the_channel(telegram: FakeTelegram, channel: Channel) -> None:
    post = result(call(telegram, "sendMessage", chat_id=channel.id, text="a card"))
    assert (post["sender_chat"]["id"], "from" in post) == (channel.id, False)
    assert told(telegram) == []
    assert result(call(telegram, "getChat", chat_id=channel.id))["type"] == "channel"


def test_without_the_right_it_cannot_post(telegram: FakeTelegram) -> None:
    channel = telegram.channel(rights=("can_edit_messages",))
    refusal = call(telegram, "sendMessage", chat_id=channel.id, text="x")
    assert description(refusal) == "Bad Request: need administrator rights in the channel chat"
    channel.set_bot("kicked")
    refusal = call(telegram, "sendMessage", chat_id=channel.id, text="x")
    assert description(refusal) == "Forbidden: bot was kicked from the channel chat"
    telegram.check()


def test_only_administrators_see_who_is_in_a_channel(telegram: FakeTelegram, channel: Channel, ana: Person) -> None:
    channel.set_role(ana, "creator")
    assert len(result(call(telegram, "getChatAdministrators", chat_id=channel.id))) == 2
    channel.set_bot("member")
    for refusal in (
        call(telegram, "getChatAdministrators", chat_id=channel.id),
        call(telegram, "getChatMember", chat_id=channel.id, user_id=ana.id),
    ):
        assert description(refusal) == "Bad Request: member list is inaccessible"


def test_a_link_adds_the_bot_to_a_channel(telegram: FakeTelegram, channel: Channel, ana: Person) -> None:
    channel.set_bot("left")
    url = "https://t.me/career_test_bot?startchannel&admin=post_messages+edit_messages"
    with pytest.raises(AssertionError, match="cannot add administrators"):
        ana.opens(url, into=channel)
    channel.set_role(ana, "creator")
    ana.opens(url, into=channel)
    assert channel.bot.allowed == {"can_post_messages", "can_edit_messages"}


def test_a_post_is_forwarded_to_the_discussion_group(telegram: FakeTelegram, channel: Channel, group: Group) -> None:
    for text in (channel.posts("by a person").text, "by the bot"):
        if text == "by the bot":
            call(telegram, "sendMessage", chat_id=channel.id, text=text)
        _, forward = told(telegram)[-1]
        assert (forward["text"], forward["from"]["id"]) == (text, 777000)
        assert (forward["sender_chat"]["id"], forward["is_automatic_forward"]) == (channel.id, True)
        assert forward["forward_origin"]["chat"]["id"] == channel.id


def test_a_forward_changes_with_its_post(telegram: FakeTelegram, channel: Channel, group: Group) -> None:
    channel.edits(channel.posts("news"), "new news")
    call(telegram, "sendMessage", chat_id=channel.id, text="a card")
    call(telegram, "editMessageText", chat_id=channel.id, message_id=channel.card.id, text="a new card")
    forwards = [message.text for message in group.messages.values() if "forward_origin" in message.author]
    assert forwards == ["new news", "a new card"]
    assert [content["text"] for kind, content in told(telegram) if kind == "edited_message"] == forwards


def test_a_comment_belongs_to_the_post(telegram: FakeTelegram, channel: Channel, group: Group, ana: Person) -> None:
    forward = group.forward_of(channel.posts("news"))
    question = group.says(ana, "what do they do?", reply_to=forward)
    _, told_question = told(telegram)[-1]
    assert told_question["message_thread_id"] == forward.id
    assert told_question["reply_to_message"]["is_automatic_forward"]
    answer = {"message_id": question.id}
    sent = result(call(telegram, "sendMessage", chat_id=group.id, text="This", reply_parameters=answer))
    assert sent["message_thread_id"] == forward.id


def test_with_privacy_mode_posts_and_comments_do_not_reach_a_member(
    telegram: FakeTelegram, channel: Channel, group: Group, ana: Person
) -> None:
    group.set_bot("member")
    telegram.take([])
    forward = group.forward_of(channel.posts("news"))
    group.says(ana, "what do they do?", reply_to=forward)
    assert [kind for kind, _ in told(telegram)] == ["channel_post"]
