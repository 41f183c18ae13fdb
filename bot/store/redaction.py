"""Takes out of a text what would tell who wrote it, or about whom."""

from __future__ import annotations

import re

LONGEST = 500
"""Characters of a question that are kept; the bot reads no more of it either."""

AT = "@\N{FULLWIDTH COMMERCIAL AT}\N{SMALL COMMERCIAL AT}"
ADDRESS = re.compile(rf"(?<!\S)\S*(?:[^\s{AT}][{AT}]|mailto:)\S*", re.IGNORECASE)
NAME = re.compile(rf"(?<!\S)\S*(?:[{AT}]|\bt(?:elegram)?\.(?:me|dog)/|\btg://)\S*", re.IGNORECASE)
"""With all that is written up to the next space: rather a word too many than a part of an address too few."""
NUMBER = re.compile(r"[+(]*\d(?:[ ().\-/\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}]{0,3}\d){6,}")
"""Seven digits or more, however they are grouped: so many has no year, and no salary that is worth asking about."""


def redact(text: str) -> str:
    """The text in one line, without e-mail addresses, telephone numbers and names on Telegram; cut to its beginning.

    A long text is cut at a space before that too, so that no address loses the sign that it is known by.
    """
    line = " ".join(text.encode("utf-8", "ignore").decode("utf-8").replace("\0", " ").split())
    if len(line) > 4 * LONGEST:
        line = line[: 4 * LONGEST].rpartition(" ")[0]
    for pattern, instead in ((ADDRESS, "[e-mail]"), (NAME, "[name]"), (NUMBER, "[number]")):
        line = pattern.sub(instead, line)
    return line[:LONGEST]
