"""Goes everywhere that buttons lead, and looks at every card there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.reply import MAX_BUTTONS, MAX_POINTS, Reply, plain_text
from bot.dialogue.screens import Topic, parse
from bot.knowledge.library import OUT_OF_SCOPE, About, Library
from bot.knowledge.screens import MAX_BYTES
from bot.understanding.understanding import Understanding

LONGEST_LABEL = 60
"""Characters: what a title of a snippet may have, which is what choices are called."""
ID = re.compile(r"[A-Za-z0-9_-]+")


def never_asked(text: str) -> Understanding:
    """Stands in for the understander where only buttons are pressed."""
    raise AssertionError(f"nobody asked anything, but {text!r} was understood")


def topics(library: Library) -> list[str]:
    """The screens of all intents: about nothing in particular, about each role, about each two."""
    ids = [Topic(intent).id for intent in library.intents if intent != OUT_OF_SCOPE]
    for intent in library.intents.values():
        if About.ROLE in intent.about:
            ids += [Topic(intent.id, (role,)).id for role in library.roles]
        if About.PAIR in intent.about:
            ids += [Topic(intent.id, pair).id for pair in combinations(library.roles, 2)]
    return ids


def opened(dialogue: Dialogue, screen: str) -> Reply:
    """The card of a screen, for somebody who comes from nowhere."""
    return dialogue.press(screen, FORGOTTEN, now=0.0).reply


def reach(dialogue: Dialogue, starts: Iterable[str], taps: int = 1000) -> dict[str, Reply]:
    """The cards that this many taps lead to, by screen."""
    found: dict[str, Reply] = {}
    here = list(dict.fromkeys(starts))
    for _ in range(taps + 1):
        found |= {screen: opened(dialogue, screen) for screen in here}
        ahead = [button.screen for screen in here for button in found[screen].buttons if button.screen]
        here = [screen for screen in dict.fromkeys(ahead) if screen not in found]
        if not here:
            break
    return found


def faults(reply: Reply, library: Library) -> list[str]:
    """What is wrong with a card, whatever it is about."""
    found = [] if reply.sections else ["no section"]
    for section in reply.sections:
        found += [] if section.title.strip() and section.lead.strip() else [f"an empty section {section}"]
        found += [] if len(section.points) <= MAX_POINTS else [f"{len(section.points)} points"]
        found += [] if all(point.strip() for point in section.points) else ["an empty point"]
        found += [] if len(set(section.points)) == len(section.points) else ["a point twice"]
    found += [] if len(reply.buttons) <= MAX_BUTTONS else [f"{len(reply.buttons)} buttons"]
    found += [] if reply.buttons else ["no way on"]
    found += [f"a row of {len(row)}" for row in reply.rows if not 1 <= len(row) <= 2]
    targets = [button.screen or button.url for button in reply.buttons]
    found += [] if len(set(targets)) == len(targets) else [f"two buttons to the same screen: {targets}"]
    labels = [button.label for button in reply.buttons]
    found += [] if len(set(labels)) == len(labels) else [f"two buttons called the same: {labels}"]
    found += [f"a label {label!r}" for label in labels if not 0 < len(label.strip()) <= LONGEST_LABEL]
    for button in reply.buttons:
        if (button.screen is None) == (button.url is None):
            found.append(f"a button to nowhere or to two places: {button}")
        elif button.screen is not None:
            found += faults_of_id(button.screen, library)
    if reply.screen is not None:
        found += faults_of_id(reply.screen, library)
    shown = plain_text(reply)
    found += [f"an unfilled {text}" for text in re.findall(r"\{\w*\}", shown)]
    found += [f"an id {id_}" for id_ in library.roles if "_" in id_ and id_ in shown]
    return found


def faults_of_id(screen: str, library: Library) -> list[str]:
    """What is wrong with the id of a screen."""
    found = [] if ID.fullmatch(screen) and len(screen.encode()) <= MAX_BYTES else [f"an impossible id {screen!r}"]
    return found + ([] if parse(screen, library) is not None else [f"an id that means nothing: {screen!r}"])
