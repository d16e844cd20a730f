"""A day of a city, hours passing in seconds: whether anything grows or falls behind."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sandbox.clockfile import ClockFile
from storage import upkeep
from storage.outbox import Priority
from storage.place import Server
from storage.session import connect
from storage.standing import Standing, standing
from storage.tx import Tx, to_column
from tests.bench.city import SEED, City, Worker, answer, open_city
from tests.bench.multiply import multiply_on
from tests.bench.report import Measure, Row
from tests.bench.scene import CLOSES_AFTER, PATIENCE_S
from tests.bench.yes import open_yes
from tests.postgres import running

HOUSEHOLDS, COURTYARDS = 120, 2_000
PROGRAMS, LINES = 2, 64
BEGINS, HOURS, LAST_DAY = 17, 31, 24
"""From late afternoon to the second midnight: what is loaded once (what draws pictures, say) is
there at the first, and the last 24 hours are the day that is looked at."""
HOUR_S = 30.0
"""So many seconds an hour takes: twice as quick, and the evening is more than two cores can do."""
TELEGRAM = 28
"""Messages a second that Telegram takes from one bot."""
NIGHT, MORNING = (20, 10, 5, 5, 5, 20), (150, 400, 600, 500, 500, 500)
AFTERNOON, EVENING = (800, 700, 500, 500, 500, 700), (1100, 2000, 2800, 2500, 1200, 200)
BY_HOUR = (*NIGHT, *MORNING, *AFTERNOON, *EVENING)
"""Updates an hour, a quiet night and an evening peak: 16,000 in all, one for every 15 residents."""
CLOSING_EVERY = 30
"""A vote a month in each courtyard, so one in thirty closes today, in the evening."""
CLOSES = 19
ZONE = ZoneInfo("Asia/Shanghai")
FLAT = 1.2
LATEST_S = 5.0


@dataclass
class Hour:
    """What one simulated hour was like; seconds are real ones."""

    waits: list[float] = field(default_factory=list)
    stood: list[Standing] = field(default_factory=list)
    owed: list[float] = field(default_factory=list)
    """Ages of the oldest message that somebody waits for: no reminder, nothing to everyone."""
    memory_mb: float = 0.0

    @property
    def p50_ms(self) -> float:
        return 1000 * statistics.median(self.waits)

    @property
    def p99_ms(self) -> float:
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]


class Sky:
    """The clock that the bots follow: an hour passes in `hour_s` seconds."""

    def __init__(self, path: Path, begins: datetime, hour_s: float) -> None:
        self._file = ClockFile(path)
        self._begins = begins
        self.faster = 3600 / hour_s
        self._began = time.time()
        self.tick()

    def start(self) -> None:
        self._began = time.time()
        self.tick()

    @property
    def now(self) -> datetime:
        return self._begins + timedelta(seconds=(time.time() - self._began) * self.faster)

    def tick(self) -> None:
        self._file.write(self.now.timestamp() - time.time())


async def measure(folder: Path, quick: bool) -> Measure:
    courtyards, hour_s = (30, 0.4) if quick else (COURTYARDS, HOUR_S)
    share = courtyards / COURTYARDS
    async with AsyncExitStack() as stack:
        yes = await stack.enter_async_context(open_yes())
        city = await stack.enter_async_context(open_city(folder, HOUSEHOLDS, yes))
        postgres = stack.enter_context(running(()))
        server = stack.enter_context(postgres.new("city"))
        sky = Sky(folder / "clock", _midnight() + timedelta(hours=BEGINS), hour_s)
        await asyncio.to_thread(_prepared, city, server, courtyards)
        said = yes.calls.total()
        workers = [
            await stack.enter_async_context(
                city.worker(server, "--unpaced", settings={"YUANBA_CLOCK": str(folder / "clock")})
            )
            for _ in range(PROGRAMS)
        ]
        sky.start()
        hours = [
            await _hour(city, server, workers, sky, hour, share, courtyards)
            for hour in range(BEGINS, BEGINS + HOURS)
        ]
        caught_up_s = await _until_at_rest(server, sky)
        said = yes.calls.total() - said
        closed = upkeep.look(server, lambda tx: tx.value(_CLOSED))
    return _report(hours, sky, courtyards, caught_up_s, said, closed)


_OWED = (
    "SELECT min(not_before) FROM outbox WHERE state = 'WAITING' AND priority < ? "
    "AND not_before <= ?"
)
_CLOSED = "SELECT count(*) FROM votes WHERE state <> 'OPEN'"


def _look(tx: Tx) -> tuple[Standing, float]:
    since = tx.value(_OWED, Priority.REMINDER, tx.now)
    return standing(tx), 0.0 if since is None else (to_column(tx.now) - since) / 1000


def _midnight() -> datetime:
    """The next one in the courtyards."""
    today = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def _prepared(city: City, server: Server, courtyards: int) -> None:
    """One vote in thirty closes in the evening of the day, spread over two hours."""
    multiply_on(server, city.template, courtyards)
    evening = _midnight() + timedelta(hours=CLOSES)
    first = round((evening - datetime.now(UTC) - CLOSES_AFTER).total_seconds() * 1000)
    apart = 2 * 3_600_000 * CLOSING_EVERY // courtyards
    later = (
        f"{first} + courtyard % {CLOSING_EVERY} * 86400000 + courtyard / {CLOSING_EVERY} * {apart}"
    )
    with connect(server) as connection:
        connection.execute(f"UPDATE votes SET closes_at = closes_at + {later}")
        connection.execute(f"UPDATE due SET due_at = due_at + {later}")


async def _hour(
    city: City,
    server: Server,
    workers: list[Worker],
    sky: Sky,
    number: int,
    share: float,
    courtyards: int,
) -> Hour:
    hour, ends = Hour(), time.perf_counter() + 3600 / sky.faster
    updates = max(1, round(BY_HOUR[number % 24] * share))
    acts = _acts(city, server, courtyards, number)
    async with asyncio.TaskGroup() as group:
        for line in range(LINES):
            port = workers[line % len(workers)].port
            mine = len(range(line, updates, LINES))
            group.create_task(_residents(port, acts, mine, ends, hour))
        while time.perf_counter() < ends:
            sky.tick()
            await asyncio.sleep(0.1)
            if len(hour.stood) < (24 * (3600 / sky.faster - ends + time.perf_counter())):
                stood, owed = await asyncio.to_thread(upkeep.look, server, _look, sky.now)
                hour.stood.append(stood)
                hour.owed.append(owed)
    hour.memory_mb = sum(worker.bot.memory_mb for worker in workers)
    return hour


async def _residents(port: int, acts: Iterator[bytes], n: int, ends: float, hour: Hour) -> None:
    """So many acts, spread over what is left of the hour, over one line."""
    if not n:
        return
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    pause = (ends - time.perf_counter()) / n
    for act in range(n):
        due = ends - pause * (n - act) + pause * random.Random(act).random()
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        began = time.perf_counter()
        writer.write(next(acts))
        await answer(reader)
        hour.waits.append(time.perf_counter() - began)
    writer.close()


def _acts(city: City, server: Server, courtyards: int, seed: int) -> Iterator[bytes]:
    """What residents do: they vote, look what there is, and raise a topic now and then."""
    chance = random.Random(SEED + seed)
    everywhere = range(1, courtyards + 1)
    taps, people = city.taps(server, everywhere, SEED + seed), city.people(everywhere, -seed)
    while True:
        kind = chance.choices(("tap", "/home", "/votes", "/topic 楼道的灯又坏了"), (50, 35, 13, 2))[
            0
        ]
        yield next(taps) if kind == "tap" else city.said(*next(people), kind)


async def _until_at_rest(server: Server, sky: Sky) -> float:
    """Real seconds until nothing waits any more."""
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            sky.tick()
            found = await asyncio.to_thread(upkeep.look, server, standing, sky.now)
            if not (found.waiting or found.dirty or found.due_lag):
                return time.perf_counter() - began
            await asyncio.sleep(0.1)


def _report(
    hours: list[Hour], sky: Sky, courtyards: int, caught_up_s: float, said: int, closed: int
) -> Measure:
    last_day = hours[-LAST_DAY:]
    by_day, by_evening = (
        1000 * statistics.median(wait for hour in some for wait in hour.waits)
        for some in (last_day[8:18], last_day[18:22])
    )
    stood = [one for hour in hours for one in hour.stood]
    lags = {
        "due work, the latest": max(one.due_lag for one in stood),
        "an answer, a result or a notice, the longest wait": max(
            age for hour in hours for age in hour.owed
        ),
        "a card, the longest behind": max(one.card_lag for one in stood),
    }
    rows = [
        Row(
            "an update's wait in the evening, against the day",
            f"{by_evening:.1f} ms",
            f"{by_day:.1f} ms",
            f"{by_evening / by_day:.2f}",
        ),
        _memory(hours),
        *(
            Row(what, f"{lag:.1f} s", "–", "–", f"≤ {LATEST_S:g} s", lag <= LATEST_S)
            for what, lag in ((what, age / sky.faster) for what, age in lags.items())
        ),
        _mass(stood, sky),
        Row("until nothing waits at the end", f"{caught_up_s:.1f} s", "–", "–"),
    ]
    p99 = max(hour.p99_ms for hour in hours)
    updates = sum(len(hour.waits) for hour in last_day)
    return Measure(
        f"A day of {courtyards:,} courtyards",
        f"{PROGRAMS} programs on PostgreSQL, {courtyards:,} courtyards of {HOUSEHOLDS} households, "
        f"{updates:,} updates in 24 hours with a peak in the evening, and an evening before them. "
        f"An hour passes in {3600 / sky.faster:g} s: everything comes {sky.faster:.0f} times as "
        "fast as in life, and all times here are real seconds. Half of the updates are votes; one "
        "vote in thirty closes in the evening, with its result, file and picture; reminders are "
        "due all day.",
        rows,
        [
            f"{closed} votes closed; {said:,} calls to Telegram, without its limits: a day's "
            "messages would not pass through them in minutes.",
            f"Memory of both programs after the first hour: {hours[0].memory_mb:.0f} MB; what "
            "draws pictures is loaded in the evening.",
            f"The slowest hour answered 99 of 100 updates within {p99:.0f} ms.",
        ],
    )


def _memory(hours: list[Hour]) -> Row:
    """At the second midnight, against the first."""
    now_mb, then_mb = hours[-1].memory_mb, hours[-1 - LAST_DAY].memory_mb
    return Row(
        "memory of both programs at the end, against a day before",
        f"{now_mb:.0f} MB",
        f"{then_mb:.0f} MB",
        f"{now_mb / then_mb:.2f}",
        f"≤ {FLAT:g}",
        now_mb / then_mb <= FLAT,
    )


def _mass(stood: list[Standing], sky: Sky) -> Row:
    """How quickly goes what falls due for thousands at once."""
    took_s = max(one.outbox_age for one in stood) / sky.faster
    rate = max(one.waiting for one in stood) / max(took_s, 0.1)
    return Row(
        "messages a second while thousands wait, against what Telegram takes",
        f"{rate:.0f} /s",
        f"{TELEGRAM} /s",
        f"{rate / TELEGRAM:.1f}",
        "≥ 1",
        rate >= TELEGRAM,
    )
