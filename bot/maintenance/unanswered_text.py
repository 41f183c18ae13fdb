"""Questions that got no good answer, as a page to work through: groups, and lines to paste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.knowledge.findings import quoted
from bot.knowledge.library import OUT_OF_SCOPE
from bot.knowledge.text import words
from bot.maintenance.recorded import Votes
from bot.maintenance.unanswered import Group
from bot.understanding.understanding import Candidate

MOST_GROUPS: Final = 50
FARED: Final = {"fallback": "not understood", "none": "no choice fitted", "down": "thumb down"}
NOTHING: Final = (
    "No question is recorded that was not answered well. The running bot records them where RECORD_QUESTIONS is on."
)
ADVICE: Final = (
    "The intents are the bot's guesses: read each line before you paste it, and leave out what nobody else would ask."
)


def page(groups: Sequence[Group]) -> str:
    """All groups, each with its lines."""
    parts = ["\n".join(_group(group)) for group in groups[:MOST_GROUPS]]
    if len(groups) > MOST_GROUPS:
        parts.append(
            f"... and {len(groups) - MOST_GROUPS} more, each asked {times(groups[MOST_GROUPS].times)} at most."
        )
    return "\n\n".join([*parts, ADVICE]) + "\n" if parts else ""


def _group(group: Group) -> Iterator[str]:
    fared = ", ".join(f"{FARED.get(name, 'not answered well')} {times(n)}" for name, n in group.outcomes.items())
    wordings = f" in {group.wordings} wordings" if group.wordings > 1 else ""
    yield f"Asked {times(group.times)}{wordings}, last on {quoted(group.last)}: {fared}"
    if group.disliked:
        answered = " and ".join(f"`{quoted(intent)}`" for intent in group.disliked)
        yield f"Answered with {answered}. If that is what they meant, the card may say too little."
    yield _proposal(group.proposal)
    place = group.proposal.place if group.proposal is not None else None
    for block, lines in group.lines.items():
        yield f"For `{block}` of {place.path if place else 'an intent of your choice'}:"
        yield from (f"  {shown}" for line in lines if (shown := _line(line)))


def _proposal(proposal: Candidate | None) -> str:
    if proposal is None:
        return "Like nothing else that the bot knows."
    intent = "none of the bot's business" if proposal.intent == OUT_OF_SCOPE else f"`{proposal.intent}`"
    near = f', like "{quoted(proposal.nearest)}" in {proposal.place}' if proposal.place else ""
    return f"Perhaps {intent}: confidence {proposal.confidence:.2f}{near}."


def _line(text: str) -> str:
    """As it can stand in a block of examples; empty where it cannot."""
    shown = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    shown = shown.lstrip("- ")
    return shown if words(shown) else ""


def votes_text(votes: Sequence[Votes]) -> str:
    """Intents whose answers got thumbs down, the most first."""
    listed = sorted((one for one in votes if one.down), key=lambda one: (-one.down, one.intent))
    lines = [f"  {quoted(one.intent)}: {one.down} down, {one.up} up" for one in listed]
    return "\n".join(["Thumbs under answers, by intent:", *lines]) + "\n" if lines else ""


def times(count: int) -> str:
    """Once, twice, 3 times."""
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"
