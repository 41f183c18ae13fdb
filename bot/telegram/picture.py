"""Draws two roles side by side as a picture: from the content alone, with the font that lies beside this file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from bot.dialogue.navigation import DIFFERENCE, DUTIES
from bot.knowledge.library import Library

DESIGN = 1
"""Counts up with the design, so that what was drawn before is drawn again."""

FONT = Path(__file__).parent / "fonts" / "Inter.ttf"
LARGEST_OPTICAL_SIZE = 32
REGULAR, MEDIUM, BOLD = 400, 550, 750
NO_CHARACTER = "\uffff"

WIDTH = 1080
"""Pixels. A phone shows a picture some 340 points wide, a third of that: the smallest text is 10 points high there."""
TALLEST = 1600
"""Pixels: half as high again as wide."""
MOST_SAID = 750
"""Characters of all rows together: with titles, names and the source, that is what a caption has room for."""
MARGIN, GAP, PADDING, ROUNDING = 44, 26, 32, 32
COLUMN = (WIDTH - 2 * MARGIN - GAP) // 2
BAR = 10
LEADING = 1.3
STEP = 24
"""Pixels by which lines are made shorter, as long as that takes no more of them."""
SMOOTH = 4
MOST_ROWS = 4

# A dark ground of its own, which stands out in light and dark chats; all text on it has a contrast above 7 : 1.
TOP, BOTTOM = (13, 20, 36), (22, 33, 57)
WHITE, SOFT = (246, 248, 255), (190, 202, 224)
PANELS = ((27, 47, 88), (70, 40, 62))
ACCENTS = ((134, 184, 255), (255, 184, 134))

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Row:
    """One thing that is compared."""

    label: str
    texts: tuple[str, str]


@dataclass(frozen=True)
class Comparison:
    """What the picture shows, in words."""

    title: str
    names: tuple[str, str]
    rows: tuple[Row, ...]
    source: str


@dataclass(frozen=True)
class Style:
    """How a text is written."""

    size: int
    weight: int
    most_lines: int


TITLE, NAME = Style(58, BOLD, 3), Style(42, BOLD, 3)
LABEL, TEXT, SOURCE = Style(31, MEDIUM, 2), Style(36, REGULAR, 9), Style(30, REGULAR, 2)


def compare(library: Library, roles: tuple[str, str]) -> Comparison | None:
    """What there is to show of two roles; None where they share no topic, or the font lacks letters of theirs."""
    first, second = (library.roles[role] for role in roles)
    rows: list[Row] = []
    articles: dict[str, None] = {}
    for intent in _intents(library):
        left, right = library.snippet(intent, (first.id,)), library.snippet(intent, (second.id,))
        if left and right and len(rows) < MOST_ROWS:
            rows.append(Row(library.intents[intent].title, (left.lead, right.lead)))
            articles |= dict.fromkeys(fact.article for fact in (*left.facts, *right.facts))
    snippet = library.snippet(DIFFERENCE, roles)
    title = snippet.title if snippet else f"{first.name} vs {second.name}"
    source = "Source: " + ", ".join(library.articles[article].title for article in articles)
    return _drawable(Comparison(title, (first.name, second.name), tuple(rows), source)) if rows else None


def fitted(comparison: Comparison) -> Comparison:
    """The comparison with as many rows as a phone shows whole and a caption can say in words."""
    while len(comparison.rows) > 1 and not _fits(comparison):
        comparison = replace(comparison, rows=comparison.rows[:-1])
    return comparison


def _fits(comparison: Comparison) -> bool:
    said = sum(len(row.label) + sum(map(len, row.texts)) for row in comparison.rows)
    return said <= MOST_SAID and _lay_out(comparison).y <= TALLEST


def draw(comparison: Comparison) -> bytes:
    """The picture as a PNG, 1080 pixels wide and as high as its texts need."""
    file = io.BytesIO()
    _lay_out(comparison).painted().save(file, "PNG", optimize=True)
    return file.getvalue()


def _intents(library: Library) -> list[str]:
    """What can be compared: what roles do, what leads on from that, then the rest."""
    first = (DUTIES, *library.intents[DUTIES].follow_ups) if DUTIES in library.intents else ()
    return list(dict.fromkeys((*first, *library.intents)))


def _drawable(comparison: Comparison) -> Comparison | None:
    """The comparison without signs that the font lacks, such as emoji; None where it lacks letters or digits."""
    font = _font(TEXT)
    lacking = bytes(font.getmask(NO_CHARACTER))
    texts = (comparison.title, *comparison.names, comparison.source)
    used = set("".join((*texts, *(text for row in comparison.rows for text in (row.label, *row.texts)))))
    missing = {sign for sign in used if not sign.isspace() and bytes(font.getmask(sign)) == lacking}
    if any(sign.isalnum() for sign in missing):
        return None

    def kept(text: str) -> str:
        return " ".join("".join(sign for sign in text if sign not in missing).split())

    rows = tuple(Row(kept(row.label), (kept(row.texts[0]), kept(row.texts[1]))) for row in comparison.rows)
    names = (kept(comparison.names[0]), kept(comparison.names[1]))
    return Comparison(kept(comparison.title), names, rows, kept(comparison.source))


class Sheet:
    """Collects what is written, from the top down, and paints it once its height is known."""

    def __init__(self) -> None:
        self.y = MARGIN
        """How far down it is used."""
        self._lines: list[tuple[tuple[int, int], str, ImageFont.FreeTypeFont, Colour]] = []
        self._panels: list[tuple[tuple[int, int, int, int], Colour, Colour]] = []
        self._fonts: dict[Style, ImageFont.FreeTypeFont] = {}

    def write(self, text: str, style: Style, colour: Colour, side: Literal[0, 1] | None = None) -> int:
        """Writes a text into a column, or over the whole width, and returns where it ends."""
        font = self._fonts.setdefault(style, _font(style))
        left = MARGIN if side is None else MARGIN + PADDING + side * (COLUMN + GAP)
        width = WIDTH - 2 * MARGIN if side is None else COLUMN - 2 * PADDING
        y = self.y
        for line in _wrapped(text, font, width, style.most_lines):
            self._lines.append(((left, y), line, font, colour))
            y += round(style.size * LEADING)
        return y

    def write_beside(self, texts: tuple[str, str], style: Style, colours: tuple[Colour, Colour]) -> None:
        """Writes two texts beside each other."""
        self.y = max(self.write(texts[0], style, colours[0], 0), self.write(texts[1], style, colours[1], 1))

    def put_panels(self, top: int) -> None:
        """Puts a panel behind each column, from `top` to here."""
        for side in (0, 1):
            left = MARGIN + side * (COLUMN + GAP)
            self._panels.append(((left, top, left + COLUMN, self.y), PANELS[side], ACCENTS[side]))

    def painted(self) -> Image.Image:
        """The picture."""
        shade = Image.linear_gradient("L").resize((WIDTH, self.y))
        image = Image.composite(Image.new("RGB", shade.size, BOTTOM), Image.new("RGB", shade.size, TOP), shade)
        for (left, top, right, bottom), colour, accent in self._panels:
            _paint(image, (left, top, right, bottom), ROUNDING, colour)
            left, top = left + PADDING, top + PADDING
            _paint(image, (left, top, left + 3 * PADDING, top + BAR), BAR // 2, accent)
        pencil = ImageDraw.Draw(image)
        for place, text, font, colour in self._lines:
            pencil.text(place, text, fill=colour, font=font)
        return image


def _lay_out(comparison: Comparison) -> Sheet:
    sheet = Sheet()
    sheet.y = sheet.write(comparison.title, TITLE, WHITE) + GAP
    top = sheet.y
    sheet.y += PADDING + BAR + GAP // 2
    sheet.write_beside(comparison.names, NAME, (WHITE, WHITE))
    for row in comparison.rows:
        sheet.y += GAP
        sheet.write_beside((row.label, row.label), LABEL, ACCENTS)
        sheet.y += 4
        sheet.write_beside(row.texts, TEXT, (WHITE, WHITE))
    sheet.y += PADDING
    sheet.put_panels(top)
    sheet.y += GAP
    sheet.y = sheet.write(comparison.source, SOURCE, SOFT) + MARGIN // 2
    return sheet


def _paint(image: Image.Image, box: tuple[int, int, int, int], rounding: int, colour: Colour) -> None:
    """Fills a rounded box. It is drawn larger first, for smooth corners."""
    left, top, right, bottom = box
    size = (SMOOTH * (right - left), SMOOTH * (bottom - top))
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), SMOOTH * rounding, fill=255)
    image.paste(colour, box, mask.resize((right - left, bottom - top), Image.Resampling.BOX))


def _font(style: Style) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONT, style.size)
    font.set_variation_by_axes([min(style.size, LARGEST_OPTICAL_SIZE), style.weight])
    return font


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """The text in lines that fit the width, about equally long; cut with an ellipsis after `most` of them."""
    lines = list(_lines(text, font, width))
    if len(lines) > most:
        last = lines[most - 1]
        while last and font.getlength(f"{last}…") > width:
            last = last[:-1]
        return [*lines[: most - 1], f"{last.rstrip(' .,;:')}…"]
    narrower = width - STEP
    while narrower > width // 2 and len(even := list(_lines(text, font, narrower))) == len(lines):
        lines, narrower = even, narrower - STEP
    return lines


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > width:  # a word that is longer than a line
            end = next(end for end in range(len(line) - 1, 0, -1) if end == 1 or font.getlength(line[:end]) <= width)
            yield line[:end]
            line = line[end:]
    if line:
        yield line
