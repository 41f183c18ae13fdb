"""The library: everything that the files under `intents/` and `content/` say, as immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

OUT_OF_SCOPE: Final = "out_of_scope"
"""The intent of questions that are nobody's."""


class About(StrEnum):
    """What an intent can be about."""

    ROLE = "role"
    PAIR = "pair"
    FIELD = "field"
    CHAT = "chat"


@dataclass(frozen=True)
class Place:
    """Where something stands in a file, counted from 1."""

    path: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Fact:
    """One claim of an article, in our own words."""

    id: str
    say: str
    part: str
    """Title of the part of the article that it stands in."""
    article: str
    """Id of the article."""


@dataclass(frozen=True)
class Article:
    """A published text that facts are taken from."""

    id: str
    title: str
    url: str
    parts: tuple[str, ...]
    """Titles of its parts, in its own order."""


@dataclass(frozen=True)
class Point:
    """One thing that a snippet says, with the facts it rests on."""

    say: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Snippet:
    """A short answer to one intent for a role, a pair of roles, or the field."""

    title: str
    lead: str
    points: tuple[Point, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of all points, each once, in order."""
        return tuple(dict.fromkeys(fact for point in self.points for fact in point.facts))


@dataclass(frozen=True)
class Like:
    """Something people say they enjoy, under the fact that makes it speak for a role."""

    phrase: str
    role: str
    fact: Fact


@dataclass(frozen=True)
class Role:
    """A career that the bot knows."""

    id: str
    name: str
    plural: str
    short: str
    emoji: str
    aliases: tuple[str, ...]
    snippets: Mapping[str, Snippet]
    """By intent id."""
    field_names: tuple[str, ...] = ()
    """Names of its field, which mean the role only beside another role or before a word such as "jobs"."""
    likes: tuple[Like, ...] = ()
    themes: tuple[tuple[str, Fact], ...] = ()
    """Words in a question, and the fact about the role that says something on them."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every English spelling of the role, each once."""
        return tuple(dict.fromkeys((self.name, self.plural, self.short, *self.aliases)))


@dataclass(frozen=True)
class Pair:
    """Two roles, in the library's order, and the snippets about both."""

    roles: tuple[str, str]
    snippets: Mapping[str, Snippet]


@dataclass(frozen=True)
class Example:
    """A question in people's own words, and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True)
class Intent:
    """One thing that people ask about."""

    id: str
    title: str
    about: frozenset[About]
    examples: tuple[Example, ...]
    not_examples: tuple[Example, ...]
    follow_ups: tuple[str, ...]
    foreign_examples: tuple[Example, ...] = ()
    """In other languages than English."""


@dataclass(frozen=True)
class NotCovered:
    """The honest reply to a career question that the article leaves out."""

    title: str
    says: tuple[str, ...]
    """Wordings for the first, second and third time in a row."""
    closest: str
    """Intent id of the closest thing that the article does say, or `menu`."""
    links: tuple[tuple[str, str], ...] = ()
    """Links of the deployment's own: label and address."""


@dataclass(frozen=True)
class Saying:
    """Something that the bot says of itself: small talk, fallbacks."""

    title: str
    says: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replies:
    """What is said where no snippet answers."""

    not_covered: Mapping[str, NotCovered]
    chat: Mapping[str, Saying]
    fallback: Saying
    distress: Saying
    start: Saying
    none: Saying
    """After "none of these"."""
    lines: Mapping[str, str]
    """Single lines of the conversation, by name; the names are those of `files.Lines`."""


@dataclass(frozen=True)
class Choice:
    """One answer to a question of the quiz."""

    say: str
    role: str
    reason: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class QuizQuestion:
    """One question of the quiz."""

    ask: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Quiz:
    """The quiz "Which fits me?"."""

    version: int
    title: str
    questions: tuple[QuizQuestion, ...]


@dataclass(frozen=True)
class Language:
    """A language other than English that questions are understood in."""

    id: str
    """BCP-47 tag."""
    name: str
    notice: str
    words: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    """Names of roles in it, by role id."""
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases in it, as those of the vocabulary."""


@dataclass(frozen=True)
class Vocabulary:
    """Lists of words that help understanding."""

    specifics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names that a question may carry and the article does not go into, by kind."""
    ordinary: frozenset[str] = frozenset()
    """Plain words that never are such a name."""
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases by what they tell: `like`, `dislike`, `distress`, and those of `Reference`."""


@dataclass(frozen=True)
class Library:
    """All knowledge of the bot. Intents, roles and articles are sorted by id, whatever the order of files."""

    articles: Mapping[str, Article]
    roles: Mapping[str, Role]
    pairs: Mapping[tuple[str, str], Pair]
    field: Mapping[str, Snippet]
    """Snippets about the field, by intent id."""
    intents: Mapping[str, Intent]
    replies: Replies
    other_roles: Mapping[str, tuple[str, ...]]
    """Careers near the known ones: canonical name to other spellings."""
    occupations: frozenset[str]
    """Everything else that people work as."""
    quiz: Quiz | None
    languages: Mapping[str, Language]
    vocabulary: Vocabulary
    thresholds: Mapping[str, Mapping[str, float]]
    """Values by encoder and name, as `content/thresholds.yml` keeps them."""
    version: str
    """Hex digest of the files' bytes, the same wherever they lie."""

    @cached_property
    def likes(self) -> tuple[Like, ...]:
        """The likes of all roles."""
        return tuple(like for role in self.roles.values() for like in role.likes)

    def snippet(self, intent: str, roles: tuple[str, ...]) -> Snippet | None:
        """The snippet of an intent about exactly these roles (none: the field), or None where there is none."""
        match roles:
            case ():
                return self.field.get(intent)
            case (role,):
                return self.roles[role].snippets.get(intent) if role in self.roles else None
            case (one, two):
                pair = self.pairs.get((one, two))
                return pair.snippets.get(intent) if pair else None
            case _:
                return None

    def in_order(self, roles: set[str] | frozenset[str] | tuple[str, ...]) -> tuple[str, ...]:
        """These roles in the library's order, each once; unknown ids are left out."""
        return tuple(role for role in self.roles if role in roles)
