"""Taps on cards in groups: who turns a card, who goes on in private, and who removes it."""

from __future__ import annotations

import pytest

from bot.telegram.group_taps import THEIRS_FOR
from tests.telegram_fake import FakeTelegram, FakeTime, Group, Person, RunningBot, refused

ASK = "/ask what does a data scientist do"
LINK = "https://t.me/career_test_bot?start="


@pytest.fixture
def eve(telegram: FakeTelegram) -> Person:
    """Somebody who taps on what is not theirs."""
    return telegram.person("Eve")


def test_who_asked_turns_the_card(bot: RunningBot, group: Group, ben: Person) -> None:
    group.says(ben, "/topics")
    bot.settles()
    tap = ben.taps("🔍 Data Scientist", card=group.card)
    bot.settles()
    assert (tap.url, group.card.edits) == ("", 1)
    assert group.card.labels == ["More in private", "Skills they need", "👍", "👎", "🗑"]


def test_others_go_on_in_private_at_the_same_screen(bot: RunningBot, group: Group, ben: Person, eve: Person) -> None:
    group.says(ben, "/topics")
    bot.settles()
    tap = eve.taps("🔍 Data Scientist", card=group.card)
    bot.settles()
    assert (tap.url, group.card.edits) == (f"{LINK}duties-data_scientist", 0)
    eve.opens(tap.url)
    bot.settles()
    assert "looks into data" in eve.card.text


def test_after_a_while_everybody_turns_it(
    bot: RunningBot, group: Group, ben: Person, eve: Person, time: FakeTime
) -> None:
    group.says(ben, "/topics")
    bot.settles()
    time.advance(THEIRS_FOR + 1)
    eve.taps("🔍 Data Scientist", card=group.card)
    bot.settles()
    assert group.card.edits == 1


def test_where_the_question_is_gone_everybody_goes_on_in_private(bot: RunningBot, group: Group, ben: Person) -> None:
    question = group.says(ben, "/topics")
    bot.settles()
    del group.messages[question.id]
    group.card.reply_to = None
    tap = ben.taps("🔍 Data Scientist", card=group.card)
    bot.settles()
    assert (tap.url, group.card.edits) == (f"{LINK}duties-data_scientist", 0)


@pytest.mark.parametrize("data", ["quiz", "quiz1-12", "quiz1"])
def test_the_quiz_never_comes_into_the_group(bot: RunningBot, group: Group, ben: Person, data: str) -> None:
    group.says(ben, "/topics")
    bot.settles()
    tap = ben.taps_data(data, card=group.card)
    bot.settles()
    assert (tap.url, group.card.edits) == (LINK + data, 0)


@pytest.mark.parametrize("data", ["cfg-5-level-on", "cfg-remove-all", "v0:old:style", "ü", "x" * 64, "gone_since"])
@pytest.mark.parametrize("is_theirs", [True, False])
def test_forged_data_harms_nobody(
    bot: RunningBot, group: Group, ben: Person, eve: Person, data: str, is_theirs: bool
) -> None:
    group.says(ben, "/help")
    bot.settles()
    tap = (ben if is_theirs else eve).taps_data(data, card=group.card)
    bot.settles()
    assert tap.answers == 1
    assert len(group.cards) == 1
    assert tap.url == "" or not is_theirs


def test_a_card_that_telegram_no_longer_shows_leads_into_private(bot: RunningBot, group: Group, ben: Person) -> None:
    group.says(ben, "/topics")
    bot.settles()
    card = group.card
    ben.deletes(card)
    tap = ben.taps_data("outlook", card=card)
    bot.settles()
    assert tap.url == f"{LINK}outlook"
    assert not group.cards


def test_a_paused_bot_leads_into_private(bot: RunningBot, group: Group, ann: Person, ben: Person) -> None:
    group.says(ben, "/topics")
    bot.settles()
    menu = group.card
    group.says(ann, "/pause 1h")
    bot.settles()
    tap = ben.taps("🔍 Data Scientist", card=menu)
    bot.settles()
    assert (tap.url, menu.edits) == (f"{LINK}duties-data_scientist", 0)


def test_an_answer_too_old_to_be_deleted_is_blanked(
    bot: RunningBot, group: Group, ann: Person, ben: Person, time: FakeTime
) -> None:
    group.says(ben, ASK)
    bot.settles()
    time.advance(3 * 86_400)
    ann.taps("🗑", card=group.card)
    bot.settles()
    assert group.card.text == "An admin of this group has removed this answer."
    assert group.card.labels == []


def test_in_a_group_that_hides_its_members_nothing_is_removed(
    bot: RunningBot, group: Group, ann: Person, ben: Person
) -> None:
    group.says(ben, ASK)
    bot.settles()
    group.hides_members = True
    tap = ann.taps("🗑", card=group.card)
    bot.settles()
    assert tap.is_alert and "Make me an administrator" in tap.says
    assert group.cards


def test_without_telegrams_word_nothing_is_removed(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person, ben: Person
) -> None:
    group.says(ben, ASK)
    bot.settles()
    telegram.fail(refused(500, "Internal Server Error"), "getChatMember", times=9)
    tap = ann.taps("🗑", card=group.card)
    bot.settles()
    assert tap.answers == 1
    assert group.cards


def test_removing_twice_is_removing_once(bot: RunningBot, group: Group, ann: Person, ben: Person) -> None:
    group.says(ben, ASK)
    bot.settles()
    card = group.card
    ann.taps("🗑", card=card)
    ann.taps("🗑", card=card)
    bot.settles()
    assert not group.cards


def test_only_its_own_messages_are_removed_by_command(bot: RunningBot, group: Group, ann: Person, ben: Person) -> None:
    group.set_bot("administrator", can_delete_messages=True)
    others = group.says(ben, "hello")
    group.says(ann, "/delete", reply_to=others)
    bot.settles()
    assert others.id in group.messages
    assert "Reply to an answer" in group.card.text


def test_who_writes_as_the_linked_channel_leads_the_group_and_others_do_not(
    bot: RunningBot, telegram: FakeTelegram, group: Group
) -> None:
    channel, foreign = telegram.channel("News"), telegram.channel("Foreign")
    channel.links(group)
    group.says_as(foreign, "/pause 1h")
    bot.settles()
    assert "Only the admins" in group.card.text
    group.says_as(channel, "/settings")
    bot.settles()
    assert group.card.labels == ["Open the settings"]
    group.says_as(channel, "/pause 1h")
    bot.settles()
    assert "1 hour" in group.card.text
