"""How many votes a second one and two programs on PostgreSQL take, and one on a file."""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from storage.place import Place
from tests.bench.city import City, cast, open_city, tap
from tests.bench.multiply import multiply, multiply_on
from tests.bench.rate import CHANGED, NEW
from tests.bench.report import Measure, Row
from tests.bench.yes import open_yes
from tests.postgres import Postgres, running

COURTYARDS, HOUSEHOLDS = 100, 40
TWICE = 1.5
KINDS = ("file", "one", "two")


@dataclass(frozen=True)
class Storm:
    """Votes a second; microseconds of processor that each cost the bots, the server, and those
    who tapped."""

    rate: float
    bots_us: float
    server_us: float
    taps_us: float


async def measure(folder: Path, quick: bool) -> Measure:
    rounds, seconds, courtyards = (1, 0.5, 4) if quick else (5, 4.0, COURTYARDS)
    storms: dict[str, list[Storm]] = {kind: [] for kind in KINDS}
    async with open_yes() as yes, open_city(folder, HOUSEHOLDS, yes) as city:
        file = folder / "city.sqlite"
        multiply(city.template, file, courtyards)
        with running(()) as postgres, postgres.new("city") as server:
            multiply_on(server, city.template, courtyards)
            for _ in range(rounds):
                for kind, place, programs in (
                    ("file", file, 1),
                    ("one", server, 1),
                    ("two", server, 2),
                ):
                    storms[kind].append(
                        await _storm(city, place, programs, courtyards, seconds, postgres)
                    )
    file_s, one, two = ([storm.rate for storm in storms[kind]] for kind in KINDS)
    return Measure(
        "Several programs on one database",
        f"Residents of {courtyards} courtyards tap over 64 lines to the webhook, shared among the "
        "programs; each tap a ballot with history, audit entry and dirty card, committed with "
        f"fsync, its toast in the answer. Medians of {rounds} rounds, taken in turn, and of the "
        "rounds' own ratios. Programs, "
        "PostgreSQL and the people who tap share the two cores. Every ballot was counted "
        "afterwards.",
        [
            _row("two programs on PostgreSQL, against one", two, one, TWICE),
            _row("one program on PostgreSQL, against one on a file", one, file_s),
            _row("two programs on PostgreSQL, against one on a file", two, file_s),
        ],
        [_costs(storms)],
    )


def _row(what: str, product: list[float], floor: list[float], target: float | None = None) -> Row:
    # Each round against its own: from one to the next the machine may slow down by half.
    ratio = statistics.median(more / less for more, less in zip(product, floor, strict=True))
    promised = (f"≥ {target:g}", ratio >= target) if target else ("–", None)
    shown = f"{statistics.median(product):.0f} votes/s", f"{statistics.median(floor):.0f} /s"
    return Row(what, *shown, f"{ratio:.2f}", *promised)


def _costs(storms: dict[str, list[Storm]]) -> str:
    def cost(kind: str, of: str) -> float:
        found: list[float] = [getattr(storm, of) for storm in storms[kind]]
        return statistics.median(found)

    bots, server, taps = (cost("two", of) for of in ("bots_us", "server_us", "taps_us"))
    return (
        f"A vote costs the bot {cost('file', 'bots_us'):.0f} µs of processor on a file and "
        f"{cost('one', 'bots_us'):.0f} µs on PostgreSQL, of two programs {bots:.0f} µs; the server "
        f"{server:.0f} µs, those who tap {taps:.0f} µs. So two cores that do all of it can do "
        f"{2e6 / (bots + server + taps):.0f} votes a second at most, and one core that has a bot "
        f"to itself {1e6 / cost('one', 'bots_us'):.0f}: two programs with a core each, and the "
        f"server elsewhere, would have room for {2 * cost('one', 'bots_us') / bots:.1f} times one."
    )


async def _storm(
    city: City,
    place: Place,
    programs: int,
    courtyards: int,
    seconds: float,
    postgres: Postgres,
) -> Storm:
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(city.worker(place)) for _ in range(programs)]
        taps = city.taps(place, range(1, courtyards + 1))
        stored = await asyncio.to_thread(cast, place)
        warm = await tap(workers, taps, seconds / 4)

        def used() -> tuple[float, ...]:
            bots = sum(worker.bot.cpu_s for worker in workers)
            return time.perf_counter(), bots, postgres.cpu_s, time.process_time()

        before = used()
        tapped = await tap(workers, taps, seconds)
        took_s, *costs = (now - then for now, then in zip(used(), before, strict=True))
        said = sum(storm.said[word] for storm in (warm, tapped) for word in (NEW, CHANGED))
        stored = await asyncio.to_thread(cast, place) - stored
    if not said == stored == warm.pressed + tapped.pressed:
        raise ValueError(f"{warm.said + tapped.said}, {stored} stored")
    bots_us, server_us, taps_us = (1e6 * cost / tapped.pressed for cost in costs)
    return Storm(tapped.pressed / took_s, bots_us, server_us, taps_us)
