"""Likes and dislikes in people's own words, and the role that they lean to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.library import Fact, Library, Like
from bot.understanding.signals import SignalFinder, lean_of
from bot.understanding.understand import Understander
from bot.understanding.understanding import Signal
from tests.conftest import ROOT

DS, MLE = "data_scientist", "machine_learning_engineer"
FACT = Fact("some", "Some fact.", "Some part", "some_article")


def signal(role: str, is_liked: bool, weight: float = 1.0) -> Signal:
    return Signal("words", Like("phrase", role, FACT), is_liked, weight)


@pytest.fixture(scope="module")
def finder(library: Library, understand: Understander) -> SignalFinder:
    return SignalFinder(library, understand.encoder, ROOT / ".cache")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("i love statistics", [("statistics", DS, True)]),
        ("i hate statistics", [("statistics", DS, False)]),
        ("i like to deploy models to production", [("deploy models to production", MLE, True)]),
        # a cue holds for what stands around it
        ("i enjoy statistics and finding patterns", [("statistics", DS, True), ("finding patterns", DS, True)]),
        ("servers, deployments, no thanks", [("servers", MLE, False), ("deployments", MLE, False)]),
        # each clause by itself
        ("i love statistics but hate servers", [("statistics", DS, True), ("servers", MLE, False)]),
        ("statistics bores me, deployment doesn't", [("statistics", DS, False), ("deployment", MLE, True)]),
        # negation
        ("i don't like statistics", [("statistics", DS, False)]),
        ("statistics is not my thing", [("statistics", DS, False)]),
        ("i don't hate statistics", [("statistics", DS, True)]),
        ("i don't know, i hate statistics", [("statistics", DS, False)]),
        # one rather than the other
        ("statistics rather than servers", [("statistics", DS, True), ("servers", MLE, False)]),
        ("instead of servers, i love statistics", [("servers", MLE, False), ("statistics", DS, True)]),
        ("i like statistics more than servers", [("statistics", DS, True), ("servers", MLE, False)]),
        ("i prefer research to shipping", [("research", DS, True), ("shipping", MLE, False)]),
        ("i prefer shipping over research", [("shipping", MLE, True), ("research", DS, False)]),
        # in the person's own words, from the first that counts to the last
        ("I love Digging Into Numbers", [("Digging Into Numbers", DS, True)]),
        ("i hate being on call", [("being on call", MLE, False)]),
        ("i would rather the statistics", [("statistics", DS, True)]),
        ("statistics is for me, i love it", [("statistics", DS, True)]),
        # the same twice is one reason
        ("i love statistics. Statistics i love", [("statistics", DS, True)]),
        ("i love statistics, not servers", [("statistics", DS, True), ("servers", MLE, False)]),
        ("i like it but not the servers", [("servers", MLE, False)]),
        ("servers aren't my thing, statistics is", [("servers", MLE, False), ("statistics", DS, True)]),
        ("i like neither statistics nor servers", [("statistics", DS, False), ("servers", MLE, False)]),
        ("fun if it wasn't for the servers", [("servers", MLE, False)]),
        ("less statistics more servers", [("statistics", DS, False), ("servers", MLE, True)]),
        ("love statistics hate servers", [("statistics", DS, True), ("servers", MLE, False)]),
        ("statistics? nope. servers? hell yes", [("statistics", DS, False), ("servers", MLE, True)]),
        ("they say i love statistics, i don't", [("statistics", DS, False)]),
        # a pronoun stands for what was named last
        ("my sister loves statistics. i hate it", [("statistics", DS, False)]),
        ("servers, deployments. i hate it all", [("servers", MLE, False), ("deployments", MLE, False)]),
        ("i love statistics but servers not", [("statistics", DS, True), ("servers", MLE, False)]),
        ("only the statistics, not the servers", [("statistics", DS, True), ("servers", MLE, False)]),
        ("statistics > servers", [("statistics", DS, True), ("servers", MLE, False)]),
        ("statistics over servers any day", [("statistics", DS, True), ("servers", MLE, False)]),
        ("a job without servers", [("servers", MLE, False)]),
        ("instead of presentations i want servers", [("presentations", DS, False), ("servers", MLE, True)]),
        ("im not really a statistics person", [("statistics", DS, False)]),
        # what others say, or what turned out otherwise, counts for nothing
        ("everyone tells me to do research but i love servers", [("servers", MLE, True)]),
        ("i thought i would love research, turns out i love servers", [("servers", MLE, True)]),
        # of somebody else as of oneself
        ("statistics drives her crazy", [("statistics", DS, False)]),
        ("servers are his thing", [("servers", MLE, True)]),
        # the thing alone, not what is said of it
        ("i used to love statistics", [("statistics", DS, False)]),
        ("my favourite subject was statistics", [("statistics", DS, True)]),
        # nothing that speaks for a role
        ("i love my cat", []),
        ("i like it", []),
        ("what should i choose", []),
        ("", []),
        ("?!", []),
    ],
)
def test_signals(finder: SignalFinder, text: str, said: list[tuple[str, str, bool]]) -> None:
    assert [(one.words, one.like.role, one.is_liked) for one in finder.find(text)] == said


def test_what_is_borne_weighs_less_than_what_is_liked(finder: SignalFinder) -> None:
    borne, liked = finder.find("i don't mind statistics but i love servers")
    assert borne.is_liked
    assert borne.weight < liked.weight / 2


def test_who_is_torn_needs_a_clearer_lead(finder: SignalFinder) -> None:
    signals = [signal(DS, True), signal(DS, True), signal(MLE, True)]
    assert finder.lean("i like all that", signals) == DS
    assert finder.lean("i like all that equally", signals) is None


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("me encanta la estadística y odio los servidores, cuál me conviene", DS),
        ("detesto las presentaciones y me gusta programar, cuál me conviene", MLE),
        ("ich liebe Statistik und hasse Server, was passt zu mir", DS),
        ("люблю серверы и программирование, кем мне стать", MLE),
        ("me gusta investigar pero también montar infraestructura, no sé cuál elegir", None),
    ],
)
def test_likes_in_other_languages_are_read_by_their_meaning(
    understand: Understander, text: str, lean: str | None
) -> None:
    understanding = understand(text)
    assert [one.intent for one in understanding.answers] == ["fit"]
    assert understanding.lean == lean


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("Ich hasse Statistik. Was passt zu mir?", MLE),
        ("Ich mag Statistik, hasse aber Server. Was passt zu mir?", DS),
        ("Je déteste les statistiques, quel métier me convient ?", MLE),
        ("No me gustan los servidores. ¿Qué me conviene?", DS),
        ("Ненавижу статистику. Что мне подойдёт?", MLE),
        ("我讨厌统计，哪个适合我？", MLE),
    ],
)
def test_dislikes_in_other_languages_are_no_likes(understand: Understander, text: str, lean: str) -> None:
    understanding = understand(text)
    assert understanding.lean == lean
    assert not understanding.signals[-1].is_liked


@pytest.mark.parametrize(
    ("text", "says_so"),
    [
        ("i love it", True),
        ("i DON'T ENJOY that", True),
        ("i dont enjoy that", True),
        ("can't stand it", True),
        ("what does it pay", False),
        ("a glove", False),
        ("i would like to know what it pays", False),
        ("do i have to like math", False),
    ],
)
def test_whether_anything_is_liked_at_all(finder: SignalFinder, text: str, says_so: bool) -> None:
    assert finder.reader.has_cue(text) == says_so


@pytest.mark.parametrize(
    ("signals", "lean"),
    [
        ([], None),
        ([signal(DS, True)], DS),
        ([signal(MLE, True)], MLE),
        # of two roles, what speaks against one speaks for the other
        ([signal(DS, False)], MLE),
        ([signal(DS, True), signal(MLE, False)], DS),
        # mixed
        ([signal(DS, True), signal(MLE, True)], None),
        ([signal(DS, False), signal(MLE, False)], None),
        ([signal(DS, True, 0.6), signal(MLE, True, 0.5)], None),
        # too little
        ([signal(DS, True, 0.1)], None),
        # two reasons against one
        ([signal(DS, True), signal(DS, True), signal(MLE, True)], DS),
        # clear in spite of one that is not
        ([signal(DS, True)] * 3 + [signal(MLE, True)], DS),
    ],
)
def test_lean(signals: list[Signal], lean: str | None) -> None:
    assert lean_of(signals, (DS, MLE)) == lean


def test_likes_of_one_role_alone_tell_nothing(library: Library) -> None:
    one = replace(library, roles={DS: library.roles[DS]}, quiz=None)
    assert SignalFinder(one, None, None).find("i love statistics") == ()


def test_among_three_roles_a_dislike_speaks_for_nobody() -> None:
    assert lean_of([signal(DS, False)], (DS, MLE, "third")) is None
    assert lean_of([signal(DS, True), signal(MLE, False)], (DS, MLE, "third")) == DS


def test_one_role_alone_has_nothing_to_lean_from() -> None:
    assert lean_of([], ()) is None
    assert lean_of([signal(DS, True)], (DS,)) == DS


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("i love digging into numbers and hate being on call, which one?", DS),
        ("i like running servers and shipping, not research. which suits me", MLE),
        ("i love statistics as much as i love servers, which role fits me", None),
        ("I enjoy both statistics and servers, which role fits me", None),
        # nothing is asked, but what is liked is plain
        ("i hate statistics", MLE),
        ("i lvoe statistcs and hate severs", DS),
        ("i want nothing to do with servers", DS),
        ("give me servers over statistics", MLE),
        # asked in a part of the message, of oneself or of somebody else
        ("my brother loves building things, which one for him", MLE),
        # neither a question of fit, nor anything liked
        ("what do they earn", None),
        ("i would like to know what a data scientist earns", None),
        ("i would love to know if ds is in demand", None),
    ],
)
def test_a_person_who_asks_what_fits(understand: Understander, text: str, lean: str | None) -> None:
    assert understand(text).lean == lean


@pytest.mark.parametrize("text", ["i love math", "i hate math", "i like pizza, which of the two should i become"])
def test_likes_that_tell_nothing_are_a_question_of_fit_all_the_same(understand: Understander, text: str) -> None:
    understanding = understand(text)
    assert ([one.intent for one in understanding.answers], understanding.lean) == (["fit"], None)


def test_likes_make_it_a_question_of_fit(understand: Understander) -> None:
    understanding = understand("i love digging into numbers and hate being on call, which one?")
    assert [one.intent for one in understanding.answers] == ["fit"]
    assert [one.words for one in understanding.signals] == ["digging into numbers", "being on call"]
