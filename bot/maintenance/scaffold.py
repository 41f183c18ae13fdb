"""New files to fill in: an intent, a role, an article. What is still missing in them is for `check` to say.

In folders other than the bot's own, what any article needs is taken over from the bot's own files: replies, word lists,
and examples in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from bot.knowledge.files import ArticleFile, File, IntentFile, RoleFile, SnippetsFile
from bot.knowledge.findings import quoted
from bot.knowledge.known import Known
from bot.knowledge.library import About, Library
from bot.knowledge.loader import load_library
from bot.knowledge.names import plural
from bot.knowledge.screens import is_reserved
from bot.knowledge.sources import ENDINGS, HYPHENED, WORD, as_id, read_sources
from bot.maintenance.borrowed import Borrower, Names
from bot.maintenance.schema import FOLDER, modeline, write_schemas

LONGEST_ID: Final = 40
TAKEN_OVER: Final = ("replies", "vocabulary", "other_roles", "thresholds")
"""Files of `content/` that hold for any article, as they are or with little to change."""
_INTENT: Final = """\
format: 1
title: {title}  # on buttons, such as: Skills they need
about: [{about}]  # role, pair, field or chat
examples: |
{examples}
follow_ups: [{follow_ups}]
"""
_ROLE: Final = """\
format: 1
name: {name}
plural: {plural}
short: {short}
emoji:
aliases: []  # other names that people type; first that of what they do, such as: carpentry
"""
_ARTICLE: Final = """\
format: 1
title:
url:
parts:
  introduction:
    title:
    facts:  # every claim once, in your own words, such as: keeps-bees: Beekeepers keep bees.
"""
_STUB: Final = """\
  {intent}:
    title:
    lead:
    points:
      - say:
        from: []
