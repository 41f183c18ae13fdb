"""Any conversation at all, really understood: every reply is a sound card."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from tests.dialogue.walk import faults

PIECES = st.sampled_from(
    [
        *(
            "what",
            "does",
            "a",
            "data scientist",
            "MLE",
            "ds",
            "do",
            "difference",
            "or",
            "vs",
            "and",
            "salary",
            "skills",
        ),
        *("i like", "i hate", "statistics", "deploying", "why", "more", "the other one", "both", "2", "fit", "python"),
        *("google", "in 2030", "?", ".", ",", "'", "\n", "ciencia de datos", "데이터", "👍", "\0", "\ud800", "e\u0301"),
        *("%s", "<b>", "&amp;", "/start", "none of these", "hello", "thanks", "banana", "nurse", "c++"),
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60)
ACTIONS = st.lists(TEXTS | st.integers(min_value=0, max_value=5), min_size=1, max_size=6)
"""What a person does, in turn: writes something, or presses one of the buttons."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTIONS)
@example(["what does a data scientist do", 3, "why", "and the other one", "more", 5, 5, 5])
@example(["quiz", "which one fits me", 0, 0, "what do they earn", 0, "2", 0, 0, 0, 0, 0])
@example(["banana", "banana", "banana", 0, "salary", "salary", "salary", 0])
def test_every_reply_is_a_sound_card(dialogue: Dialogue, actions: list[str | int]) -> None:
    memory, reply, now = FORGOTTEN, dialogue.press("start", FORGOTTEN, 0.0).reply, 0.0
    for action in actions:
        now += 60.0
        if isinstance(action, str):
            turn = dialogue.ask(action, memory, now)
        else:
            pressed = reply.buttons[action % len(reply.buttons)]
            turn = dialogue.press(pressed.screen or "menu", memory, now)
        memory, reply = turn.memory, turn.reply
        assert [fault for fault in faults(reply, dialogue.library) if "called the same" not in fault] == []
        assert memory.at == now


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(["a", "😀", "why ", "data scientist ", "{", "é", "\u202e", "ds vs mle? "]))
def test_any_length(dialogue: Dialogue, piece: str) -> None:
    assert faults(dialogue.ask(piece * 20_000, FORGOTTEN, 0.0).reply, dialogue.library) == []
