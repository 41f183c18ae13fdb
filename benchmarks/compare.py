"""The bot beside what people would pick instead: `python -m benchmarks.compare [DIR]`.

Two rounds, each contender with the same examples and the same questions:

- the bot's own intent files, judged on `tests/questions/judge-fresh-chat.jsonl`;
- with DIR, ten examples an intent from a folder in the form that `python -m bot benchmark` takes, judged on its
  validation part.

A question is right if the intent that comes first is acceptable; out of scope is an intent like the others, and no
thresholds count. The peers get examples and questions in lower case. Who is not done within the time limit is judged
on as many questions as it got through, which the table says. Peers that are not installed are left out; the extra
`compare` has them all. The tables go into `docs/understanding.md`.
"""

from __future__ import annotations

import argparse
import importlib
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks.page import ROOT, keep, markdown, version
from bot.knowledge.library import OUT_OF_SCOPE
from bot.knowledge.text import clean
from bot.maintenance.benchmark import one_core
from bot.maintenance.kernel_ridge import KernelRidge
from bot.maintenance.questions import Labelled, load
from bot.maintenance.trial import open_trial
from bot.settings import load_settings
from bot.startup import start_advisor
from bot.understanding.encoder import load_multilingual

TOP = 3
SHOTS = 10
SEED = 1


class Contender(Protocol):
    """Ranks intents for a question."""

    def best(self, ask: str) -> Sequence[str]:
        """Three intents, the likeliest first."""
        ...


@dataclass(frozen=True)
class Entry:
    """A contender by name, with the package that it comes from; it is trained on examples and their intents."""

    name: str
    package: str
    train: Callable[[Sequence[str], Sequence[str]], Contender]


@dataclass(frozen=True)
class Outcome:
    """How a contender did, in percent and milliseconds."""

    first: float
    among_three: float
    ms: float
    asked: int
    train_seconds: float


class Scorer:
    """`rapidfuzz.process` with one of its scorers: the intent of the likest example."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str], scorer: str) -> None:
        self._extract = importlib.import_module("rapidfuzz.process").extract
        self._scorer = getattr(importlib.import_module("rapidfuzz.fuzz"), scorer)
        self._texts, self._intents = texts, intents

    def best(self, ask: str) -> Sequence[str]:
        """The intents of the likest examples. `extract` finds the same first as `extractOne`, and the next two."""
        found = self._extract(ask.lower(), self._texts, scorer=self._scorer, limit=None)
        return list(dict.fromkeys(self._intents[index] for _, _, index in found))[:TOP]


class Nebulento:
    """A fuzzy intent parser, with the matching that it comes with."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        self._container: Any = importlib.import_module("nebulento").IntentContainer()
        for intent in sorted(set(intents)):
            # Brackets, braces and bars are templates to it.
            lines = ["".join(c for c in text if c not in "()[]{}|") for text in _of(intent, texts, intents)]
            self._container.add_intent(intent, lines)

    def best(self, ask: str) -> Sequence[str]:
        """By its own confidence."""
        found = sorted(self._container.calc_intents(ask.lower()), key=lambda one: -one["conf"])
        return [one["name"] for one in found[:TOP]]


class Linear:
    """scikit-learn's TF-IDF of words and of runs of letters, with a linear support vector machine."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        vectorizer = importlib.import_module("sklearn.feature_extraction.text").TfidfVectorizer
        pipeline = importlib.import_module("sklearn.pipeline")
        features = pipeline.make_union(
            vectorizer(ngram_range=(1, 2), sublinear_tf=True),
            vectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        )
        self._model: Any = pipeline.make_pipeline(features, importlib.import_module("sklearn.svm").LinearSVC())
        self._model.fit(texts, intents)

    def best(self, ask: str) -> Sequence[str]:
        """By distance from each intent's plane."""
        scores = self._model.decision_function([ask.lower()])[0]
        return [str(self._model.classes_[index]) for index in scores.argsort()[::-1][:TOP]]


class Bot:
    """The bot's own understanding, over its own files."""

    def __init__(self) -> None:
        self._understand = start_advisor(load_settings()).understander
        self._understand("loads what loads late")

    def best(self, ask: str) -> Sequence[str]:
        """As ranked, after roles and repair."""
        return [one.intent for one in self._understand(ask).ranking.candidates[:TOP]]


