"""Where the files and the cache are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.startup import PACKAGE, cache_dir, default_folder, open_library


def test_a_checkout_has_its_files_beside_the_package() -> None:
    assert default_folder("intents") == PACKAGE.parent / "intents"
    assert default_folder("content").is_dir()


def test_an_installed_package_has_them_inside(tmp_path: Path) -> None:
    inside = tmp_path / "bot" / "files" / "intents"
    inside.mkdir(parents=True)
    (tmp_path / "intents").mkdir()
    assert default_folder("intents", tmp_path / "bot") == inside


def test_folders_of_the_settings_come_first(tmp_path: Path) -> None:
    settings = load_settings({"INTENTS_DIR": str(tmp_path), "CACHE_DIR": str(tmp_path / "cache")})
    assert cache_dir(settings) == tmp_path / "cache"
    with pytest.raises(Exception, match="intents"):
        open_library(settings)


def test_the_cache_lies_where_the_system_keeps_such_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_dir(load_settings({})) == tmp_path / ".cache" / "career-advisor-bot"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    assert cache_dir(load_settings({})) == tmp_path / "elsewhere" / "career-advisor-bot"


def test_someone_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_dir(load_settings({})) is None
