"""The same questions asked of two dialogues, on all of the processor's cores."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from typing import Final

from bot.dialogue.dialogue import Dialogue, Turn
from bot.dialogue.memory import FORGOTTEN
from bot.understanding.understanding import Ranking

MANY: Final = 200
"""Questions from which on it pays to share them out."""

Pair = tuple[Turn, Turn]
Pairs = Iterator[tuple[int, Pair]]


def ask_both(questions: Sequence[str], dialogues: tuple[Dialogue, Dialogue]) -> Pairs:
    """What each dialogue makes of each question, with the question's number; in any order.

    Every question is asked in a conversation of its own. Of the ranking only the first candidate is kept.
    """
    # A forked process has both dialogues without loading or copying anything; elsewhere there is no such thing, and on
    # macOS the system's own libraries do not bear it.
    can_fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    workers = os.cpu_count() or 1
    if len(questions) < MANY or workers == 1 or not can_fork:
        return _asked(questions, range(len(questions)), dialogues)
    return _shared_out(questions, dialogues, workers)


def _shared_out(questions: Sequence[str], dialogues: tuple[Dialogue, Dialogue], workers: int) -> Pairs:
    context = multiprocessing.get_context("fork")
    open_ends: list[Connection] = []
    processes = []
    for worker in range(workers):
        receiving, sending = context.Pipe(duplex=False)
        share = range(worker, len(questions), workers)
        processes.append(context.Process(target=_send, args=(sending, questions, share, dialogues), daemon=True))
        processes[-1].start()
        sending.close()
        open_ends.append(receiving)
    while open_ends:
        ready = wait(open_ends)
        for end in [one for one in open_ends if one in ready]:
            try:
                yield end.recv()
            except EOFError:
                open_ends.remove(end)
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("A process that asked questions has failed")


def _send(end: Connection, questions: Sequence[str], share: range, dialogues: tuple[Dialogue, Dialogue]) -> None:
    for numbered in _asked(questions, share, dialogues):
        end.send(numbered)
    end.close()


def _asked(questions: Sequence[str], share: range, dialogues: tuple[Dialogue, Dialogue]) -> Pairs:
    for number in share:
        one, two = (_light(dialogue.ask(questions[number], FORGOTTEN, 0.0)) for dialogue in dialogues)
        yield number, (one, two)


def _light(turn: Turn) -> Turn:
    """A turn without the candidates that came to nothing, which are most of it."""
    if turn.understanding is None:
        return turn
    ranking = turn.understanding.ranking
    kept = Ranking(ranking.candidates[:1], ranking.is_exact, ranking.is_by_meaning_alone)
    return replace(turn, understanding=replace(turn.understanding, ranking=kept))
