"""Records questions that were answered badly, for maintainers to learn from; only where RECORD_QUESTIONS is on."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.dialogue.dialogue import Turn
from bot.store.errors import StoreError
from bot.store.redaction import redact
from bot.telegram.conversations import Conversation, Memories
from bot.telegram.parts import Parts
from bot.understanding.understanding import Outcome

log = logging.getLogger(__name__)

NOT_UNDERSTOOD, NONE_FITTED, DISLIKED = "fallback", "none", "down"
"""How a recorded question fared: not understood, none of the choices was meant, a thumb down."""


class Recording:
    """Keeps questions, if it is on. Never in the way: where it fails, that is logged and all else goes on."""

    def __init__(self, parts: Parts) -> None:
        self._is_on = parts.settings.record_questions
        self._questions = parts.store.questions
        self._clock = parts.clock

    def asked(self, turn: Turn) -> str:
        """What to remember of a question in case its answer turns out to be bad; empty where that is nothing.

        What somebody in distress wrote is nobody else's business.
        """
        understood = turn.understanding
        return redact(understood.text) if self._is_on and understood and not understood.is_distress else ""

    async def not_understood(self, turn: Turn, person: int) -> None:
        """Records the turn's question, if it was not understood."""
        if turn.outcome is Outcome.FALLBACK and (text := self.asked(turn)):
            await self.record(text, NOT_UNDERSTOOD, (), person)

    async def none_fitted(self, memories: Memories, conversation: Conversation, card: int) -> None:
        """Records the question to which none of the choices on this card was meant."""
        if text := await memories.asked(conversation, card):
            await self.record(text, NONE_FITTED, (), conversation.person)

    async def record(self, text: str, outcome: str, intents: Sequence[str], person: int) -> None:
        """Records a question that a person asked and that was answered, or asked back, with these intents."""
        if not self._is_on:
            return
        try:
            await self._questions.record(text, outcome=outcome, intents=intents, person=person, now=self._clock())
        except StoreError as error:
            log.error("A question could not be recorded. %s", error)
