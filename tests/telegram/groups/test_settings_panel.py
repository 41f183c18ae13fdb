"""Settings of groups: admins have them in private, and nobody else has them anywhere."""

from __future__ import annotations

import pytest

from bot.store.errors import StoreError
from bot.store.trial import Unsaid
from bot.telegram.chat_settings import ChatSettings, Length, Level
from tests.telegram_fake import FakeTelegram, FakeTime, Group, Person, RunningBot, refused


def settings_of(bot: RunningBot, group: Group) -> ChatSettings:
    """What is kept for the group."""
    row = bot.run(bot.store.chats.get(group.id))
    return ChatSettings.from_json(row.settings if row else "")


def opens(bot: RunningBot, person: Person, group: Group) -> None:
    """Lets somebody follow the link to the group's settings."""
    person.opens(f"https://t.me/career_test_bot?start=cfg_{group.id}")
    bot.settles()


def taps(bot: RunningBot, person: Person, *labels: str) -> None:
    """Lets somebody tap through their private chat."""
    for label in labels:
        person.taps(label)
        bot.settles()


@pytest.mark.parametrize(
    "data",
    [
        "level-on",
        "pause-8h",
        "delete-1440",
        "report-on",
        "trial-1-yes",
        "trial-forget",
        "topics-0-off",
        "home",
    ],
)
def test_forged_buttons_of_strangers_change_and_show_nothing(
    bot: RunningBot, group: Group, ann: Person, ben: Person, data: str
) -> None:
    group.says(ann, "/help")
    ben.starts()
    bot.settles()
    ben.taps_data(f"cfg-{-group.id}-{data}")
    bot.settles()
    assert "for the admins" in ben.card.text
    assert group.title not in ben.chat.transcript
    assert settings_of(bot, group) == ChatSettings()
    assert bot.run(bot.store.reports.subscribers(group.id)) == []


@pytest.mark.parametrize(
    "data",
    [
        "cfg-",
        "cfg-x",
        "cfg--1-level-on",
        "cfg-99999999999999999999-level-on",
        "cfg-1-level-on",
        "cfg-remove",
        "cfg-{chat}-level-loud",
        "cfg-{chat}-cooldown-7",
        "cfg-{chat}-quiet-5-5",
        "cfg-{chat}-quiet-5-99",
        "cfg-{chat}-topics-7-off",
        "cfg-{chat}-topics-²-off",
        "cfg-{chat}-zone-mars",
        "cfg-{chat}-pause-9999d",
        "cfg-{chat}-trial-7-yes",
        "cfg-{chat}-trial-yes-7",
        "cfg-{chat}-until-99",
        "cfg-{chat}-nowhere",
        "cfg-{chat}-nowhere-at-all",
    ],
)
def test_made_up_buttons_of_an_admin_change_nothing(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person, data: str
) -> None:
    opens(bot, ann, group)
    ann.taps_data(data.format(chat=-group.id))
    bot.settles()
    assert settings_of(bot, group) == ChatSettings()
    telegram.breaches = [breach for breach in telegram.breaches if "chat not found" not in breach]


def test_settings_of_another_group_are_no_business_of_an_admin_of_this_one(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person
) -> None:
    other = telegram.group("Secret people")
    opens(bot, ann, group)
    ann.taps_data(f"cfg-{-other.id}-level-on")
    bot.settles()
    assert settings_of(bot, other) == ChatSettings()
    assert "Secret people" not in ann.chat.transcript


def test_settings_of_a_group_that_the_bot_has_left_are_closed(bot: RunningBot, group: Group, ann: Person) -> None:
    opens(bot, ann, group)
    group.set_bot("kicked")
    ann.taps("Pause")
    bot.settles()
    assert "for the admins" in ann.card.text


def test_links_that_lead_to_no_group_are_refused(bot: RunningBot, telegram: FakeTelegram, ben: Person) -> None:
    for payload in ("cfg_5", f"cfg_{ben.id}"):
        ben.starts(payload)
        bot.settles()
        assert "for the admins" in ben.card.text
    assert not telegram.called("getChatMember")


def test_in_a_group_that_hides_its_members_the_bot_says_what_it_needs(
    bot: RunningBot, group: Group, ann: Person
) -> None:
    group.hides_members = True
    opens(bot, ann, group)
    assert "Make me an administrator" in ann.card.text
    group.says(ann, "/pause 1h")
    bot.settles()
    assert "Make me an administrator" in group.card.text
    group.set_bot("administrator")
    opens(bot, ann, group)
    assert "My settings" in ann.card.text


def test_a_button_of_long_ago_works_for_who_is_admin_now(
    bot: RunningBot, group: Group, ann: Person, ben: Person, time: FakeTime
) -> None:
    opens(bot, ann, group)
    taps(bot, ann, "Length")
    old = ann.card
    taps(bot, ann, "Full")
    time.advance(90 * 86_400)
    ann.taps_data(f"cfg-{-group.id}-length-line", card=old)
    bot.settles()
    assert settings_of(bot, group).length is Length.LINE
    group.set_role(ann, "member")
    ann.taps_data(f"cfg-{-group.id}-length-full", card=old)
    bot.settles()
    assert settings_of(bot, group).length is Length.LINE


