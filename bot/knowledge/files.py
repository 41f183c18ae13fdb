"""The shapes of the files that maintainers edit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

ID_PATTERN = r"^[a-z][a-z0-9_]*$"


def _number(value: Any) -> Any:
    """Scalars come as the text that was typed."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else value


def _decimal(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _text(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text), StringConstraints(min_length=1, max_length=1000)]
Label = Annotated[str, BeforeValidator(_text), StringConstraints(min_length=1, max_length=60)]
Block = Annotated[str, StringConstraints(min_length=1)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=40)]
FactId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]
Decimal = Annotated[float, BeforeValidator(_decimal)]
Number = Annotated[int, BeforeValidator(_number)]


class Shape(BaseModel):
    """What all shapes share: nothing unknown is let pass, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class File(Shape):
    """A whole file."""

    format: Annotated[Literal[1], BeforeValidator(_number)]


class PartShape(Shape):
    """A part of an article."""

    title: Text
    facts: dict[FactId, Text] = Field(min_length=1)


class ArticleFile(File):
    """`content/articles/<id>.yml`: the article as numbered facts."""

    title: Text
    url: Url
    parts: dict[FactId, PartShape] = Field(min_length=1)


class PointShape(Shape):
    """One thing that a snippet says."""

    model_config = ConfigDict(populate_by_name=False)

    say: Text
    from_: list[FactId] = Field(alias="from", min_length=1)


class SnippetShape(Shape):
    """A short answer."""

    title: Label
    lead: Text
    points: list[PointShape] = Field(min_length=1, max_length=4)


class RoleFile(File):
    """`content/roles/<id>.yml`: a role and the snippets about it."""

    name: Label
    plural: Label
    short: Label
    emoji: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    aliases: list[Label] = []
    field_names: list[Label] = []
    likes: dict[FactId, Block] = {}
    snippets: dict[Id, SnippetShape] = {}


class SnippetsFile(File):
    """`content/pairs/<role>--<role>.yml` and `content/field.yml`."""

    snippets: dict[Id, SnippetShape]


class LinkShape(Shape):
    """A link of the deployment's own."""

    label: Label
    url: Url


class NotCoveredShape(Shape):
    """The honest reply to a topic that the article leaves out."""

    title: Label
    closest: Id
    says: list[Text] = Field(min_length=1)
    links: list[LinkShape] = Field(default=[], max_length=2)


class SayingShape(Shape):
    """Something the bot says of itself."""

    title: Label
    says: list[Text] = Field(min_length=1)
    points: list[Text] = Field(default=[], max_length=4)


class Lines(Shape):
    """Single lines of the conversation. `{...}` is filled in by the bot."""

    menu_title: Label
    menu: Text
    more_title: Text
    more: Text
    clarify_title: Label
    clarify: Text
    none_of_these: Label
    near: Text
    near_too: Text
    nothing_yet: Text
    both_title: Text
    nothing_for_pair: Text
    question_of_two: Text
    nothing_before_title: Text
    nothing_before: Text
    unreadable_title: Text
    unreadable: Text
    trouble_title: Text
    trouble: Text
    why_title: Text
    why_like: Text
    why: Text
    lean_title: Text
    lean: Text
    liked: Text
    disliked: Text
    mixed_title: Text
    mixed: Text
    quiz_title: Text
    quiz_outdated: Text
    quiz_result: Text
    quiz_even: Text
    quiz_nudge: Text
    quiz_reason: Text
    button_menu: Label
    button_more: Label
    button_compare: Label
    button_fit: Label
    button_quiz: Label
    button_quiz_on: Label
    button_again: Label
    button_article: Label
    button_why: Label
    button_retry: Label


class RepliesFile(File):
    """`content/replies.yml`: what is said where no snippet answers."""

    not_covered: dict[Id, NotCoveredShape]
    chat: dict[Id, SayingShape]
    fallback: SayingShape
    distress: SayingShape
    start: SayingShape
    none: SayingShape
    lines: Lines


class OtherRolesFile(File):
    """`content/other_roles.yml`: names of other roles and occupations."""

    roles: dict[Label, list[Label]] = {}
    occupations: list[Label] = []


class ChoiceShape(Shape):
    """One answer to a question of the quiz."""

    model_config = ConfigDict(populate_by_name=False)

    say: Label
    role: Id
    reason: Text
    from_: list[FactId] = Field(alias="from", min_length=1)


class QuizQuestionShape(Shape):
    """One question of the quiz."""

    ask: Text
    choices: list[ChoiceShape] = Field(min_length=2, max_length=4)


class QuizFile(File):
    """`content/quiz.yml`."""

    version: Number = Field(ge=1, le=999)
    title: Label
    questions: list[QuizQuestionShape] = Field(min_length=2, max_length=12)


class LanguageShape(Shape):
    """A language that questions are understood in."""

    name: Label
    notice: Text
    words: list[Label] = []
    roles: dict[Id, list[Label]] = {}


class LanguagesFile(File):
    """`content/languages.yml`."""

    languages: dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-zA-Z]+)?$")], LanguageShape]


class VocabularyFile(File):
    """`content/vocabulary.yml`: word lists that help understanding."""

    specifics: dict[Id, list[Label]] = {}
    ordinary: str = ""
    cues: dict[Literal["like", "dislike", "other", "both", "why", "more", "distress"], Block] = {}


class ChosenShape(Shape):
    """Thresholds for one encoder, and how they were chosen."""

    encoder: Text
    at: Text
    on: list[Text]
    cost: dict[Id, Decimal]
    values: dict[Id, Decimal]
    buys: dict[Id, Decimal]


class ThresholdsFile(File):
    """`content/thresholds.yml`: written by `python -m bot thresholds`, not by hand."""

    chosen: list[ChosenShape]


class IntentFile(File):
    """`intents/<id>.yml`: one thing that people ask about."""

    title: Label
    about: list[Literal["role", "pair", "field", "chat"]] = Field(min_length=1)
    examples: Block
    not_examples: str = ""
    follow_ups: list[Id] = []
