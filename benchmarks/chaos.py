"""What is lost when replicas are killed: `python -m benchmarks.chaos`.

Two replicas share one PostgreSQL. A Telegram on this machine delivers 10,000 questions of 1,000 people, one of 100
twice, and answers one message of 100 with 429 and another one with 502. Every five seconds one replica in turn is
killed (`kill -9`) and started again; later where the other one has not started yet.

Printed is how many questions have no answer, and how many got two: these can be no more than the killed replicas had
sends in flight, a send being in flight until the database has by what its question was answered. The exit
status is 1 where a question was lost, or where there are more doubles than that.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import psycopg

from benchmarks.loopback import Loopback, Sent
from benchmarks.processes import SERVE, Started, end_together, new_database, ports, postgresql, start
from benchmarks.questions import usual_mix

PEOPLE = 1000
TWICE, TOO_MANY, BAD_GATEWAY = 0.01, 0.01, 0.01
"""Shares of updates and of messages."""
PAUSE = 1
"""Seconds that Telegram asks for with 429."""
KILL_EVERY = 5.0
TELEGRAM_TAKES = 0.05
"""Seconds that Telegram takes to answer a message; so long are sends in flight at least."""
LATEST = 600.0
"""Seconds after the last question within which all must be answered."""


@dataclass
class Chaos:
    """What happens, and what came of it."""

    loopback: Loopback
    database: str
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    refused: Counter[int] = field(default_factory=Counter)
    sent: list[Sent] = field(default_factory=list)
    kills: int = 0
    seconds: float = 0.0
    """How long all of it took."""
    unanswered: int = 0
    """Messages that Telegram had from a replica that was killed, and had not answered yet."""
    in_flight: set[int] = field(default_factory=set)
    """Those that the database knew nothing of when the replica was killed."""
    asked: int = 0
    questions: Counter[int] = field(default_factory=Counter)
    """Of each person."""
    twice: int = 0
    waits: list[float] = field(default_factory=list)
    _open: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def fault(self) -> tuple[int, dict[str, Any]] | None:
        """Refuses some messages."""
        drawn = self.chance.random()
        if drawn < TOO_MANY:
            self.refused[429] += 1
            text = f"Too Many Requests: retry after {PAUSE}"
            return 429, {"ok": False, "error_code": 429, "description": text, "parameters": {"retry_after": PAUSE}}
        if drawn < TOO_MANY + BAD_GATEWAY:
            self.refused[502] += 1
            return 502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}
        return None

    def take(self, sent: Sent) -> None:
        """A message has come."""
        self.sent.append(sent)
        if asked := self._open[sent.chat]:
            self.waits.append(sent.at - asked.pop(0))

    async def ask(self, count: int, rate: float) -> None:
        """All questions, one of 100 twice."""
        questions, due = usual_mix(), time.perf_counter()
        for number in range(count):
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            person = 1 + number % PEOPLE
            self._open[person].append(time.perf_counter())
            is_twice = self.chance.random() < TWICE
            self.loopback.ask(person, next(questions), deliveries=1 + is_twice)
            self.asked += 1
            self.questions[person] += 1
            self.twice += is_twice

    async def kill_in_turn(self, replicas: list[Started], api: str) -> None:
        """For ever, once the other one listens: on a slow machine a start takes longer than that."""
        for turn in itertools.count():
            await asyncio.sleep(KILL_EVERY)
            await replicas[1 - turn % 2].until_listening()
            replica, name = replicas[turn % 2], f"r{turn % 2}/"
            self.unanswered += self.loopback.in_flight[name]
            await replica.kill()
            self.kills += 1
            unknown = await self.unknown()
            self.in_flight |= {one.message for one in self.sent if one.sender == name and one.message in unknown}
            replicas[turn % 2] = await start(SERVE, f"{api}/{name[:-1]}", self.database, replica.port)
            print(f"{self.asked} asked, {len(self.sent)} sent, {self.kills} kills", file=sys.stderr)

    def lost(self) -> int:
        """Questions without an answer: in how many each chat has fewer messages than questions."""
        sent = Counter(one.chat for one in self.sent)
        return sum(max(0, count - sent[person]) for person, count in self.questions.items())

    async def unknown(self) -> set[int]:
        """Messages that came and that the database does not know as the answer to a question."""
        known = {card for (card,) in await self.rows("SELECT card FROM answers")}
        return {one.message for one in self.sent} - known

    async def until_done(self) -> None:
        """Waits until nothing is left to answer."""
        async with asyncio.timeout(LATEST):
            while True:
                ((waiting,),) = await self.rows("SELECT count(*) FROM inbox WHERE due IS NOT NULL")
                if not waiting and not self.loopback.undelivered:
                    return
                await asyncio.sleep(0.5)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        async with await psycopg.AsyncConnection.connect(self.database) as connection:
            return await (await connection.execute(query)).fetchall()


def main() -> None:
    end_together()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description="What is lost under kill -9.")
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=60.0, help="questions a second")
    asked = parser.parse_args()
    with postgresql() as server:
        sys.exit(asyncio.run(play(new_database(server), asked.updates, asked.rate)))


async def play(database: str, count: int, rate: float) -> int:
    """Lets it happen, and says what came of it."""
    listening = ports(2)
    loopback = Loopback(targets=listening, delay=TELEGRAM_TAKES)
    chaos = Chaos(loopback, database)
    loopback.fault, loopback.on_sent = chaos.fault, chaos.take
    async with loopback.serving():
        api = f"http://127.0.0.1:{loopback.port}"
        replicas = [await start(SERVE, f"{api}/r{turn}", database, port) for turn, port in enumerate(listening)]
        for replica in replicas:
            await replica.until_listening()
        began = time.perf_counter()
        killing = asyncio.create_task(chaos.kill_in_turn(replicas, api))
        try:
            await chaos.ask(count, rate)
            await chaos.until_done()
            chaos.seconds = time.perf_counter() - began
        finally:
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            for replica in replicas:
                await replica.kill()
    return await tell(chaos)


async def tell(chaos: Chaos) -> int:
    """Prints what came of it; returns the exit status."""
    ((parked,),) = await chaos.rows("SELECT count(*) FROM inbox WHERE parked IS NOT NULL")
    ((recorded,),) = await chaos.rows("SELECT count(*) FROM answers")
    lost = chaos.lost()
    doubles = len(chaos.sent) - chaos.asked + lost
    waits = sorted(chaos.waits)
    print(f"questions            {chaos.asked}, of {PEOPLE} people; {chaos.twice} of them delivered twice")
    print(f"messages refused     {chaos.refused[429]} with 429, {chaos.refused[502]} with 502")
    print(f"kills                {chaos.kills}, in {chaos.seconds:.0f} s")
    print(f"without an answer    {lost} ({parked} put aside)")
    print(f"not on record        {chaos.asked - recorded}: answered, but the database was too slow to keep by what")
    print(f"messages too many    {doubles}; in flight when killed: {len(chaos.in_flight)}")
    print(f"not yet answered     {chaos.unanswered} of those, as Telegram saw it just before")
    print(
        f"waits                median {statistics.median(waits):.2f} s, 99% below {waits[len(waits) * 99 // 100]:.1f} s"
    )
    return int(bool(lost) or doubles > len(chaos.in_flight))


if __name__ == "__main__":
    main()
