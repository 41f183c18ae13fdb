"""The shapes of the files that maintainers edit.

What stands below a field is also what editors show beside it, and what `docs/files.md` says of it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from bot.knowledge.values import (
    Block,
    Decimal,
    FactId,
    FilledIn,
    Id,
    Label,
    LanguageId,
    Line,
    Number,
    Reference,
    Said,
    ShortLine,
    Text,
    Url,
    as_number,
)


class Shape(BaseModel):
    """What all shapes share: nothing unknown is let pass, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class File(Shape):
    """A whole file."""

    kind: ClassVar[str]
    """Names its schema."""
    where: ClassVar[tuple[str, ...]]
    """Which files have this shape; a star stands for an id."""
    format: Annotated[Literal[1], BeforeValidator(as_number)]
    """The version of this format: 1."""


class PartShape(Shape):
    """A part of an article, such as a section under a heading."""

    title: Text
    """The heading, as the article has it; answers name it as their source."""
    facts: dict[FactId, Text] = Field(min_length=1)
    """Each claim of this part once, in your own words: an id of lower-case letters, digits and hyphens, and the claim
    as one plain sentence. An id belongs to one claim in all articles."""


class ArticleFile(File):
    """The article as data: every claim that it makes, once, under its part. Every answer rests on these claims."""

    kind = "article"
    where = ("content/articles/*.yml",)
    title: Text
    """The title, as published."""
    url: Url
    """Where it can be read."""
    parts: dict[FactId, PartShape] = Field(min_length=1)
    """The article's parts in its own order, each under an id of your choice."""


class PointShape(Shape):
    """One thing that a snippet says."""

    say: Text
    """One thing, in plain words, and nothing that its facts do not say."""
    from_: list[Reference] = Field(alias="from", min_length=1)
    """Ids of the facts that it rests on."""


class SnippetShape(Shape):
    """A short answer: one card."""

    title: Label
    """Stands above the card, and on the buttons that lead to it. Name the role in it."""
    lead: Text
    """One sentence that answers the question by itself."""
    points: list[PointShape] = Field(min_length=1, max_length=4)
    """What the article says on it, one to four things."""


class RoleFile(File):
    """A role: how people call it, what they say they like about it, and what the article says of it."""

    kind = "role"
    where = ("content/roles/*.yml",)
    name: Label
    """One of them, with capitals."""
    plural: Label
    """Several of them, with capitals."""
    short: Label
    """An abbreviation, for small buttons. It is recognised in questions, too."""
    emoji: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    """Stands before the name on buttons."""
    aliases: list[Label] = []
    """Other names that people type. Plurals, possessives and typing errors are recognised without being listed."""
    field_names: list[Label] = []
    """Names of its field. They mean the role only beside another role or before a word such as "jobs"."""
    likes: dict[Reference, Block] = {}
    """What people say they enjoy, a phrase a line, under the fact that makes it speak for this role. From it the bot
    answers "I love ..., which one fits me?"."""
    themes: dict[Reference, list[Label]] = {}
    """Words in a question on which a fact about this role says something: it is told first, above the card."""
    snippets: dict[Reference, SnippetShape] = {}
    """The answers about this role, each under the id of the intent that it answers."""


class SnippetsFile(File):
    """Answers about two roles (`content/pairs/`) or about the field as a whole (`content/field.yml`)."""

    kind = "snippets"
    where = ("content/pairs/*.yml", "content/field.yml")
    snippets: dict[Reference, SnippetShape]
    """The answers, each under the id of the intent that it answers."""


class LinkShape(Shape):
    """A link of your own."""

    label: Label
    """What its button says."""
    url: Url
    """Where it leads."""


