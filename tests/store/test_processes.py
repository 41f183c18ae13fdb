"""The store over the life and death of processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.store import open_store

ROOT = Path(__file__).parent.parent.parent
CONFIRMED = 40

WRITE = """
import asyncio, itertools, sys
from bot.store.feedback import UP, Rated
from bot.store.inbox import Incoming
from bot.store.memories import Answer
from bot.store.store import open_store

async def act(store, number):
    async with store.together():
        await store.memories.keep_answer(number, 1, Answer(None, number, 2, "{}", "{}"), 10.0)
        await store.inbox.done([number])
    await store.feedback.vote(Rated(number, 2, number, "duties", "duties"), UP, 10.0)
    await store.chats.change(-number, "{}", 0, 10.0)
    await store.inbox.put([Incoming(number, str(number), number, "{}")], 10.0)
    print(number, flush=True)

async def main():
    async with open_store(sys.argv[1]) as store:
        for number in itertools.count(1, 4):
            await asyncio.gather(*(act(store, number + more) for more in range(4)))

asyncio.run(main())
"""


def write_and_be_killed(url: str) -> list[int]:
    """What a process says that it wrote, until it is killed."""
    with subprocess.Popen([sys.executable, "-c", WRITE, url], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        confirmed = [int(process.stdout.readline()) for _ in range(CONFIRMED)]
        process.kill()
        return confirmed + [int(line) for line in process.stdout if line.endswith("\n")]


@pytest.mark.anyio
async def test_nothing_that_was_confirmed_is_lost_when_the_process_is_killed(url: str) -> None:
    confirmed = write_and_be_killed(url)
    async with open_store(url) as store:
        waiting = {one.update_id for one in await store.inbox.claim(20.0, 80.0, 10_000)}
        assert set(confirmed) <= waiting
        for number in confirmed:
            assert await store.memories.answer_to(number, 1) is not None
            assert await store.memories.recall((number, None, number)) == "{}"
            assert await store.feedback.totals(number, 0.0, 20.0) == (1, 0)
            assert await store.chats.get(-number) is not None


def test_commands_that_need_no_store_do_not_wait_for_its_libraries() -> None:
    code = "import sys, bot.cli, bot.terminal, bot.json_lines, bot.startup, bot.store.address, bot.store.errors; "
    code += "print([name for name in ('sqlalchemy', 'alembic', 'psycopg', 'aiosqlite') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_store_that_is_up_to_date_opens_without_the_library_of_migrations(url: str) -> None:
    code = "import asyncio, sys\nfrom bot.store.store import open_store\n"
    code += "async def main():\n    async with open_store(sys.argv[1]) as store: await store.check()\n"
    code += "asyncio.run(main())\nprint('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, url], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
