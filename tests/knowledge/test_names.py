"""Names found in texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.names import NameIndex, plural, replace

NAMES = NameIndex(
    {
        "beekeeper": ["beekeeper", "bee keeper", "BK", "imker", "養蜂家"],
        "florist": ["florist", "flower seller", "flower", "花屋"],
        "company": ["bee keeper company", "ops"],
        "surgeon": ["operation", "op"],
    }
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what does a beekeeper do", ["beekeeper"]),
        ("BEEKEEPERS and Florists", ["beekeeper", "florist"]),
        ("the beekeeper's bees", ["beekeeper"]),
        ("a bee-keeper", ["beekeeper"]),
        ("the bee keeper company", ["company"]),
        ("a bee keeper accompanied", ["beekeeper"]),
        ("flower sellers sell flowers", ["florist", "florist"]),
        ("bk?", ["beekeeper"]),
        ("bkk", []),
        ("養蜂家と花屋の違い", ["beekeeper", "florist"]),
        ("ops", ["company"]),
        ("operations", ["surgeon"]),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words(text: str, found: list[str]) -> None:
    assert [mention.key for mention in NAMES.find(text)] == found


def test_a_written_name_goes_before_an_automatic_plural_in_any_order() -> None:
    names = {"surgeon": ["op"], "company": ["ops"]}
    for order in (names, dict(reversed(names.items()))):
        assert NameIndex(order).find("ops")[0].key == "company"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("beflowrkps ,'-養蜂家花屋ßİ"), max_size=40))
def test_mentions_never_overlap(text: str) -> None:
    position = 0
    for mention in NAMES.find(text):
        assert position <= mention.start < mention.end <= len(text)
        position = mention.end


@pytest.mark.parametrize(("one", "many"), [("bee", "bees"), ("fly", "flies"), ("boss", "bosses"), ("toy", "toys")])
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


def test_names_are_replaced() -> None:
    text = "beekeepers vs  florist?"
    assert replace(text, NAMES.find(text), {"beekeeper": "A", "florist": "B"}) == "A vs B ?"
