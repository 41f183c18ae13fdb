"""Draws a reply as a Telegram message: HTML that is escaped by construction, and a keyboard."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.dialogue.reply import Button, Reply, Section, Source, plain_text
from bot.knowledge.screens import is_screen_id

log = logging.getLogger(__name__)

LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
"""UTF-16 units of visible text in a message."""
CAPTION_LIMIT = int(MessageLimit.CAPTION_LENGTH)
"""The same under a picture."""
LINE_LIMIT = 1000
"""UTF-16 units of one line; far above what content may be, and low enough for several lines to a card."""
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that turn the direction of all text after them; neither is ever wanted in a card."""
ELLIPSIS = "…"


@dataclass(frozen=True)
class Card:
    """A message as Telegram takes it."""

    html: str
    plain: str
    """The same without markup, for when Telegram refuses the HTML."""
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True)
class Line:
    """A line of a card: its HTML, and what of it is seen."""

    html: str
    seen: str

    @classmethod
    def of(cls, text: str, tag: str = "", bullet: str = "") -> Line:
        """Plain text as a line, within `tag` if one is given."""
        seen = bullet + clip(clean(text), LINE_LIMIT)
        escaped = html.escape(seen, quote=False)
        return cls(f"<{tag}>{escaped}</{tag}>" if tag else escaped, seen)


Block = tuple[Line, ...]


def draw(reply: Reply, limit: int = LIMIT) -> Card:
    """The reply as a message of at most `limit` UTF-16 units, whatever is in it."""
    return Card(_html(reply, limit), clip(clean(plain_text(reply)), limit).strip() or ELLIPSIS, keyboard(reply.rows))


def keyboard(rows: Iterable[Iterable[Button]]) -> InlineKeyboardMarkup | None:
    """The buttons; one that Telegram would refuse is left out and logged."""
    drawn = [[key for button in row if (key := _key(button))] for row in rows]
    kept = [row for row in drawn if row]
    return InlineKeyboardMarkup(kept) if kept else None


def clean(text: str) -> str:
    """Text that can be sent: whole characters only, without unseen control characters."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return UNSEEN.sub("", whole)


def clip(text: str, limit: int) -> str:
    """The text, cut to `limit` UTF-16 units with an ellipsis where it is longer."""
    if units(text) <= limit:
        return text
    cut = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return cut.rstrip() + ELLIPSIS


def units(text: str) -> int:
    """Length in UTF-16 units, the measure of all of Telegram's limits on text."""
    return len(text.encode("utf-16-le")) // 2


def _html(reply: Reply, limit: int) -> str:
    sources = list(_fitting([_source(source) for source in reply.sources], limit // 2))
    blocks = [*((Line.of(note, "i"),) for note in reply.notes), *(_section(section) for section in reply.sections)]
    kept = [*_fitting(blocks, limit - _length(sources)), *sources]
    text = "\n\n".join("\n".join(line.html for line in block) for block in kept)
    return text if any(line.seen.strip() for block in kept for line in block) else ELLIPSIS


def _section(section: Section) -> Block:
    lines = [
        Line.of(section.title, "b"),
        Line.of(section.lead),
        *(Line.of(point, bullet="• ") for point in section.points),
    ]
    return tuple(line for line in lines if line.seen.strip())


def _source(source: Source) -> Block:
    title = Line.of(source.title)
    parts = Line.of(f" ({', '.join(source.parts)})" if source.parts else "")
    link = title.html
    if source.url.startswith(("https://", "http://")):
        link = f'<a href="{html.escape(clean(source.url))}">{title.html}</a>'
    return (Line(f"Source: {link}{parts.html}", f"Source: {title.seen}{parts.seen}"),)


def _fitting(blocks: list[Block], room: int) -> Iterator[Block]:
    """The blocks as far as there is room; the one that no longer fits loses its last lines, the rest is left out."""
    for block in blocks:
        kept = block
        while kept and _length([kept]) > room:
            kept = kept[:-1]
        if kept:
            yield kept
        if kept != block:
            log.warning("A card is longer than its place; its end is left out")
            return
        room -= _length([block])


def _length(blocks: list[Block]) -> int:
    """UTF-16 units of the blocks as they are seen, with the breaks between lines and after each block."""
    return sum(units(line.seen) + 1 for block in blocks for line in block) + len(blocks)


def _key(button: Button) -> InlineKeyboardButton | None:
    label = clean(button.label).strip()
    if label and button.url is None and button.screen is not None and is_screen_id(button.screen):
        return InlineKeyboardButton(label, callback_data=button.screen)
    if label and button.screen is None and button.url is not None and re.match(r"https?://[^\s/]+\.", button.url):
        return InlineKeyboardButton(label, url=button.url)
    log.error("A button that Telegram would refuse is left out: it leads to %r", button.screen or button.url)
    return None
