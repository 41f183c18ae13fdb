"""Which files there are under `intents/` and `content/`, each read and held against its shape.

What is wrong with one file keeps nobody from looking at the others, nor at the rest of that file: its tree stays.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import ValidationError

from bot.knowledge import files
from bot.knowledge.findings import Finding, instead, printable
from bot.knowledge.library import Place
from bot.knowledge.shape_problems import explain
from bot.knowledge.tree import Node
from bot.knowledge.values import FACT_PATTERN, ID_PATTERN
from bot.knowledge.yaml_file import read

F = TypeVar("F", bound=files.File)
ENDINGS: Final = (".yml", ".yaml")
FOLDERS: Final = ("articles", "roles", "pairs")
"""Of `content/`."""
SINGLE_FILES: Final = ("field", "replies", "other_roles", "quiz", "languages", "vocabulary", "thresholds")
"""Of `content/`."""
WORD: Final = re.compile(ID_PATTERN)
"""Names of intents and roles."""
HYPHENED: Final = re.compile(FACT_PATTERN)
"""Names of articles."""
_PAIR: Final = re.compile(r"[a-z][a-z0-9_]*--[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Source(Generic[F]):
    """One file."""

    id: str
    """What its name says."""
    path: str
    """As findings name it."""
    tree: Node | None
    """None where it cannot be read at all."""
    shape: F | None
    """None where something about it is wrong."""

    def at(self, *path: str | int) -> Node:
        """What stands under these keys and indexes; empty where nothing does."""
        return (self.tree or Node("", Place(self.path, 1))).at(*path)

    def place_of(self, *path: str | int) -> Place:
        """Where an entry begins, or the nearest thing above it."""
        return (self.tree or Node("", Place(self.path, 1))).place_of(path)

    def has_table(self, *path: str) -> bool:
        """Whether it is known which keys stand under these: absence of one means something."""
        return self.shape is not None or isinstance(self.at(*path).value, dict)

    def whole(self) -> F:
        """Its content; asked for only where nothing is wrong.

        Raises:
            ValueError: Something is.
        """
        if self.shape is None:
            raise ValueError(f"{self.path} has errors")
        return self.shape


@dataclass(frozen=True)
class Sources:
    """All files, by id and in its order; None for a single file that is missing."""

    articles: dict[str, Source[files.ArticleFile]]
    roles: dict[str, Source[files.RoleFile]]
    pairs: dict[str, Source[files.SnippetsFile]]
    intents: dict[str, Source[files.IntentFile]]
    field: Source[files.SnippetsFile] | None
    replies: Source[files.RepliesFile] | None
    other_roles: Source[files.OtherRolesFile] | None
    quiz: Source[files.QuizFile] | None
    languages: Source[files.LanguagesFile] | None
    vocabulary: Source[files.VocabularyFile] | None
    thresholds: Source[files.ThresholdsFile] | None
    version: str
    """Hex digest of all contents, the same wherever the files lie."""


def read_sources(intents_dir: Path, content_dir: Path) -> tuple[Sources, list[Finding]]:
    """All files, and what is wrong with each by itself."""
    reader = _Reader()
    content = _Folder(content_dir, "content")
    reader.look_for_strangers(content)
    sources = Sources(
        articles=reader.folder(content.below("articles"), files.ArticleFile, HYPHENED),
        roles=reader.folder(content.below("roles"), files.RoleFile, WORD),
        pairs=reader.folder(content.below("pairs"), files.SnippetsFile, _PAIR, is_required=False),
        intents=reader.folder(_Folder(intents_dir, "intents"), files.IntentFile, WORD),
        field=reader.single(content, "field", files.SnippetsFile),
        replies=reader.single(content, "replies", files.RepliesFile, is_required=True),
        other_roles=reader.single(content, "other_roles", files.OtherRolesFile),
        quiz=reader.single(content, "quiz", files.QuizFile),
        languages=reader.single(content, "languages", files.LanguagesFile),
        vocabulary=reader.single(content, "vocabulary", files.VocabularyFile),
        thresholds=reader.single(content, "thresholds", files.ThresholdsFile),
        version=reader.digest.hexdigest()[:12],
    )
    return sources, reader.findings


@dataclass(frozen=True)
class _Folder:
    path: Path
    shown: str
    """As findings name it, wherever it lies."""

    def below(self, name: str) -> _Folder:
        return _Folder(self.path / name, self.shown_name(name))

    def shown_name(self, name: str) -> str:
        return f"{self.shown}/{printable(name)}"

    def entries(self) -> list[Path]:
        """What lies in it, hidden files left out, sorted.

        Raises:
            OSError: It cannot be looked into.
        """
        return sorted(path for path in self.path.iterdir() if not path.name.startswith("."))


@dataclass
class _Reader:
    """Reads files and gathers findings."""

    findings: list[Finding] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)

    def folder(
        self, folder: _Folder, shape: type[F], pattern: re.Pattern[str], *, is_required: bool = True
    ) -> dict[str, Source[F]]:
        """All files of a folder by id, sorted."""
        found: dict[str, Source[F]] = {}
        for path in self._paths(folder, is_required):
            shown = folder.shown_name(path.name)
            id_ = path.stem
            if not pattern.fullmatch(id_):
                id_ = as_id(id_, pattern)
                message, remedy = "The name of this file cannot be an id.", _NAME_REMEDIES[pattern]
                self._find(Place(shown, 1), "E022", message, remedy.format(id=id_))
            source = self._source(path, id_, shown, shape)
            if id_ in found:
                message = f"`{id_}` is also in {found[id_].path}."
                self._find(Place(shown, 1), "E023", message, "Keep one of the two, or rename one.")
            else:
                found[id_] = source
        return dict(sorted(found.items()))

    def _paths(self, folder: _Folder, is_required: bool) -> list[Path]:
        place = Place(folder.shown, 1)
        try:
            entries = folder.entries()
        except FileNotFoundError:
            if is_required:
                self._find(place, "E020", "This folder is missing.", "Create it.")
            return []
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self._find(place, "E020", f"This folder cannot be read: {reason}.", "Check that it is one, and its rights.")
            return []
        paths = [path for path in entries if path.suffix in ENDINGS]
        for path in entries:
            if path.suffix not in ENDINGS:
                self._nobody_reads(
                    folder.shown_name(path.name), "Give it a name that ends in .yml, or move it elsewhere."
                )
        if not paths and is_required:
            self._find(place, "E021", "There is no file in this folder.", "Add one; files are named `<id>.yml`.")
        return paths

    def single(self, folder: _Folder, name: str, shape: type[F], *, is_required: bool = False) -> Source[F] | None:
        """The file of this name, if there is one."""
        paths = [path for ending in ENDINGS if _exists(path := folder.path / f"{name}{ending}")]
        if not paths:
            if is_required:
                remedy = "Create it, or copy the project's."
                self._find(Place(folder.shown_name(f"{name}.yml"), 1), "E020", "This file is missing.", remedy)
            return None
        for second in paths[1:]:
            message = f"`{name}` is also in {folder.shown_name(paths[0].name)}."
            self._find(Place(folder.shown_name(second.name), 1), "E023", message, "Keep one of the two.")
        return self._source(paths[0], name, folder.shown_name(paths[0].name), shape)

    def look_for_strangers(self, folder: _Folder) -> None:
        """Warns of what nobody reads in a folder of single files."""
        try:
            entries = folder.entries()
        except OSError:
            return
        known = [*FOLDERS, *(f"{name}.yml" for name in SINGLE_FILES)]
        for path in entries:
            if path.name not in known and not (path.suffix in ENDINGS and path.stem in SINGLE_FILES):
                self._nobody_reads(folder.shown_name(path.name), instead(path.name, known, "Move it elsewhere."))

    def _source(self, path: Path, id_: str, shown: str, shape: type[F]) -> Source[F]:
        reading = read(path, shown)
        self.findings += reading.findings
        self.digest.update(shown.encode() + b"\0" + reading.content + b"\0")
        if reading.tree is None:
            return Source(id_, shown, None, None)
        try:
            return Source(id_, shown, reading.tree, shape.model_validate(reading.tree.data()))
        except ValidationError as error:
            self.findings += explain(error, reading.tree, shape)
            return Source(id_, shown, reading.tree, None)

    def _find(self, place: Place, code: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(place, code, message, remedy))

    def _nobody_reads(self, shown: str, remedy: str) -> None:
        self._find(Place(shown, 1), "W024", "Nobody reads this.", remedy)


_NAME_REMEDIES: Final = {
    WORD: "Call it `{id}.yml`, or another name of lower-case letters, digits and underscores.",
    HYPHENED: "Call it `{id}.yml`, or another name of lower-case letters, digits and hyphens.",
    _PAIR: "Call it `<role>--<role>.yml` after two files in content/roles/.",
}


def as_id(name: str, pattern: re.Pattern[str]) -> str:
    """What a file that is named wrongly was probably meant to be called."""
    if pattern is _PAIR:
        return name
    joint = "-" if pattern is HYPHENED else "_"
    made = re.sub(r"[^a-z0-9]+", joint, name.lower()).strip(joint)
    return made if pattern.fullmatch(made) else f"x{joint}{made}".strip(joint)


def _exists(path: Path) -> bool:
    """Whether there is something of this name, be it a link that leads nowhere."""
    return path.is_symlink() or path.exists()
