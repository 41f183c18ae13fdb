"""What the files hold and what they refer to, gathered once for all checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.knowledge.library import About, Place
from bot.knowledge.names import NameIndex, replace
from bot.knowledge.sources import Source, Sources
from bot.knowledge.text import same_question
from bot.knowledge.tree import Node

Named = tuple[str, str, Place]
"""A role, one of its names, and where that stands."""


@dataclass(frozen=True)
class KnownSnippet:
    """A snippet, whatever its shape."""

    intent: str
    place: Place
    about: About
    source: Source[Any]
    node: Node


class Known:
    """Looks into the trees of all files; a file that cannot be read holds nothing."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.intents = sources.intents
        self.roles = tuple(sources.roles)
        self.tables: list[tuple[About, Source[Any]]] = [(About.ROLE, source) for source in sources.roles.values()]
        self.tables += [(About.PAIR, source) for source in sources.pairs.values()]
        self.tables += [(About.FIELD, sources.field)] if sources.field else []
        """The files that hold snippets."""
        self.snippets = [
            KnownSnippet(intent, place, about, source, node)
            for about, source in self.tables
            for intent, place, node in source.at("snippets").items()
        ]
        self.with_snippets = sorted({snippet.intent for snippet in self.snippets})
        self.has_all_snippets = bool(self.roles) and all(source.has_table("snippets") for _, source in self.tables)
        """Whether a snippet that is not known does not exist."""

    def about(self, intent: str) -> frozenset[About]:
        """What an intent can be about; nothing where that is not certain."""
        source = self.intents.get(intent)
        said = [node.text for node in source.at("about").entries()] if source else []
        return frozenset(About(one) for one in said) if set(said) <= set(About) else frozenset()

    # Facts

    def facts(self) -> Iterator[tuple[str, Place, Node]]:
        """The facts of all articles, each with its place."""
        for source in self.sources.articles.values():
            for _, _, part in source.at("parts").items():
                yield from part.at("facts").items()

    @cached_property
    def fact_places(self) -> dict[str, Place]:
        """Where each fact stands first."""
        places: dict[str, Place] = {}
        for id_, place, _ in self.facts():
            places.setdefault(id_, place)
        return places

    @cached_property
    def has_all_facts(self) -> bool:
        """Whether a fact that is not known does not exist."""
        articles = self.sources.articles.values()
        return bool(articles) and all(
            source.has_table("parts")
            and all(isinstance(part.at("facts").value, dict) for _, _, part in source.at("parts").items())
            for source in articles
        )

    @cached_property
    def facts_of_snippets(self) -> frozenset[str]:
        """The facts that snippets rest on."""
        return frozenset(node.text for snippet in self.snippets for node in _named_facts(snippet.node))

    def fact_references(self) -> Iterator[Node]:
        """Wherever a fact is named."""
        for snippet in self.snippets:
            yield from _named_facts(snippet.node)
        for role in self.sources.roles.values():
            for table in ("likes", "themes"):
                for id_, place, _ in role.at(table).items():
                    yield Node(id_, place)
        if self.sources.quiz:
            yield from _named_facts(self.sources.quiz.at("questions"))

    # Roles and replies

    def role_references(self) -> Iterator[tuple[str, Place]]:
        """Wherever a role is named by its id, but for names of files."""
        if self.sources.quiz:
            for question in self.sources.quiz.at("questions").entries():
                for choice in question.at("choices").entries():
                    if role := choice.at("role").text:
                        yield role, choice.at("role").place
        if self.sources.languages:
            for _, _, language in self.sources.languages.at("languages").items():
                for role, place, _ in language.at("roles").items():
                    yield role, place

    def role_names(self) -> Iterator[Named]:
        """Every name of every role, in all languages."""
        for role in self.sources.roles.values():
            for key in ("name", "plural", "short", "aliases", "field_names"):
                yield from _named(role.id, role.at(key))
        if self.sources.languages:
            for _, _, language in self.sources.languages.at("languages").items():
                for role_id, _, names in language.at("roles").items():
                    yield from _named(role_id, names)

    def other_role_names(self) -> Iterator[Named]:
        """Every name of the other roles."""
        if self.sources.other_roles:
            for name, place, spellings in self.sources.other_roles.at("roles").items():
                yield name, name, place
                yield from _named(name, spellings)

    @cached_property
    def role_index(self) -> NameIndex:
        """Finds roles in a text."""
        names: dict[str, list[str]] = {}
        for role, name, _ in self.role_names():
            names.setdefault(role, []).append(name)
        return NameIndex(names)

    def same_question(self, question: str) -> str:
        """What is equal for questions that differ in nothing but spelling and the roles they name."""
        return same_question(replace(question, self.role_index.find(question), defaultdict(lambda: "role")))

    @property
    def has_all_replies(self) -> bool:
        """Whether a reply that is not known does not exist."""
        replies = self.sources.replies
        return replies is not None and replies.has_table("not_covered") and replies.has_table("chat")

    def replies(self) -> Iterator[tuple[str, str, Place, Node]]:
        """The replies to intents: section, intent, place and what it says."""
        if self.sources.replies:
            for section in ("not_covered", "chat"):
                for intent, place, node in self.sources.replies.at(section).items():
                    yield section, intent, place, node


def _named_facts(node: Node) -> Iterator[Node]:
    for one in node.walk():
        yield from one.at("from").entries()


def _named(role: str, names: Node) -> Iterator[Named]:
    for node in names.entries():
        if node.text:
            yield role, node.text, node.place
