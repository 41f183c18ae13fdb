"""Made-up questions and what a bot made of them."""

from __future__ import annotations

from typing import Any

from bot.dialogue.dialogue import Answer, Option, Turn
from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.reply import Reply, Section
from bot.maintenance.evaluation import Judged
from bot.maintenance.questions import Labelled
from bot.understanding.understanding import Candidate, Outcome, Ranking, RoleMention, Understanding

OOS = "out_of_scope"


def labelled(*intents: str, ask: str = "what?", **others: Any) -> Labelled:
    return Labelled(ask, intents or ("duties",), **others)


def ranking(confidences: dict[str, float], similarity: float = 0.9, *, is_exact: bool = False) -> Ranking:
    found = sorted(confidences.items(), key=lambda item: -item[1])
    return Ranking(tuple(Candidate(intent, sure, similarity, f"like {intent}") for intent, sure in found), is_exact)


def turn(
    answered: tuple[str, ...] = (),
    offered: tuple[str, ...] = (),
    *,
    confidences: dict[str, float] | None = None,
    roles: tuple[str, ...] = (),
    **understood: Any,
) -> Turn:
    outcome = Outcome.ANSWER if answered else Outcome.CLARIFY if offered else Outcome.FALLBACK
    understanding = Understanding(
        "what?",
        outcome=outcome,
        mentions=tuple(RoleMention(role, role) for role in roles),
        ranking=ranking(confidences or {}),
        **understood,
    )
    return Turn(
        Reply((Section("title", "lead"),)),
        FORGOTTEN,
        outcome,
        understanding,
        tuple(Answer(intent, (), 0.9, intent) for intent in answered),
        tuple(Option(intent, (), intent, intent) for intent in offered),
    )


def judged(
    wanted: Labelled | str | tuple[str, ...], answered: tuple[str, ...] = (), offered: tuple[str, ...] = (), **how: Any
) -> Judged:
    """A question that means `wanted`, answered or asked back so; neither is a fallback."""
    if not isinstance(wanted, Labelled):
        wanted = labelled(*([wanted] if isinstance(wanted, str) else wanted))
    return Judged(wanted, turn(answered, offered, **how))