class Parts:
    """The same parts, trained on any examples."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        self._model = KernelRidge([clean(text) for text in texts], intents, load_multilingual(), lambda *_: None)

    def best(self, ask: str) -> Sequence[str]:
        """By score."""
        scores, _ = self._model.scores(clean(ask))
        return [self._model.classes[index] for index in scores.argsort()[::-1][:TOP]]


PEERS = (
    Entry("`rapidfuzz.process.extractOne`, `WRatio`", "rapidfuzz", lambda t, i: Scorer(t, i, "WRatio")),
    Entry("`rapidfuzz`, `token_sort_ratio`", "rapidfuzz", lambda t, i: Scorer(t, i, "token_sort_ratio")),
    Entry("nebulento", "nebulento", Nebulento),
    Entry("scikit-learn: TF-IDF, LinearSVC", "scikit-learn", Linear),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description="The bot beside its peers.")
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="train.jsonl and val.jsonl of anything")
    parser.add_argument("--seconds", type=float, default=120, help="time limit for each contender's questions")
    wanted = parser.parse_args()
    texts, intents = own_examples()
    questions = load(ROOT / "tests" / "questions" / "judge-fresh-chat.jsonl")
    bot = Entry("**this bot**", "", lambda *_: Bot())
    run("compare-own", (*PEERS, bot), (texts, intents), questions, wanted.seconds)
    if wanted.folder is not None:
        texts, intents = some_examples(load(wanted.folder / "train.jsonl"))
        parts = Entry("**this bot's parts**", "", Parts)
        run("compare-any", (*PEERS, parts), (texts, intents), load(wanted.folder / "val.jsonl"), wanted.seconds)


def own_examples() -> tuple[list[str], list[str]]:
    """The examples of the bot's own intent files, with their intents."""
    library = open_trial(load_settings()).library
    pairs = [(example.text, intent.id) for intent in library.intents.values() for example in intent.examples]
    return [text for text, _ in pairs], [intent for _, intent in pairs]


def some_examples(train: Sequence[Labelled]) -> tuple[list[str], list[str]]:
    """Ten examples of each intent, always the same."""
    chance = random.Random(SEED)
    groups: dict[str, list[str]] = {}
    for one in train:
        groups.setdefault(one.intents[0], []).append(one.ask)
    chosen = {intent: chance.sample(asks, min(SHOTS, len(asks))) for intent, asks in sorted(groups.items())}
    return [ask for asks in chosen.values() for ask in asks], [i for i, asks in chosen.items() for _ in asks]


def run(
    name: str,
    entries: Sequence[Entry],
    examples: tuple[Sequence[str], Sequence[str]],
    questions: Sequence[Labelled],
    seconds: float,
) -> None:
    """One round; its table goes into the page."""
    asked = random.Random(SEED).sample(list(questions), len(questions))
    texts, intents = examples
    lowered = [text.lower() for text in texts]
    rows = []
    for entry in entries:
        if entry.package and version(entry.package) == "not installed":
            print(f"{entry.name}: not installed, left out", file=sys.stderr)
            continue
        start = time.perf_counter()
        contender = entry.train(lowered if entry.package else texts, intents)
        outcome = judge(contender, asked, seconds, time.perf_counter() - start)
        print(f"{name} {entry.name}: {outcome}", file=sys.stderr)
        rows.append(_row(entry, outcome, len(asked)))
    head = ["ranking", "version", "right first", "among the first three", "ms a question", "training, s", "questions"]
    table = markdown(head, rows)
    stray = sum(one.intents[0] == OUT_OF_SCOPE for one in asked)
    note = (
        f"{len(texts)} examples of {len(set(intents))} intents; {len(asked)} questions, {stray} of them out of scope; "
        f"at most {seconds:g} s for the questions of each."
    )
    print(f"{note}\n\n{table}")
    keep(name, f"{note}\n\n{table}")


def _row(entry: Entry, outcome: Outcome, count: int) -> list[object]:
    done = str(outcome.asked) if outcome.asked == count else f"{outcome.asked}, then the time was up"
    return [
        entry.name,
        version(entry.package) if entry.package else "",
        f"{outcome.first:.1f}%",
        f"{outcome.among_three:.1f}%",
        f"{outcome.ms:.2f}",
        f"{outcome.train_seconds:.1f}",
        done,
    ]


def judge(contender: Contender, questions: Sequence[Labelled], seconds: float, train_seconds: float) -> Outcome:
    """Asks the questions, one by one on one core, until they are done or the time is up."""
    first, among, times = 0, 0, []
    end = time.perf_counter() + seconds
    with one_core():
        for one in questions:
            start = time.perf_counter()
            best = contender.best(one.ask)
            times.append(time.perf_counter() - start)
            first += best[0] in one.intents
            among += any(intent in one.intents for intent in best)
            if time.perf_counter() > end:
                break
    count = len(times)
    return Outcome(100 * first / count, 100 * among / count, 1000 * statistics.median(times), count, train_seconds)


def _of(intent: str, texts: Sequence[str], intents: Sequence[str]) -> list[str]:
    return [text for text, other in zip(texts, intents, strict=True) if other == intent]


if __name__ == "__main__":
    main()
