"""What a vote costs in a city of ten thousand courtyards, against one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from storage.place import Place
from tests.bench.city import City, open_city, tap
from tests.bench.multiply import multiply, multiply_on
from tests.bench.report import Measure, Row
from tests.bench.yes import open_yes
from tests.postgres import Postgres, running

HOUSEHOLDS, COURTYARDS, BUSY = 120, 10_000, 200
GROWS_AT_MOST = 1.2


async def measure(folder: Path, quick: bool) -> Measure:
    rounds, seconds, busy, many = (1, 0.4, 3, 6) if quick else (7, 3.0, BUSY, COURTYARDS)
    async with open_yes() as yes, open_city(folder, HOUSEHOLDS, yes) as city:
        with running(()) as postgres:
            places = {
                size: await asyncio.to_thread(_made, city, postgres, size)
                for size in (1, busy, many)
            }
            rows = []
            for kind, name in enumerate(("on a file", "on PostgreSQL")):
                few, city_wide = range(1, busy + 1), range(1, many + 1, many // busy)
                # One pair after the other: what a storm of many courtyards leaves to be drawn
                # would be drawn by the next program on that database, and counted as its own.
                for who, floor, product in (
                    ("one courtyard votes", (places[1][kind], [1]), (places[many][kind], [1])),
                    (
                        f"{busy} courtyards vote",
                        (places[busy][kind], few),
                        (places[many][kind], city_wide),
                    ),
                ):
                    server = postgres if kind else None
                    least, took = await _taken_in_turn(
                        city, [floor, product], rounds, seconds, server
                    )
                    rows.append(_row(f"{name}, {who}", took, least))
    return Measure(
        f"A vote among {many:,} courtyards",
        f"Processor time of the bot (and of PostgreSQL, where it is) for a vote in a database of "
        f"{many:,} courtyards of {HOUSEHOLDS} households. The floor is a database that has only "
        f"the courtyards that vote: one, or {busy}. Medians of {rounds} rounds, taken in turn, and "
        "of the rounds' own ratios.",
        rows,
    )


def _row(what: str, product: list[float], floor: list[float]) -> Row:
    # Each round against its own: from one to the next the machine may slow down by half.
    ratio = median(took / least for took, least in zip(product, floor, strict=True))
    return Row(
        what,
        f"{median(product):.0f} µs",
        f"{median(floor):.0f} µs",
        f"{ratio:.2f}",
        f"≤ {GROWS_AT_MOST:g}",
        ratio <= GROWS_AT_MOST,
    )


def _made(city: City, postgres: Postgres, size: int) -> tuple[Place, Place]:
    """So many courtyards, on a file and on a server."""
    file, name = city.folder / f"{size}.sqlite", f"city_{size}"
    multiply(city.template, file, size)
    postgres.run(f"CREATE DATABASE {name}")
    server = postgres.database(name)
    multiply_on(server, city.template, size)
    return file, server


async def _taken_in_turn(
    city: City,
    kinds: Sequence[tuple[Place, Sequence[int]]],
    rounds: int,
    seconds: float,
    postgres: Postgres | None,
) -> list[list[float]]:
    costs: list[list[float]] = [[] for _ in kinds]
    for _ in range(rounds):
        for (place, voting), into in zip(kinds, costs, strict=True):
            await _storm(city, place, voting, seconds, postgres, into)
    return costs


async def _storm(
    city: City,
    place: Place,
    voting: Sequence[int],
    seconds: float,
    postgres: Postgres | None,
    costs: list[float],
) -> None:
    async with city.worker(place) as worker:
        taps = city.taps(place, voting)
        await tap([worker], taps, seconds / 2)
        began_s = worker.bot.cpu_s + (postgres.cpu_s if postgres else 0.0)
        tapped = await tap([worker], taps, seconds)
        used_s = worker.bot.cpu_s + (postgres.cpu_s if postgres else 0.0) - began_s
    costs.append(1e6 * used_s / tapped.pressed)
