"""Edited files: taken up once they are whole, and never half of them."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import FORGOTTEN
from bot.knowledge.findings import Finding
from bot.knowledge.library import Library
from bot.reload import AT_ONCE, PAUSE, Change, Considerate, LiveFiles, fingerprint
from bot.settings import Settings, load_settings
from bot.startup import Advisor, open_library
from bot.understanding.encoder import Encoder, Floats
from bot.understanding.understand import Understander
from tests.knowledge.world import World
from tests.understanding.fake_encoder import FakeEncoder

LEAD = "A beekeeper keeps bees."
QUESTION = "what does a beekeeper do"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def settings_of(world: World) -> Settings:
    folders = {f"{name.upper()}_DIR": str(world.folder / name) for name in ("intents", "content")}
    return load_settings({**folders, "CACHE_DIR": str(world.folder / "cache")})


def live_files(world: World, encoder: Encoder | None = None) -> LiveFiles:
    """The files, whose first look is done: they are known."""
    library, _ = world.load()
    understander = Understander(library, encoder, None)
    files = LiveFiles(settings_of(world), Advisor(Dialogue(library, understander), understander))
    assert looked(files) is not None
    return files


def looked(files: LiveFiles) -> Change | None:
    """What comes of looking until they have been left alone."""
    assert files.look() is None
    return files.look()


def says(advisor: Advisor, question: str = QUESTION) -> str:
    return advisor.dialogue.ask(question, FORGOTTEN, 0.0).reply.sections[0].lead


def test_files_that_nobody_edits_are_left_alone(world: World) -> None:
    files = live_files(world)
    assert [files.look(), files.look(), files.look_at_once()] == [None, None, None]


def test_an_edit_before_the_first_look_is_taken_up(world: World) -> None:
    library, _ = world.load()
    understander = Understander(library, None, None)
    world.change("content/roles/beekeeper.yml", LEAD, "New.")
    files = LiveFiles(settings_of(world), Advisor(Dialogue(library, understander), understander))
    looked(files)
    assert says(files.advisor) == "New."


def test_an_edit_is_taken_up_when_it_is_done(world: World) -> None:
    files = live_files(world)
    world.change("content/roles/beekeeper.yml", LEAD, "New.")
    assert files.look() is None
    world.change("content/roles/beekeeper.yml", "New.", "Newer.")
    assert files.look() is None
    change = files.look()
    assert change is not None
    assert change.advisor is files.advisor
    assert change.errors == ()
    assert change.edited == ("content/roles/beekeeper.yml",)
    assert says(change.advisor) == "Newer."
    assert says(change.before) == LEAD
    assert files.look() is None


def test_who_asks_at_once_need_not_wait(world: World) -> None:
    files = live_files(world)
    world.change("content/roles/beekeeper.yml", LEAD, "New.")
    change = files.look_at_once()
    assert change is not None
    assert says(change.advisor) == "New."


def test_a_new_example_is_understood(world: World) -> None:
    files = live_files(world)
    world.change("intents/pay.yml", "  what does a beekeeper earn\n", "  what does a beekeeper earn\n  blue moon\n")
    looked(files)
    assert [one.intent for one in files.advisor.understander("blue moon").answers] == ["pay"]


def test_broken_files_are_told_with_their_place_and_change_nothing(world: World) -> None:
    files = live_files(world)
    world.change("intents/pay.yml", "title: Pay", "titel: Pay")
    change = looked(files)
    assert change is not None
    assert change.advisor is change.before is files.advisor
    assert [str(error.place) for error in change.errors] == ["intents/pay.yml:2"]
    assert says(files.advisor) == LEAD
    assert files.look() is None


def test_mended_files_are_used_again(world: World) -> None:
    files = live_files(world)
    before = files.advisor
    world.change("intents/pay.yml", "title: Pay", "titel: Pay")
    looked(files)
    world.change("intents/pay.yml", "titel: Pay", "title: Pay")
    change = looked(files)
    assert change is not None
    assert change.errors == ()
    assert files.advisor is before, "They say what they said before"
    world.change("intents/pay.yml", "title: Pay", "title: What it pays")
    looked(files)
    assert files.advisor.dialogue.library.intents["pay"].title == "What it pays"


def replaced(world: World) -> None:
    """As many editors save: another file takes its place; here one that is as long and as old."""
    path = world.folder / "content/roles/beekeeper.yml"
    status = path.stat()
    new = path.with_name("new~")
    new.write_text(path.read_text(encoding="utf-8").replace("keeps bees.\n    points", "feeds bees.\n    points"))
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    new.replace(path)


def renamed(world: World) -> None:
    (world.folder / "intents/pay.yml").rename(world.folder / "intents/pay.yaml")


def linked(world: World) -> None:
    path = world.folder / "intents/pay.yml"
    path.rename(world.folder / "pay.yml")
    path.symlink_to(world.folder / "pay.yml")


@pytest.mark.parametrize(
    "edit",
    [
        replaced,
        renamed,
        linked,
        lambda world: world.put("content/pairs/more.yml", ""),
        lambda world: world.remove("content/quiz.yml"),
        lambda world: (world.folder / "content").rename(world.folder / "away"),
        lambda world: (world.folder / "intents/x.yml").symlink_to("nowhere"),
    ],
    ids=["replaced", "renamed", "linked", "added", "removed", "folder away", "dangling link"],
)
def test_every_way_of_editing_is_noticed(world: World, edit: object) -> None:
    files = live_files(world)
    assert callable(edit)
    edit(world)
    assert looked(files) is not None


def test_what_an_editor_leaves_about_is_not_noticed(world: World) -> None:
    folders = {"intents": world.folder / "intents"}
    before = fingerprint(folders)
    for name in (".pay.yml.swp", "pay.yml~", "#pay.yml#", ".#pay.yml", "4913", "pay.yml.tmp", ".hidden.yml"):
        world.put(f"intents/{name}", "x")
    assert fingerprint(folders) == before


def test_a_file_that_is_saved_as_it_was_trains_nothing(world: World) -> None:
    files = live_files(world)
    before = files.advisor
    os.utime(world.folder / "intents/pay.yml", (1, 1))
    change = looked(files)
    assert change is not None
    assert change.advisor is before


def test_an_edit_while_the_one_before_is_loaded_is_taken_up_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    files = live_files(world)

    def meanwhile(settings: Settings) -> tuple[Library, tuple[Finding, ...]]:
        monkeypatch.undo()
        loaded = open_library(settings)
        world.change("content/roles/beekeeper.yml", "New.", "Newer.")
        return loaded

    monkeypatch.setattr("bot.reload.open_library", meanwhile)
    world.change("content/roles/beekeeper.yml", LEAD, "New.")
    looked(files)
    assert says(files.advisor) == "New."
    looked(files)
    assert says(files.advisor) == "Newer."


def test_nothing_is_left_to_train_for_the_first_question(world: World) -> None:
    encoder = FakeEncoder()
    files = live_files(world, encoder)
    world.change("intents/pay.yml", "  what does a beekeeper earn\n", "  what does a beekeeper earn\n  blue moon\n")
    looked(files)
    encoder.asked.clear()
    files.advisor.understander("which of them is for me, i love watching insects")
    assert "blue moon" not in encoder.asked
    assert len(encoder.asked) < 10


class Slow(FakeEncoder):
    """Takes as long over one text as the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.is_at_it = threading.Event()
        self.may_go_on = threading.Event()

    def encode(self, texts: Sequence[str]) -> Floats:
        if "blue moon" in texts:
            self.is_at_it.set()
            self.may_go_on.wait(timeout=60)
        return super().encode(texts)


