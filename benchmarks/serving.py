"""How fast typed questions are answered over HTTP, beside a bare echo bot: `python -m benchmarks.serving`.

A Telegram on this machine gives the updates, by polling and by webhook, and takes the answers. Each contender answers

- as fast as it can, with 100 questions open at a time: updates a second, and processor time an update;
- 50 questions a second, at random moments (Poisson): the time from when Telegram has a question until it has its
  answer.

New questions are questions that nobody asked before; in the mix, four of five are. The echo bot is the library's,
with its settings as they come. `--write` puts the table into `docs/scale.md`. Needs two cores or more, one of them for
the load; other programs at work at the same time make the figures worse.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import sys
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field

from benchmarks.loopback import Loopback, Sent
from benchmarks.page import ROOT, keep, markdown
from benchmarks.processes import ECHO, RUN, SERVE, end_together, new_database, ports, postgresql, sqlite, started
from benchmarks.questions import new_questions, usual_mix

PAGE = ROOT / "docs" / "scale.md"
OPEN = 100
RATE = 50.0
WARM_UP = 300
PEOPLE = 20_000
"""So many that nobody asks faster than one chat is answered."""
ANSWERED_IN = 600.0
"""Seconds that an answer may take, on the slowest of machines."""


@dataclass(frozen=True)
class Contender:
    """Who answers, and what."""

    name: str
    command: tuple[str, ...]
    questions: str
    replicas: int = 0
    """That take updates by webhook; 0: it polls."""
    is_shared: bool = False
    """Whether it keeps things in PostgreSQL."""

    @property
    def way(self) -> str:
        """How updates come."""
        if not self.replicas:
            return "polling"
        return "webhook" if self.replicas == 1 else f"webhook, {self.replicas} replicas"


@dataclass
class Figures:
    """What was measured."""

    throughput: float
    cpu: float
    """Milliseconds an update."""
    waits: list[float]
    """Milliseconds, sorted."""

    def percentile(self, part: float) -> float:
        """The wait that so many stay below."""
        return self.waits[min(len(self.waits) - 1, int(part * len(self.waits)))]


@dataclass
class Load:
    """Asks, and notes how long each answer takes."""

    loopback: Loopback
    questions: Iterator[str]
    waits: list[float] = field(default_factory=list)
    _open: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _people: Iterator[int] = field(default_factory=lambda: itertools.cycle(range(1000, 1000 + PEOPLE)))
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _left: int = 0

    def take(self, sent: Sent) -> None:
        """An answer has come."""
        if asked := self._open[sent.chat]:
            self.waits.append(sent.at - asked.popleft())
            self._left -= 1
            self._answered.set()

    async def at_once(self, count: int) -> float:
        """As fast as it goes; returns the seconds that it took."""
        start = time.perf_counter()
        for _ in range(count):
            await self._until(OPEN - 1)
            self._ask()
        await self._until(0)
        return time.perf_counter() - start

    async def at_rate(self, count: int) -> None:
        """As many a second as people ask."""
        chance = random.Random(count)
        due = time.perf_counter()
        for _ in range(count):
            due += chance.expovariate(RATE)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self._ask()
        await self._until(0)

    def _ask(self) -> None:
        person, text = next(self._people), next(self.questions)
        self._open[person].append(time.perf_counter())
        self._left += 1
        self.loopback.ask(person, text)

    async def _until(self, left: int) -> None:
        async with asyncio.timeout(ANSWERED_IN):
            while self._left > left:
                self._answered.clear()
                await self._answered.wait()


def main() -> None:
    end_together()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description="The bot beside an echo bot.")
    parser.add_argument("--updates", type=int, default=3000, help="questions at full speed, each time")
    parser.add_argument("--seconds", type=float, default=20, help="how long questions come at a rate, each time")
    parser.add_argument("--only", default="", help="only contenders whose name, way or questions contain this")
    parser.add_argument("--write", action="store_true", help="put the table into docs/scale.md")
    asked = parser.parse_args()
    rows, echoed = [], {}
    begun_with = os.getloadavg()[0]
    for one in contenders():
        if asked.only not in f"{one.name}, {one.way}, {one.questions}":
            continue
        figures = asyncio.run(measure(one, asked.updates, int(asked.seconds * RATE)))
        if one.command == ECHO:
            echoed[one.way] = figures
        rows.append(row(one, figures, echoed.get(one.way.partition(",")[0])))
        print(rows[-1], file=sys.stderr, flush=True)
    head = ["bot", "updates by", "questions", "updates/s", "of echo's", "CPU ms an update", "p50, ms", "p95", "p99"]
    note = (
        f"{asked.updates} updates at full speed, {OPEN} open at a time; then, for the waits, {RATE:g} a second for "
        f"{asked.seconds:g} s. Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {begun_with:.1f} before."
    )
    text = f"{note}\n\n{markdown(head, rows)}"
    print(text)
    if asked.write:
        keep("serving", text, PAGE)


def contenders() -> Iterator[Contender]:
    """All that are measured; the echo bot first, which the others are measured beside."""
    for replicas, command in ((0, RUN), (1, SERVE)):
        yield Contender("echo", ECHO, "new", replicas)
        yield Contender("this bot", command, "new", replicas)
        yield Contender("this bot", command, "mix", replicas)
    for replicas in (1, 2):
        for questions in ("new", "mix"):
            yield Contender("this bot, PostgreSQL", SERVE, questions, replicas, is_shared=True)


def row(one: Contender, figures: Figures, echo: Figures | None) -> list[str]:
    """A line of the table."""
    part = f"{figures.throughput / echo.throughput:.2f}" if echo else ""
    waits = (f"{figures.percentile(part):.1f}" for part in (0.5, 0.95, 0.99))
    return [one.name, one.way, one.questions, f"{figures.throughput:.0f}", part, f"{figures.cpu:.2f}", *waits]


async def measure(one: Contender, at_once: int, at_rate: int) -> Figures:
    """Starts it, asks, and ends it."""
    listening: list[int | None] = [*ports(one.replicas)] or [None]
    loopback = Loopback(targets=[port for port in listening if port])
    load = Load(loopback, new_questions() if one.questions == "new" else usual_mix())
    loopback.on_sent = load.take
    with ExitStack() as databases:
        database = new_database(databases.enter_context(postgresql())) if one.is_shared else ""
        database = database or databases.enter_context(sqlite())
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(loopback.serving())
            api = f"http://127.0.0.1:{loopback.port}"
            bots = [await stack.enter_async_context(started(one.command, api, database, port)) for port in listening]
            for bot in bots:
                if bot.port:
                    await bot.until_listening()
            await load.at_once(WARM_UP)
            before = sum(bot.cpu() for bot in bots)
            seconds = await load.at_once(at_once)
            cpu = sum(bot.cpu() for bot in bots) - before
            load.waits.clear()
            await load.at_rate(at_rate)
    waits = sorted(1000 * wait for wait in load.waits)
    return Figures(at_once / seconds, 1000 * cpu / at_once, waits)


if __name__ == "__main__":
    main()
