"""Every screen that can be reached is within Telegram's limits, and every button and deep link leads somewhere."""

from __future__ import annotations

from bot.dialogue.commands import COMMANDS
from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from bot.dialogue.reply import Reply
from bot.telegram.private import open_link
from bot.telegram.render import draw, units
from tests.telegram_fake.rules import read_keyboard, read_text

MOST_UNITS = 3500
"""UTF-16 units of a card: clear of the 4096 that Telegram allows, so that nothing is ever cut."""


def reachable(dialogue: Dialogue) -> dict[str, Reply]:
    """Every screen that commands and then buttons lead to, by its id."""
    found: dict[str, Reply] = {}
    waiting = [command.screen for command in COMMANDS]
    while waiting:
        screen = waiting.pop()
        if screen not in found:
            found[screen] = dialogue.press(screen, FORGOTTEN, 0.0).reply
            waiting += [button.screen for button in found[screen].buttons if button.screen is not None]
    return found


def test_every_screen_is_within_telegrams_limits(dialogue: Dialogue) -> None:
    for reply in reachable(dialogue).values():
        card = draw(reply)
        seen, _ = read_text(card.html, "HTML")
        assert units(seen) <= MOST_UNITS
        rows = read_keyboard(card.keyboard.to_dict() if card.keyboard else None)
        assert sum(len(row) for row in rows) == len(reply.buttons), "No button is left out"


def test_every_button_and_every_link_leads_somewhere(dialogue: Dialogue) -> None:
    for screen, reply in reachable(dialogue).items():
        assert screen == "menu" or reply.screen != "menu", f"{screen} is unknown"
        assert open_link(dialogue, screen, FORGOTTEN, 0.0).reply == reply
