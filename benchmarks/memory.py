"""Whether memory grows with the updates: `python -m benchmarks.memory`.

A bot that polls answers 100,000 questions, half of them new, of 20,000 people; printed is what it holds in memory after
10,000 and at the end (resident set). The exit status is 1 where that is more than 10% more. `--updates` for less.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys

from benchmarks.loopback import Loopback
from benchmarks.processes import RUN, end_together, sqlite, started
from benchmarks.questions import new_questions, usual_mix
from benchmarks.serving import Load

LOOKS = 10
"""Times that memory is looked at."""
MOST = 1.1


def main() -> None:
    end_together()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description="Whether memory grows.")
    parser.add_argument("--updates", type=int, default=100_000, help="ten times as many as at the first look")
    with sqlite() as database:
        held = asyncio.run(watch(database, parser.parse_args().updates))
    growth = held[-1] / held[0]
    print(f"{growth - 1:+.1%} from the first look to the last")
    sys.exit(growth > MOST)


async def watch(database: str, updates: int) -> list[float]:
    """What the bot holds at each look, in 10^6 bytes."""
    loopback = Loopback()
    questions = itertools.chain.from_iterable(zip(new_questions(), usual_mix(), strict=True))
    load = Load(loopback, questions)
    loopback.on_sent = load.take
    held = []
    async with loopback.serving(), started(RUN, f"http://127.0.0.1:{loopback.port}", database) as bot:
        for look in range(1, LOOKS + 1):
            seconds = await load.at_once(updates // LOOKS)
            held.append(bot.megabytes())
            print(f"{look * updates // LOOKS:>8} updates {held[-1]:8.1f} MB {seconds:8.1f} s", flush=True)
    return held


if __name__ == "__main__":
    main()
