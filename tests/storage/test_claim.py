"""One sender and one clock among all programs, whatever becomes of the one that had the turn."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from bot.clock import SetClock
from storage.claim import Claim, while_ours
from storage.place import Server
from storage.postgres import PostgresStore
from storage.store import Store
from tests.postgres import Postgres

WITHIN_S = 5.0


@pytest.fixture
def server(postgres: Postgres) -> Server:
    return postgres.fresh()


@pytest.fixture
async def ours(server: Server, clock: SetClock) -> AsyncIterator[PostgresStore]:
    store = await PostgresStore.open(server, clock.now)
    yield store
    await store.close()


@asynccontextmanager
async def another_program(server: Server) -> AsyncIterator[Process]:
    """It has the turn."""
    command = (sys.executable, "-m", "tests.holder", server.address)
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    try:
        await says(process, b"ours\n")
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def says(process: Process, line: bytes) -> None:
    assert process.stdout
    async with asyncio.timeout(30):
        assert await process.stdout.readline() == line


async def seconds_until_ours(claim: Claim) -> float:
    began = time.monotonic()
    async with asyncio.timeout(20):
        await claim.gained()
    return time.monotonic() - began


async def test_a_file_is_always_ours(file: Store) -> None:
    claim = file.claim("sender")
    assert claim.ours
    await claim.gained()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await claim.lost()


async def test_one_of_two_has_the_turn_and_leaves_it_when_it_goes(
    ours: PostgresStore, server: Server, clock: SetClock
) -> None:
    first = ours.claim("sender")
    await first.gained()
    other = await PostgresStore.open(server, clock.now)
    try:
        second = other.claim("sender")
        clock_claim = other.claim("clock")  # the other work is another's to claim
        await clock_claim.gained()
        assert not second.ours
        await ours.close()
        assert not first.ours
        assert await seconds_until_ours(second) < WITHIN_S
    finally:
        await other.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
async def test_when_the_holder_is_killed_or_freezes_another_takes_over(
    server: Server, clock: SetClock, how: signal.Signals
) -> None:
    async with another_program(server) as process:
        store = await PostgresStore.open(server, clock.now)
        try:
            claim = store.claim("sender")
            await asyncio.sleep(0.3)
            assert not claim.ours
            process.send_signal(how)
            assert await seconds_until_ours(claim) < WITHIN_S
            if how is signal.SIGSTOP:  # it wakes up again and finds that its turn is over
                process.send_signal(signal.SIGCONT)
                await says(process, b"lost\n")
                assert claim.ours
        finally:
            await store.close()


async def test_whoever_loses_its_connection_knows_that_its_turn_is_over(
    ours: PostgresStore, server: Server
) -> None:
    claim = ours.claim("sender")
    await claim.gained()
    began = time.monotonic()
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    async with asyncio.timeout(WITHIN_S):
        await claim.lost()
        await claim.gained()
    assert time.monotonic() - began < WITHIN_S


class Turns:
    """A claim that the test gives and takes away."""

    def __init__(self) -> None:
        self._gained, self._lost = asyncio.Event(), asyncio.Event()

    @property
    def ours(self) -> bool:
        return self._gained.is_set()

    async def gained(self) -> None:
        await self._gained.wait()

    async def lost(self) -> None:
        await self._lost.wait()

    def give(self) -> None:
        self._lost.clear()
        self._gained.set()

    def take(self) -> None:
        self._gained.clear()
        self._lost.set()


async def test_work_is_done_while_it_is_ours_and_begun_anew_the_next_time() -> None:
    turns, story = Turns(), []

    async def work() -> None:
        story.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            story.append("ended")

    doing = asyncio.create_task(while_ours(turns, work))
    await reached(lambda: not story)
    turns.give()
    await reached(lambda: story == ["begun"])
    turns.take()
    await reached(lambda: story == ["begun", "ended"])
    turns.give()
    await reached(lambda: story == ["begun", "ended", "begun"])
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)
    assert story == ["begun", "ended"] * 2


async def test_what_stops_the_work_stops_whoever_asked_for_it() -> None:
    turns = Turns()
    turns.give()

    async def work() -> None:
        raise LookupError("no token")

    with pytest.raises(LookupError, match="no token"):
        await while_ours(turns, work)


async def reached(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0)
