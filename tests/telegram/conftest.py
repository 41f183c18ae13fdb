"""What the tests of the surface for Telegram share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dialogue.dialogue import Dialogue
from bot.understanding.understanding import Answered, Outcome, Understanding
from tests.telegram.stub import StubDialogue
from tests.telegram_fake import FakeTelegram, FakeTime, Person, RunningBot


@pytest.fixture
def time() -> FakeTime:
    """Time in which sleeping takes none."""
    return FakeTime()


@pytest.fixture
def telegram(time: FakeTime) -> Iterator[FakeTelegram]:
    """A Telegram that fails the test where the bot breaks its rules."""
    telegram = FakeTelegram(time)
    yield telegram
    telegram.check()


@pytest.fixture
def ana(telegram: FakeTelegram) -> Person:
    """Somebody who has not talked with the bot yet."""
    return telegram.person("Ana")


@pytest.fixture
def stub() -> StubDialogue:
    """A dialogue that says what it has heard."""
    return StubDialogue()


@pytest.fixture
def advisor(telegram: FakeTelegram, dialogue: Dialogue, time: FakeTime) -> Iterator[RunningBot]:
    """The bot at work, with the real dialogue."""
    with RunningBot(telegram, dialogue, time) as bot:
        yield bot


@pytest.fixture
def unsure(dialogue: Dialogue) -> Dialogue:
    """The real dialogue, to which every question could mean either of two things."""
    meant = (Answered("duties", 0.4, ("data_scientist",)), Answered("skills", 0.3, ("data_scientist",)))
    return Dialogue(dialogue.library, lambda text: Understanding(text, outcome=Outcome.CLARIFY, answers=meant))


@pytest.fixture
def bot(telegram: FakeTelegram, stub: StubDialogue, time: FakeTime) -> Iterator[RunningBot]:
    """The bot at work, with the stub to speak for it."""
    with RunningBot(telegram, stub, time) as bot:
        yield bot
