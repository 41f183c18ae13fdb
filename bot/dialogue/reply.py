"""What the bot says, as data. It knows nothing of Telegram; each surface draws it."""

from __future__ import annotations

from dataclasses import dataclass

MAX_POINTS = 4
MAX_BUTTONS = 6


@dataclass(frozen=True)
class Button:
    """Leads to a screen of the bot, or to a web page: exactly one of `screen` and `url` is set."""

    label: str
    screen: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Section:
    """One answer on a card: a title, a sentence that answers by itself, and at most four points."""

    title: str
    lead: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """The article that a reply rests on, and the parts of it."""

    title: str
    url: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """A card. Every text in it is plain text, never markup."""

    sections: tuple[Section, ...]
    """At least one; two where two questions, or two roles side by side, are answered."""
    screen: str | None = None
    """Id of the screen that shows this card again; None for what cannot be shown again (small talk, fallbacks)."""
    notes: tuple[str, ...] = ()
    """Short remarks before the answer: what the article does not go into, the language."""
    sources: tuple[Source, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    """Buttons, in rows of at most two."""

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order."""
        return tuple(button for row in self.rows for button in row)


def plain_text(reply: Reply) -> str:
    """The card as plain text, without its buttons; never empty."""
    blocks = list(reply.notes)
    for section in reply.sections:
        lines = [section.title, section.lead, *(f"• {point}" for point in section.points)]
        blocks.append("\n".join(line for line in lines if line))
    for source in reply.sources:
        parts = f" ({', '.join(source.parts)})" if source.parts else ""
        blocks.append(f"Source: {source.title}{parts} {source.url}")
    return "\n\n".join(blocks)
