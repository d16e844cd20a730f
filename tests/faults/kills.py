"""Programs that are killed at any moment: the one that polls, the two that share a database, and
the database server itself."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from pathlib import Path
from random import Random

from psycopg.conninfo import conninfo_to_dict

from storage.place import Server
from tests.faults import ground as grounds
from tests.faults.crowd import Crowd
from tests.faults.ground import Ground
from tests.faults.judge import calm, judged
from tests.faults.proxy import CUT, RESETS, SLOW, storm
from tests.postgres import Postgres
from tests.yard import NOON

VOTERS = 20
ALIVE_S = (0.3, 1.6)
"""From a start to the next kill: some kills meet a program that is still starting."""
ANSWERS_WITHIN_S = 10.0


async def polling(folder: Path, chance: Random, seconds: float) -> Counter[str]:
    """SIGKILL of the one program on SQLite."""
    async with grounds.opened(folder, chance) as ground:
        await ground.start()
        await ground.until(lambda: ground.hung, "the card hangs")
        crowd, done = Crowd(ground), Counter[str]()
        async with asyncio.TaskGroup() as group:
            crowd.start(group, VOTERS)
            for _ in range(_times(seconds)):
                await asyncio.sleep(chance.uniform(*ALIVE_S))
                await ground.kill()
                await ground.start()
                done["kills of the polling bot"] += 1
            slowest = await _first_answer(ground, crowd)
            crowd.over = True
        done["seconds to the first answer, at most"] = round(slowest)
        done.update(await judged(ground, crowd))
        return done


async def workers(
    folder: Path, chance: Random, seconds: float, postgres: Postgres, ports: tuple[int, int]
) -> Counter[str]:
    """SIGKILL (and now and then SIGTERM) of one of two workers on PostgreSQL, and foul weather
    between Telegram and them, both ways."""
    server = durable(postgres)
    async with grounds.opened(folder, chance, server, ports) as ground:
        await _begin(ground, ports)
        crowd, done = Crowd(ground), Counter[str]()
        async with asyncio.TaskGroup() as group:
            crowd.start(group, VOTERS)
            weather = [
                group.create_task(storm(line, seconds, (SLOW, CUT, RESETS)))
                for line in (ground.hooks, ground.telegram)
            ]
            for _ in range(_times(seconds)):
                await asyncio.sleep(chance.uniform(*ALIVE_S))
                port = chance.choice(ports)
                how = chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM))
                await ground.kill(port, how)
                await ground.start(port)
                done["kills of a worker"] += 1
            done["changes of weather"] += sum(await asyncio.gather(*weather))
            for port in ports:
                await ground.listening(port)
            crowd.over = True
        done.update(await judged(ground, crowd))
        return done


async def server(
    folder: Path, chance: Random, seconds: float, postgres: Postgres, ports: tuple[int, int]
) -> Counter[str]:
    """SIGKILL or immediate stop of PostgreSQL; the workers live on and answer again."""
    place = durable(postgres)
    async with grounds.opened(folder, chance, place, ports) as ground:
        await _begin(ground, ports)
        crowd, done = Crowd(ground), Counter[str]()
        alive = [worker.pid for worker in ground.workers.values()]
        slowest = 0.0
        async with asyncio.TaskGroup() as group:
            crowd.start(group, VOTERS)
            for n in range(max(1, round(seconds / 5))):
                await asyncio.sleep(chance.uniform(0.3, 2.0))
                how = (signal.SIGKILL, signal.SIGQUIT)[n % 2]
                await asyncio.to_thread(postgres.die, how)
                await asyncio.sleep(chance.uniform(0, 1.5))
                await asyncio.to_thread(postgres.revive)
                slowest = max(slowest, await _first_answer(ground, crowd))
                done["kills of PostgreSQL"] += 1
            crowd.over = True
        assert [worker.pid for worker in ground.workers.values()] == alive
        assert all(worker.returncode is None for worker in ground.workers.values())
        assert slowest < ANSWERS_WITHIN_S, f"the first answer came after {slowest:.1f} s"
        done["seconds to the first answer, at most"] = round(slowest)
        done.update(await judged(ground, crowd))
        return done


def durable(postgres: Postgres) -> Server:
    """A database of the tests' careless server that keeps what it has committed when it is killed
    (only a crash of the machine could still lose it)."""
    place = postgres.fresh(NOON)
    name = conninfo_to_dict(place.address)["dbname"]
    postgres.run(f"ALTER DATABASE {name} SET synchronous_commit = on")
    return place


async def _begin(ground: Ground, ports: tuple[int, int]) -> None:
    for port in ports:
        await ground.start(port)
    for port in ports:
        await ground.listening(port)
    await ground.until(lambda: ground.hung, "the card hangs")
    await calm(ground)


async def _first_answer(ground: Ground, crowd: Crowd) -> float:
    """From now on: the seconds until a tap is told to be kept."""
    loop = asyncio.get_running_loop()
    began, before = loop.time(), crowd.kept()
    await ground.until(lambda: crowd.kept() > before, "somebody is answered")
    return loop.time() - began


def _times(seconds: float) -> int:
    return max(2, round(seconds / sum(ALIVE_S) * 2))
