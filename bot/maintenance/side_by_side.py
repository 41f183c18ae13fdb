"""The same questions asked of two dialogues, on all of the processor's cores."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN
from bot.maintenance.trial import RememberingEncoder
from bot.understanding import cache
from bot.understanding.encoder import Floats
from bot.understanding.understanding import Ranking

MANY: Final = 200
"""Questions from which on it pays to share them out."""
KEPT: Final = 10_000
"""Embeddings of questions that are kept for the next time: some 20 MB."""

Numbered = tuple[int, tuple[Turn, Turn]]


@dataclass(frozen=True)
class SideBySide:
    """Two dialogues that share their encoders."""

    before: Dialogue
    now: Dialogue
    encoders: tuple[RememberingEncoder, ...]
    cache_dir: Path | None
    """Where embeddings of questions are kept: they take longer than all else that is done to answer one."""

    def ask(self, questions: Sequence[str]) -> Iterator[Numbered]:
        """What each dialogue makes of each question, with the question's number; in any order.

        Every question is asked in a conversation of its own. Of the ranking only the first candidate is kept.
        """
        # For good, as elsewhere; where all embeddings are kept, the encoder is not loaded, and nobody else has said so.
        threadpool_limits(1, user_api="blas")
        # A forked process has both dialogues without loading or copying anything; elsewhere there is no such thing, and
        # on macOS the system's own libraries do not bear it.
        can_fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
        workers = os.cpu_count() or 1
        if len(questions) < MANY or workers == 1 or not can_fork:
            yield from self._asked(questions, range(len(questions)))
        else:
            yield from self._shared_out(questions, workers)
        for encoder in self.encoders:
            keep(encoder, self.cache_dir)

    def _shared_out(self, questions: Sequence[str], workers: int) -> Iterator[Numbered]:
        context = multiprocessing.get_context("fork")
        open_ends: list[Connection] = []
        processes = []
        for worker in range(workers):
            receiving, sending = context.Pipe(duplex=False)
            share = range(worker, len(questions), workers)
            processes.append(context.Process(target=self._send, args=(sending, questions, share), daemon=True))
            processes[-1].start()
            sending.close()
            open_ends.append(receiving)
        while open_ends:
            ready = wait(open_ends)
            for end in [one for one in open_ends if one in ready]:
                try:
                    came = end.recv()
                except EOFError:
                    open_ends.remove(end)
                else:
                    if isinstance(came, tuple):
                        yield came
                    else:
                        for encoder, known in zip(self.encoders, came, strict=True):
                            encoder.known.update(known)
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("A process that asked questions has failed")

    def _send(self, end: Connection, questions: Sequence[str], share: range) -> None:
        """Sends what is made of a share of the questions, and then the embeddings that were new."""
        counts = [len(encoder.known) for encoder in self.encoders]
        for numbered in self._asked(questions, share):
            end.send(numbered)
        end.send([dict(islice(one.known.items(), n, None)) for one, n in zip(self.encoders, counts, strict=True)])
        end.close()

    def _asked(self, questions: Sequence[str], share: range) -> Iterator[Numbered]:
        for number in share:
            turns = [dialogue.ask(questions[number], FORGOTTEN, 0.0) for dialogue in (self.before, self.now)]
            yield number, (_light(turns[0]), _light(turns[1]))


def _light(turn: Turn) -> Turn:
    """A turn without the candidates that came to nothing, which are most of it."""
    if turn.understanding is None:
        return turn
    ranking = turn.understanding.ranking
    kept = Ranking(ranking.candidates[:1], ranking.is_exact, ranking.is_by_meaning_alone)
    return replace(turn, understanding=replace(turn.understanding, ranking=kept))


def _name(encoder: str) -> str:
    return f"questions-{cache.digest([encoder])}"


def recall(encoder: RememberingEncoder, folder: Path | None) -> None:
    """Makes known what was kept the time before."""
    encoder.known.update(_load(folder, encoder.name))


def keep(encoder: RememberingEncoder, folder: Path | None) -> None:
    """Keeps what became known last, if that is more than was kept already."""
    if encoder.known.keys() <= _load(folder, encoder.name).keys():
        return
    texts = list(encoder.known)[-KEPT:]
    vectors = np.stack([encoder.known[text] for text in texts])
    cache.save(folder, _name(encoder.name), {"texts": np.array(texts), "vectors": vectors})


def _load(folder: Path | None, encoder: str) -> dict[str, Floats]:
    kept = cache.load(folder, _name(encoder))
    if kept is None or not {"texts", "vectors"} <= kept.keys():
        return {}
    vectors = np.asarray(kept["vectors"], dtype=np.float32)
    return dict(zip((str(text) for text in kept["texts"]), vectors, strict=False))
