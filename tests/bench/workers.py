"""How many votes a second one and two programs on PostgreSQL take, and one on a file."""

from __future__ import annotations

import asyncio
import os
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
from tests.postgres import running

COURTYARDS, HOUSEHOLDS = 100, 40
TWICE = 1.5
KINDS = ("file", "one", "two")


@dataclass(frozen=True)
class Storm:
    """Votes a second; processor time of the bots and of the whole machine for each vote."""

    rate: float
    bots_us: float
    machine_us: float


async def measure(folder: Path, quick: bool) -> Measure:
    rounds, seconds, courtyards = (1, 0.5, 4) if quick else (5, 4.0, COURTYARDS)
    storms: dict[str, list[Storm]] = {kind: [] for kind in KINDS}
    async with open_yes() as yes, open_city(folder, HOUSEHOLDS, yes) as city:
        file = folder / "city.sqlite"
        multiply(city.template, file, courtyards)
        with running(()) as postgres, postgres.new("city") as server:
            multiply_on(server, city.template, courtyards)
            for _ in range(rounds):
                storms["file"].append(await _storm(city, file, 1, courtyards, seconds))
                storms["one"].append(await _storm(city, server, 1, courtyards, seconds))
                storms["two"].append(await _storm(city, server, 2, courtyards, seconds))
    file_s, one, two = (statistics.median(storm.rate for storm in storms[kind]) for kind in KINDS)
    return Measure(
        "Several programs on one database",
        f"Residents of {courtyards} courtyards tap over 64 lines to the webhook, shared among the "
        "programs; each tap a ballot with history, audit entry and dirty card, committed with "
        f"fsync, its toast in the answer. Median of {rounds} rounds, taken in turn. Programs, "
        "PostgreSQL and the people who tap share the two cores. Every ballot was counted "
        "afterwards.",
        [
            _row("two programs on PostgreSQL, against one", two, one, TWICE),
            _row("one program on PostgreSQL, against one on a file", one, file_s),
            _row("two programs on PostgreSQL, against one on a file", two, file_s),
        ],
        [_costs(storms)],
    )


def _row(what: str, product: float, floor: float, target: float | None = None) -> Row:
    ratio = product / floor
    promised = (f"≥ {target:g}", ratio >= target) if target else ("–", None)
    return Row(what, f"{product:.0f} votes/s", f"{floor:.0f} /s", f"{ratio:.2f}", *promised)


def _costs(storms: dict[str, list[Storm]]) -> str:
    bots, machine = (
        {kind: statistics.median(getattr(storm, of) for storm in storms[kind]) for kind in KINDS}
        for of in ("bots_us", "machine_us")
    )
    return (
        f"A vote costs the bot {bots['file']:.0f} µs of processor on a file, {bots['one']:.0f} µs "
        f"on PostgreSQL; PostgreSQL itself and those who tap another "
        f"{machine['one'] - bots['one']:.0f} µs. Two cores can do "
        f"{2e6 / machine['two']:.0f} of them a second at most."
    )


async def _storm(city: City, place: Place, programs: int, courtyards: int, seconds: float) -> Storm:
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(city.worker(place)) for _ in range(programs)]
        taps = city.taps(place, range(1, courtyards + 1))
        stored = await asyncio.to_thread(cast, place)
        warm = await tap(workers, taps, seconds / 4)
        used_s, busy_s = sum(worker.bot.cpu_s for worker in workers), _busy_s()
        began = time.perf_counter()
        tapped = await tap(workers, taps, seconds)
        rate = tapped.pressed / (time.perf_counter() - began)
        used_s = sum(worker.bot.cpu_s for worker in workers) - used_s
        busy_s = _busy_s() - busy_s
        said = sum(storm.said[word] for storm in (warm, tapped) for word in (NEW, CHANGED))
        stored = await asyncio.to_thread(cast, place) - stored
    if not said == stored == warm.pressed + tapped.pressed:
        raise ValueError(f"{warm.said + tapped.said}, {stored} stored")
    return Storm(rate, 1e6 * used_s / tapped.pressed, 1e6 * busy_s / tapped.pressed)


def _busy_s() -> float:
    """Seconds all cores together were not idle so far."""
    first = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, _idle, _wait, *interrupts = map(int, first)
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")