class NotCoveredShape(Shape):
    """The honest reply to a topic that the article leaves out."""

    title: Label
    """Stands above the card."""
    closest: Reference
    """The intent that comes closest to it and has snippets: the card has a button to it. Or `menu`."""
    says: list[Said] = Field(min_length=1)
    """What is said: one wording for the first time in a row, another for the second ... `{roles}` names all roles."""
    links: list[LinkShape] = Field(default=[], max_length=2)
    """Links of your own that do help with the topic."""


class SayingShape(Shape):
    """Something the bot says of itself."""

    title: Label
    """Stands above the card."""
    says: list[Said] = Field(min_length=1)
    """What is said, in as many wordings as you like. `{roles}` names all roles."""
    points: list[Said] = Field(default=[], max_length=4)
    """Lines below it."""


class Lines(Shape):
    """Single lines of the conversation. What stands in braces is filled in by the bot."""

    menu_title: ShortLine
    menu: Line
    more_title: Line
    more: Line
    clarify_title: ShortLine
    clarify: Line
    none_of_these: ShortLine
    near: Annotated[Text, FilledIn(("words",))]
    """Before an answer to a question that names something the article does not go into."""
    near_too: Annotated[Text, FilledIn(("words",))]
    theme: Annotated[Text, FilledIn(("facts",))]
    theme_elsewhere: Annotated[Text, FilledIn(("facts", "roles"))]
    nothing_yet: Annotated[Text, FilledIn(("role",))]
    nothing_for_pair: Line
    question_of_two: Line
    nothing_before_title: Line
    nothing_before: Line
    unreadable_title: Line
    unreadable: Line
    trouble_title: Line
    trouble: Line
    why_title: Line
    why_like: Annotated[Text, FilledIn(("topic", "example"))]
    why: Line
    lean_title: Annotated[Text, FilledIn(("role",))]
    lean: Line
    liked: Annotated[Text, FilledIn(("words", "fact"))]
    disliked: Annotated[Text, FilledIn(("words", "fact"))]
    mixed_title: Line
    mixed: Line
    quiz_title: Annotated[Text, FilledIn(("title", "number", "count"))]
    quiz_outdated: Line
    quiz_result: Annotated[Text, FilledIn(("count", "total", "role"))]
    quiz_even: Line
    quiz_nudge: Line
    quiz_reason: Annotated[Text, FilledIn(("role", "reason"))]
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
    """What is said where no snippet answers."""

    kind = "replies"
    where = ("content/replies.yml",)
    not_covered: dict[Reference, NotCoveredShape]
    """Topics that the article leaves out, each under its intent."""
    chat: dict[Reference, SayingShape]
    """Small talk, each under its intent."""
    fallback: SayingShape
    """Said when nothing was understood."""
    distress: SayingShape
    """Said when somebody sounds in distress."""
    start: SayingShape
    """The first thing that anybody sees."""
    none: SayingShape
    """Said after "none of these"."""
    lines: Lines
    """Single lines of the conversation."""


class OtherRolesFile(File):
    """Names of other roles and occupations, so that a question about them is never answered as if about yours."""

    kind = "other_roles"
    where = ("content/other_roles.yml",)
    roles: dict[Label, list[Label]] = {}
    """Careers near yours, each with its other spellings."""
    occupations: list[Label] = []
    """Everything else that people work as."""


class ChoiceShape(Shape):
    """One answer to a question of the quiz."""

    say: Label
    """What its button says."""
    role: Reference
    """The role that it leans to: the name of a file in `content/roles/`."""
    reason: Text
    """Ends the sentence "<role>, because ..." of the result."""
    from_: list[Reference] = Field(alias="from", min_length=1)
    """Ids of the facts that it rests on."""


class QuizQuestionShape(Shape):
    """One question of the quiz."""

    ask: Text
    """The question."""
    choices: list[ChoiceShape] = Field(min_length=2, max_length=4)
    """Its answers."""


class QuizFile(File):
    """The quiz "Which fits me?"."""

    kind = "quiz"
    where = ("content/quiz.yml",)
    version: Number = Field(ge=1, le=999)
    """Count it up when you change questions or choices, so that old buttons begin anew."""
    title: Label
    """Stands above each question."""
    questions: list[QuizQuestionShape] = Field(min_length=2, max_length=12)
    """About six are enough."""


