"""Start-up time and memory, with one courtyard and with ten thousand."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.multiply import PEOPLE_APART, multiply
from tests.bench.report import Measure, Row
from tests.bench.scene import FIRST_ID, PRODUCT, Scene, open_scene

HOUSEHOLDS = 120
COURTYARDS = (1, 100, 10_000)
STARTS_WITHIN_S, GROWS_AT_MOST = 2.0, 2.0
ASKERS = 200
LIBRARIES = """
import aiohttp, aiosqlite, apscheduler.schedulers.asyncio, chinese_calendar, platformdirs
import pydantic_settings, telegram.request
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")))
"""


@dataclass(frozen=True)
class Weighed:
    started_s: float
    rest_mb: float
    busy_mb: float
    file_mb: float


async def measure(folder: Path, quick: bool) -> Measure:
    sizes = (1, 3) if quick else COURTYARDS
    rounds, askers = (1, 10) if quick else (3, ASKERS)
    async with open_scene(folder, HOUSEHOLDS) as scene:
        bare_s, bare_mb = await _libraries(rounds)
        weighed = {size: await _weigh(scene, size, rounds, askers) for size in sizes}
    least, most = weighed[sizes[0]], weighed[sizes[-1]]
    rows = [_start_row(size, found, bare_s) for size, found in weighed.items()]
    rows += [_memory_row(size, found, least, bare_mb) for size, found in weighed.items()]
    return Measure(
        "Start and memory",
        f"Courtyards of {HOUSEHOLDS} households, each with an open vote. From the start of the "
        f"process until it waits for updates (median of {rounds}); memory (RSS) then, and after "
        f"{askers} residents of as many courtyards as there are have opened their home screen. The "
        f"floor is a Python that imports the same libraries and ends: {bare_mb:.0f} MB.",
        rows,
        [f"The database of {sizes[-1]:,} courtyards is {most.file_mb:.0f} MB."],
    )


def _start_row(size: int, found: Weighed, bare_s: float) -> Row:
    return Row(
        f"start, {_courtyards(size)}",
        f"{found.started_s:.2f} s",
        f"{bare_s:.2f} s",
        f"{found.started_s / bare_s:.1f}",
        f"≤ {STARTS_WITHIN_S:g} s",
        found.started_s <= STARTS_WITHIN_S,
    )


def _memory_row(size: int, found: Weighed, least: Weighed, bare_mb: float) -> Row:
    ratio = found.busy_mb / least.busy_mb
    return Row(
        f"memory, {_courtyards(size)}",
        f"{found.rest_mb:.0f} MB, then {found.busy_mb:.0f} MB",
        f"{least.busy_mb:.0f} MB (one courtyard)",
        f"{ratio:.2f}",
        f"≤ {GROWS_AT_MOST:g}",
        ratio <= GROWS_AT_MOST,
    )


def _courtyards(size: int) -> str:
    return "1 courtyard" if size == 1 else f"{size:,} courtyards"


async def _libraries(rounds: int) -> tuple[float, float]:
    """Seconds and memory of the imports alone."""
    seconds, memory = [], 0.0
    for _ in range(rounds):
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", LIBRARIES), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        seconds.append(time.perf_counter() - began)
        memory = int(out) / 1024
    return statistics.median(seconds), memory


async def _weigh(scene: Scene, size: int, rounds: int, askers: int) -> Weighed:
    database = scene.folder / f"{size}-courtyards.sqlite"
    await asyncio.to_thread(multiply, scene.template, database, size)
    starts = []
    for _ in range(rounds):
        async with scene.bot_on(database, *PRODUCT, "--unpaced") as bot:
            starts.append(bot.started_s)
            rest_mb = bot.memory_mb
            await _open_home(scene, size, askers)
            busy_mb = bot.memory_mb
    file_mb = database.stat().st_size / 1024**2
    return Weighed(statistics.median(starts), rest_mb, busy_mb, file_mb)


async def _open_home(scene: Scene, size: int, askers: int) -> None:
    """People all over the courtyards ask for their home screen, and get it."""
    numbers = (FIRST_ID + n % HOUSEHOLDS + n % size * PEOPLE_APART for n in range(askers))
    for number in dict.fromkeys(numbers):
        known = scene.world.users.get(number)
        user = known or scene.people.add_user(f"邻居{number}", started=True, user_id=number)
        scene.people.say(user, user, "/home")
        chat = scene.world.private(user)
        heard = len(chat.messages)
        async with asyncio.timeout(30):
            while len(chat.messages) == heard:
                await asyncio.sleep(0.005)
