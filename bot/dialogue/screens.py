"""Screen ids, taken apart. An id that means nothing here is None, and opens the menu."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.knowledge.library import OUT_OF_SCOPE, About, Library
from bot.knowledge.screens import MENU, MORE, NONE, QUIZ, START, WHY, is_screen_id, screen_id

_QUIZ: Final = re.compile(r"quiz(\d{1,3})(?:-(\d{1,12}))?")
_PREFIXED: Final = re.compile(rf"({WHY}|{MORE}([2-9]?))-(.+)")


@dataclass(frozen=True)
class Topic:
    """An intent about some roles; none: all roles, the article's pair, or the field."""

    intent: str
    roles: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its screen id."""
        return screen_id(self.intent, self.roles)


@dataclass(frozen=True)
class Page:
    """A screen that is named by one word."""

    name: str


@dataclass(frozen=True)
class QuizState:
    """A quiz under way: its version, and the number of the choice taken for each question so far, from 1."""

    version: int
    taken: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """Its screen id."""
        digits = "".join(map(str, self.taken))
        return f"{QUIZ}{self.version}" + (f"-{digits}" if digits else "")


@dataclass(frozen=True)
class Why:
    """The reasons of a screen."""

    screen: str


@dataclass(frozen=True)
class More:
    """The buttons of a screen that did not fit on it."""

    screen: str
    page: int


Screen = Topic | Page | QuizState | Why | More


def parse(text: str, library: Library) -> Screen | None:
    """What an id means in this library; anybody can send any text."""
    if not is_screen_id(text):
        return None
    if text in (START, MENU, NONE, QUIZ):
        return Page(text)
    if match := _QUIZ.fullmatch(text):
        return QuizState(int(match[1]), tuple(int(digit) for digit in match[2] or ""))
    if match := _PREFIXED.fullmatch(text):
        inner = parse(match[3], library)
        if inner is None or isinstance(inner, (Why, More, QuizState)):
            return None
        return Why(match[3]) if match[1] == WHY else More(match[3], int(match[2] or 1))
    intent, *roles = text.split("-")
    if (
        intent not in library.intents
        or intent == OUT_OF_SCOPE
        or len(roles) > 2
        or tuple(roles) != library.in_order(tuple(roles))
    ):
        return None
    about = library.intents[intent].about
    is_about_these = {0: True, 1: About.ROLE in about, 2: About.ROLE in about or About.PAIR in about}[len(roles)]
    return Topic(intent, tuple(roles) if is_about_these else ())
