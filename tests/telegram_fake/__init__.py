"""A Telegram for tests: it keeps chats, enforces Telegram's rules in Telegram's words, and tells what the bot broke.

`FakeTelegram` is the server, without any transport. `FakeRequest` puts it behind python-telegram-bot in one process,
`serve` behind HTTP on loopback. `Person` is somebody who chats with the bot, `Group` and `Channel` are where several
meet. `RunningBot` runs the real application.
"""

from tests.telegram_fake.chats import Chat, Shown
from tests.telegram_fake.faults import (
    bad_gateway,
    connection_lost,
    hangs,
    held,
    refused,
    times_out_after_sending,
    too_many,
)
from tests.telegram_fake.groups import Channel, Group
from tests.telegram_fake.people import Person
from tests.telegram_fake.posting import Postman, posting
from tests.telegram_fake.running import RunningBot, empty_database, settings_for
from tests.telegram_fake.server import TOKEN, FakeTelegram
from tests.telegram_fake.taps import Tap
from tests.telegram_fake.time import FakeTime
from tests.telegram_fake.transport import FakeRequest, serve

__all__ = [
    "TOKEN",
    "Channel",
    "Chat",
    "FakeRequest",
    "FakeTelegram",
    "FakeTime",
    "Group",
    "Person",
    "Postman",
    "RunningBot",
    "Shown",
    "Tap",
    "bad_gateway",
    "connection_lost",
    "empty_database",
    "hangs",
    "held",
    "posting",
    "refused",
    "serve",
    "settings_for",
    "times_out_after_sending",
    "too_many",
]
