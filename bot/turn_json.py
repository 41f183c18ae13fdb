"""A turn of the conversation as JSON: what `ask --json` and `ask --jsonl` write."""

from __future__ import annotations

import json
from typing import Any

from bot.dialogue.dialogue import Answer, Option, Turn
from bot.dialogue.reply import Button, plain_text

CONFIDENCE_DIGITS = 4
"""More would only show the noise of floating-point sums."""


def turn_dict(kind: str, said: str, turn: Turn) -> dict[str, Any]:
    """The turn as plain values, its keys in their fixed order.

    `kind` is `ask` or `press`, and `said` is the text or the screen. After a press nothing was understood from a text:
    `roles` and the like are then empty, and the language is `en`. `near` and `lean` are what an answer says.
    """
    understood = turn.understanding
    answered = understood if turn.answers or turn.choices else None
    return {
        kind: said,
        "outcome": turn.outcome.value,
        "roles": list(understood.roles) if understood else [],
        "other_roles": list(understood.other_roles) if understood else [],
        "near": list(answered.near) if answered else [],
        "lean": answered.lean if answered else None,
        "language": understood.language if understood else "en",
        "answers": [_answer(answer) for answer in turn.answers],
        "choices": [_choice(choice) for choice in turn.choices],
        "text": plain_text(turn.reply),
        "buttons": [_button(button) for button in turn.reply.buttons],
    }


def as_line(values: dict[str, Any]) -> str:
    """One line of JSON that is valid UTF-8, whatever it holds: a lone surrogate is written as its JSON escape."""
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "intent": answer.intent,
        "roles": list(answer.roles),
        "confidence": round(answer.confidence, CONFIDENCE_DIGITS),
        "screen": answer.screen,
    }


def _choice(choice: Option) -> dict[str, Any]:
    return {"intent": choice.intent, "roles": list(choice.roles), "screen": choice.screen, "label": choice.label}


def _button(button: Button) -> dict[str, Any]:
    if button.screen is None:
        return {"label": button.label, "url": button.url}
    return {"label": button.label, "screen": button.screen}
