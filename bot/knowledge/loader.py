"""Reads the files under `intents/` and `content/` into one library, with everything that is wrong with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from bot.knowledge import files, yaml_file
from bot.knowledge.checks import check
from bot.knowledge.findings import Finding, LibraryError, errors, in_order
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
    Place,
    Point,
    Quiz,
    QuizQuestion,
    Replies,
    Role,
    Saying,
    Snippet,
    Vocabulary,
)

F = TypeVar("F", bound=files.File)
ENDINGS: Final = (".yml", ".yaml")
_ID = re.compile(files.ID_PATTERN)
_ARTICLE_ID = re.compile(r"^[a-z0-9][a-z0-9-]*$")


def load_library(intents_dir: Path, content_dir: Path) -> tuple[Library, tuple[Finding, ...]]:
    """The library, and warnings about what works but should not stay.

    Raises:
        LibraryError: with everything that is wrong, where the files cannot be used.
    """
    reader = _Reader(intents_dir, content_dir)
    library = _assemble(reader)
    if library is not None:
        reader.findings += check(library, reader.trees)
    findings = in_order(reader.findings)
    if library is None or errors(findings):
        raise LibraryError(findings)
    return library, findings


@dataclass
class _Reader:
    """Reads files and gathers findings."""

    intents_dir: Path
    content_dir: Path
    findings: list[Finding] = field(default_factory=list)
    trees: dict[str, yaml_file.Node] = field(default_factory=dict)
    """By shown path: what findings of later checks take their places from."""
    digest: Any = field(default_factory=hashlib.sha256)

    def shown(self, path: Path) -> str:
        for folder, name in ((self.intents_dir, "intents"), (self.content_dir, "content")):
            if path.is_relative_to(folder):
                return "/".join((name, *path.relative_to(folder).parts))
        return path.name

    def find(self, place: Place, code: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(place, code, message, remedy))

    def folder(self, folder: Path, shape: type[F], pattern: re.Pattern[str]) -> dict[str, tuple[F, yaml_file.Node]]:
        """All files of a folder by the id that their name gives, sorted."""
        if not folder.is_dir():
            self.find(Place(self.shown(folder), 1), "E020", "This folder is missing.", "Create it.")
            return {}
        found = {}
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            if path.name.startswith(".") or path.is_dir():
                continue
            place = Place(self.shown(path), 1)
            if path.suffix not in ENDINGS:
                self.find(place, "W021", "Only .yml files are read here.", "Rename or move it.")
            elif not pattern.match(path.stem):
                self.find(
                    place,
                    "E022",
                    f"`{path.stem}` cannot be an id.",
                    "Name the file in lower-case letters, digits and underscores, beginning with a letter.",
                )
            elif path.stem in found:
                self.find(place, "E023", f"`{path.stem}` exists twice, as .yml and .yaml.", "Keep one of the two.")
            elif (read := self.file(path, shape)) is not None:
                found[path.stem] = read
        return found

    def file(self, path: Path, shape: type[F]) -> tuple[F, yaml_file.Node] | None:
        """One file, validated against its shape."""
        shown = self.shown(path)
        tree, findings = yaml_file.read(path, shown)
        self.findings += findings
        if tree is None:
            return None
        self.trees[shown] = tree
        self.digest.update(shown.encode() + b"\0" + path.read_bytes() + b"\0")
        try:
            return shape.model_validate(tree.data()), tree
        except ValidationError as error:
            self.findings += [_shape_finding(tree, shape, dict(problem)) for problem in error.errors()]
            return None


_MESSAGES: Final = {
    "missing": ("`{key}` is missing.", "Add it; compare with another file of this kind."),
    "string_type": ("`{key}` must be a text.", "Write a text after `{key}:`, or a block after `{key}: |`."),
    "list_type": ("`{key}` must be a list.", "Write `{key}: [one, two]`, or one `- ...` a line below it."),
    "dict_type": ("`{key}` must hold keys of its own.", "Write `key: value` lines below it, indented by two spaces."),
    "model_type": ("`{key}` must hold keys of its own.", "Write `key: value` lines below it, indented by two spaces."),
    "model_attributes_type": ("`{key}` must hold keys of its own.", "Write `key: value` lines below it, indented."),
    "too_short": ("`{key}` has too few entries: at least {min_length}.", "Add what is missing."),
    "too_long": ("`{key}` has too many entries: at most {max_length}.", "Shorten it, or split it in two."),
    "string_too_short": ("`{key}` is empty.", "Write a text, or remove the key."),
    "string_too_long": ("`{key}` is too long: at most {max_length} characters.", "Shorten it."),
    "int_type": ("`{key}` must be a whole number.", "Write digits only."),
    "greater_than_equal": ("`{key}` is too small: at least {ge}.", "Write a larger number."),
    "less_than_equal": ("`{key}` is too large: at most {le}.", "Write a smaller number."),
}


def _shape_finding(tree: yaml_file.Node, shape: type[files.File], problem: dict[str, Any]) -> Finding:
    """A validation error in a maintainer's words, at its line."""
    path = tuple(step for step in problem["loc"] if step != "[key]")
    place = tree.place_of(path)
    key = str(path[-1]) if path else "the file"
    kind, context = problem["type"], problem.get("ctx") or {}
    if kind == "extra_forbidden":
        known = _known_keys(shape, path)
        near = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=60) if known else None
        remedy = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}." if known else "Remove it."
        return Finding(place, "E030", f"`{key}` is not known here.", remedy)
    if kind == "string_pattern_mismatch":
        remedy = "Use lower-case letters, digits and underscores (hyphens in fact ids); web addresses begin with https://."
        return Finding(place, "E032", f"`{problem['input']!s:.60}` cannot be used here.", remedy)
    if kind == "literal_error":
        return Finding(place, "E033", f"`{key}` must be {context.get('expected')}.", "Change it.")
    if kind in ("string_type", "model_type", "dict_type") and key in ("examples", "not_examples"):
        return Finding(place, "E034", f"`{key}` must be a block of lines.", f"Write `{key}: |`, then one question a line.")
    message, remedy = _MESSAGES.get(kind, ("`{key}`: " + str(problem["msg"]) + ".", "Compare it with another file."))
    values = {"key": key, **context}
    return Finding(place, "E031", message.format_map(values), remedy.format_map(values))


