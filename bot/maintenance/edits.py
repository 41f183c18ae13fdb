"""What an edit of the examples means for the bot, told while it is fresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.knowledge.library import Example, Intent, Library, Place
from bot.knowledge.text import same_question
from bot.maintenance.add_example import EXAMPLES, FOREIGN_EXAMPLES, Addition, nearer_elsewhere
from bot.understanding.understand import Understander
from bot.understanding.understanding import Candidate, Understanding


def nearer_lines(before: Understander, now: Library) -> Iterator[str]:
    """Examples that are new in `now` and nearer to another intent than to their own, each with both lines.

    `before` has not been taught them yet. Intents that are new themselves are left out: nothing is near to them so far.
    """
    places = {
        (intent.id, example.text): example.place for intent in now.intents.values() for _, example in _examples(intent)
    }

    def understand(text: str) -> Understanding:
        """What was made of it before the edit, with lines where they stand now."""
        understanding = before(text)
        candidates = (_placed(candidate, places) for candidate in understanding.ranking.candidates)
        return replace(understanding, ranking=replace(understanding.ranking, candidates=tuple(candidates)))

    for intent, block, example in added_examples(before.library, now):
        # What was an example before has been moved, and whoever moved it knows where it stood.
        if not before(example.text).ranking.is_exact:
            told = nearer_elsewhere(Addition(intent, example.text, block), understand)
            if told is not None:
                yield f'{example.place}: "{example.text}": {told}'


def added_examples(before: Library, now: Library) -> Iterator[tuple[str, str, Example]]:
    """Examples that intents have now and had not before, each with its intent and block; not of new intents."""
    for intent in now.intents.values():
        if intent.id in before.intents:
            known = {same_question(example.text) for _, example in _examples(before.intents[intent.id])}
            for block, example in _examples(intent):
                if same_question(example.text) not in known:
                    yield intent.id, block, example


def _examples(intent: Intent) -> Iterator[tuple[str, Example]]:
    """In all languages, each with its block."""
    yield from ((EXAMPLES, example) for example in intent.examples)
    yield from ((FOREIGN_EXAMPLES, example) for example in intent.foreign_examples)


def _placed(candidate: Candidate, places: Mapping[tuple[str, str], Place]) -> Candidate:
    return replace(candidate, place=places.get((candidate.intent, candidate.nearest), candidate.place))
