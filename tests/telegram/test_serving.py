"""Serving, with real processes over real HTTP: restarts, kills, outages and several replicas."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store.store import open_store
from bot.telegram.incoming import arrival
from bot.telegram.worker import AT_ONCE
from tests.store.proxy import proxy_to
from tests.store.raw import rows
from tests.store.server import Server, free_port
from tests.telegram.processes import (
    AS_DEPLOYED,
    ROOT,
    SECRET,
    SERVING,
    STARTED_IN,
    bot_process,
    serving,
    until,
)
from tests.telegram_fake import TOKEN, FakeTelegram, Person, empty_database, held, posting, serve
from tests.telegram_fake.faults import Answer, Fault


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Telegram that fails the test where the bot breaks its rules; by the clock of real processes."""
    telegram = FakeTelegram(time.time)
    yield telegram
    telegram.check()


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of an empty database."""
    return empty_database(tmp_path)


@pytest.fixture
def postgresql(server: Server, new_database: Callable[[], str]) -> str:
    """The address of a database that replicas share."""
    return server.url(new_database())


def people_of(telegram: FakeTelegram, count: int) -> list[Person]:
    return [telegram.person(f"Person {number}") for number in range(count)]


def questions_of(people: list[Person]) -> Counter[str]:
    """How often each question was answered; each is asked by one person and once."""
    return Counter(card.text.splitlines()[1] for person in people for card in person.cards)


def slow() -> Fault:
    """Telegram carries requests out, and takes its time to say so."""

    async def fault(carry_out: Callable[[], Answer]) -> Answer:
        answer = carry_out()
        await asyncio.sleep(0.1)
        return answer

    return fault


def test_a_question_and_a_stop_in_the_middle(telegram: FakeTelegram, sqlite: str) -> None:
    ana = telegram.person("Ana")

    async def go() -> tuple[int, str]:
        answered = asyncio.Event()
        async with (
            serve(telegram) as url,
            serving(url, DATABASE_URL=sqlite) as (process, address),
            posting(telegram, address, secret=SECRET) as postman,
        ):
            ana.says("my secret worry")
            await until(lambda: ana.cards)
            ana.taps("Duties")
            await until(lambda: ana.card.bold == ["Screen duties"])
            telegram.fail(held(answered), "sendMessage")
            ana.says("one last secret question")
            await until(lambda: len(telegram.called("sendMessage")) == 2 and postman.open == 0)
            process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.1)
            assert process.returncode is None
            answered.set()
            assert process.stderr is not None
            log = (await asyncio.wait_for(process.stderr.read(), STARTED_IN)).decode()
            return await asyncio.wait_for(process.wait(), STARTED_IN), log

    status, log = asyncio.run(go())
    assert status == 0
    assert ["question" in card.text for card in ana.cards] == [False, True]
    assert [telegram.called(method) for method in ("setWebhook", "deleteWebhook")] == [[], []]
    for hidden in (TOKEN, TOKEN.partition(":")[2], SECRET, "secret question", "Ana"):
        assert hidden not in log


def test_two_replicas_answer_each_question_once_though_each_is_delivered_twice(
    telegram: FakeTelegram, postgresql: str
) -> None:
    people = people_of(telegram, 20)

    async def go() -> None:
        async with (
            serve(telegram) as url,
            serving(url, DATABASE_URL=postgresql) as (_, one),
            serving(url, DATABASE_URL=postgresql) as (_, other),
            posting(telegram, one, other, secret=SECRET, copies=2) as postman,
        ):
            for number in range(5):
                for person in people:
                    person.says(f"{person.name} {number}")
            await until(lambda: all(len(person.cards) >= 5 for person in people) and postman.open == 0)

    asyncio.run(go())
    assert set(questions_of(people).values()) == {1}
    for person in people:
        turns = [f"Turn {number}" in card.text for number, card in enumerate(person.cards, start=1)]
        assert turns == [True] * 5, "Each knows of those before, and none overtakes another"


def test_killed_in_the_middle_of_load_it_has_lost_nothing(telegram: FakeTelegram, postgresql: str) -> None:
    people = people_of(telegram, 40)
    telegram.fail(slow(), "sendMessage", times=10_000)

    async def go() -> int:
        async with (
            serve(telegram) as url,
            serving(url, DATABASE_URL=postgresql) as (_, staying),
            serving(url, DATABASE_URL=postgresql) as (process, dying),
            posting(telegram, staying, dying, secret=SECRET),
        ):
            for number in range(6):
                for person in people:
                    person.says(f"{person.name} {number}")
            await until(lambda: len(telegram.called("sendMessage")) > 60)
            process.kill()
            await process.wait()
            in_flight = len(telegram.called("sendMessage")) - len(rows(postgresql, "answers"))  # until it is noted
            await until(lambda: len(questions_of(people)) == 240)
            await asyncio.sleep(0.2)
        return in_flight

    in_flight = asyncio.run(go())
    doubled = sum(questions_of(people).values()) - 240
    assert doubled <= in_flight <= 2 * AT_ONCE


def test_while_replicas_are_replaced_nothing_is_lost_or_doubled(telegram: FakeTelegram, postgresql: str) -> None:
    people = people_of(telegram, 10)

    async def go() -> None:
        async with (
            serve(telegram) as url,
            serving(url, DATABASE_URL=postgresql) as (old, address),
            posting(telegram, address, secret=SECRET) as postman,
        ):
            asking = asyncio.create_task(asks(people))
            async with serving(url, DATABASE_URL=postgresql) as (_, newer):
                postman.urls.append(newer)
                old.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(old.wait(), STARTED_IN) == 0
                await asking
                await until(lambda: postman.open == 0 and len(questions_of(people)) == 300)

    async def asks(people: list[Person]) -> None:
        for number in range(30):
            for person in people:
                person.says(f"{person.name} {number}")
            await asyncio.sleep(0.1)

    asyncio.run(go())
    assert set(questions_of(people).values()) == {1}


def test_while_the_database_is_away_nothing_is_lost_or_doubled(
    telegram: FakeTelegram, server: Server, new_database: Callable[[], str]
) -> None:
    people = people_of(telegram, 10)

    async def go() -> list[int]:
        async with proxy_to(server.port) as proxy, serve(telegram) as url:
            database = server.url(new_database(), proxy.port)
            async with (
                serving(url, DATABASE_URL=database) as (_, one),
                serving(url, DATABASE_URL=database) as (_, other),
                posting(telegram, one, other, secret=SECRET) as postman,
            ):
                for number in range(3):
                    if number == 1:
                        await proxy.cut()
                    for person in people:
                        person.says(f"{person.name} {number}")
                    await asyncio.sleep(0.7)
                await proxy.restore()
                await until(lambda: len(questions_of(people)) == 30 and postman.open == 0)
                await asyncio.sleep(0.3)
                return postman.statuses

    statuses = asyncio.run(go())
    assert set(questions_of(people).values()) == {1}
    assert set(statuses) == {200, 503}


def test_while_telegram_is_away_nothing_is_lost(telegram: FakeTelegram, sqlite: str) -> None:
    people = people_of(telegram, 10)
    port = free_port()

    async def go() -> None:
        url = f"http://127.0.0.1:{port}"
        # It starts, is ready and takes what comes although it cannot reach Telegram.
        async with (
            serving(url, DATABASE_URL=sqlite) as (_, address),
            posting(telegram, address, secret=SECRET) as postman,
        ):
            ask(people, 0)
            await until(lambda: postman.open == 0)
            async with serve(telegram, port):
                await until(lambda: len(questions_of(people)) == 10)
            ask(people, 1)
            await until(lambda: postman.open == 0)
            await asyncio.sleep(1)
            async with serve(telegram, port):
                ask(people, 2)
                await until(lambda: len(questions_of(people)) == 30)

    def ask(people: list[Person], number: int) -> None:
        for person in people:
            person.says(f"{person.name} {number}")

    asyncio.run(go())
    assert set(questions_of(people).values()) == {1}


def test_as_it_is_deployed_it_answers(telegram: FakeTelegram, sqlite: str) -> None:
    ana = telegram.person("Ana")

    async def go() -> None:
        async with (
            serve(telegram) as url,
            serving(url, AS_DEPLOYED, DATABASE_URL=sqlite, CACHE_DIR=str(ROOT / ".cache")) as (_, address),
            posting(telegram, address, secret=SECRET),
        ):
            ana.says("what does a data scientist do")
            await until(lambda: ana.cards)

    asyncio.run(go())
    assert ana.card.bold == ["What a Data Scientist does"]


def test_where_the_port_is_taken_it_says_so(telegram: FakeTelegram, sqlite: str) -> None:
    async def go() -> tuple[int, str]:
        async with serve(telegram) as url:
            port = url.rpartition(":")[2]
            variables = {"PORT": port, "WEBHOOK_URL": "https://example.org/x", "WEBHOOK_SECRET": SECRET}
            async with bot_process(url, SERVING, DATABASE_URL=sqlite, **variables) as process:
                assert process.stderr is not None
                said = (await asyncio.wait_for(process.stderr.read(), STARTED_IN)).decode()
                return await process.wait(), said.replace(port, "<port>")

    status, said = asyncio.run(go())
    assert status == 2
    assert said.startswith("Port <port> cannot be used (")
    assert "PORT" in said
    assert said.count("\n") == 1


def test_what_a_process_leaves_in_the_inbox_is_answered_when_it_is_back(telegram: FakeTelegram, sqlite: str) -> None:
    ana = telegram.person("Ana")
    ana.says("hello")
    (update,) = telegram.take([])

    async def go() -> None:
        async with open_store(sqlite) as store:
            await store.inbox.put([arrival(update).incoming], time.time())
        async with serve(telegram) as url, serving(url, DATABASE_URL=sqlite):
            await until(lambda: ana.cards)

    asyncio.run(go())
    assert len(ana.cards) == 1
