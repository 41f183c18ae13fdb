"""From files without errors to the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.knowledge import files
from bot.knowledge.library import (
    About,
    Article,
    Choice,
    Example,
    Fact,
    Intent,
    Language,
    Library,
    Like,
    NotCovered,
    Pair,
    Point,
    Quiz,
    QuizQuestion,
    Replies,
    Role,
    Saying,
    Snippet,
    Vocabulary,
)
from bot.knowledge.sources import Source, Sources

Facts = Mapping[str, Fact]


def assemble(sources: Sources) -> Library:
    """The library that the files describe.

    Raises:
        ValueError: One of them has errors.
    """
    facts = _facts(sources)
    field, other_roles, quiz, languages = sources.field, sources.other_roles, sources.quiz, sources.languages
    thresholds = sources.thresholds.whole().chosen if sources.thresholds else []
    return Library(
        articles={source.id: _article(source) for source in sources.articles.values()},
        roles={source.id: _role(source, facts) for source in sources.roles.values()},
        pairs=dict(_pair(source, facts) for source in sources.pairs.values()),
        field=_snippets(field.whole().snippets, facts) if field else {},
        intents={source.id: _intent(source) for source in sources.intents.values()},
        replies=_replies(sources.replies),
        other_roles={name: tuple(also) for name, also in sorted(other_roles.whole().roles.items())}
        if other_roles
        else {},
        occupations=frozenset(other_roles.whole().occupations) if other_roles else frozenset(),
        quiz=_quiz(quiz.whole(), facts) if quiz else None,
        languages=_languages(languages.whole()) if languages else {},
        vocabulary=_vocabulary(sources.vocabulary.whole()) if sources.vocabulary else Vocabulary(),
        thresholds={one.encoder: one.values for one in thresholds},
        version=sources.version,
    )


def _facts(sources: Sources) -> Facts:
    return {
        id_: Fact(id_, say, part.title, article.id)
        for article in sources.articles.values()
        for part in article.whole().parts.values()
        for id_, say in part.facts.items()
    }


def _article(source: Source[files.ArticleFile]) -> Article:
    file = source.whole()
    return Article(source.id, file.title, file.url, tuple(part.title for part in file.parts.values()))


def _snippets(shapes: Mapping[str, files.SnippetShape], facts: Facts) -> dict[str, Snippet]:
    return {
        intent: Snippet(
            shape.title,
            shape.lead,
            tuple(Point(point.say, _named(point.from_, facts)) for point in shape.points),
        )
        for intent, shape in sorted(shapes.items())
    }


def _named(ids: Iterable[str], facts: Facts) -> tuple[Fact, ...]:
    return tuple(facts[id_] for id_ in ids)


def _role(source: Source[files.RoleFile], facts: Facts) -> Role:
    file = source.whole()
    return Role(
        source.id,
        file.name,
        file.plural,
        file.short,
        file.emoji,
        tuple(file.aliases),
        _snippets(file.snippets, facts),
        tuple(file.field_names),
        tuple(Like(line, source.id, facts[id_]) for id_, block in file.likes.items() for line in _lines(block)),
        tuple((word, facts[id_]) for id_, listed in file.themes.items() for word in listed),
    )


def _pair(source: Source[files.SnippetsFile], facts: Facts) -> tuple[tuple[str, str], Pair]:
    one, two = source.id.split("--")
    return (one, two), Pair((one, two), _snippets(source.whole().snippets, facts))


def _intent(source: Source[files.IntentFile]) -> Intent:
    file = source.whole()
    examples, not_examples, foreign = (
        tuple(Example(text, place) for text, place in source.at(key).lines())
        for key in ("examples", "not_examples", "foreign_examples")
    )
    about = frozenset(About(about) for about in file.about)
    return Intent(source.id, file.title, about, examples, not_examples, tuple(file.follow_ups), foreign)


def _saying(shape: files.SayingShape) -> Saying:
    return Saying(shape.title, tuple(shape.says), tuple(shape.points))


def _not_covered(shape: files.NotCoveredShape) -> NotCovered:
    return NotCovered(
        shape.title, tuple(shape.says), shape.closest, tuple((link.label, link.url) for link in shape.links)
    )


def _replies(source: Source[files.RepliesFile] | None) -> Replies:
    if source is None:
        raise ValueError("the replies are missing")
    file = source.whole()
    return Replies(
        not_covered={intent: _not_covered(shape) for intent, shape in sorted(file.not_covered.items())},
        chat={intent: _saying(shape) for intent, shape in sorted(file.chat.items())},
        fallback=_saying(file.fallback),
        distress=_saying(file.distress),
        start=_saying(file.start),
        none=_saying(file.none),
        lines=file.lines.model_dump(),
    )


def _quiz(file: files.QuizFile, facts: Facts) -> Quiz:
    return Quiz(
        file.version,
        file.title,
        tuple(
            QuizQuestion(
                question.ask,
                tuple(
                    Choice(choice.say, choice.role, choice.reason, _named(choice.from_, facts))
                    for choice in question.choices
                ),
            )
            for question in file.questions
        ),
    )


def _languages(file: files.LanguagesFile) -> dict[str, Language]:
    return {
        id_: Language(
            id_,
            shape.name,
            shape.notice,
            frozenset(word.casefold() for word in shape.words),
            {role: tuple(names) for role, names in sorted(shape.roles.items())},
            {cue: tuple(_lines(block)) for cue, block in sorted(shape.cues.items())},
        )
        for id_, shape in sorted(file.languages.items())
    }


def _vocabulary(file: files.VocabularyFile) -> Vocabulary:
    return Vocabulary(
        {kind: tuple(names) for kind, names in file.specifics.items()},
        frozenset(file.ordinary.casefold().split()),
        {cue: tuple(_lines(block)) for cue, block in sorted(file.cues.items())},
    )


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]
