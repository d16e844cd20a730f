"""How long people wait for an answer when a program is killed, and messages and due work for
another program to take them over."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psycopg

from storage.place import Place, Server
from storage.session import CLOCK, OURS, SENDER
from tests.bench.city import City, Worker, answer, open_city
from tests.bench.multiply import multiply_on
from tests.bench.report import Measure, Row
from tests.bench.scene import LOOK_S, PATIENCE_S
from tests.bench.yes import open_yes
from tests.postgres import running

HOUSEHOLDS = 40
ANSWERS_S, TAKES_OVER_S = 3.0, 5.0
CLAIMS = {"sender": SENDER, "clock": CLOCK}
ENDS = {"killed": signal.SIGKILL, "frozen": signal.SIGSTOP}


async def measure(folder: Path, quick: bool) -> Measure:
    rounds = 1 if quick else 5
    async with open_yes() as yes, open_city(folder, HOUSEHOLDS, yes) as city:
        with running(()) as postgres, postgres.new("city") as server:
            multiply_on(server, city.template, 1)
            places: dict[str, Place] = {"on a file": city.template, "on PostgreSQL": server}
            rows = []
            for name, place in places.items():
                waits = [await _started_again(city, place) for _ in range(rounds)]
                rows.append(_row(f"one program {name}, killed and started again", waits, ANSWERS_S))
            waits = [await _the_other(city, server) for _ in range(rounds)]
            rows.append(_row("one of two programs killed", waits, ANSWERS_S))
            for name, end in itertools.islice(ENDS.items(), 1 if quick else None):
                found = [await _takeovers(city, server, end) for _ in range(rounds)]
                for claim in CLAIMS:
                    waits = [one[claim] for one in found]
                    rows.append(_row(f"the {claim}'s holder {name}", waits, TAKES_OVER_S))
    return Measure(
        "When a program ends",
        "From SIGKILL (or SIGSTOP: it freezes, its connections stay open) until somebody who keeps "
        "tapping is answered again, and until another program has the claim of sending messages "
        "or of doing due work. What restarts a killed program does so at once, as systemd may be "
        f"told to. The longest of {rounds} rounds; beside it the median.",
        rows,
    )


def _row(what: str, waits: Sequence[float], within: float) -> Row:
    longest = max(waits)
    return Row(
        what,
        f"{longest:.2f} s",
        f"{statistics.median(waits):.2f} s (median)",
        "–",
        f"≤ {within:g} s",
        longest <= within,
    )


async def _started_again(city: City, place: Place) -> float:
    async with city.worker(place) as worker:
        await _first_answer(city, place, worker.port)
        worker.bot.process.kill()
        began = time.perf_counter()
        await worker.bot.process.wait()
        again = asyncio.create_task(_hold(city, place, worker.port))
        try:
            await _first_answer(city, place, worker.port)
            return time.perf_counter() - began
        finally:
            again.cancel()
            await asyncio.gather(again, return_exceptions=True)


async def _hold(city: City, place: Place, port: int) -> None:
    async with city.worker(place, port=port):
        await asyncio.get_running_loop().create_future()


async def _the_other(city: City, place: Place) -> float:
    """Both killed in turn would be nobody: the load balancer goes on to the other."""
    async with _two(city, place) as (first, second):
        await _first_answer(city, place, first.port)
        first.bot.process.kill()
        began = time.perf_counter()
        await _first_answer(city, place, first.port, second.port)
        return time.perf_counter() - began


async def _first_answer(city: City, place: Place, *ports: int) -> None:
    """Tap at one port after the other until one answers."""
    taps = city.taps(place, [1])
    async with asyncio.timeout(PATIENCE_S):
        for port in itertools.cycle(ports):
            with suppress(OSError, EOFError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                try:
                    writer.write(next(taps))
                    if await answer(reader):
                        return
                finally:
                    writer.close()
            await asyncio.sleep(LOOK_S)


async def _takeovers(city: City, server: Server, end: signal.Signals) -> dict[str, float]:
    """Seconds until another has each claim."""
    async with _two(city, server) as (first, _second):
        connection = await psycopg.AsyncConnection.connect(server.address, autocommit=True)
        async with connection:
            before = {name: await _holder(connection, name, None) for name in CLAIMS}
            os.kill(first.bot.process.pid, end)
            began = time.perf_counter()
            found = {}
            for name in CLAIMS:
                await _holder(connection, name, before[name])
                found[name] = time.perf_counter() - began
            return found


@asynccontextmanager
async def _two(city: City, place: Place) -> AsyncIterator[tuple[Worker, Worker]]:
    """The first of them has the claims."""
    async with city.worker(place) as first:
        if isinstance(place, Server):
            async with await psycopg.AsyncConnection.connect(place.address) as connection:
                for name in CLAIMS:
                    await _holder(connection, name, None)
        async with city.worker(place) as second:
            yield first, second


async def _holder(
    connection: psycopg.AsyncConnection[tuple[int]], name: str, not_this: int | None
) -> int:
    """The server's process that has the claim, once there is one and it is another."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            cursor = await connection.execute(
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND classid = %s AND objid = %s",
                (OURS, CLAIMS[name]),
            )
            row = await cursor.fetchone()
            if row and row[0] != not_this:
                return row[0]
            await asyncio.sleep(0.02)