def _known_keys(shape: Any, path: tuple[str | int, ...]) -> list[str]:
    """The keys that are allowed beside the last step of a path."""
    for step in path[:-1]:
        fields = getattr(shape, "model_fields", None)
        if fields is not None:
            info = next((info for name, info in fields.items() if (info.alias or name) == step), None)
            shape = info.annotation if info else None
        elif getattr(shape, "__args__", None):
            shape = shape.__args__[-1]
        else:
            return []
    while getattr(shape, "__args__", None) and not hasattr(shape, "model_fields"):
        shape = shape.__args__[-1]
    return [info.alias or name for name, info in getattr(shape, "model_fields", {}).items()]


def _assemble(reader: _Reader) -> Library | None:
    """Turns files into values. None where a file that all others need is missing or broken."""
    content = reader.content_dir
    articles = reader.folder(content / "articles", files.ArticleFile, _ARTICLE_ID)
    roles = reader.folder(content / "roles", files.RoleFile, _ID)
    pairs = (
        reader.folder(content / "pairs", files.SnippetsFile, re.compile(r".*")) if (content / "pairs").is_dir() else {}
    )
    intents = reader.folder(reader.intents_dir, files.IntentFile, _ID)
    fields = _single(reader, "field", files.SnippetsFile, is_required=False)
    replies = _single(reader, "replies", files.RepliesFile, is_required=True)
    other_roles = _single(reader, "other_roles", files.OtherRolesFile, is_required=False)
    quiz = _single(reader, "quiz", files.QuizFile, is_required=False)
    languages = _single(reader, "languages", files.LanguagesFile, is_required=False)
    vocabulary = _single(reader, "vocabulary", files.VocabularyFile, is_required=False)
    thresholds = _single(reader, "thresholds", files.ThresholdsFile, is_required=False)

    facts = _Facts(reader, articles)
    read_roles = {id_: _role(id_, file, tree, facts) for id_, (file, tree) in roles.items()}
    library = Library(
        articles={id_: _article(id_, file) for id_, (file, _) in articles.items()},
        roles=read_roles,
        pairs=_pairs(reader, pairs, facts, set(read_roles)),
        field=_snippets(fields[0].snippets, fields[1], facts) if fields else {},
        intents={id_: _intent(id_, file, tree) for id_, (file, tree) in intents.items()},
        replies=_replies(replies[0]) if replies else _NO_REPLIES,
        other_roles={k: tuple(v) for k, v in sorted(other_roles[0].roles.items())} if other_roles else {},
        occupations=frozenset(other_roles[0].occupations) if other_roles else frozenset(),
        quiz=_quiz(quiz[0], quiz[1], facts) if quiz else None,
        languages=_languages(languages[0]) if languages else {},
        vocabulary=_vocabulary(vocabulary[0]) if vocabulary else Vocabulary(),
        thresholds={one.encoder: one.values for one in thresholds[0].chosen} if thresholds else {},
        version=reader.digest.hexdigest()[:12],
    )
    # A file that could not be read makes everything that refers to it look wrong: say only what is wrong in itself.
    return None if errors(reader.findings) else library


