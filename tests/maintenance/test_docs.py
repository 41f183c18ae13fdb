"""The pages for maintainers: every finding has its section, every link leads somewhere, every command exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.cli import cli
from tests.conftest import ROOT
from tests.knowledge.test_codes import codes

DOCS = ROOT / "docs"
MAINTAINING = DOCS / "maintaining.md"
PAGES = ("maintaining.md", "files.md", "your-own-article.md")


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """What stands under the heading of each code."""
    _, *found = re.split(r"^### ([EW]\d{3}): .+\n", text_of("maintaining.md"), flags=re.M)
    assert len(found[::2]) == len(set(found[::2]))
    return dict(zip(found[::2], found[1::2], strict=True))


def test_every_code_has_a_section_and_no_other() -> None:
    told = {code for folder in (ROOT / "bot").rglob("*") if folder.is_dir() for code in codes(folder)}
    # Their first letter is put together from the finding that they stand for.
    assert set(sections()) == told | {"E039", "W039"}


@pytest.mark.parametrize("code", sorted(sections()))
def test_a_section_names_symptom_cause_and_remedy(code: str) -> None:
    assert re.findall(r"^- \*\*(\w+):\*\* \S", sections()[code], re.M) == ["Symptom", "Cause", "Remedy"]


def anchors(page: Path) -> set[str]:
    """What the headings of a page can be linked by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for path, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", text_of(page)):
        target = (DOCS / path).resolve() if path else DOCS / page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def commands(text: str) -> set[str]:
    return set(re.findall(r"python -m bot ([a-z][a-z-]*)", text))


@pytest.mark.parametrize("page", PAGES)
def test_every_command_exists(page: str) -> None:
    assert commands(text_of(page)) - set(cli.commands) == set()


def test_the_workflow_runs_commands_that_exist() -> None:
    text = (ROOT / ".github" / "workflows" / "files.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"]["files"]["steps"]
    run = " ".join(step.get("run", "") for step in steps)
    assert commands(run) == {"check", "schema", "evaluate", "diff"}
    assert commands(run) - set(cli.commands) == set()


def test_commands_are_in_the_list_of_all() -> None:
    listed = text_of("commands.md")
    for name in ("check", "schema", "new", "add-example"):
        assert f"| `{name}" in listed
