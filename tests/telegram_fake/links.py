"""Links to the bot and to messages, as Telegram's apps open them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.telegram_fake.membership import CHANNEL_RIGHTS, GROUP_RIGHTS, RIGHTS


@dataclass(frozen=True)
class Link:
    """A link to `t.me`."""

    to: str
    """The bot's user name, or `c/` and the number of a chat."""
    message: int | None = None
    kind: str = ""
    """`start`, `startgroup` or `startchannel`."""
    payload: str = ""
    rights: frozenset[str] = frozenset()
    """What the bot shall be allowed as an administrator."""


def read_link(url: str) -> Link:
    """What a link leads to; one that the apps would not open so fails."""
    parts = urlsplit(url)
    assert (parts.scheme, parts.hostname) == ("https", "t.me"), f"No link to Telegram: {url}"
    if message := re.fullmatch(r"/(c/\d+|[A-Za-z]\w+)/(\d+)", parts.path):
        return Link(message[1], int(message[2]))
    values = {name: given[-1] for name, given in parse_qs(parts.query, keep_blank_values=True).items()}
    kinds = [kind for kind in ("start", "startgroup", "startchannel") if kind in values]
    assert len(kinds) <= 1, f"A link does one thing: {url}"
    assert values.keys() <= {*kinds, "admin"}, f"Telegram's apps do not know what {url} asks for"
    payload = values[kinds[0]] if kinds else ""
    assert re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload), f"Telegram's apps drop this payload: {payload}"
    asked = values.get("admin", "").split()  # a plus sign stands for a blank
    rights = frozenset("is_anonymous" if right == "anonymous" else f"can_{right}" for right in asked)
    unknown = rights - {*RIGHTS, *(CHANNEL_RIGHTS if kinds == ["startchannel"] else GROUP_RIGHTS)}
    assert not unknown, f"Telegram's apps know no right {', '.join(sorted(unknown))}: {url}"
    return Link(parts.path.strip("/"), None, kinds[0] if kinds else "", payload, rights)
