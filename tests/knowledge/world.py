"""A small world of files to break: two careers, an article, and a few intents."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.findings import Finding, LibraryError
from bot.knowledge.library import Library
from bot.knowledge.loader import load_library

ROOT = Path(__file__).parent.parent.parent
PROJECT_REPLIES = (ROOT / "content" / "replies.yml").read_text(encoding="utf-8")
LINES = PROJECT_REPLIES[PROJECT_REPLIES.index("\nlines:") + 1 :]

FILES = {
    "content/articles/bees.yml": """\
format: 1
title: Beekeeper or florist?
url: https://example.org/bees
parts:
  work:
    title: The work
    facts:
      keeps-bees: Beekeepers keep bees.
      binds-flowers: Florists bind flowers.
      needs-patience: Both need patience.
""",
    "content/roles/beekeeper.yml": """\
format: 1
name: Beekeeper
plural: Beekeepers
short: BK
emoji: "🐝"
aliases: [apiarist]
likes:
  keeps-bees: |
    watching insects
snippets:
  duties:
    title: What a beekeeper does
    lead: A beekeeper keeps bees.
    points:
      - say: Bees are kept.
        from: [keeps-bees]
""",
    "content/roles/florist.yml": """\
format: 1
name: Florist
plural: Florists
short: FL
emoji: "💐"
aliases: [flower seller]
likes:
  binds-flowers: |
    arranging colours
snippets:
  duties:
    title: What a florist does
    lead: A florist binds flowers.
    points:
      - say: Flowers are bound.
        from: [binds-flowers]
""",
    "content/pairs/beekeeper--florist.yml": """\
format: 1
snippets:
  difference:
    title: Beekeeper or florist
    lead: One keeps bees, one binds flowers.
    points:
      - say: Both need patience.
        from: [needs-patience]
""",
    "content/field.yml": """\
format: 1
snippets:
  future:
    title: The future
    lead: Patience will be needed.
    points:
      - say: Both need patience.
        from: [needs-patience]
""",
    "content/replies.yml": """\
format: 1
not_covered:
  pay:
    title: Pay
    closest: duties
    says:
      - The article does not go into pay.
chat:
  hello:
    title: Hello
    says: ["Hello. Ask me about {roles}."]
fallback: {title: Sorry, says: [I did not understand.]}
distress: {title: Oh, says: [Please talk to somebody.]}
start: {title: Hello, says: [Ask me.]}
none: {title: None, says: [Then I misread you.]}
"""
    + LINES,
    "content/other_roles.yml": """\
format: 1
roles:
  gardener: [garden helper]
occupations: [baker]
""",
    "content/quiz.yml": """\
format: 1
version: 1
title: Which fits me?
questions:
  - ask: What do you like?
    choices:
      - say: Bees
        role: beekeeper
        from: [keeps-bees]
        reason: you like bees
      - say: Flowers
        role: florist
        from: [binds-flowers]
        reason: you like flowers
  - ask: What else?
    choices:
      - say: Honey
        role: beekeeper
        from: [keeps-bees]
        reason: you like honey
      - say: Bouquets
        role: florist
        from: [binds-flowers]
        reason: you like bouquets
""",
    "content/languages.yml": """\
format: 1
languages:
  de:
    name: German
    notice: Auf Englisch.
    words: [der, die]
    roles:
      beekeeper: [Imker]
      florist: [Floristin]
""",
    "content/vocabulary.yml": """\
format: 1
specifics:
  place: [Leeds]
ordinary: |
  cat dog
cues:
  why: |
    why
""",
    "content/thresholds.yml": """\
format: 1
chosen:
  - encoder: none
    at: "2026"
    on: [tests]
    cost: {wrong: 3}
    values: {answer: 0.5}
    buys: {answered_right: 70.0}
""",
    "intents/duties.yml": """\
format: 1
title: What they do
about: [role]
examples: |
  what does a beekeeper do
  what is the job of florists
follow_ups: [difference]
""",
    "intents/difference.yml": """\
format: 1
title: How they differ
about: [pair]
examples: |
  beekeeper vs florist
not_examples: |
  bee vs wasp
""",
    "intents/future.yml": """\
format: 1
title: The future
about: [field]
examples: |
  is there a future in it
""",
    "intents/pay.yml": """\
format: 1
title: Pay
about: [role]
examples: |
  what does a beekeeper earn
""",
    "intents/hello.yml": """\
format: 1
title: Hello
about: [chat]
examples: |
  hello
""",
    "intents/out_of_scope.yml": """\
format: 1
title: Something else
about: [chat]
examples: |
  how tall is a giraffe
""",
}
"""Contents by path. There is nothing wrong or doubtful in them."""


class World:
    """The files in a folder, to be changed and looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path, text in FILES.items():
            self.put(path, text)

    def put(self, path: str, content: str | bytes) -> None:
        """Writes a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)

    def change(self, path: str, old: str, new: str) -> None:
        """Replaces a text that stands in a file once."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.put(path, text.replace(old, new))

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()

    def load(self) -> tuple[Library, tuple[Finding, ...]]:
        return load_library(self.folder / "intents", self.folder / "content")

    def findings(self) -> tuple[Finding, ...]:
        """All findings, whether or not the bot could start with them."""
        try:
            return self.load()[1]
        except LibraryError as error:
            return error.findings

    def found(self) -> list[str]:
        """Places and codes of all findings, as `path:line:column code`."""
        return [f"{f.place.path}:{f.place.line}:{f.place.column} {f.code}" for f in self.findings()]
