"""The shapes of the files that maintainers edit."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.knowledge.tree import BlockText, PlainText

ID_PATTERN: Final = r"^[a-z][a-z0-9_]*$"
FACT_PATTERN: Final = r"^[a-z0-9][a-z0-9-]*$"
URL_PATTERN: Final = r"^https?://[^\s<>\"/]+\.[^\s<>\"]+$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[a-zA-Z]+)?$"
FORMS: Final = {
    ID_PATTERN: "Ids are lower-case letters, digits and underscores, beginning with a letter.",
    FACT_PATTERN: "Ids of facts and parts are lower-case letters, digits and hyphens.",
    URL_PATTERN: "Write the whole address, like https://example.org/page.",
    LANGUAGE_PATTERN: "Languages are written like `de` or `pt-BR`.",
}
"""What a text must be like, by pattern."""
_NO_TEXT: Final = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    re.ASCII,
)
"""What YAML 1.2, and so an editor, takes for something else than a text where it stands without quotes."""
_BRACED: Final = re.compile(r"\{[^{}]*\}|[{}]")


def _number(value: Any) -> Any:
    """Scalars come as the text that was typed."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else value


def _decimal(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _text(value: Any) -> Any:
    """On one line; what an editor would not take for a text is refused."""
    if isinstance(value, PlainText) and _NO_TEXT.fullmatch(value):
        raise PydanticCustomError("not_a_text", "not a text")
    return " ".join(value.split()) if isinstance(value, str) else value


def _block(value: Any) -> str:
    if not isinstance(value, BlockText):
        raise PydanticCustomError("not_a_block", "not a literal block")
    return str(value.strip())


def _filled_in(*names: str) -> AfterValidator:
    """Allows `{name}` for these names only, and no other braces."""
    allowed = [f"{{{name}}}" for name in names]

    def check(text: str) -> str:
        for match in _BRACED.finditer(text):
            if match[0] not in allowed:
                known = f"Known here: {', '.join(f'`{one}`' for one in allowed)}." if allowed else "Remove the braces."
                raise PydanticCustomError("not_filled_in", "unknown", {"found": match[0], "known": known})
        return text

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(min_length=1, max_length=1000), BeforeValidator(_text)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60), BeforeValidator(_text)]
Block = Annotated[str, StringConstraints(min_length=1), BeforeValidator(_block)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=40)]
FactId = Annotated[str, StringConstraints(pattern=FACT_PATTERN, max_length=80)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""An id of something that stands elsewhere. Whether there is such a thing is for `checks` to say."""
Url = Annotated[str, StringConstraints(pattern=URL_PATTERN, max_length=500)]
Decimal = Annotated[float, BeforeValidator(_decimal), Field(allow_inf_nan=False)]
Number = Annotated[int, BeforeValidator(_number)]
Line = Annotated[Text, _filled_in()]
ShortLine = Annotated[Label, _filled_in()]
Said = Annotated[Text, _filled_in("roles")]


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

    say: Text
    from_: list[Reference] = Field(alias="from", min_length=1)


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
    likes: dict[Reference, Block] = {}
    themes: dict[Reference, list[Label]] = {}
    snippets: dict[Reference, SnippetShape] = {}


class SnippetsFile(File):
    """`content/pairs/<role>--<role>.yml` and `content/field.yml`."""

    snippets: dict[Reference, SnippetShape]


class LinkShape(Shape):
    """A link of the deployment's own."""

    label: Label
    url: Url


class NotCoveredShape(Shape):
    """The honest reply to a topic that the article leaves out."""

    title: Label
    closest: Reference
    says: list[Said] = Field(min_length=1)
    links: list[LinkShape] = Field(default=[], max_length=2)


class SayingShape(Shape):
    """Something the bot says of itself."""

    title: Label
    says: list[Said] = Field(min_length=1)
    points: list[Said] = Field(default=[], max_length=4)


class Lines(Shape):
    """Single lines of the conversation. `{...}` is filled in by the bot."""

    menu_title: ShortLine
    menu: Line
    more_title: Line
    more: Line
    clarify_title: ShortLine
    clarify: Line
    none_of_these: ShortLine
    near: Annotated[Text, _filled_in("words")]
    near_too: Annotated[Text, _filled_in("words")]
    theme: Annotated[Text, _filled_in("facts")]
    theme_elsewhere: Annotated[Text, _filled_in("facts", "roles")]
    nothing_yet: Annotated[Text, _filled_in("role")]
    nothing_for_pair: Line
    question_of_two: Line
    nothing_before_title: Line
    nothing_before: Line
    unreadable_title: Line
    unreadable: Line
    trouble_title: Line
    trouble: Line
    why_title: Line
    why_like: Annotated[Text, _filled_in("topic", "example")]
    why: Line
    lean_title: Annotated[Text, _filled_in("role")]
    lean: Line
    liked: Annotated[Text, _filled_in("words", "fact")]
    disliked: Annotated[Text, _filled_in("words", "fact")]
    mixed_title: Line
    mixed: Line
    quiz_title: Annotated[Text, _filled_in("title", "number", "count")]
    quiz_outdated: Line
    quiz_result: Annotated[Text, _filled_in("count", "total", "role")]
    quiz_even: Line
    quiz_nudge: Line
    quiz_reason: Annotated[Text, _filled_in("role", "reason")]
    button_menu: ShortLine
    button_more: ShortLine
    button_compare: ShortLine
    button_fit: ShortLine
    button_quiz: ShortLine
    button_quiz_on: ShortLine
    button_again: ShortLine
    button_why: ShortLine
    button_retry: ShortLine


class RepliesFile(File):
    """`content/replies.yml`: what is said where no snippet answers."""

    not_covered: dict[Reference, NotCoveredShape]
    chat: dict[Reference, SayingShape]
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

    say: Label
    role: Reference
    reason: Text
    from_: list[Reference] = Field(alias="from", min_length=1)


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
    roles: dict[Reference, list[Label]] = {}


class LanguagesFile(File):
    """`content/languages.yml`."""

    languages: dict[Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)], LanguageShape]


Cue = Literal["like", "dislike", "other", "both", "why", "more", "first", "second", "quiz", "distress"]


class VocabularyFile(File):
    """`content/vocabulary.yml`: word lists that help understanding."""

    specifics: dict[Id, list[Label]] = {}
    ordinary: str = ""
    cues: dict[Cue, Block] = {}


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
    not_examples: Block = ""
    follow_ups: list[Reference] = []
