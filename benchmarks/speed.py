"""How fast the bot is, and how much memory it takes: `python -m benchmarks.speed`.

- Understanding: every question of `tests/questions/`, one by one, on one core; then the same once more.
- Start: from the start of `python -m bot ask "..."` to its end, once with an empty cache folder and once with the
  embeddings of the examples kept there; the median of several runs. Python's own compiled files are there already.
- Memory: the most that a process ever held, with everything that `run` needs loaded, after all those questions: once
  with an empty cache folder, so that it had to learn the examples first, once with them cached, and once with one more
  message, of 4,096 emoji.

It runs for a minute or two. Other programs at work at the same time make the figures worse.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.knowledge.loader import load_library
from bot.startup import default_folder
from bot.understanding.understand import build_understander
from bot.understanding.understanding import Understanding

ROOT = Path(__file__).parent.parent
QUESTION = "what does a data scientist do"
STARTS = 7
EMOJI = "😀" * 4096


def main() -> None:
    questions = list(labelled_questions())
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        print(f"{len(questions)} questions, Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")
        cold = statistics.median(seconds_to_answer(Path(folder) / f"empty-{run}") for run in range(STARTS))
        seconds_to_answer(cache)
        cached = statistics.median(seconds_to_answer(cache) for _ in range(STARTS))
        show("start to answer, nothing cached", cold, "s")
        show("start to answer, embeddings cached", cached, "s")
        show("memory, nothing cached", megabytes(questions, Path(folder) / "empty"), "MB")
        show("memory, embeddings cached", megabytes(questions, cache), "MB")
        show("memory, cached, after 4,096 emoji", megabytes([*questions, EMOJI], cache), "MB")
        use_one_core()
        understand = build_understander(load_library(default_folder("intents"), default_folder("content"))[0], cache)
        understand("a question that loads what loads late")
        show("understanding a new question", median_ms(understand, questions), "ms")
        show("understanding a repeated question", median_ms(understand, questions[-100:]), "ms")


def show(what: str, value: float, unit: str) -> None:
    print(f"{what:<38}{value:>9.3f} {unit}" if unit == "ms" else f"{what:<38}{value:>9.2f} {unit}", flush=True)


def labelled_questions() -> Iterator[str]:
    """Each of the project's own labelled questions, once."""
    seen = set()
    for path in sorted((ROOT / "tests" / "questions").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)["ask"]
            if question not in seen:
                seen.add(question)
                yield question


def seconds_to_answer(cache: Path) -> float:
    """From the start of the process to its end, which follows the answer at once."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "ask", QUESTION],
        cwd=ROOT,
        env=os.environ | {"CACHE_DIR": str(cache)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def megabytes(questions: list[str], cache: Path) -> float:
    """The most memory that a process of its own held while it answered these (resident set, 10^6 bytes)."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.answering"],
        cwd=ROOT,
        env=os.environ | {"CACHE_DIR": str(cache)},
        stdin=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    process.stdin.write("\n".join(questions))
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("The process whose memory is measured failed.")
    return usage.ru_maxrss / 1e6 if sys.platform == "darwin" else usage.ru_maxrss * 1024 / 1e6


def use_one_core() -> None:
    """Keeps this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def median_ms(understand: Callable[[str], Understanding], questions: list[str]) -> float:
    """Of the time for each question, in milliseconds."""
    times = []
    for question in questions:
        start = time.perf_counter()
        understand(question)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


if __name__ == "__main__":
    main()
