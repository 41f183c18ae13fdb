"""What the tests of the fake share."""

from __future__ import annotations

import pytest

from tests.telegram_fake import FakeTelegram, FakeTime, Person


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def telegram(time: FakeTime) -> FakeTelegram:
    return FakeTelegram(time)


@pytest.fixture
def ana(telegram: FakeTelegram) -> Person:
    """Somebody who has said hello to the bot."""
    person = telegram.person("Ana")
    person.says("hello")
    telegram.take([])
    return person