"""
Text = tuple[Path, str]
"""A file and what it shall hold."""


class RefusedError(Exception):
    """Says why nothing was written, and what to do."""


@dataclass(frozen=True)
class Folders:
    """Where files lie."""

    intents: Path
    content: Path

    @property
    def schemas(self) -> Path:
        """Where their schemas lie."""
        return self.content.parent / FOLDER


class Scaffold:
    """Writes new files, and never over another."""

    def __init__(self, folders: Folders, own: Folders) -> None:
        """`own`: the files that the bot brings along."""
        self._folders = folders
        self._own = own
        self._is_elsewhere = folders.intents.resolve() != own.intents.resolve()
        self._known = Known(read_sources(folders.intents, folders.content)[0])

    def intent(self, id_: str) -> list[Path]:
        """A new intent: with examples of the bot's own where that has an intent of this name.

        Raises:
            RefusedError: Nothing was written.
        """
        _refuse_form(id_, WORD)
        if is_reserved(id_):
            raise RefusedError(f"The bot needs the word `{id_}` for itself. Give the intent another name.")
        path = self._free(self._folders.intents, id_)
        own = self._own_library.intents.get(id_) if self._is_elsewhere else None
        if own is None:
            return self._write([self._file(path, IntentFile, _INTENT.format_map(_Blank()))])
        if not self._known.roles:
            raise RefusedError("Make the roles first, with `python -m bot new role ID`: examples name them.")
        lines = Borrower(self._own_library, list(map(self._names, self._known.roles))).examples(id_)
        filled = {
            "title": own.title,
            "about": ", ".join(sorted(own.about)),
            "examples": "\n".join(f"  {line}" for line in lines),
            "follow_ups": ", ".join(own.follow_ups),
        }
        return self._write([self._file(path, IntentFile, _INTENT.format_map(filled))])

    def role(self, id_: str) -> list[Path]:
        """A new role, with a snippet to fill in for all that is asked about roles; of the second, also the pair.

        Raises:
            RefusedError: Nothing was written.
        """
        _refuse_form(id_, WORD)
        name = id_.replace("_", " ").title()
        *first, last = name.split()
        short = "".join(word[0] for word in name.split())
        head = _ROLE.format(name=name, plural=" ".join([*first, plural(last)]), short=short)
        path = self._free(self._folders.content / "roles", id_)
        made = [self._file(path, RoleFile, head + self._snippets(About.ROLE))]
        if len(self._known.roles) == 1:
            pair = self._free(self._folders.content / "pairs", "--".join(sorted((*self._known.roles, id_))))
            made.append(self._file(pair, SnippetsFile, f"format: 1\n{self._snippets(About.PAIR)}"))
        return self._write(made)

    def article(self, id_: str) -> list[Path]:
        """A new article; in folders without the files that every article needs, these too.

        Raises:
            RefusedError: Nothing was written.
        """
        _refuse_form(id_, HYPHENED)
        content = self._folders.content
        made = [self._file(self._free(content / "articles", id_), ArticleFile, _ARTICLE)]
        for name in TAKEN_OVER if self._is_elsewhere else ():
            if not _taken(content, name):
                text = (self._own.content / f"{name}.yml").read_text(encoding="utf-8")
                made.append((content / f"{name}.yml", text))
        if not _taken(content, "field"):
            body = f"format: 1\n{self._snippets(About.FIELD)}"
            made.append(self._file(content / "field.yml", SnippetsFile, body))
        return self._write(made)

    @cached_property
    def _own_library(self) -> Library:
        return load_library(self._own.intents, self._own.content)[0]

    def _names(self, role: str) -> Names:
        """What examples call a role; its first alias is taken for what its people do."""
        file = self._known.sources.roles[role]
        name = file.at("name").text or role.replace("_", " ")
        aliases = [node.text for node in file.at("aliases").entries()]
        return Names(name, file.at("plural").text or plural(name), file.at("short").text or name, [*aliases, name][0])

    def _snippets(self, about: About) -> str:
        """Snippets to fill in, for what is asked here or else of the bot's own roles."""
        intents = [intent for intent in self._known.with_snippets if about in self._known.about(intent)]
        if not intents:
            own = self._own_library
            tables = [
                own.field,
                *(one.snippets for one in own.roles.values()),
                *(one.snippets for one in own.pairs.values()),
            ]
            asked = [id_ for id_, one in own.intents.items() if about in one.about]
            intents = [id_ for id_ in asked if any(id_ in table for table in tables)]
        return "snippets:\n" + "".join(_STUB.format(intent=intent) for intent in intents)

    def _free(self, folder: Path, id_: str) -> Path:
        if path := _taken(folder, id_):
            raise RefusedError(f"There is already {path.parent.name}/{path.name}, and it stays as it is.")
        return folder / f"{id_}.yml"

    def _file(self, path: Path, shape: type[File], body: str) -> Text:
        return path, f"{modeline(shape, path, self._folders.schemas)}\n{body}"

    def _write(self, texts: Iterable[Text]) -> list[Path]:
        if not self._folders.schemas.is_dir():
            write_schemas(self._folders.schemas)
        written = []
        for path, text in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            written.append(path)
        return written


class _Blank(dict[str, str]):
    """Leaves everything to be filled in."""

    def __missing__(self, key: str) -> str:
        return ""


def _taken(folder: Path, id_: str) -> Path | None:
    paths = (folder / f"{id_}{ending}" for ending in ENDINGS)
    return next((path for path in paths if path.exists() or path.is_symlink()), None)


def _refuse_form(id_: str, pattern: re.Pattern[str]) -> None:
    if not pattern.fullmatch(id_) or len(id_) > LONGEST_ID:
        meant = as_id(id_[:LONGEST_ID], pattern)
        joint = "hyphens" if pattern is HYPHENED else "underscores"
        form = f"lower-case letters, digits and {joint}, {LONGEST_ID} characters at most"
        raise RefusedError(f"`{quoted(id_)}` cannot be an id. Use {form}, such as `{meant}`.")