def test_two_admins_do_not_undo_each_others_changes(bot: RunningBot, group: Group, ann: Person, ben: Person) -> None:
    group.set_role(ben, "administrator")
    opens(bot, ann, group)
    opens(bot, ben, group)
    taps(bot, ann, "Length")
    taps(bot, ben, "Repeats")
    ann.taps("Full")
    ben.taps("1 hour")
    bot.settles()
    assert settings_of(bot, group) == ChatSettings(length=Length.FULL, cooldown=60)


def test_the_link_of_a_small_group_leads_to_its_supergroup(
    bot: RunningBot, telegram: FakeTelegram, ann: Person
) -> None:
    small = telegram.group("Small", kind="group")
    small.set_role(ann, "creator")
    opens(bot, ann, small)
    taps(bot, ann, "Length")
    large = small.upgrades(ann)
    telegram.take([])  # none of what says so has arrived
    taps(bot, ann, "Full")
    assert settings_of(bot, large).length is Length.FULL


def test_every_page_can_be_shown(bot: RunningBot, telegram: FakeTelegram, ann: Person, time: FakeTime) -> None:
    forum = telegram.group("Forum", is_forum=True)
    forum.set_role(ann, "creator")
    forum.topic("<b>Careers</b> & more " + "x" * 100)
    bot.settles()
    unsaid = Unsaid(None, 5, "duties|what does a <b> do", "duties-data_scientist")
    for _ in range(7):
        bot.run(bot.store.trial.add(forum.id, unsaid, time()))
    opens(bot, ann, forum)
    labels = list(ann.card.labels)
    assert len(labels) == 10
    for label in labels:
        taps(bot, ann, label)
        taps(bot, ann, *(("Other hours", "0:00", "1:00", "Clock: UTC") if label == "Quiet hours" else ()), "Back")


def test_what_is_on_trial_is_judged_once_and_can_be_forgotten(
    bot: RunningBot, group: Group, ann: Person, ben: Person
) -> None:
    opens(bot, ann, group)
    taps(bot, ann, "Answering unasked", "On trial")
    group.says(ben, "what does a data scientist do?")
    bot.settles()
    taps(bot, ann, "Back", "On trial (1)")
    assert ann.follows("1: see") is not None
    never = ann.card.button("1: never")["callback_data"]
    taps(bot, ann, "1: never")
    assert list(bot.run(bot.store.tuning.verdicts(group.id)).values()) == [False]
    assert "Nothing at the moment" in ann.card.text
    taps(bot, ann, "Forget what I learned here")
    assert bot.run(bot.store.tuning.verdicts(group.id)) == {}
    ann.taps_data(never)
    bot.settles()


def test_nobodys_words_are_kept_on_trial(bot: RunningBot, group: Group, ann: Person, ben: Person) -> None:
    opens(bot, ann, group)
    taps(bot, ann, "Answering unasked", "On trial")
    group.says(ben, "hi everybody, what does a data scientist do?")
    bot.settles()
    (entry,) = bot.run(bot.store.trial.latest(group.id))
    assert "everybody" not in entry.unsaid.question


def test_without_the_store_an_admin_is_told_to_come_again(
    bot: RunningBot, group: Group, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(bot, ann, group)
    taps(bot, ann, "Length")

    async def away(*_: object, **__: object) -> None:
        raise StoreError("The database is away.", is_temporary=True)

    monkeypatch.setattr(bot.store.chats, "get", away)
    taps(bot, ann, "Full")
    assert "try again a little later" in ann.card.text
    monkeypatch.undo()
    taps(bot, ann, "Try again")
    assert "My settings" in ann.card.text
    monkeypatch.setattr(bot.store.chats, "active", away)
    ann.says("/settings")
    bot.settles()
    assert "try again" in ann.card.text


def test_without_telegrams_word_nobody_is_an_admin(
    bot: RunningBot, telegram: FakeTelegram, group: Group, ann: Person
) -> None:
    opens(bot, ann, group)
    taps(bot, ann, "Length")
    telegram.fail(refused(500, "Internal Server Error"), "getChatMember", times=9)
    ann.taps("Full")
    bot.settles()
    assert settings_of(bot, group).length is Length.SHORT


def test_a_channel_has_no_settings(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    channel = telegram.channel()
    channel.set_role(ann, "creator")
    ann.opens(f"https://t.me/career_test_bot?start=cfg_{channel.id}")
    bot.settles()
    assert "/post" in ann.card.text
    assert ann.card.labels == []


def test_levels_that_have_no_effect_say_so(bot: RunningBot, telegram: FakeTelegram, ann: Person) -> None:
    telegram.me["can_read_all_group_messages"] = False
    group = telegram.group()
    group.set_role(ann, "creator")
    opens(bot, ann, group)
    taps(bot, ann, "Answering unasked", "On")
    assert settings_of(bot, group).level is Level.ON
    assert "no effect here" in ann.card.text
