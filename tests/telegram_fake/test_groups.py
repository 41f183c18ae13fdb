"""Groups in the fake: what reaches the bot, who may do what, and what is refused, in Telegram's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram_fake import FakeTelegram, FakeTime, Group, Person
from tests.telegram_fake.asking import call, description, heard, result, told

KEYS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


@pytest.fixture
def group(telegram: FakeTelegram) -> Group:
    return telegram.group()


def send(telegram: FakeTelegram, group: Group, text: str = "hi", **options: Any) -> dict[str, Any]:
    """What the bot's message in a group comes to."""
    message: dict[str, Any] = result(call(telegram, "sendMessage", chat_id=group.id, text=text, **options))
    return message


# What reaches the bot.


def test_with_privacy_mode_only_what_is_meant_for_the_bot_reaches_it(
    telegram: FakeTelegram, ana: Person, group: Group
) -> None:
    send(telegram, group)
    group.says(ana, "good morning")
    group.says(ana, "@career_test_bot what do they do")
    group.says(ana, "see /help")
    group.says(ana, "/help@rival_bot")
    group.says(ana, "yes", reply_to=group.says(ana, "shall we?"))
    group.says(ana, "/help")
    group.says(ana, "/help@Career_Test_Bot")
    group.says(ana, "/help", thing="photo")
    group.says(ana, "and engineers?", reply_to=group.card)
    group.announces(ana, new_chat_title="Data folk")
    assert heard(telegram) == ["/help", "/help@Career_Test_Bot", "/help", "and engineers?", ""]


