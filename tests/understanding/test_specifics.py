"""What makes a question specific: names in lists, numbers, and names that no list has, by where they stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.text import clean
from bot.understanding.reading import Reader

NAMED = [
    # listed, in any case
    ("what do MLEs at Netflix do", ["Netflix"]),
    ("ds at nasa and google", ["nasa", "google"]),
    ("do i need calculus for data science", ["calculus"]),
    ("new york city data scientists", ["new york city"]),
    ("a phd for ml", ["phd"]),
    ("c++ or C# for an mle", ["c++", "C#"]),
    # listed with its capitals, which count but at the beginning
    ("do data scientists use Go", ["Go"]),
    ("i want to go for it as an mle", []),
    ("Go for it as an mle", []),
    ("GO FOR IT AS AN MLE", []),
    # with a typing error
    ("what do mles do at netlfix", ["netlfix"]),
    ("is kuberntes an mle thing", ["kuberntes"]),
    ("a singel person for data science", []),
    # numbers
    ("a salary of $120k", ["$120k"]),
    ("is €60,000 a good salary", ["€60,000"]),
    ("data scientists in 2030", ["2030"]),
    ("after 10 years of experience", ["10 years of experience"]),
    ("mle within two years", ["two years"]),
    ("a team of 5 people", ["5 people"]),
    ("do 80% of data scientists like it", ["80%"]),
    ("is 65000 good money for a data scientist", ["65000"]),
    ("a split of 1:5", ["1:5"]),
    ("can i call at 10:30", []),
    ("give me 3 reasons", []),
    # rank, before a role
    ("senior data scientist", ["senior"]),
    ("head of data science", ["head of"]),
    ("a lead mle", ["lead"]),
    ("does it lead to data science", []),
    # in no list, by where it stands
    ("data scientists in Timbuktu", ["Timbuktu"]),
    ("what do mles do at Globex Corp", ["Globex Corp"]),
    ("do ml engineers need Frobnicate", ["Frobnicate"]),
    ("does a museum need a data scientist", ["museum"]),
    ("data scientists in Wakanda, and what they do", ["Wakanda"]),
    ("what do mles do at a tiny outfit called Globex", ["Globex"]),
    ("do data scientists use python or zorglub", ["python", "zorglub"]),
    ("who takes care of ZORG stuff, the mle or the ds", ["ZORG"]),
    ("is the zorglub good for data science", ["zorglub"]),
    ("a law firm with one data scientist", ["law firm"]),
    ("what do data scientists do at my local credit union", ["credit union"]),
    # what somebody is
    ("six years as an actuary, is data science for me", ["actuary", "six years"]),
    ("pharmacist to data scientist, possible?", ["pharmacist"]),
    ("my teacher says data science is dead", []),
]
PLAIN = [
    "what is a data scientist",
    "is it hard",
    "do data scientists work at night",
    "can an mle work from home",
    "is there a future in it for me",
    "my cousin is a data scientist tbh",
    "does my cousin need a data scientist",
    "so basically what is it that ml engineers do all day lol",
    "how do i get into data science",
    "what do they do at work",
    "machine learning engineer",
    "does the ceo need a data scientist",
    "my neighbour Olga is an mle, what does she do",
    "is there a place for them in the ai economy",
]


def named(reader: Reader, text: str) -> list[str]:
    reading = reader.read(text)
    return list(dict.fromkeys((*reading.background, *(text[one.start : one.end] for one in reading.specifics))))


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_what_is_specific(reader: Reader, text: str, names: list[str]) -> None:
    assert named(reader, text) == names


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_not(reader: Reader, text: str) -> None:
    assert named(reader, text) == []


def test_what_is_asked_of_one_tool_is_asked_of_each(reader: Reader) -> None:
    assert reader.read("does a ds need python").equal == reader.read("does a ds need Kubernetes").equal


def test_where_it_is_asked_of_does_not_change_the_question(reader: Reader) -> None:
    assert reader.read("what does a ds do at Netflix").equal == reader.read("what does a ds do").equal


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("what does a junior ds do", "what does a ds do"),
        ("does Netflix need both a ds and an mle", "does a company need both a ds and an mle"),
        ("is a Google Cloud certificate good for a ds", "is a phd good for a ds"),
    ],
)
def test_what_of_a_name_matters_to_the_question(reader: Reader, text: str, same: str) -> None:
    assert reader.read(text).equal.replace(" a company ", " company ") == reader.read(same).equal.replace(
        " a company ", " company "
    )


def test_what_somebody_is_is_named_where_the_question_leaves_it_out(reader: Reader) -> None:
    reading = reader.read("i'm a pharmacist, what does a data scientist do")
    assert (reading.text, reading.background) == ("what does a data scientist do", ("pharmacist",))


@settings(deadline=None, max_examples=50)
@given(pieces=st.lists(st.sampled_from([word for text, _ in NAMED for word in text.split()]), max_size=12))
def test_specifics_never_overlap_each_other_or_a_known_role(reader: Reader, pieces: list[str]) -> None:
    reading = reader.read(clean(" ".join(pieces)))
    spans = [(one.start, one.end) for one in reading.specifics]
    spans += [(one.start, one.end) for one in reading.roles if one.is_known]
    assert all(end <= start for (_, end), (start, _) in pairwise(sorted(spans)))
    assert all(reading.text[start:end].strip() == reading.text[start:end] != "" for start, end in spans)
