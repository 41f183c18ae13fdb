"""A conversation whose questions are understood as a test says."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN, Memory
from bot.dialogue.reply import Reply, plain_text
from bot.knowledge.library import Library
from bot.understanding.understanding import Answered, Outcome, Reference, RoleMention, Signal, Understanding

DS, MLE = "data_scientist", "machine_learning_engineer"
MINUTE = 60.0


@dataclass
class Talk:
    """Keeps the memory between turns, as a surface does."""

    library: Library
    memory: Memory = FORGOTTEN
    now: float = 1_000_000.0
    last: Turn | None = field(default=None, repr=False)

    def asks(self, understanding: Understanding) -> Turn:
        """The person types something that is understood like this."""
        dialogue = Dialogue(self.library, lambda text: understanding)
        return self._keep(dialogue.ask(understanding.text, self.memory, self.now))

    def presses(self, screen: str) -> Turn:
        """The person presses a button."""
        return self._keep(Dialogue(self.library, _not_asked).press(screen, self.memory, self.now))

    def waits(self, seconds: float) -> None:
        self.now += seconds

    def _keep(self, turn: Turn) -> Turn:
        self.memory, self.last = turn.memory, turn
        return turn


def _not_asked(text: str) -> Understanding:
    raise AssertionError(text)


def answer(*intents: str, roles: tuple[str, ...] = (), text: str = "some question", **more: object) -> Understanding:
    """A question that asks these intents, surely."""
    return _understanding(Outcome.ANSWER, intents, roles, text, more)


def unsure(*intents: str, roles: tuple[str, ...] = (), text: str = "some question", **more: object) -> Understanding:
    """A question that asks one of these intents."""
    return _understanding(Outcome.CLARIFY, intents, roles, text, more)


def nothing(text: str = "gibberish", **more: object) -> Understanding:
    """A question that is not understood."""
    return _understanding(Outcome.FALLBACK, (), (), text, more)


def fragment(reference: Reference, *roles: str, text: str = "a fragment") -> Understanding:
    """A few words that refer back."""
    return _understanding(Outcome.FALLBACK, (), roles, text, {"reference": reference})


def signal(library: Library, role: str, words: str, *, is_liked: bool = True) -> Signal:
    """Something that a person says they like, or do not like, about a role."""
    return Signal(words, library.roles[role].likes[0], is_liked)


def _understanding(
    outcome: Outcome, intents: tuple[str, ...], roles: tuple[str, ...], text: str, more: dict[str, object]
) -> Understanding:
    fields: dict[str, object] = {
        "text": text,
        "outcome": outcome,
        "mentions": tuple(RoleMention(role, role) for role in roles),
        "answers": tuple(Answered(intent, 0.9, roles) for intent in intents),
    }
    return Understanding(**(fields | more))  # type: ignore[arg-type]


def said(turn: Turn) -> str:
    """All text of a reply."""
    return plain_text(turn.reply)


def offered(reply: Reply) -> list[str]:
    """The screens that a card's buttons lead to."""
    return [button.screen for button in reply.buttons if button.screen]