def test_mentions_may_arrive_all_the_same(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    telegram.delivers_mentions = True
    group.says(ana, "@career_test_bot2 hello")
    group.says(ana, "hello @career_test_bot")
    assert heard(telegram) == ["hello @career_test_bot"]


def test_a_bare_command_is_for_the_bot_that_spoke_last(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    group.says(telegram.other_bot(), "I am here")
    group.says(ana, "/help")
    send(telegram, group)
    group.says(ana, "/topics")
    assert heard(telegram) == ["/topics"]


def test_privacy_mode_is_fixed_when_the_bot_comes_in(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    telegram.me["can_read_all_group_messages"] = True
    group.says(ana, "before")
    group.set_bot("kicked", ana)
    group.set_bot("member", ana)
    group.says(ana, "after")
    telegram.me["can_read_all_group_messages"] = False
    group.says(ana, "still")
    assert heard(telegram) == ["", "after", "still"]


def test_an_administrator_hears_all_but_other_bots(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    group.set_bot("administrator")
    group.says(telegram.other_bot(), "beep")
    group.says(ana, "good morning")
    group.set_bot("member")
    group.says(ana, "good night")
    assert heard(telegram) == ["good morning"]


def test_an_edit_reaches_the_bot_as_its_message_does(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    group.edits(group.says(ana, "good morning"), "good evening")
    group.edits(group.says(ana, "/help"), "/topics")
    assert [(kind, content["text"]) for kind, content in told(telegram)] == [
        ("message", "/help"),
        ("edited_message", "/topics"),
    ]


def test_where_the_bot_is_not_it_hears_nothing(telegram: FakeTelegram, ana: Person) -> None:
    telegram.group(bot="left").says(ana, "/help@career_test_bot")
    assert told(telegram) == []


# Who speaks.


def test_anonymous_administrators_speak_as_the_group_and_tap_as_themselves(
    telegram: FakeTelegram, ana: Person, group: Group
) -> None:
    group.set_role(ana, "administrator", is_anonymous=True)
    send(telegram, group, reply_markup=KEYS)
    group.says(ana, "/settings")
    ana.taps("A", card=group.card)
    (_, message), (_, tap) = told(telegram)
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, group.id)
    assert tap["from"]["id"] == ana.id
    assert "PARTICIPANT_ID_INVALID" in description(
        call(telegram, "getChatMember", chat_id=group.id, user_id=1087968824)
    )


def test_a_channel_can_speak_in_a_group(telegram: FakeTelegram, group: Group) -> None:
    channel = telegram.channel("My blog")
    group.says_as(channel, "/help")
    ((_, message),) = told(telegram)
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (136817688, channel.id)


def test_names_without_user_names_are_mentioned_by_entity(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    message = group.says(ana, "/ask 😀 Ana", mentions=ana)
    assert message.marked("text_mention") == ["Ana"]


def test_results_of_inline_bots_are_marked(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    group.says(ana, "/help", via_bot=telegram.other_bot())
    ((_, message),) = told(telegram)
    assert message["via_bot"]["username"] == "rival_bot"


# Replies, threads and topics.


def test_the_bot_replies(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    question = group.says(ana, "/help")
    sent = send(telegram, group, "Here", reply_parameters={"message_id": question.id})
    assert sent["reply_to_message"]["text"] == "/help"
    assert [card.text for card in group.answers_to(question)] == ["Here"]


def test_a_reply_to_what_is_gone_is_refused_unless_it_may_stand_alone(
    telegram: FakeTelegram, ana: Person, group: Group
) -> None:
    gone = {"message_id": 99}
    refusal = call(telegram, "sendMessage", chat_id=group.id, text="x", reply_parameters=gone)
    assert description(refusal) == "Bad Request: message to be replied not found"
    sent = send(telegram, group, reply_parameters=gone | {"allow_sending_without_reply": True})
    assert "reply_to_message" not in sent
    telegram.check()


def test_replies_in_a_supergroup_form_threads_that_cannot_be_sent_to(
    telegram: FakeTelegram, ana: Person, group: Group
) -> None:
    send(telegram, group)
    group.says(ana, "why?", reply_to=group.card)
    ((_, message),) = told(telegram)
    assert message["message_thread_id"] == group.card.id
    assert "is_topic_message" not in message
    refusal = call(telegram, "sendMessage", chat_id=group.id, text="x", message_thread_id=group.card.id)
    assert description(refusal) == "Bad Request: message thread not found"
    assert telegram.breaches


@pytest.fixture
def forum(telegram: FakeTelegram) -> Group:
    forum = telegram.group("Forum", is_forum=True)
    forum.topic("Careers")
    telegram.take([])
    return forum


def test_a_topic_has_a_thread_of_its_own_and_general_has_none(
    telegram: FakeTelegram, ana: Person, forum: Group
) -> None:
    (careers,) = forum.topics
    forum.says(ana, "/help")
    forum.says(ana, "/help", topic=careers)
    (_, general), (_, in_topic) = told(telegram)
    assert "message_thread_id" not in general
    assert (in_topic["message_thread_id"], in_topic["is_topic_message"]) == (careers, True)
    assert in_topic["reply_to_message"]["forum_topic_created"]["name"] == "Careers"
    assert in_topic["chat"]["is_forum"]


def test_general_has_no_thread_that_could_be_named(telegram: FakeTelegram, forum: Group) -> None:
    refusal = call(telegram, "sendMessage", chat_id=forum.id, text="x", message_thread_id=1)
    assert description(refusal) == "Bad Request: message thread not found"


def test_the_bot_answers_in_the_topic(telegram: FakeTelegram, ana: Person, forum: Group) -> None:
    (careers,) = forum.topics
    question = forum.says(ana, "/help", topic=careers)
    send(telegram, forum, "by the reply", reply_parameters={"message_id": question.id})
    send(telegram, forum, "by the topic", message_thread_id=careers)
    send(telegram, forum, "in General")
    assert [card.topic for card in forum.cards] == ["Careers", "Careers", None]


def test_in_a_closed_topic_only_administrators_write(telegram: FakeTelegram, ana: Person, forum: Group) -> None:
    (careers,) = forum.topics
    forum.closes(careers, ana)
    refusal = call(telegram, "sendMessage", chat_id=forum.id, text="x", message_thread_id=careers)
    assert description(refusal) == "Bad Request: TOPIC_CLOSED"
    forum.set_bot("administrator")
    send(telegram, forum, message_thread_id=careers)


# Taps.


def test_a_tap_tells_who_where_and_on_what(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    ben = telegram.person("Ben")
    other = telegram.group("Another")
    for place in (group, group, other):
        send(telegram, place, reply_markup=KEYS)
    ana.taps("A", card=group.cards[0])
    ben.taps("A", card=group.cards[1])
    ben.taps("A", card=other.card)
    taps = [content for _, content in told(telegram)]
    assert [tap["from"]["first_name"] for tap in taps] == ["Ana", "Ben", "Ben"]
    assert [tap["message"]["chat"]["id"] for tap in taps] == [group.id, group.id, other.id]
    assert taps[0]["chat_instance"] == taps[1]["chat_instance"] != taps[2]["chat_instance"]


def test_the_answer_to_a_tap_may_open_only_the_bot_itself(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    send(telegram, group, reply_markup=KEYS)
    tap = ana.taps("A", card=group.card)
    answer: dict[str, Any] = {"callback_query_id": tap.id}
    refusal = call(telegram, "answerCallbackQuery", url="https://example.org", **answer)
    assert "URL_INVALID" in description(refusal)
    call(telegram, "answerCallbackQuery", url="https://t.me/career_test_bot?start=settings", **answer)
    ana.opens(tap.url)
    assert heard(telegram)[-1] == "/start settings"


# The bot comes, goes and is given rights.


def test_the_bot_is_told_of_its_place(telegram: FakeTelegram, ana: Person) -> None:
    group = telegram.group(bot="left")
    for status in ("member", "administrator", "restricted", "kicked"):
        group.set_bot(status, ana)
    moves = [content for kind, content in told(telegram) if kind == "my_chat_member"]
    assert [move["new_chat_member"]["status"] for move in moves] == ["member", "administrator", "restricted", "kicked"]
    assert [move["old_chat_member"]["status"] for move in moves][:2] == ["left", "member"]
    assert {move["from"]["id"] for move in moves} == {ana.id}


def test_the_group_sees_it_come_and_a_basic_group_sees_it_go(telegram: FakeTelegram, ana: Person) -> None:
    for kind, seen in (("supergroup", ["new_chat_members"]), ("group", ["new_chat_members", "left_chat_member"])):
        group = telegram.group(kind=kind, bot="left")
        group.set_bot("member", ana)
        group.set_bot("left", ana)
        messages = [content for kind, content in told(telegram) if kind == "message"]
        assert [next(iter(set(message) - {"message_id", "date", "chat", "from"})) for message in messages] == seen


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("group", "kicked", "bot was kicked from the group chat"),
        ("group", "left", "bot is not a member of the group chat"),
        ("supergroup", "kicked", "bot was kicked from the supergroup chat"),
        ("supergroup", "left", "bot is not a member of the supergroup chat"),
    ],
)
@pytest.mark.parametrize("method", ["sendMessage", "getChat", "getChatAdministrators", "leaveChat"])
def test_where_the_bot_is_not_it_can_do_nothing(
    telegram: FakeTelegram, kind: str, status: str, error: str, method: str
) -> None:
    group = telegram.group(kind=kind, bot=status)
    words: dict[str, Any] = {"text": "x"} if method == "sendMessage" else {}
    answer = call(telegram, method, chat_id=group.id, **words)
    assert (answer.status, description(answer)) == (403, f"Forbidden: {error}")
    telegram.check()


def test_it_leaves(telegram: FakeTelegram, group: Group) -> None:
    call(telegram, "leaveChat", chat_id=group.id)
    assert [kind for kind, _ in told(telegram)] == ["my_chat_member"]
    assert not group.bot.is_here


def test_who_may_not_write_is_told_so(telegram: FakeTelegram, group: Group) -> None:
    words: dict[str, Any] = {"chat_id": group.id, "text": "x"}
    group.forbidden = {"can_send_messages"}
    for status in ("member", "restricted"):
        group.set_bot(status)
        refusal = call(telegram, "sendMessage", **words)
        assert description(refusal) == "Bad Request: not enough rights to send text messages to the chat"
    group.set_bot("restricted", can_send_messages=True)
    assert call(telegram, "sendMessage", **words).status == 200
    group.set_bot("administrator")
    assert call(telegram, "sendMessage", **words).status == 200


def test_blocking_is_told_in_private(telegram: FakeTelegram, ana: Person) -> None:
    ana.blocks_the_bot()
    ana.unblocks_the_bot()
    moves = [content for _, content in told(telegram)]
    assert [move["new_chat_member"]["status"] for move in moves] == ["kicked", "member"]
    assert call(telegram, "sendMessage", chat_id=ana.id, text="hello").status == 200


# Asking about a chat.


def test_members_and_their_rights(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    ben, eve = telegram.person("Ben"), telegram.person("Eve")
    group.set_role(ana, "creator")
    group.set_role(ben, "administrator", can_change_info=True)
    group.set_role(telegram.other_bot(), "administrator")
    group.says(eve, "/hi")

    def member(person: Person) -> Any:
        return result(call(telegram, "getChatMember", chat_id=group.id, user_id=person.id))

    leaders = result(call(telegram, "getChatAdministrators", chat_id=group.id))
    assert [leader["user"]["first_name"] for leader in leaders] == ["Ana", "Ben"]
    assert len(result(call(telegram, "getChatAdministrators", chat_id=group.id, return_bots=True))) == 3
    assert result(call(telegram, "getChatMemberCount", chat_id=group.id)) == 5
    assert [member(person)["status"] for person in (ana, ben, eve)] == ["creator", "administrator", "member"]
    assert (member(ben)["can_change_info"], member(ben)["can_delete_messages"]) == (True, False)


def test_only_an_administrator_can_ask_about_whom_it_has_not_met(
    telegram: FakeTelegram, ana: Person, group: Group
) -> None:
    group.says(eve := telegram.person("Eve"), "good morning")
    asked: dict[str, Any] = {"chat_id": group.id, "user_id": eve.id}
    assert description(call(telegram, "getChatMember", **asked)) == "Bad Request: invalid user_id specified"
    group.set_bot("administrator")
    assert result(call(telegram, "getChatMember", **asked))["status"] == "member"
    assert result(call(telegram, "getChatMember", chat_id=group.id, user_id=ana.id))["status"] == "left"
    telegram.check()


def test_anonymous_administrators_may_be_hidden(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    group.set_role(ana, "administrator", is_anonymous=True)
    asked: dict[str, Any] = {"chat_id": group.id, "user_id": ana.id}
    assert result(call(telegram, "getChatMember", **asked))["is_anonymous"]
    group.hides_anonymous = True
    assert result(call(telegram, "getChatMember", **asked))["status"] == "left"
    assert result(call(telegram, "getChatAdministrators", chat_id=group.id)) == []
    group.set_bot("administrator")
    assert result(call(telegram, "getChatMember", **asked))["is_anonymous"]


def test_who_is_known_from_a_group_may_be_written_to_in_vain(telegram: FakeTelegram, group: Group) -> None:
    group.says(ben := telegram.person("Ben"), "/help")
    assert call(telegram, "sendMessage", chat_id=ben.id, text="hello").status == 403
    telegram.check()


def test_a_hidden_list_is_for_administrators(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    group.hides_members = True
    asked: dict[str, Any] = {"chat_id": group.id, "user_id": ana.id}
    assert description(call(telegram, "getChatMember", **asked)) == "Bad Request: member list is inaccessible"
    group.set_bot("administrator")
    assert call(telegram, "getChatMember", **asked).status == 200


def test_a_chat_tells_about_itself(telegram: FakeTelegram, group: Group, ana: Person) -> None:
    channel = telegram.channel()
    channel.links(group)
    group.forbidden = {"can_send_photos"}
    chat = result(call(telegram, "getChat", chat_id=group.id))
    assert chat["linked_chat_id"] == channel.id
    assert (chat["permissions"]["can_send_messages"], chat["permissions"]["can_send_photos"]) == (True, False)
    assert "private chat" in description(call(telegram, "getChatAdministrators", chat_id=ana.id))


def test_changes_of_others_are_told_to_a_bot_that_leads_and_asks(
    telegram: FakeTelegram, ana: Person, group: Group
) -> None:
    group.set_role(ana, "administrator")
    group.set_bot("administrator")
    group.set_role(ana, "member")
    changes = [content for kind, content in told(telegram) if kind == "chat_member"]
    assert [change["old_chat_member"]["status"] for change in changes] == ["administrator"]
    group.set_role(ana, "left")
    assert telegram.take([]) == []


# Deleting.


def test_what_a_bot_may_delete(telegram: FakeTelegram, time: FakeTime, ana: Person, group: Group) -> None:
    def delete(message_id: int) -> str:
        return description(call(telegram, "deleteMessage", chat_id=group.id, message_id=message_id))

    question = group.says(ana, "/help")
    send(telegram, group)
    send(telegram, group)
    assert delete(question.id) == "Bad Request: message can't be deleted"
    assert delete(group.cards[0].id) == "It did not refuse."
    assert delete(99) == "Bad Request: message to delete not found"
    time.advance(48 * 3600 + 1)
    assert delete(group.card.id) == "Bad Request: message can't be deleted for everyone"
    group.set_bot("administrator", can_delete_messages=True)
    assert delete(group.says(ana, "rude").id) == "It did not refuse."
    telegram.check()


def test_several_are_deleted_at_once(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    send(telegram, group)
    both = [group.says(ana, "hi").id, group.card.id]
    assert result(call(telegram, "deleteMessages", chat_id=group.id, message_ids=both)) is True
    assert list(group.messages) == both[:1]


# The upgrade to a supergroup.


def test_a_group_becomes_a_supergroup(telegram: FakeTelegram, ana: Person) -> None:
    old = telegram.group("Small", kind="group")
    old.set_role(ana, "creator")
    new = old.upgrades(ana)
    (joined, place), (_, leaving), (_, arriving) = told(telegram)
    assert (joined, place["chat"]["id"], place["new_chat_member"]["status"]) == ("my_chat_member", new.id, "member")
    assert (leaving["chat"]["id"], leaving["migrate_to_chat_id"]) == (old.id, new.id)
    assert (arriving["chat"]["id"], arriving["migrate_from_chat_id"]) == (new.id, old.id)
    assert result(call(telegram, "getChatMember", chat_id=new.id, user_id=ana.id))["status"] == "creator"
    send(telegram, new)
    refusal = call(telegram, "sendMessage", chat_id=old.id, text="x")
    assert description(refusal) == "Bad Request: group chat was upgraded to a supergroup chat"
    assert isinstance(refusal.body, dict)
    assert refusal.body["parameters"] == {"migrate_to_chat_id": new.id}
    telegram.check()


# Links.


def test_a_link_adds_the_bot_to_a_group(telegram: FakeTelegram, ana: Person) -> None:
    group = telegram.group(bot="left")
    ana.opens("https://t.me/career_test_bot?startgroup=hello", into=group)
    assert group.bot.status == "member"
    assert heard(telegram) == ["", "/start@career_test_bot hello"]


def test_a_link_asks_for_rights_that_only_some_can_give(telegram: FakeTelegram, ana: Person) -> None:
    url = "https://t.me/career_test_bot?startgroup&admin=delete_messages+pin_messages"
    for role, status in (("member", "member"), ("creator", "administrator")):
        group = telegram.group(bot="left")
        group.set_role(ana, role)
        ana.opens(url, into=group)
        assert group.bot.status == status
    assert group.bot.allowed == {"can_delete_messages", "can_pin_messages"}


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/career_test_bot?start=x",
        "https://t.me/rival_bot?start=x",
        "https://t.me/career_test_bot?start=not%20allowed",
        "https://t.me/career_test_bot?start=" + "x" * 65,
        "https://t.me/career_test_bot?startgroup&admin=everything",
        "https://t.me/career_test_bot?startgroup&rights=delete_messages",
    ],
)
def test_a_link_that_telegram_does_not_know(telegram: FakeTelegram, ana: Person, url: str) -> None:
    with pytest.raises(AssertionError):
        ana.opens(url, into=telegram.group(bot="left"))


def test_a_button_can_be_a_link(telegram: FakeTelegram, ana: Person, group: Group) -> None:
    question = group.says(ana, "/help")
    earlier = f"https://t.me/c/{str(group.id)[4:]}/{question.id}"
    keys = [
        [{"text": "Go on", "url": "https://t.me/career_test_bot?start=duties"}, {"text": "Earlier", "url": earlier}]
    ]
    send(telegram, group, reply_markup={"inline_keyboard": keys})
    assert ana.follows("Earlier", card=group.card) is question
    ana.follows("Go on", card=group.card)
    assert heard(telegram) == ["/help", "/start duties"]


# Reading.


def test_a_group_can_be_read(telegram: FakeTelegram, ana: Person, forum: Group) -> None:
    (careers,) = forum.topics
    question = forum.says(ana, "/help", topic=careers)
    send(telegram, forum, "Two\nlines", reply_parameters={"message_id": question.id}, reply_markup=KEYS)
    forum.says(ana, "thanks", thing="photo")
    assert forum.transcript == "\n".join(
        [
            "Somebody [Careers]: <forum_topic_created> ",
            "Ana [Careers]: /help",
            "Career advisor [Careers] (to Ana: /help): Two",
            "    lines",
            "    [A]",
            "Ana: <photo> thanks",
        ]
    )
