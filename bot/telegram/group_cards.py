"""Cards for groups: shorter than in private, and with buttons that lead on in the private chat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from telegram import Message
from telegram.helpers import create_deep_linked_url

from bot.dialogue.commands import SCREEN_OF
from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.navigation import FIT
from bot.dialogue.reply import Button, Reply, Section
from bot.knowledge.screens import MORE, QUIZ, START, UP, WHY, is_screen_id
from bot.telegram.chat_settings import Length, say_about
from bot.telegram.feedback import rated_screen, thumbs

POINTS = {Length.LINE: 0, Length.SHORT: 2, Length.FULL: 4}
"""Points of a card that has one section; of two, each gets half."""
REMOVE = "cfg-remove"
"""Callback data of the button with which admins remove a card."""
MOST_CALLBACKS = 4
SUPERGROUPS = -(10**12)
"""Ids of supergroups and channels are below this."""

WELCOMES = {SCREEN_OF["start"], SCREEN_OF["help"]}
"""Screens that say how to ask, which is different in a group."""
HOW_HERE = "Here in the group: /ask and your question, or reply to me."

IN_PRIVATE = "More in private"
ASK_IN_PRIVATE = "Ask me in private"
TAKE_QUIZ = "Take the quiz"
QUIZ_IS_PRIVATE = "The quiz is for you alone: a few short choices, in our private chat."
EARLIER = "I answered this here {ago} ago: {link}"
EARLIER_ABOVE = "I answered this here {ago} ago, in the message that I reply to."


class GroupCards:
    """Draws replies for groups."""

    def __init__(self, dialogue: Dialogue, username: str) -> None:
        self._dialogue = dialogue
        self._username = username

    def link(self, screen: str) -> str:
        """The link that opens a screen in private."""
        return create_deep_linked_url(self._username, screen if is_screen_id(screen) else START)

    def card(self, turn: Turn, length: Length) -> Reply:
        """What is shown of a turn."""
        reply = turn.reply
        if is_private(reply.screen):
            return self.lead(QUIZ_IS_PRIVATE, TAKE_QUIZ, reply.screen or QUIZ)
        points = POINTS[length] // len(reply.sections)
        sections = tuple(_shorter(section, points) for section in reply.sections)
        sources = tuple(replace(source, parts=()) for source in reply.sources)
        notes = (*reply.notes, *([HOW_HERE] if reply.screen in WELCOMES else []))
        return replace(reply, sections=sections, sources=sources, rows=tuple(self._rows(turn)), notes=notes)

    def lead(self, text: str, label: str, screen: str) -> Reply:
        """A line, and a button that leads on in private."""
        return line(text, Button(label, url=self.link(screen)))

    def repeated(self, reply: Reply, ago: float, link: str | None) -> Reply:
        """In place of an answer that stands a little further up already; `ago` is in seconds."""
        text = EARLIER.format(ago=say_about(ago), link=link) if link else EARLIER_ABOVE.format(ago=say_about(ago))
        more = self.lead(text, IN_PRIVATE, reply.screen or START)
        return replace(more, notes=reply.notes)

    def is_small_talk(self, turn: Turn) -> bool:
        """Whether a turn only says something like "you're welcome"."""
        chat = self._dialogue.library.replies.chat
        return bool(turn.answers) and all(answer.intent in chat for answer in turn.answers)

    def _rows(self, turn: Turn) -> Iterator[tuple[Button, ...]]:
        reply = turn.reply
        if turn.choices:
            yield from reply.rows
        elif screen := rated_screen(turn, self._dialogue.library):
            yield (Button(IN_PRIVATE, url=self.link(screen)), *self._next(turn, screen))
            yield (*thumbs(screen), Button("🗑", REMOVE))
        else:
            if not self.is_small_talk(turn) or reply.screen in SCREEN_OF.values():
                callbacks = [button for button in reply.buttons if button.screen and not is_private(button.screen)]
                yield from self._dialogue.navigation.rows(callbacks[:MOST_CALLBACKS])
            yield (Button(ASK_IN_PRIVATE, url=self.link(reply.screen or START)),)

    def _next(self, turn: Turn, screen: str) -> Iterator[Button]:
        """One more way to go on: the quiz where somebody wonders what fits, else the card's own first."""
        if turn.answers[0].intent == FIT and self._dialogue.quiz is not None:
            yield Button(TAKE_QUIZ, url=self.link(QUIZ))
            return
        for button in turn.reply.buttons:
            if button.screen not in {None, screen} and button.screen.split("-")[0] not in {WHY, MORE, QUIZ}:
                yield replace(button, screen=None, url=self.link(button.screen))
                return


def line(text: str, *buttons: Button) -> Reply:
    """A reply of a line or a few, without a title, and a button a row."""
    return Reply((Section("", text),), rows=tuple((button,) for button in buttons))


def is_private(screen: str | None) -> bool:
    """Whether a screen is for one person: the quiz is, with all of its questions and results."""
    return screen is not None and screen.startswith(QUIZ)


def screen_on(card: Message) -> str | None:
    """The screen that an answer in a group shows, by its own buttons; None where it is no answer."""
    keys = card.reply_markup.inline_keyboard if card.reply_markup else ()
    data = [str(key.callback_data).partition("-") for row in keys for key in row]
    return next((screen for kind, _, screen in data if kind == UP), None)


def message_link(chat: int, message: int) -> str | None:
    """The link to a message of a supergroup, for those who are in it; other groups have none."""
    return f"https://t.me/c/{SUPERGROUPS - chat}/{message}" if chat < SUPERGROUPS else None


def _shorter(section: Section, points: int) -> Section:
    return replace(section, points=section.points[:points])
