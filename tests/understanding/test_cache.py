"""Arrays kept on disk: what cannot be read is as if it were not there."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from bot.understanding import cache
from bot.understanding.encoder import Floats
from tests.understanding.fake_encoder import FakeEncoder

ARRAYS = {"key": np.array("abc"), "numbers": np.arange(6, dtype=np.float32).reshape(2, 3)}


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    cache.save(tmp_path / "new" / "folder", "some", ARRAYS)
    loaded = cache.load(tmp_path / "new" / "folder", "some")
    assert loaded is not None
    assert set(loaded) == set(ARRAYS)
    assert all(np.array_equal(loaded[name], array) for name, array in ARRAYS.items())
    assert [file.name for file in (tmp_path / "new" / "folder").iterdir()] == ["some.npz"]


def test_without_a_folder_nothing_is_kept() -> None:
    cache.save(None, "some", ARRAYS)
    assert cache.load(None, "some") is None


def test_what_is_not_there(tmp_path: Path) -> None:
    assert cache.load(tmp_path, "some") is None
    assert cache.load(tmp_path / "nowhere", "some") is None
    (tmp_path / "folder.npz").mkdir()
    assert cache.load(tmp_path, "folder") is None


def test_any_damage_is_survived(tmp_path: Path) -> None:
    cache.save(tmp_path, "some", ARRAYS)
    file = tmp_path / "some.npz"
    whole, chance = file.read_bytes(), random.Random(1)
    for _ in range(500):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] = chance.randrange(256)
        file.write_bytes(damaged[: chance.choice([len(whole), chance.randrange(len(whole))])])
        cache.load(tmp_path, "some")


def test_an_array_by_itself_is_no_archive(tmp_path: Path) -> None:
    with (tmp_path / "some.npz").open("wb") as file:
        np.save(file, ARRAYS["numbers"])
    assert cache.load(tmp_path, "some") is None


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    cache.save(tmp_path, "some", ARRAYS)
    assert list(tmp_path.iterdir()) == []


def test_keys_tell_texts_and_their_order_apart() -> None:
    keys = [cache.digest(parts) for parts in (["a", "b"], ["b", "a"], ["ab"], ["a", "b", ""], [])]
    assert len(set(keys)) == len(keys)
    assert cache.digest(["a", "b"]) == cache.digest(iter(["a", "b"]))


def embedded(fake: FakeEncoder, texts: list[str], folder: Path) -> Floats:
    return cache.embed(fake, texts, folder, "test")


def test_embeddings_are_in_the_order_of_the_texts(tmp_path: Path) -> None:
    fake = FakeEncoder()
    texts = ["one bee", "two bees", "one bee"]
    assert np.array_equal(embedded(fake, texts, tmp_path), fake.encode(texts))
    assert np.array_equal(embedded(fake, texts[::-1], tmp_path), fake.encode(texts[::-1]))


def test_only_what_is_in_use_is_kept(tmp_path: Path) -> None:
    embedded(FakeEncoder(), ["one", "two", "three"], tmp_path)
    embedded(FakeEncoder(), ["three", "four"], tmp_path)
    fake = FakeEncoder()
    embedded(fake, ["one", "three", "four"], tmp_path)
    assert fake.asked == ["one"]
