"""Typing errors are repaired to the bot's own words; everything else stays as it is."""

from __future__ import annotations

import pytest

from bot.knowledge.text import clean
from bot.understanding.reading import Reader
from bot.understanding.repair import Repair, Repairer

BAKERY = Repairer(
    ["how do i bake the bread", "how long does the bread rise", "how is the bread sold", "do bakers rise early"],
    frozenset({"focaccia"}),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hwo do i bake", "how do i bake"),
        ("bake teh bread", "bake the bread"),
        ("the bred", "the bread"),
        ("breead", "bread"),
        ("the braed is SOLDD", "the bread is sold"),
        ("thebread", "the bread"),
        ("howlong", "howlong"),  # "long" is too rare to be a half of two
        ("focacia", "focacia"),  # words that are only known are no aim
        ("focaccia", "focaccia"),
        ("baker's", "baker's"),
        ("bakers'", "bakers'"),
        ("br34d", "br34d"),
        ("brëad", "brëad"),
        ("xyz", "xyz"),
    ],
)
def test_repair(typed: str, meant: str) -> None:
    assert BAKERY.repair(typed.lower())[0] == meant


def test_it_says_what_was_repaired() -> None:
    text, repairs = BAKERY.repair("hwo is the bred?")
    assert text == "how is the bread?"
    assert repairs == (Repair("hwo", "how"), Repair("bred", "bread"))


def test_the_commoner_word_is_meant_where_two_are_as_near() -> None:
    repairer = Repairer(["cart card card"], frozenset())
    assert repairer.repair("carx")[0] == "card"


def test_nothing_taught_repairs_nothing() -> None:
    assert Repairer([], frozenset()).repair("anythng") == ("anythng", ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("whats teh diffrence", "whats the difference"),
        ("what skils and responsibilites", "what skills and responsibilities"),
        ("is ther a futre in it", "is there a future in it"),
        ("how mcuh is the sallary", "how much is the salary"),
        ("wich is beter", "which is better"),
        ("whatdoes it do", "what does it do"),
        ("shoud i", "should i"),
        ("whta's it like", "whats it like"),
    ],
)
def test_questions_are_repaired(reader: Reader, typed: str, meant: str) -> None:
    assert reader.read(typed).equal == meant


@pytest.mark.parametrize(
    "text",
    [
        "wanna know tbh",
        "isnt it boring lol",
        "does priya like it",
        "my friend siobhan",
        "a flat in wroclaw",
        "is netflix hiring",
        "sklearn or tensorflow",
        "kubernetes",
        "asdfgh qwertyuiop",
        "what is mlops",
        "c++ and node.js",
    ],
)
def test_names_and_known_words_are_not_repaired(reader: Reader, text: str) -> None:
    assert reader.read(clean(text)).repairs == ()


@pytest.mark.parametrize("text", ["cuanto gana", "que skils hacen falta", "was verdient man", "sallary とは"])
def test_other_languages_are_not_repaired(reader: Reader, text: str) -> None:
    assert reader.read(text, is_english=False).repairs == ()


def test_words_that_nobody_knows_are_told(reader: Reader) -> None:
    assert reader.read("does flumbo need a grommix 42 times").unknown == ("flumbo", "grommix")