_NO_REPLIES: Final = Replies({}, {}, Saying("", ()), Saying("", ()), Saying("", ()), Saying("", ()), {})


def _single(
    reader: _Reader, name: str, shape: type[F], *, is_required: bool
) -> tuple[F, yaml_file.Node] | None:
    for ending in ENDINGS:
        path = reader.content_dir / f"{name}{ending}"
        if path.exists():
            return reader.file(path, shape)
    if is_required:
        place = Place(f"content/{name}.yml", 1)
        reader.find(place, "E020", "This file is missing.", "Create it, or copy the one of the project.")
    return None


class _Facts:
    """All facts of all articles by id."""

    def __init__(self, reader: _Reader, articles: dict[str, tuple[files.ArticleFile, yaml_file.Node]]) -> None:
        self.reader = reader
        self.by_id: dict[str, Fact] = {}
        self.places: dict[str, Place] = {}
        for article, (file, tree) in articles.items():
            for part_id, part in file.parts.items():
                for id_, say in part.facts.items():
                    place = tree.place_of(("parts", part_id, "facts", id_))
                    if id_ in self.by_id:
                        message = f"The fact `{id_}` is already in {self.places[id_]}."
                        reader.find(place, "E040", message, "Give one of the two another id.")
                        continue
                    self.by_id[id_] = Fact(id_, say, part.title, article)
                    self.places[id_] = place

    def get(self, ids: Iterable[str], tree: yaml_file.Node, path: tuple[str | int, ...]) -> tuple[Fact, ...]:
        """The facts with these ids; each that does not exist is a finding at `path`."""
        found = []
        for index, id_ in enumerate(ids):
            if id_ in self.by_id:
                found.append(self.by_id[id_])
                continue
            place = tree.place_of((*path, index)) if tree.at((*path, index)) else tree.place_of(path)
            near = process.extractOne(id_, list(self.by_id), scorer=fuzz.ratio, score_cutoff=60)
            remedy = f"Did you mean `{near[0]}`?" if near else "Name a fact of a file in content/articles/."
            self.reader.find(place, "E041", f"There is no fact `{id_}`.", remedy)
        return tuple(found)


def _article(id_: str, file: files.ArticleFile) -> Article:
    return Article(id_, file.title, file.url, tuple(part.title for part in file.parts.values()))


def _snippets(
    shapes: dict[str, files.SnippetShape], tree: yaml_file.Node, facts: _Facts
) -> dict[str, Snippet]:
    return {
        intent: Snippet(
            shape.title,
            shape.lead,
            tuple(
                Point(point.say, facts.get(point.from_, tree, ("snippets", intent, "points", index, "from")))
                for index, point in enumerate(shape.points)
            ),
        )
        for intent, shape in sorted(shapes.items())
    }


