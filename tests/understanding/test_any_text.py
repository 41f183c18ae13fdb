"""Any text at all, of any length and script, is understood somehow, with bounded work."""

from __future__ import annotations

from time import thread_time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from bot.knowledge.library import Library
from bot.knowledge.text import MAX_CHARACTERS
from bot.understanding.understand import Understander
from bot.understanding.understanding import Outcome, Understanding
from tests.dialogue.walk import faults
from tests.understanding.fake_encoder import FakeEncoder

WORDS = st.sampled_from(
    [
        *(
            "data scientist",
            "data sceintist",
            "mle",
            "ds",
            "ml",
            "data engineer",
            "nurse",
            "de",
            "or",
            "vs",
            "than",
            "and",
        ),
        *(
            "what",
            "does",
            "a",
            "is it",
            "do",
            "need",
            "in",
            "at",
            "not",
            "i",
            "like",
            "hate",
            "prefer",
            "to",
            "rather than",
        ),
        *("python", "Go", "Netflix", "10 years", "$5k", "2030", "senior", "head of", "why", "the other one", "suicide"),
        *("qué hace", "científico de datos", "データ", "と", "ข้อมูล", "данных", "بيانات", "e\u0301", "ﬁ", "İ", "ß", "ŉ"),
        *(
            "?",
            ".",
            ",",
            ";",
            "-",
            " - ",
            "'",
            "’",
            "(",
            "…",
            "\n",
            "\0",
            "\u202e",
            "\u200d",
            "👍🏽",
            "\ud800",
            "_",
            "c++",
        ),
        *(
            "hi",
            "so",
            "but",
            "um",
            "xyzzq",
            "what is it",
            "forget about",
            "i would like to know",
            "%s",
            "{0}",
            "\\d",
            "<b>",
        ),
    ]
)
JUMBLES = st.lists(WORDS, max_size=40).flatmap(
    lambda pieces: st.sampled_from([" ", "", ", "]).map(lambda glue: glue.join(pieces))
)
SCRIPTS = st.text(max_size=80) | st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010), max_size=20)
TEXTS = JUMBLES | SCRIPTS
PATHOLOGICAL = [
    *(
        "a ",
        "ab ",
        "i like ",
        "prefer a to b ",
        "x over ",
        "not ",
        "dont ",
        "rather than ",
        "than ",
        "over ing ",
        "but ",
    ),
    *("data ", "data scientst ", "dtaa scnetist ", "machin lerning ", "ds or ml ", "ds", "what? ", "what is it and "),
    *(
        "hi ",
        "so well ok ",
        "um",
        "hm",
        "hi- ",
        "not about x, ",
        "i dont mean pay, ",
        "forget ",
        "apart from a, ",
        "not x",
    ),
    *("1", "1,", "1.", "$1 ", "$ ", "10 years ", "ten+ ", "one year", "2024 ", "% ", "1 % ", "at a ", "at the xyzq "),
    *(
        "need xyzq ",
        "does xyz need ml engineer ",
        "senior lead head of ds ",
        "Go ",
        "google data scientist ",
        "actualy ",
    ),
    *(
        "c++",
        "a.b.",
        "a&b&",
        "d'",
        "l'abc",
        "'",
        "-",
        " - ",
        ",",
        ",,a",
        "(",
        "é",
        "ß",
        "İ",
        "ﷺ",
        "\u0301",
        "數",
        "ก",
        "👍",
    ),
    *(
        "and ",
        "or ",
        "i love a, ",
        "can you tell me ",
        "i would like to know ",
        "no, i meant ",
        "not it but ",
        "_",
        "__a",
    ),
]


def check(understanding: Understanding) -> None:
    """What is promised of every understanding."""
    count = {Outcome.ANSWER: (1, 2), Outcome.CLARIFY: (2, 3), Outcome.FALLBACK: (0,)}
    assert len(understanding.text) <= MAX_CHARACTERS
    assert len(understanding.answers) in count[understanding.outcome]
    assert all(0 <= one.confidence <= 1 for one in understanding.ranking.candidates)
    assert sum(one.confidence for one in understanding.ranking.candidates) < 1.001
    assert all(name.strip() and name in understanding.text for name in understanding.near)
    assert all(one.text.strip() and one.text in understanding.text for one in understanding.mentions)
    assert all(one.words.strip() for one in understanding.signals)
    assert understanding.lean is None or understanding.signals


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
@example("")
@example("ﷺ" * 30)
@example("İ" * 600)
def test_by_n_grams_alone(alone: Understander, text: str) -> None:
    check(alone(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
@example("i like ds mle " * 10)
@example("i love statistics. which fits me? i love Statistics")
def test_with_the_encoder_every_reply_is_a_sound_card(dialogue: Dialogue, text: str) -> None:
    # Braces that a person typed and the reply quotes would look like a line that nobody filled in.
    turn = dialogue.ask(text.replace("{", "("), FORGOTTEN, 0.0)
    assert turn.understanding is not None
    check(turn.understanding)
    assert faults(turn.reply, dialogue.library) == []


@pytest.mark.parametrize("piece", ["a", "ab ", "😀", "é", "データ", "\ud800", "i like it, ", "what is it and ", "\n"])
def test_any_length(alone: Understander, understand: Understander, piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    check(alone(text))
    check(understand(text))


@pytest.mark.parametrize("piece", PATHOLOGICAL)
def test_the_work_is_bounded(library: Library, alone: Understander, piece: str) -> None:
    """Seconds of processor time, many times what it takes, so that it fails only where time explodes."""
    text = ("which fits me, i like " + piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    start = thread_time()
    check(alone(text))
    check(alone((piece * MAX_CHARACTERS)[:MAX_CHARACTERS]))
    assert thread_time() - start < 2


@settings(max_examples=30, deadline=None)
@given(text=JUMBLES)
@example("what is it and " * 40)
@example("which fits me, " + "i like xyz, " * 40)
def test_the_encoder_is_given_little_and_clean_text(bees: Library, text: str) -> None:
    fake = FakeEncoder()
    understand = Understander(bees, fake, None)
    understand.warm()
    understand("i like bees, which one fits me")
    fake.asked.clear()
    understand(text)
    assert len(fake.asked) <= MAX_CHARACTERS // 2
    assert all(len(one) <= 2 * MAX_CHARACTERS and one.encode("utf-8") for one in fake.asked)
