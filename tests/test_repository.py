"""What makes a fresh clone work: pinned requirements, and a wheel that holds everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LISTS = ("requirements.txt", "requirements-dev.txt")


def pinned(name: str) -> dict[str, str]:
    """Versions by package of a list of requirements."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonicalize_name(package): version for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)}


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_is_pinned_by_hash_without_an_index_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
    assert len(entries) >= len(PROJECT["dependencies"])
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", text)


@pytest.mark.parametrize("name", LISTS)
def test_what_pyproject_wants_is_pinned_within_its_ranges(name: str) -> None:
    wanted = PROJECT["dependencies"] + (PROJECT["optional-dependencies"]["dev"] if "dev" in name else [])
    versions = pinned(name)
    stale = [
        text
        for text in wanted
        if not (one := Requirement(text)).specifier.contains(versions.get(canonicalize_name(one.name), "0"))
    ]
    assert stale == [], "run `make pins`"


def test_tests_run_with_what_is_deployed() -> None:
    assert pinned("requirements.txt").items() <= pinned("requirements-dev.txt").items()


def pip(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_wheel_answers_outside_the_checkout(tmp_path: Path) -> None:
    pip("wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path))
    (built,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "venv", symlinks=True, with_pip=False)
    scripts = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    # The new environment borrows what the tests' own has installed, so that nothing is fetched again.
    (site,) = (tmp_path / "venv").rglob("site-packages")
    (site / "borrowed.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    pip("--python", str(scripts / "python"), "install", "--no-deps", str(built))
    environment = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    asked = subprocess.run(
        [scripts / "career-bot", "ask", "what does a data scientist do"],
        cwd=tmp_path,
        env=environment | {"CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        check=True,
    )
    assert "Data Scientist" in asked.stdout.decode("utf-8").splitlines()[0]
