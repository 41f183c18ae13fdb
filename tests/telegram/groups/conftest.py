"""What the tests of groups share."""

from __future__ import annotations

import pytest

from bot.dialogue.dialogue import Dialogue
from tests.telegram_fake import FakeTelegram, Group, Person, RunningBot


@pytest.fixture
def bot(advisor: RunningBot) -> RunningBot:
    """The bot at work, with the real dialogue: what a group hears depends on what is understood."""
    return advisor


@pytest.fixture
def group(telegram: FakeTelegram, ann: Person) -> Group:
    """A group of Ann's, in which the bot is a plain member and sees everything."""
    telegram.me["can_read_all_group_messages"] = True
    group = telegram.group()
    group.set_role(ann, "creator")
    return group


@pytest.fixture
def ann(telegram: FakeTelegram) -> Person:
    """Who leads the group."""
    return telegram.person("Ann")


@pytest.fixture
def ben(telegram: FakeTelegram) -> Person:
    """A member of the group."""
    return telegram.person("Ben")


@pytest.fixture
def duties(dialogue: Dialogue) -> str:
    """What stands on the card about a data scientist's work."""
    return dialogue.library.roles["data_scientist"].snippets["duties"].title
