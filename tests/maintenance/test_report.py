"""The page to look at."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from bot.maintenance.pictures import confidence_histogram, confusion_matrix
from bot.maintenance.report import page, write_report
from bot.maintenance.results import Results
from tests.maintenance.made import OOS, judged, labelled

JUDGED = [
    judged(labelled("duties", ask="a <b>bold</b> question"), ("fit",), confidences={"fit": 0.9, "duties": 0.1}),
    judged("duties", ("duties",), confidences={"duties": 1.0}),
    judged("goal", (), ("goal", "fit"), confidences={"goal": 0.5}),
    judged(OOS),
]
RESULTS = Results("an encoder", {"some.jsonl": JUDGED})


def test_it_needs_nothing_else(tmp_path: Path) -> None:
    text = write_report(tmp_path / "new", RESULTS).read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|img)|https?://|url\(", text)
    assert 'name="viewport"' in text


def test_questions_are_escaped() -> None:
    assert "a &lt;b&gt;bold&lt;/b&gt; question" in page(RESULTS)


def test_the_worst_come_before_the_pictures() -> None:
    text = page(RESULTS)
    assert text.index("bold") < text.index("<svg")


def test_pictures_are_well_formed_and_hold_all_questions() -> None:
    matrix = ElementTree.fromstring(confusion_matrix(JUDGED))
    titles = [title.text for title in matrix.iter("title")]
    assert titles == [
        "duties taken for duties: 1",
        "duties taken for fit: 1",
        "goal taken for (asked back): 1",
        "out_of_scope taken for out_of_scope: 1",
    ]
    histogram = ElementTree.fromstring(confidence_histogram(JUDGED))
    assert [title.text for title in histogram.iter("title")] == [
        "0.00 to 0.05, right: 1",
        "0.50 to 0.55, asked back: 1",
        "0.90 to 0.95, wrong: 1",
        "0.95 to 1.00, right: 1",
    ]


def test_nothing_to_show() -> None:
    assert "Nothing went wrong" in page(Results("an encoder", {}))
