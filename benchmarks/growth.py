"""How training, memory and time grow with the number of examples: `python -m benchmarks.growth [DIR]`.

From 500 to 15,000 examples of a folder in the form that `python -m bot benchmark` takes, or without one of examples
made up from the bot's own: each with typing errors of eight kinds. Each size is measured in a process of its own. Last
come the bot's own files, with their embeddings cached. The table goes into `docs/understanding.md`.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.page import ROOT, keep, markdown
from bot.knowledge.text import clean
from bot.maintenance.benchmark import one_core, peak_mb
from bot.maintenance.kernel_ridge import KernelRidge
from bot.maintenance.perturbation import KINDS, perturb
from bot.maintenance.questions import Labelled, load
from bot.maintenance.trial import RememberingEncoder, open_trial
from bot.settings import load_settings
from bot.understanding.encoder import load_multilingual
from bot.understanding.ranker import Ranker

SIZES = (500, 1000, 2000, 4000, 8000, 15000)
ASKED = 300
"""Questions whose time is taken."""
SEED = 1


def main() -> None:
    arguments = sys.argv[1:]
    if "--size" in arguments:
        size = int(arguments[arguments.index("--size") + 1])
        print(json.dumps(measure(Path(arguments[0]), size)))
        return
    with tempfile.TemporaryDirectory() as folder:
        train = Path(arguments[0]) / "train.jsonl" if arguments else Path(folder) / "train.jsonl"
        if not arguments:
            train.write_text("".join(f"{json.dumps(one)}\n" for one in made_up()), encoding="utf-8")
        rows = [list(in_process(train, size).values()) for size in SIZES]
    head = ["examples", "intents", "embedding, s", "training, s", "peak memory, MB", "ms a question"]
    source = "a folder of labelled questions" if arguments else "examples made up from the bot's own"
    seconds, count = own_training()
    text = (
        f"{source[0].upper()}{source[1:]}, {os.cpu_count()} cores for training and one for questions:\n\n"
        f"{markdown(head, rows)}\nThe bot's own {count} examples, their embeddings cached: {seconds:.2f} s of training."
    )
    print(text)
    keep("growth", text)


def in_process(train: Path, size: int) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "benchmarks.growth", str(train.resolve()), "--size", str(size)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    print(done.stdout.strip(), file=sys.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(train: Path, size: int) -> dict[str, float | None]:
    """Trains on so many examples of the file, and asks some others."""
    labelled = load(train)
    random.Random(SEED).shuffle(labelled)
    chosen, asked = labelled[:size], labelled[-ASKED:]
    encoder = load_multilingual()
    known = RememberingEncoder(encoder) if encoder else None
    texts = [clean(one.ask) for one in chosen]
    start = time.perf_counter()
    if known is not None:
        known.encode(texts)
    embedded = time.perf_counter()
    model = KernelRidge(texts, [one.intents[0] for one in chosen], known, lambda *_: None)
    trained = time.perf_counter()
    times = []
    with one_core():
        for one in asked:
            begin = time.perf_counter()
            model.scores(clean(one.ask))
            times.append(time.perf_counter() - begin)
    return {
        "examples": len(chosen),
        "intents": len(model.classes),
        "embedding": round(embedded - start, 1),
        "training": round(trained - embedded, 1),
        "peak": peak_mb(),
        "ms": round(1000 * statistics.median(times), 2),
    }


def made_up() -> Iterator[dict[str, str]]:
    """The bot's own examples with every kind of disturbance, each kind as intents of its own."""
    for intent in open_trial(load_settings()).library.intents.values():
        for example in intent.examples:
            for kind in KINDS:
                asked = perturb(Labelled(example.text, (intent.id,)), kind).ask
                yield {"ask": asked, "intent": f"{intent.id} {kind}"}


def own_training() -> tuple[float, int]:
    """Seconds to train on the bot's own files when their embeddings are there, and their number of examples."""
    trial = open_trial(load_settings())
    taught = trial.understander().ranker.taught
    if trial.encoder is not None:
        trial.encoder.encode([one.text for one in taught])
    start = time.perf_counter()
    _ = Ranker(taught, trial.encoder, None, name="growth").model
    return time.perf_counter() - start, len(taught)


if __name__ == "__main__":
    main()