def _role(id_: str, file: files.RoleFile, tree: yaml_file.Node, facts: _Facts) -> Role:
    likes = []
    for fact_id in file.likes:
        fact = facts.get((fact_id,), tree, ("likes", fact_id))
        node = tree.at(("likes", fact_id))
        if fact and node is not None:
            likes += [Like(phrase, id_, fact[0]) for phrase, _ in node.lines()]
    return Role(
        id_,
        file.name,
        file.plural,
        file.short,
        file.emoji,
        tuple(file.aliases),
        _snippets(file.snippets, tree, facts),
        tuple(file.field_names),
        tuple(likes),
    )


def _pairs(
    reader: _Reader,
    pairs: dict[str, tuple[files.SnippetsFile, yaml_file.Node]],
    facts: _Facts,
    roles: set[str],
) -> dict[tuple[str, str], Pair]:
    found = {}
    for name, (file, tree) in pairs.items():
        one, _, two = name.partition("--")
        place = Place(tree.place.path, 1)
        missing = [role for role in (one, two) if role not in roles]
        if missing:
            reader.find(
                place,
                "E042",
                f"There is no role `{missing[0]}`.",
                "Name the file `<role>--<role>.yml` after two files in content/roles/.",
            )
        elif one >= two:
            reader.find(place, "E043", "The two roles are not in alphabetical order.", f"Name it `{two}--{one}.yml`.")
        else:
            found[(one, two)] = Pair((one, two), _snippets(file.snippets, tree, facts))
    return found


def _intent(id_: str, file: files.IntentFile, tree: yaml_file.Node) -> Intent:
    def questions(key: str) -> tuple[Example, ...]:
        node = tree.at((key,))
        return tuple(Example(text, place) for text, place in node.lines()) if node else ()

    return Intent(
        id_,
        file.title,
        frozenset(About(about) for about in file.about),
        questions("examples"),
        questions("not_examples"),
        tuple(file.follow_ups),
    )


def _saying(shape: files.SayingShape) -> Saying:
    return Saying(shape.title, tuple(shape.says), tuple(shape.points))


def _replies(file: files.RepliesFile) -> Replies:
    return Replies(
        not_covered={
            intent: NotCovered(shape.title, tuple(shape.says), shape.closest, tuple((link.label, link.url) for link in shape.links))
            for intent, shape in sorted(file.not_covered.items())
        },
        chat={intent: _saying(shape) for intent, shape in sorted(file.chat.items())},
        fallback=_saying(file.fallback),
        distress=_saying(file.distress),
        start=_saying(file.start),
        none=_saying(file.none),
        lines=file.lines.model_dump(),
    )


def _quiz(file: files.QuizFile, tree: yaml_file.Node, facts: _Facts) -> Quiz:
    questions = []
    for number, question in enumerate(file.questions):
        choices = tuple(
            Choice(
                choice.say,
                choice.role,
                choice.reason,
                facts.get(choice.from_, tree, ("questions", number, "choices", index, "from")),
            )
            for index, choice in enumerate(question.choices)
        )
        questions.append(QuizQuestion(question.ask, choices))
    return Quiz(file.version, file.title, tuple(questions))


def _languages(file: files.LanguagesFile) -> dict[str, Language]:
    return {
        id_: Language(
            id_,
            shape.name,
            shape.notice,
            frozenset(word.casefold() for word in shape.words),
            {role: tuple(names) for role, names in sorted(shape.roles.items())},
        )
        for id_, shape in sorted(file.languages.items())
    }


def _vocabulary(file: files.VocabularyFile) -> Vocabulary:
    return Vocabulary(
        {kind: tuple(names) for kind, names in file.specifics.items()},
        frozenset(file.ordinary.casefold().split()),
        {
            cue: tuple(line.strip() for line in block.splitlines() if line.strip())
            for cue, block in sorted(file.cues.items())
        },
    )
