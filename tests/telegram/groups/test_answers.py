"""What the bot says in groups, and where it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.store.errors import StoreError
from bot.telegram.chat_settings import ChatSettings, Length, Level
from bot.telegram.pace import AT_ONCE, INTERVAL
from tests.telegram_fake import Channel, FakeTelegram, FakeTime, Group, Person, RunningBot, refused

ASK = "/ask what does a data scientist do"
CLEAR = "what does a data scientist do?"


def choose(bot: RunningBot, group: Group, settings: ChatSettings) -> None:
    """Lets the group have these settings."""
    row = bot.run(bot.store.chats.get(group.id))
    assert bot.run(bot.store.chats.change(group.id, settings.as_json(), row.version if row else 0, 0.0))


def test_other_bots_forwards_and_results_of_inline_bots_are_not_heard(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ben: Person
) -> None:
    rival = telegram.other_bot()
    group.set_bot("administrator")
    group.says(rival, ASK)
    group.says(ben, ASK, via_bot=rival)
    telegram.add_message(
        group, ben.as_json, text=ASK, forward_origin={"type": "hidden_user", "date": 0, "sender_user_name": "X"}
    )
    group.announces(ben, new_chat_title=ASK)
    bot.settles()
    assert not group.cards


def test_a_post_of_the_linked_channel_is_no_question(bot: RunningBot, telegram: FakeTelegram, group: Group) -> None:
    choose(bot, group, ChatSettings(level=Level.ON))
    channel = telegram.channel()
    channel.links(group)
    channel.posts(CLEAR)
    channel.posts("@career_test_bot " + CLEAR)
    bot.settles()
    assert not group.cards
    assert not channel.cards


def test_a_question_under_a_post_is_answered_in_its_thread(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ben: Person
) -> None:
    choose(bot, group, ChatSettings(level=Level.ON))
    channel = telegram.channel()
    channel.links(group)
    forward = group.forward_of(channel.posts("Two careers, compared"))
    asked = group.says(ben, "@career_test_bot which skills does a data scientist need?", reply_to=forward)
    unasked = group.says(ben, CLEAR, reply_to=forward)
    bot.settles()
    assert [card.thread for question in (asked, unasked) for card in group.answers_to(question)] == [forward.id] * 2


def test_who_writes_as_a_channel_is_answered(
    bot: RunningBot, telegram: FakeTelegram, group: Group, duties: str
) -> None:
    group.says_as(telegram.channel("Of my own"), ASK)
    bot.settles()
    assert group.card.bold == [duties]


def test_one_persons_flood_does_not_silence_the_bot_for_others(
    bot: RunningBot, group: Group, ann: Person, ben: Person, time: FakeTime
) -> None:
    for number in range(20):
        group.says(ben, f"/ask what is question {number}")
        bot.settles()
    assert len(group.cards) == AT_ONCE
    group.says(ann, ASK)
    bot.settles()
    assert len(group.cards) == AT_ONCE + 1
    time.advance(INTERVAL)
    group.says(ben, "/help")
    bot.settles()
    assert len(group.cards) == AT_ONCE + 2


def test_one_persons_taps_are_as_bounded(bot: RunningBot, group: Group, ben: Person) -> None:
    group.says(ben, "/topics")
    bot.settles()
    for _ in range(10):
        ben.taps_data("duties", card=group.card)
        ben.taps_data("outlook", card=group.card)
        bot.settles()
    assert group.card.edits <= AT_ONCE


def test_answers_are_counted_and_so_is_silence(bot: RunningBot, group: Group, ben: Person, time: FakeTime) -> None:
    group.says(ben, ASK)
    group.says(ben, "@career_test_bot is asleep")
    group.says(ben, "good morning")
    bot.settles()
    choose(bot, group, ChatSettings(paused_until=time() + 60))
    group.says(ben, ASK)
    bot.settles()
    totals = bot.run(bot.store.counts.between(group.id, time(), time() + 86_400))
    assert (totals.asked, totals.answered, totals.silent) == (3, 1, 2)


def test_an_answer_is_deleted_later_where_admins_want_it(
    bot: RunningBot, group: Group, ben: Person, time: FakeTime
) -> None:
    choose(bot, group, ChatSettings(delete_after=5, cooldown=60))
    group.says(ben, ASK)
    bot.settles()
    (due,) = bot.run(bot.store.deletions.claim_due(time() + 300, 10))
    assert (due.chat, due.message) == (group.id, group.card.id)


def test_a_deleted_answer_is_not_linked_to(
    bot: RunningBot, group: Group, ben: Person, time: FakeTime, duties: str
) -> None:
    choose(bot, group, ChatSettings(delete_after=5, cooldown=60))
    group.says(ben, ASK)
    bot.settles()
    time.advance(301)
    group.says(ben, ASK)
    bot.settles()
    assert [card.bold for card in group.cards] == [[duties], [duties]]


def test_a_card_that_was_turned_is_linked_to_for_what_it_shows_now(
    bot: RunningBot, group: Group, ann: Person, ben: Person
) -> None:
    group.says(ben, "/topics")
    bot.settles()
    ben.taps("🔍 Data Scientist", card=group.card)
    bot.settles()
    group.says(ann, "/topics")
    again = group.says(ann, ASK)
    bot.settles()
    menu, turned = group.cards[1], group.cards[0]
    assert "ago" not in menu.text
    (link,) = group.answers_to(again)
    assert link.text.endswith(f"/{turned.id}")


def test_small_talk_is_not_repeated(bot: RunningBot, group: Group, ben: Person) -> None:
    group.says(ben, ASK)
    bot.settles()
    first = group.card
    for _ in range(2):
        group.says(ben, "thanks!", reply_to=first)
        bot.settles()
    assert len(group.cards) == 2
    assert group.card.labels == ["Ask me in private"]


def test_reasons_out_of_ones_own_mouth_are_not_linked_to_for_others(
    bot: RunningBot, group: Group, ann: Person, ben: Person
) -> None:
    group.says(ben, "/ask i love debugging and hate slides, which one fits me?")
    group.says(ann, "/ask i enjoy deploying models and hate meetings, which one fits me?")
    bot.settles()
    assert all("Your words" in card.text for card in group.cards)


def test_lengths(bot: RunningBot, group: Group, ben: Person) -> None:
    for length in Length:
        choose(bot, group, ChatSettings(length=length, cooldown=0))
        group.says(ben, ASK)
        bot.settles()
    assert [card.text.count("•") for card in group.cards] == [0, 2, 4]


def test_an_edit_of_what_was_not_answered_is_not_answered(bot: RunningBot, group: Group, ben: Person) -> None:
    question = group.says(ben, "good morning")
    bot.settles()
    group.edits(question, ASK)
    bot.settles()
    assert not group.cards


def test_an_edit_after_the_answer_was_removed_is_passed_over(bot: RunningBot, group: Group, ben: Person) -> None:
    question = group.says(ben, ASK)
    bot.settles()
    ben.deletes(group.card)
    group.edits(question, "/ask what does an ML engineer do")
    bot.settles()
    assert not group.cards


def test_what_was_answered_unasked_is_changed_only_to_what_is_clear(
    bot: RunningBot, group: Group, ben: Person, duties: str
) -> None:
    choose(bot, group, ChatSettings(level=Level.ON))
    question = group.says(ben, CLEAR)
    bot.settles()
    group.edits(question, "what a day")
    bot.settles()
    assert group.card.bold == [duties]
    group.edits(question, "what does an ML engineer do?")
    bot.settles()
    assert group.card.bold != [duties]


def test_the_same_update_twice_is_answered_once(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ben: Person
) -> None:
    group.says(ben, ASK)
    telegram.repeat_last()
    bot.settles()
    assert len(group.cards) == 1


@pytest.mark.parametrize(
    "name", ["<b>Ann</b> & </i>", "A" * 100_000, "\u202ethgir ot tfel", "آنا", "😀" * 500, "@career_test_bot"]
)
def test_names_of_any_kind_are_safe(telegram: FakeTelegram, bot: RunningBot, name: str, duties: str) -> None:
    group = telegram.group(name)
    group.says(telegram.person(name), ASK)
    bot.settles()
    assert group.card.bold == [duties]


# Where the bot may not speak


def test_where_nobody_may_write_it_is_silent_and_tries_only_once(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ben: Person
) -> None:
    group.forbidden.add("can_send_messages")
    group.says(ben, ASK)
    bot.settles()
    assert len(telegram.called("sendMessage")) == 1
    group.forbidden.clear()
    group.says(ben, ASK)
    bot.settles()
    assert len(group.cards) == 1


def test_in_a_closed_topic_it_is_silent(bot: RunningBot, telegram: FakeTelegram, ann: Person, ben: Person) -> None:
    forum = telegram.group("Forum", is_forum=True)
    careers = forum.topic("Careers")
    forum.closes(careers, ann)
    forum.says(ben, ASK, topic=careers)
    bot.settles()
    assert not forum.cards


def test_whoever_threw_it_out_hears_no_more_of_it(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ben: Person
) -> None:
    telegram.fail(refused(403, "Forbidden: bot was kicked from the supergroup chat"), chat=group.id)
    group.says(ben, ASK)
    bot.settles()
    row = bot.run(bot.store.chats.get(group.id))
    assert row is not None and not row.is_active
    group.says(ben, "@career_test_bot " + CLEAR)
    bot.settles()
    assert len(telegram.called("sendMessage")) == 1


def test_a_command_shows_that_it_is_back(bot: RunningBot, telegram: FakeTelegram, group: Group, ben: Person) -> None:
    telegram.fail(refused(403, "Forbidden: bot was kicked from the supergroup chat"), chat=group.id)
    group.says(ben, ASK)
    bot.settles()
    group.says(ben, ASK)
    bot.settles()
    assert len(group.cards) == 1
    row = bot.run(bot.store.chats.get(group.id))
    assert row is not None and row.is_active


def test_a_group_that_has_become_a_supergroup_is_followed(
    bot: RunningBot, telegram: FakeTelegram, ann: Person, ben: Person, duties: str
) -> None:
    small = telegram.group("Small", kind="group")
    choose(bot, small, ChatSettings(length=Length.LINE))
    small.says(ben, ASK)
    large = small.upgrades()
    # Of the two messages that say so, neither has arrived when the bot answers.
    question, *_ = telegram.take([])
    telegram.tell("message", question["message"])
    bot.settles()
    assert large.card.bold == [duties]
    assert "•" not in large.card.text
    row = bot.run(bot.store.chats.get(large.id))
    assert row is not None and ChatSettings.from_json(row.settings).length is Length.LINE
    assert bot.run(bot.store.chats.get(small.id)) is None


def test_settings_survive_a_restart(
    telegram: FakeTelegram, group: Group, ann: Person, ben: Person, time: FakeTime, tmp_path: Path, dialogue: Dialogue
) -> None:
    database = f"sqlite:///{tmp_path}/kept.db"
    with RunningBot(telegram, dialogue, time, DATABASE_URL=database) as bot:
        group.says(ann, "/pause 1d")
        bot.settles()
    with RunningBot(telegram, dialogue, time, DATABASE_URL=database) as bot:
        group.says(ben, ASK)
        bot.settles()
    assert len(group.cards) == 1


def test_without_the_store_it_still_answers_and_never_unasked(
    bot: RunningBot, group: Group, ben: Person, duties: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(bot, group, ChatSettings(level=Level.ON))

    async def away(*_: object, **__: object) -> None:
        raise StoreError("The database is away.", is_temporary=True)

    for part in (bot.store.chats, bot.store.cooldown, bot.store.counts, bot.store.memories, bot.store.tuning):
        for name in [name for name in dir(part) if not name.startswith("_")]:
            monkeypatch.setattr(part, name, away)
    group.says(ben, CLEAR)
    bot.settles()
    assert not group.cards
    group.says(ben, ASK)
    bot.settles()
    assert group.card.bold == [duties]


def test_nothing_is_ever_said_in_a_channel(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    channel: Channel = telegram.channel()
    channel.set_role(ann, "creator")
    channel.set_bot("left")
    channel.set_bot("administrator", ann, can_post_messages=True)
    channel.posts(ASK)
    channel.posts("/settings@career_test_bot")
    bot.settles()
    assert not channel.cards
