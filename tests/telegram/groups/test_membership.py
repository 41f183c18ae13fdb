"""Where the bot is added, removed, silenced and moved."""

from __future__ import annotations

import pytest

from bot.telegram.chat_settings import ChatSettings
from bot.telegram.membership import add_buttons
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot, refused


def test_the_links_ask_for_exactly_what_is_needed(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    group, channel = telegram.group(bot="left"), telegram.channel()
    channel.set_bot("left")
    for chat in (group, channel):
        chat.set_role(ann, "creator")
    ann.says("/add")
    bot.settles()
    ann.follows("Add to a group", into=group)
    ann.starts()
    ann.says("/add")
    bot.settles()
    ann.follows("Add to a channel", into=channel)
    bot.settles()
    assert group.bot.allowed == {"can_manage_chat"}
    assert channel.bot.allowed == {"can_post_messages"}


def test_a_member_who_may_not_appoint_adds_a_plain_member(bot: RunningBot, telegram: FakeTelegram, ben: Person) -> None:
    group = telegram.group(bot="left")
    group.set_role(ben, "member")
    ben.opens(add_buttons("career_test_bot")[0][0].url or "", into=group)
    bot.settles()
    assert group.bot.status == "member"
    assert len(group.cards) == 1


def test_who_adds_it_without_leading_the_group_gets_no_button_to_the_settings(
    bot: RunningBot, telegram: FakeTelegram, ann: Person, ben: Person
) -> None:
    for person, status, labels in ((ann, "creator", ["Settings of this group"]), (ben, "member", [])):
        group = telegram.group(bot="left")
        group.set_role(person, status)
        person.starts()
        bot.settles()
        group.set_bot("member", person)
        bot.settles()
        assert "What I see" in person.card.text
        assert person.card.labels == labels


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_one_line_when_it_is_added(bot: RunningBot, telegram: FakeTelegram, ann: Person, kind: str) -> None:
    group = telegram.group(kind=kind, bot="left")
    group.set_bot("member", ann)
    bot.settles()
    (hello,) = group.cards
    assert "\n" not in hello.text
    group.set_bot("administrator", ann)
    bot.settles()
    assert len(group.cards) == 1


def test_where_it_may_not_write_it_does_not_even_greet(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    group = telegram.group(bot="left")
    group.forbidden.add("can_send_messages")
    ann.starts()
    bot.settles()
    group.set_bot("member", ann)
    bot.settles()
    assert not group.cards
    assert "I may not write here" in ann.card.text


def test_in_a_channel_it_never_says_a_word(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    channel = telegram.channel()
    channel.set_bot("left")
    ann.starts()
    bot.settles()
    channel.set_bot("administrator", ann)
    bot.settles()
    assert not channel.cards
    assert "may not post" in ann.card.text
    row = bot.run(bot.store.chats.get(channel.id))
    assert row is not None and (row.kind, row.added_by, row.is_active) == ("channel", ann.id, True)


def test_who_adds_it_anonymously_is_not_written_to(bot: RunningBot, telegram: FakeTelegram) -> None:
    group = telegram.group(bot="left")
    telegram.someone = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    group.set_bot("member")
    bot.settles()
    assert len(group.cards) == 1
    row = bot.run(bot.store.chats.get(group.id))
    assert row is not None and row.added_by is None


def test_what_waits_is_forgotten_when_it_is_removed(
    bot: RunningBot, telegram: FakeTelegram, ann: Person, time: FakeTime
) -> None:
    group = telegram.group()
    group.set_bot("left")
    group.set_bot("member", ann)
    bot.settles()
    bot.run(bot.store.deletions.schedule(group.id, 5, time(), time()))
    bot.run(bot.store.reports.subscribe(group.id, ann.id, time()))
    group.set_bot("kicked", ann)
    bot.settles()
    assert bot.run(bot.store.deletions.claim_due(time(), 10)) == []
    assert bot.run(bot.store.reports.claim_due(time(), 10)) == []


def test_a_blocked_bot_remembers_that(bot: RunningBot, ann: Person) -> None:
    ann.starts()
    ann.blocks_the_bot()
    bot.settles()
    assert bot.run(bot.store.people.is_blocked(ann.id))
    ann.unblocks_the_bot()
    bot.settles()
    assert not bot.run(bot.store.people.is_blocked(ann.id))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 1, 2, 0, 2), (1, 2)])
def test_what_tells_of_an_upgrade_moves_the_settings_once(
    bot: RunningBot, telegram: FakeTelegram, ann: Person, order: tuple[int, ...]
) -> None:
    small = telegram.group(kind="group")
    small.set_role(ann, "creator")
    small.says(ann, "/pause 1d")
    bot.settles()
    large = small.upgrades(ann)
    told = telegram.take([])
    for number in order:
        ((kind, content),) = [(kind, content) for kind, content in told[number].items() if kind != "update_id"]
        telegram.tell(kind, content)
    bot.settles()
    row = bot.run(bot.store.chats.get(large.id))
    assert row is not None and ChatSettings.from_json(row.settings).paused_until > 0
    assert bot.run(bot.store.chats.get(small.id)) is None
    assert not large.cards


def test_topics_are_learned_with_their_names(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    telegram.me["can_read_all_group_messages"] = True
    forum = telegram.group(is_forum=True)
    careers = forum.topic("Careers")
    bot.settles()
    forum.announces(ann, careers, forum_topic_edited={"name": "Jobs"})
    forum.says(ann, "/help")
    bot.settles()
    row = bot.run(bot.store.chats.get(forum.id))
    topics = ChatSettings.from_json(row.settings if row else "").topics
    assert {thread: topic.name for thread, topic in topics.items()} == {careers: "Jobs", 0: ""}


def test_a_greeting_that_fails_leaves_the_rest_done(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    group = telegram.group(bot="left")
    ann.starts()
    bot.settles()
    telegram.fail(refused(400, "Bad Request: not enough rights to send text messages to the chat"), chat=group.id)
    group.set_bot("member", ann)
    bot.settles()
    assert "What I see" in ann.card.text