@pytest.fixture
def slow() -> Iterator[Slow]:
    encoder = Slow()
    yield encoder
    encoder.may_go_on.set()


def test_people_are_answered_while_an_edit_is_learned(world: World, slow: Slow) -> None:
    files = live_files(world, slow)
    old = files.advisor
    old.understander.warm()
    world.change("intents/pay.yml", "  what does a beekeeper earn\n", "  what does a beekeeper earn\n  blue moon\n")
    files.look()
    learning = threading.Thread(target=files.look)
    learning.start()
    assert slow.is_at_it.wait(timeout=10)
    asking = threading.Thread(target=says, args=(old, "and what do people earn there"))
    asking.start()
    asking.join(timeout=10)
    assert not asking.is_alive()
    assert files.advisor is old
    slow.may_go_on.set()
    learning.join()
    assert files.advisor is not old


def test_what_answered_before_is_not_kept(world: World) -> None:
    files = live_files(world)
    gc.disable()
    try:
        for number in range(3):
            old = [weakref.ref(one) for one in (files.advisor.dialogue.library, files.advisor.understander)]
            world.change("intents/pay.yml", "examples: |\n", f"examples: |\n  question number {number} of it\n")
            looked(files)
            assert [one() for one in old] == [None, None]
    finally:
        gc.enable()


def test_one_encoder_serves_all_states_of_the_files(world: World) -> None:
    encoder = FakeEncoder()
    files = live_files(world, encoder)
    kept = []
    for number in range(2):
        world.change("intents/pay.yml", "examples: |\n", f"examples: |\n  question number {number} of it\n")
        looked(files)
        kept.append(files.advisor.understander.encoder)
    assert kept[0] is kept[1]


def test_many_texts_are_embedded_a_few_at_a_time() -> None:
    class Counting(FakeEncoder):
        def __init__(self) -> None:
            super().__init__()
            self.sizes: list[int] = []

        def encode(self, texts: Sequence[str]) -> Floats:
            self.sizes.append(len(texts))
            return super().encode(texts)

    slept: list[float] = []
    encoder = Counting()
    texts = [f"text number {number}" for number in range(2 * AT_ONCE + 1)]
    vectors = Considerate(encoder, slept.append).encode(texts)
    assert encoder.sizes == [AT_ONCE, AT_ONCE, 1]
    assert slept == [PAUSE, PAUSE]
    assert np.array_equal(vectors, FakeEncoder().encode(texts))
    assert Considerate(encoder).encode([]).shape == FakeEncoder().encode([]).shape
