"""Every conversation under `tests/conversations`.

Those with one person are held twice, with the dialogue alone and through Telegram; those of several through Telegram.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.dialogue import Dialogue
from tests.group_talks import GroupTalk, play, read_group_talks
from tests.talks import DialogueAlone, Recorder, Talk, ThroughTelegram, hold, read_talks
from tests.telegram_fake import FakeTelegram, FakeTime, RunningBot

FILES = sorted((Path(__file__).parent / "conversations").glob("*.yml"))
TALKS = [pytest.param(talk, id=f"{path.stem}: {talk.name}") for path in FILES for talk in read_talks(path)]
GROUP_TALKS = [pytest.param(talk, id=f"{path.stem}: {talk.name}") for path in FILES for talk in read_group_talks(path)]


@pytest.mark.parametrize("talk", TALKS)
def test_with_the_dialogue_alone(talk: Talk, dialogue: Dialogue) -> None:
    if failure := hold(talk, DialogueAlone(dialogue)):
        pytest.fail(str(failure), pytrace=False)


@pytest.mark.parametrize("talk", TALKS)
def test_through_telegram(talk: Talk, dialogue: Dialogue) -> None:
    time = FakeTime()
    telegram, recorder = FakeTelegram(time), Recorder(dialogue)
    with RunningBot(telegram, recorder, time) as bot:
        failure = hold(talk, ThroughTelegram(bot, time, recorder, telegram))
    telegram.check()
    if failure:
        pytest.fail(str(failure), pytrace=False)


@pytest.mark.parametrize("talk", GROUP_TALKS)
def test_among_several(talk: GroupTalk, dialogue: Dialogue) -> None:
    time = FakeTime()
    telegram = FakeTelegram(time)
    with RunningBot(telegram, dialogue, time) as bot:
        failure = play(talk, telegram, time, bot)
    telegram.check()
    if failure:
        pytest.fail(str(failure), pytrace=False)
