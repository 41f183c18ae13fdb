"""`/post`: an admin of a channel posts a card there, after having seen it, and nobody else does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.telegram.posts import _channel_in, _written
from tests.telegram.test_feedback import asks
from tests.telegram_fake import (
    Channel,
    FakeTelegram,
    FakeTime,
    Person,
    RunningBot,
    Shown,
    connection_lost,
    too_many,
)

DUTIES = "🔍 Data Scientist"


@pytest.fixture
def news(advisor: RunningBot, telegram: FakeTelegram, ana: Person) -> Channel:
    """A channel of Ana's, to which she has added the bot."""
    return channel_of(advisor, telegram, ana)


def channel_of(bot: RunningBot, telegram: FakeTelegram, person: Person, title: str = "Data news") -> Channel:
    channel = telegram.channel(title)
    channel.set_role(person, "creator")
    bot.run(bot.store.chats.joined(channel.id, "channel", person.id, telegram.now()))
    return channel


def taps(bot: RunningBot, person: Person, label: str, card: Shown | None = None) -> Any:
    tap = person.taps(label, card=card)
    bot.settles()
    return tap


def previews(bot: RunningBot, person: Person, card: str = "Compare them") -> None:
    """Goes as far as the preview."""
    asks(bot, person, "/post")
    taps(bot, person, "Data news")
    taps(bot, person, card)


def test_the_preview_is_what_is_posted(advisor: RunningBot, ana: Person, news: Channel) -> None:
    previews(advisor, ana)
    preview, question = ana.cards[-2:]
    assert "how it will look in Data news" in question.text
    assert news.cards == []
    taps(advisor, ana, "Post it now")
    assert "in Data news now" in ana.card.text
    (post,) = news.cards
    assert post.photo is not None
    assert (post.text, post.rows, post.photo) == (preview.text, preview.rows, preview.photo)
    assert post.bold == ["Data Scientist vs Machine Learning Engineer"]
    assert "Side by side in the picture: Data Scientist and Machine Learning Engineer (What they do;" in post.text
    assert "In short:" in post.text, "The whole card has room in the caption"


def test_its_buttons_lead_readers_to_the_bot_at_that_screen(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person, news: Channel
) -> None:
    previews(advisor, ana, DUTIES)
    taps(advisor, ana, "Post it now")
    reader = telegram.person("Reader")
    for label, title in (("Continue with the bot", "What a Data Scientist does"), ("Which fits me?", "1 of 6")):
        reader.follows(label, card=news.card)
        advisor.settles()
        assert title in reader.card.text


def test_afterwards_a_link_shows_the_post(advisor: RunningBot, ana: Person, news: Channel) -> None:
    previews(advisor, ana)
    taps(advisor, ana, "Post it now")
    assert ana.follows("See it") is news.card


def test_a_double_tap_posts_once(advisor: RunningBot, ana: Person, news: Channel) -> None:
    previews(advisor, ana)
    first, second = ana.taps("Post it now"), ana.taps("Post it now")
    advisor.settles()
    assert len(news.cards) == 1
    assert not first.says
    assert "do not post it again" in second.says


def test_a_tap_on_the_same_preview_on_another_replica_posts_nothing(
    advisor: RunningBot, telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime, ana: Person, news: Channel
) -> None:
    previews(advisor, ana)
    as_it_was = replace(ana.card)
    taps(advisor, ana, "Post it now")
    with RunningBot(telegram, dialogue, time, DATABASE_URL=advisor.settings.database_url) as replica:
        tap = ana.taps("Post it now", card=as_it_was)
        replica.settles()
    assert "do not post it again" in tap.says
    assert len(news.cards) == 1


def test_the_picture_is_uploaded_once_for_preview_and_post(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person, news: Channel
) -> None:
    previews(advisor, ana)
    taps(advisor, ana, "Post it now")
    assert [len(call.files) for call in telegram.called("sendPhoto")] == [1, 0]


def test_one_can_choose_another_card_or_none(advisor: RunningBot, ana: Person, news: Channel) -> None:
    previews(advisor, ana)
    taps(advisor, ana, "Another card")
    taps(advisor, ana, DUTIES)
    assert "What a Data Scientist does" in ana.cards[-2].text
    taps(advisor, ana, "Cancel")
    assert "Nothing was posted" in ana.card.text
    assert news.cards == []


def test_who_has_no_channel_learns_how_to_add_the_bot(advisor: RunningBot, telegram: FakeTelegram, ana: Person) -> None:
    asks(advisor, ana, "/post")
    channel = telegram.channel("Mine")
    channel.set_bot("left")
    channel.set_role(ana, "creator")
    ana.follows("Add me to a channel", into=channel)
    assert channel.bot.has_right("can_post_messages")
    assert not channel.bot.has_right("can_edit_messages")


@pytest.mark.parametrize("named", ["/post @data_news", "/post https://t.me/data_news", "/post t.me/data_news"])
def test_another_admin_names_the_channel(
    advisor: RunningBot, telegram: FakeTelegram, news: Channel, named: str
) -> None:
    ben = telegram.person("Ben")
    news.set_role(ben, "administrator", can_post_messages=True)
    asks(advisor, ben, "/post")
    assert "no channel" in ben.card.text
    news.username = "data_news"
    asks(advisor, ben, named)
    taps(advisor, ben, "Compare them")
    taps(advisor, ben, "Post it now")
    assert len(news.cards) == 1