Cue = Literal[
    "like",
    "dislike",
    "good",
    "bad",
    "tolerated",
    "torn",
    "neutral",
    "liked",
    "disliked",
    "other",
    "both",
    "why",
    "more",
    "first",
    "second",
    "quiz",
    "compare",
    "shorter",
    "wrong",
    "aside",
    "follow_up",
    "distress",
]


class LanguageShape(Shape):
    """A language other than English that questions are understood in."""

    name: Label
    """In English."""
    notice: Text
    """One line, in that language: questions are welcome, answers are in English."""
    words: list[Label] = []
    """Some of its most frequent short words, to recognise it by."""
    roles: dict[Reference, list[Label]] = {}
    """Names of each role in it."""
    cues: dict[Cue, Block] = {}
    """Phrases in it, as in the vocabulary: how people sound in distress, or refer back to the last answer."""


class LanguagesFile(File):
    """Languages other than English that questions are understood in."""

    kind = "languages"
    where = ("content/languages.yml",)
    languages: dict[LanguageId, LanguageShape]
    """Each under its code, such as `de` or `pt-BR`."""


class VocabularyFile(File):
    """Word lists that help understanding."""

    kind = "vocabulary"
    where = ("content/vocabulary.yml",)
    specifics: dict[Id, list[Label]] = {}
    """Names that a question may carry and the article does not go into, by kind: companies, places, tools ... The
    reply then says so. In lists whose kind begins with `case_sensitive_` capitals count."""
    ordinary: str = ""
    """Plain words that never are such a name, separated by spaces."""
    cues: dict[Cue, Block] = {}
    """Phrases, one a line: how people say that they like or dislike something, refer back to the last answer, or sound
    in distress. In phrases of distress a star stands for any ending of a word, or by itself for up to three words;
    `follow_up` are words that may stand beside a role without making it a question."""


class ChosenShape(Shape):
    """Thresholds for one encoder, and how they were chosen."""

    encoder: Text
    at: Text
    on: list[Text]
    cost: dict[Id, Decimal]
    values: dict[Id, Decimal]
    buys: dict[Id, Decimal]


class ThresholdsFile(File):
    """How sure the bot must be. Written by `python -m bot thresholds`, not by hand."""

    kind = "thresholds"
    where = ("content/thresholds.yml",)
    chosen: list[ChosenShape]
    """An entry for each encoder."""


class IntentFile(File):
    """One thing that people ask about, with the questions that teach the bot to recognise it."""

    kind = "intent"
    where = ("intents/*.yml",)
    title: Label
    """For menus and buttons, such as "Skills they need"."""
    about: list[Literal["role", "pair", "field", "chat"]] = Field(min_length=1)
    """What it can be asked about: `role` (one role), `pair` (two of them), `field` (the field as a whole), `chat`
    (small talk). It may be asked of several."""
    examples: Block
    """Questions in people's own words, one a line, below a `|`. Name roles as people do; every example teaches its
    question for all roles. At least 15, each different from the others."""
    not_examples: Block = ""
    """Questions that look alike and mean something else, one a line, below a `|`."""
    foreign_examples: Block = ""
    """Questions in other languages than English, one a line, below a `|`. The bot understands these languages from the
    English examples already; some of their own make it surer."""
    follow_ups: list[Reference] = []
    """Intents that its card leads on to, the most wanted first."""


SHAPES: Final[tuple[type[File], ...]] = (
    IntentFile,
    ArticleFile,
    RoleFile,
    SnippetsFile,
    RepliesFile,
    OtherRolesFile,
    QuizFile,
    LanguagesFile,
    VocabularyFile,
    ThresholdsFile,
)
"""All kinds of files, those first that are edited most."""
