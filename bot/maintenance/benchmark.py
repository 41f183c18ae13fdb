"""Measures the understanding's own parts on any folder of labelled questions, in the form that CLINC150 is kept in.

`train.jsonl` and `val.jsonl`, and where there are any `oos_train.jsonl`, `oos_val.jsonl`, `test.jsonl` and
`oos_test.jsonl`: an object a line with `ask` and `intent`. Out-of-scope questions to train on become a class of their
own.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.knowledge.library import OUT_OF_SCOPE
from bot.knowledge.text import clean
from bot.maintenance.kernel_ridge import KernelRidge, Progress
from bot.maintenance.questions import Labelled, load
from bot.understanding.encoder import Encoder
from bot.understanding.understand import WITHOUT_ENCODER

MOST_LOST: Final = 1.0
"""Right answers in scope, in points of percent, that the threshold may cost on the validation part."""
LIKENESS_WEIGHT: Final = 0.5
"""What a cosine of 1 to the nearest example of an intent adds to its score when it is held against the threshold."""
TOP: Final = 3

Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Benchmark:
    """What came of it; the names are those of `benchmark --json`."""

    in_scope_raw: float
    """Right in scope before rejection, in percent."""
    in_scope: float
    """Right and not rejected."""
    oos_recall: float | None
    """Of the questions out of scope, those rejected."""
    top3: float
    """Right among the first three, before rejection."""
    ms_median: float
    """A question, on one core."""
    ms_p99: float
    train_seconds: float
    """From texts to a trained classifier, embedding included."""
    peak_mb: float | None
    """The most memory that the process ever held, in 10^6 bytes; None where the system does not tell."""
    threshold: float | None
    """None where there are no out-of-scope questions to choose it on."""
    measured_on: str
    """`test` or `val`."""
    encoder: str
    intents: int
    examples: int
    questions: int


@dataclass(frozen=True)
class Part:
    """A part of the folder to choose or to measure on."""

    name: str
    inside: Sequence[Labelled]
    outside: Sequence[Labelled]


@dataclass(frozen=True)
class Answers:
    """What the classifier says of some questions, row by row."""

    is_right: Bools
    is_in_top: Bools
    surety: Numbers
    """What is held against the threshold: score of the first intent, less that of "out of scope", and likeness."""
    seconds: Numbers


def run(folder: Path, encoder: Encoder | None, progress: Progress) -> Benchmark:
    """Trains, chooses the threshold, and measures.

    Raises:
        LibraryError: Files are missing or hold what is no labelled question.
    """
    train = load(folder / "train.jsonl") + _strays(folder / "oos_train.jsonl")
    validation, measured = _parts(folder)
    start = time.perf_counter()
    model = KernelRidge([clean(one.ask) for one in train], [one.intents[0] for one in train], encoder, progress)
    train_seconds = time.perf_counter() - start
    with one_core():
        chosen_on = _answer(model, validation, progress)
        judged = chosen_on if measured is validation else _answer(model, measured, progress)
    threshold = choose_threshold(*chosen_on) if validation.outside else None
    inside, outside = judged
    is_kept = inside.surety >= (-np.inf if threshold is None else threshold)
    seconds = np.concatenate([inside.seconds, outside.seconds])
    return Benchmark(
        in_scope_raw=_percent(inside.is_right),
        in_scope=_percent(inside.is_right & is_kept),
        oos_recall=_percent(outside.surety < threshold) if len(outside.surety) and threshold is not None else None,
        top3=_percent(inside.is_in_top),
        ms_median=round(1000 * statistics.median(seconds), 3),
        ms_p99=round(1000 * float(np.percentile(seconds, 99)), 3),
        train_seconds=round(train_seconds, 2),
        peak_mb=peak_mb(),
        threshold=None if threshold is None else round(threshold, 4),
        measured_on=measured.name,
        encoder=encoder.name if encoder else WITHOUT_ENCODER,
        intents=len(set(model.classes) - {OUT_OF_SCOPE}),
        examples=len(train),
        questions=len(seconds),
    )


def _parts(folder: Path) -> tuple[Part, Part]:
    """The part to choose the threshold on, and the part to measure on: the same where there is no test part."""
    validation = _part(folder, "val")
    return validation, _part(folder, "test") if (folder / "test.jsonl").exists() else validation


def _part(folder: Path, name: str) -> Part:
    """A part, told apart by label: out-of-scope questions may stand in either file."""
    questions = load(folder / f"{name}.jsonl") + _strays(folder / f"oos_{name}.jsonl")
    inside = [one for one in questions if one.intents[0] != OUT_OF_SCOPE]
    return Part(name, inside, [one for one in questions if one.intents[0] == OUT_OF_SCOPE])


def _strays(path: Path) -> list[Labelled]:
    """Questions of a file of out-of-scope ones, whatever their label is called there; none where it is missing."""
    return [replace(one, intents=(OUT_OF_SCOPE,)) for one in load(path)] if path.exists() else []


def _answer(model: KernelRidge, part: Part, progress: Progress) -> tuple[Answers, Answers]:
    """What it says of the questions in scope, and of those out of scope."""
    total = len(part.inside) + len(part.outside)
    inside = _answers(model, part.inside, lambda done: progress(f"asking {part.name}", done / total))
    outside = _answers(
        model, part.outside, lambda done: progress(f"asking {part.name}", (len(part.inside) + done) / total)
    )
    return inside, outside


def _answers(model: KernelRidge, questions: Sequence[Labelled], asked: Callable[[int], None]) -> Answers:
    rights, tops, sureties, times = [], [], [], []
    for number, one in enumerate(questions, start=1):
        start = time.perf_counter()
        first, surety = rank(model, one.ask)
        times.append(time.perf_counter() - start)
        rights.append(first[0] in one.intents)
        tops.append(not set(first).isdisjoint(one.intents))
        sureties.append(surety)
        asked(number)
    return Answers(np.array(rights, bool), np.array(tops, bool), np.array(sureties, float), np.array(times, float))


def rank(model: KernelRidge, ask: str) -> tuple[list[str], float]:
    """The first three intents for a question, and how sure it is that the first is meant."""
    scores, likeness = model.scores(clean(ask))
    stray = model.classes.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in model.classes else None
    is_stray = 0.0
    if stray is not None:
        is_stray, scores[stray] = float(scores[stray]), -np.inf
    first = np.argsort(-scores)[:TOP]
    surety = float(scores[first[0]]) - is_stray + LIKENESS_WEIGHT * float(likeness[first[0]])
    return [model.classes[index] for index in first], surety


def choose_threshold(inside: Answers, outside: Answers) -> float:
    """The threshold that rejects most out of scope while it loses at most `MOST_LOST` points of right answers in scope.

    It lies halfway between the surest question out of scope that it rejects and the next above.
    """
    right = np.sort(inside.surety[inside.is_right])
    may_lose = int(len(inside.is_right) * MOST_LOST / 100)
    highest = right[min(may_lose, len(right) - 1)] if len(right) else np.inf
    rejected = outside.surety[outside.surety < highest]
    if not len(rejected):
        return float(highest)
    return float((rejected.max() + highest) / 2)


@contextmanager
def one_core() -> Iterator[None]:
    """Keeps this process to one core meanwhile, where the system can, and its arithmetic to one thread."""
    can = hasattr(os, "sched_setaffinity")
    before = os.sched_getaffinity(0) if can else set()
    if can:
        os.sched_setaffinity(0, {min(before)})
    try:
        with threadpool_limits(limits=1):
            yield
    finally:
        if can:
            os.sched_setaffinity(0, before)


def peak_mb() -> float | None:
    """The most memory that this process ever held, in 10^6 bytes; None where the system does not tell.

    Linux is asked through `/proc`: its `getrusage` also counts what the parent held before this program took over.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
        if found:
            return round(int(found[1]) * 1024 / 1e6, 1)
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6, 1)


def _percent(hits: Bools) -> float:
    return round(100 * float(hits.mean()), 2) if len(hits) else 0.0
