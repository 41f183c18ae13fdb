"""A dialogue of a few lines, for tests that are about Telegram and not about what is said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import Memory
from bot.dialogue.reply import Button, Reply, Section, Source
from bot.understanding.understanding import Outcome

SCREENS = ("start", "menu", "help", "duties", "outlook", "difference", "quiz", "source", "none")
MENU = ((Button("Duties", "duties"), Button("Outlook", "outlook")), (Button("Article", url="https://example.org/a"),))


class StubDialogue(Dialogue):
    """Says what it has heard. Its memory counts the turns, in `misses`."""

    def __init__(self) -> None:
        roles = {"cook": SimpleNamespace(name="Cook"), "baker": SimpleNamespace(name="Baker")}
        self.library: Any = SimpleNamespace(roles=roles, version="1")
        self.heard: list[str] = []
        self.breaks_at = ""
        """Text or screen at which it fails."""

    def ask(self, text: str, memory: Memory, now: float) -> Turn:
        return self._turn("You asked", text, memory, now, None)

    def press(self, screen: str, memory: Memory, now: float) -> Turn:
        shown = screen if screen in SCREENS else "menu"
        return self._turn(f"Screen {shown}", f"This is {shown}.", memory, now, shown)

    def unreadable(self, memory: Memory, now: float) -> Turn:
        return self._turn("Words, please", "I only read text.", memory, now, None)

    def trouble(self, retry: str | None) -> Reply:
        rows = ((Button("Try again", retry),),) if retry else ()
        return Reply((Section("Sorry", "Something went wrong."),), rows=rows)

    def _turn(self, title: str, lead: str, memory: Memory, now: float, screen: str | None) -> Turn:
        self.heard.append(screen or lead)
        if self.breaks_at in {screen, lead}:
            raise ValueError(f"Cannot answer {lead}")
        count = memory.misses + 1
        points = (f"Turn {count}, after {memory.screen}",)
        reply = Reply(
            (Section(title, lead, points),), screen, sources=(Source("Book", "https://example.org/b"),), rows=MENU
        )
        return Turn(reply, Memory(now, screen=screen, misses=count), Outcome.ANSWER)