@pytest.mark.parametrize("role", ["administrator", "member", "left", "kicked"])
def test_a_stranger_who_names_the_channel_is_refused(
    advisor: RunningBot, telegram: FakeTelegram, news: Channel, role: str
) -> None:
    eve = telegram.person("Eve")
    news.set_role(eve, role)
    asks(advisor, eve, f"/post {news.id}")
    assert "Only an administrator" in eve.card.text
    assert not any("📣" in label for label in eve.card.labels)


@pytest.mark.parametrize(
    "named", ["@nowhere", "https://t.me/nowhere", "t.me/x", "5", "<b>", "-100" + "9" * 30, "\ud83d"]
)
def test_a_channel_that_is_none_is_refused_politely(advisor: RunningBot, ana: Person, named: str) -> None:
    asks(advisor, ana, f"/post {named}")
    assert "cannot see that channel" in ana.card.text


def test_a_group_is_no_channel(advisor: RunningBot, telegram: FakeTelegram, ana: Person) -> None:
    group = telegram.group()
    group.set_role(ana, "creator")
    asks(advisor, ana, f"/post {group.id}")
    assert "cannot see that channel" in ana.card.text


@pytest.mark.parametrize("step", ["Data news", "Compare them", "Post it now"])
def test_rights_are_checked_with_telegram_at_every_tap(
    advisor: RunningBot, ana: Person, news: Channel, step: str
) -> None:
    asks(advisor, ana, "/post")
    for label in ("Data news", "Compare them", "Post it now"):
        if label == step:
            news.set_role(ana, "administrator", can_post_messages=False)
        before = len(ana.cards)
        tap = taps(advisor, ana, label)
        if label == step:
            break
    assert tap.is_alert
    assert "Only an administrator" in tap.says
    assert len(ana.cards) == before
    assert news.cards == []


@pytest.mark.parametrize("place", ["administrator", "kicked", "left"])
def test_where_the_bot_may_not_post_any_more_it_says_so(
    advisor: RunningBot, ana: Person, news: Channel, place: str
) -> None:
    previews(advisor, ana)
    news.set_bot(place)
    tap = taps(advisor, ana, "Post it now")
    assert tap.is_alert
    assert "administrator" in tap.says
    news.set_bot("administrator", can_post_messages=True)
    taps(advisor, ana, "Post it now")
    assert len(news.cards) == 1, "The refused tap counts for nothing"


@pytest.mark.parametrize(
    "data",
    ["post-Gdifference", "post-C1", "post-Czzzzzzzzzzzzzz", "post-difference", "post-X", "post-", "post-G", "post-Z9"],
)
def test_a_forged_button_is_refused_politely_and_changes_nothing(
    advisor: RunningBot, ana: Person, news: Channel, data: str
) -> None:
    asks(advisor, ana, "hello")
    tap = ana.taps_data(data)
    advisor.settles()
    assert "out of date" in tap.says
    assert (len(ana.cards), news.cards) == (1, [])


def test_a_forged_screen_is_refused_even_on_the_right_card(advisor: RunningBot, ana: Person, news: Channel) -> None:
    previews(advisor, ana)
    for data in ("post-Goutlook", "post-Gnonsense", "post-outlook"):
        tap = ana.taps_data(data)
        advisor.settles()
        assert "out of date" in tap.says
    assert news.cards == []


def test_the_command_is_for_the_private_chat_alone(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person, news: Channel
) -> None:
    news.posts("/post")
    advisor.settles()
    assert news.cards == []


def test_where_telegram_wants_a_pause_nothing_counts_as_posted(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person, news: Channel, time: FakeTime
) -> None:
    previews(advisor, ana)
    telegram.fail(too_many(3600), "sendPhoto")
    assert "wait" in taps(advisor, ana, "Post it now").says
    time.advance(3700)
    taps(advisor, ana, "Post it now")
    assert len(news.cards) == 1


def test_where_it_is_not_known_whether_it_got_through_that_is_said(
    advisor: RunningBot, telegram: FakeTelegram, ana: Person, news: Channel
) -> None:
    previews(advisor, ana)
    telegram.fail(connection_lost(), "sendPhoto", times=10)
    taps(advisor, ana, "Post it now")
    assert "may be there" in ana.card.text
    assert ana.card.labels == []


HOSTILE_TITLES = ["<b>& </b>", "\u202eevil", "x" * 128, "محمد", "  ", "👩\u200d🔬"]


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_any_title_is_safe(advisor: RunningBot, telegram: FakeTelegram, ana: Person, title: str) -> None:
    channel = channel_of(advisor, telegram, ana, title)
    asks(advisor, ana, "/post")
    taps(advisor, ana, ana.card.labels[0])
    taps(advisor, ana, "Compare them")
    taps(advisor, ana, "Post it now")
    assert len(channel.cards) == 1
    assert "\u202e" not in ana.card.text


@pytest.mark.parametrize("channel", [-1001234567890, -1, -1009999999999999])
def test_a_channels_id_fits_into_a_button(channel: int) -> None:
    written = _written(channel)
    assert len(written) <= 12
    assert _channel_in(None, f"C{written}") == channel
