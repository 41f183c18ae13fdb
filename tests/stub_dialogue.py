"""A dialogue that needs no library: it repeats what it hears, and counts what it remembers."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.dialogue import Answer, Dialogue, Option, Turn
from bot.dialogue.memory import FORGOTTEN, Memory
from bot.dialogue.reply import Button, Reply, Section, Source
from bot.understanding.understanding import Outcome, RoleMention, Understanding

ROWS = (
    (Button("Skills", "skills"), Button("The other role", "duties-two")),
    (Button("📖 The article", url="https://example.org/article"),),
)


class StubDialogue(Dialogue):
    """Its replies show the text or screen, the seconds, and how many turns the conversation remembers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        """What was said, each with `ask` or `press` before it."""

    def ask(self, text: str, memory: Memory, now: float) -> Turn:
        self.heard.append(("ask", text))
        understanding = Understanding(text, outcome=Outcome.ANSWER, mentions=(RoleMention("one", "1"),), near=("Oslo",))
        return replace(
            self._turn(f"You asked: {text}", memory, now),
            understanding=understanding,
            answers=(Answer("duties", ("one",), 0.123456789, "duties-one"),),
        )

    def press(self, screen: str, memory: Memory, now: float) -> Turn:
        self.heard.append(("press", screen))
        return replace(
            self._turn(f"Screen {screen}", memory, now),
            outcome=Outcome.CLARIFY,
            choices=(Option("skills", ("one",), "skills-one", "Skills of one"),),
        )

    def _turn(self, title: str, memory: Memory, now: float) -> Turn:
        remembered = memory if memory.is_fresh(now) else FORGOTTEN
        reply = Reply(
            (Section(title, f"Turns remembered: {remembered.misses}", ("One point.",)),),
            sources=(Source("An article", "https://example.org/article", ("A part",)),),
            rows=ROWS,
        )
        return Turn(reply, Memory(at=now, misses=remembered.misses + 1))
