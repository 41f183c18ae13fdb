"""Roles are found however they are written, and other roles are never taken for them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.knowledge.text import clean
from bot.understanding.reading import Reader
from bot.understanding.roles import Found

DS, MLE = "data_scientist", "machine_learning_engineer"


def found(reader: Reader, text: str, *, is_english: bool = True) -> Sequence[Found]:
    return reader.read(clean(text), is_english=is_english).roles


def known(reader: Reader, text: str, *, is_english: bool = True) -> list[str]:
    return [one.role for one in found(reader, text, is_english=is_english) if one.is_known]


def others(reader: Reader, text: str) -> list[str]:
    return [one.role for one in found(reader, text) if not one.is_known]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        # as it is written
        ("what does a data scientist do", [DS]),
        ("DATA SCIENTISTS", [DS]),
        ("Data-Scientist", [DS]),
        ("data_scientist", [DS]),
        ("the data scientist's day", [DS]),
        ("the data scientist’s day", [DS]),
        ("ｄａｔａ　ｓｃｉｅｎｔｉｓｔ", [DS]),
        ("machine-learning-engineer", [MLE]),
        # short forms and fields
        ("a DS", [DS]),
        ("ds?", [DS]),
        ("data sci", [DS]),
        ("data science", [DS]),
        ("MLEs", [MLE]),
        ("ml eng", [MLE]),
        ("ML dev", [MLE]),
        # typing errors
        ("what does a data sceintist do", [DS]),
        ("data scienctist", [DS]),
        ("data scientits skills", [DS]),
        ("dta scientist", [DS]),
        ("data scince", [DS]),
        ("mahcine learning enginer", [MLE]),
        ("machin lerning engneer", [MLE]),
        ("ml enginners salary", [MLE]),
        # missing spaces, spaces in the wrong place
        ("datascientist", [DS]),
        ("dat ascience", [DS]),
        ("machinelearning engineer", [MLE]),
        ("mlengineers", [MLE]),
        # several, in the order of the text
        ("mle/ds", [MLE, DS]),
        ("ds vs mle", [DS, MLE]),
        ("data sceintist or mahcine learning enginer", [DS, MLE]),
    ],
)
def test_known_roles(reader: Reader, text: str, roles: list[str]) -> None:
    assert known(reader, text) == roles


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("ds or ml", [DS, MLE]),
        ("machine learning vs data science", [MLE, DS]),
        ("ml jobs", [MLE]),
        ("is machine learning a good career", [MLE]),
        ("what about ml", [MLE]),
        ("the machine learning model of a data scientist", [DS]),
        ("learning ml at home", []),
        ("can i do machine learning without math", []),
    ],
)
def test_a_field_is_a_role_beside_another_or_before_a_job(reader: Reader, text: str, roles: list[str]) -> None:
    assert known(reader, text) == roles


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("que hace un cientifico de datos", [DS]),
        ("¿Qué hace un científico de datos?", [DS]),
        ("ingeniero de machine learning", [MLE]),
        ("was macht ein Datenwissenschaftler", [DS]),
        ("データサイエンティストと機械学習エンジニアの違い", [DS, MLE]),
        ("数据科学家做什么", [DS]),
        ("머신러닝 엔지니어는 뭐 하나요", [MLE]),
        ("นักวิทยาศาสตร์ข้อมูลทำอะไร", [DS]),
        ("чем занимается специалист по данным", [DS]),
    ],
)
def test_roles_in_other_languages(reader: Reader, text: str, roles: list[str]) -> None:
    assert known(reader, text, is_english=False) == roles


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("data engineer vs data scientist", "data engineer"),
        ("data engneer vs data scientist", "data engineer"),
        ("dataengineer or data scientist", "data engineer"),
        ("softwre engineer to mle", "software engineer"),
        ("is an ai engineer an mle", "ai engineer"),
        ("da vs ds", "data analyst"),
        ("i work as a data analyst, should i become a data scientist", "data analyst"),
        ("machine learning scientist vs mle", "research scientist"),
        ("mlops vs mle", "mlops engineer"),
        ("quant or ds", "quant"),
        ("actuary", "actuary"),
    ],
)
def test_other_roles_are_never_taken_for_known_ones(reader: Reader, text: str, role: str) -> None:
    assert others(reader, text) == [role]
    assert len(known(reader, text)) == len(found(reader, text)) - 1 <= 1


@pytest.mark.parametrize(
    "text",
    [
        *("scientist", "learning engineer", "sound engineer", "what does a sound engineer do", "political science"),
        *("data", "dsl", "ml of milk", "actualy what is it", "the data of a scientist"),
    ],
)
def test_what_only_looks_like_a_role(reader: Reader, text: str) -> None:
    assert list(found(reader, text)) == []


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("nurse or data scientist", ["nurse"]),
        ("would a nurse or a data scientist earn more", ["nurse"]),
        ("from teacher to data scientist", ["teacher"]),
        # where somebody comes from
        ("i am a nurse, can i become a data scientist", []),
        ("can a teacher become an mle", []),
        ("i am a nurse", []),
        # what one of them has to know, or wants to do
        ("does a data scientist need to know what a nurse does", []),
        ("would a nurse want to work as a data scientist", []),
    ],
)
def test_an_occupation_counts_beside_a_known_role(reader: Reader, text: str, compared: list[str]) -> None:
    assert others(reader, text) == compared
    assert [one.role for one in found(reader, text) if one.is_compared] == compared


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("I'm a mathematician, which one fits me", []),
        ("my friend is a web developer and asks what mles do", [MLE]),
        ("I said data scientist not data analyst", [DS]),
        ("gimme da skills", []),
        # what somebody is may be what they ask about
        ("I'm a data analyst, how is that different from a data scientist", ["data analyst", DS]),
        ("is a da better than a ds", ["data analyst", DS]),
    ],
)
def test_what_somebody_is_or_does_not_mean_is_left_aside(reader: Reader, text: str, roles: list[str]) -> None:
    assert [one.role for one in found(reader, text)] == roles


def test_where_a_role_stands_and_whether_it_was_repaired(reader: Reader) -> None:
    text = "is a DS a data sceintist"
    one, two = found(reader, text)
    assert (text[one.start : one.end], one.is_repaired) == ("DS", False)
    assert (text[two.start : two.end], two.is_repaired) == ("data sceintist", True)


@pytest.mark.parametrize("text", ["la difference de da", "der unterschied da", "de que se trata"])
def test_short_names_of_other_roles_are_words_of_other_languages(reader: Reader, text: str) -> None:
    assert list(found(reader, text, is_english=False)) == []


def test_names_are_made_equal_in_their_order(reader: Reader) -> None:
    one = reader.read("what does an mle do that a ds does not").equal
    two = reader.read("what does a data scientist do that a machine learning engineer does not").equal
    assert one == two


def test_a_tool_is_a_tool_whatever_a_part_of_it_is_by_itself(reader: Reader) -> None:
    assert others(reader, "bi or data scientist") == ["bi developer"]
    assert others(reader, "does a data scientist use Power BI") == []
