"""The language of a question: English when unsure."""

from __future__ import annotations

import pytest

from bot.knowledge.library import Library
from bot.understanding.language import LanguageDetector
from bot.understanding.reading import Reader
from bot.understanding.vocabulary import english_words


@pytest.fixture(scope="module")
def detector(library: Library) -> LanguageDetector:
    return LanguageDetector(library.languages, english_words(library))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what does a data scientist do", "en"),
        ("waht deos it do", "en"),
        ("¿qué hace un científico de datos?", "es"),
        ("cuánto gana un data scientist y qué hace", "es"),
        ("qual é a diferença entre as duas", "pt"),
        ("was macht ein data scientist", "de"),
        ("was ist der Unterschied zwischen den beiden", "de"),
        ("quelle est la différence entre les deux métiers", "fr"),
        ("データサイエンティストとは何ですか", "ja"),
        ("数据科学家需要什么技能", "zh"),
        ("데이터 과학자는 무슨 일을 하나요", "ko"),
        ("นักวิทยาศาสตร์ข้อมูลทำอะไร", "th"),
        ("чем занимается специалист по данным", "ru"),
        ("ماذا يفعل عالم البيانات", "ar"),
        ("", "en"),
        ("???", "en"),
        ("42", "en"),
        ("ds", "en"),
        ("data scientist", "en"),
        ("xyzzy plugh", "en"),
        # words that English has too, or one among many English ones, are not enough
        ("no", "en"),
        ("is das boot a good film", "en"),
        ("do i need a visa to work in das land", "en"),
        ("what does 数据 mean in a question like this one", "en"),
    ],
)
def test_language(detector: LanguageDetector, reader: Reader, text: str, language: str) -> None:
    assert detector.detect(reader.without_names(text)) == language


def test_without_languages_all_is_english() -> None:
    assert LanguageDetector({}, frozenset()).detect("was macht der Bäcker") == "en"
