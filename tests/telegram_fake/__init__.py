"""A Telegram for tests: it keeps chats, enforces Telegram's rules in Telegram's words, and tells what the bot broke.

`FakeTelegram` is the server, without any transport. `FakeRequest` puts it behind python-telegram-bot in one process,
`serve` behind HTTP on loopback. `Person` is somebody who chats with the bot. `RunningBot` runs the real application.
"""

from tests.telegram_fake.chats import Chat, Shown
from tests.telegram_fake.faults import bad_gateway, connection_lost, held, refused, times_out_after_sending, too_many
from tests.telegram_fake.people import Person
from tests.telegram_fake.running import RunningBot, settings_for
from tests.telegram_fake.server import TOKEN, FakeTelegram
from tests.telegram_fake.time import FakeTime
from tests.telegram_fake.transport import FakeRequest, serve

__all__ = [
    "TOKEN",
    "Chat",
    "FakeRequest",
    "FakeTelegram",
    "FakeTime",
    "Person",
    "RunningBot",
    "Shown",
    "bad_gateway",
    "connection_lost",
    "held",
    "refused",
    "serve",
    "settings_for",
    "times_out_after_sending",
    "too_many",
]
