"""A disk without room: people are asked to wait, nothing they were told is lost, and with the first
free page all goes on."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from random import Random
from unittest import mock

import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.intake import BUSY
from bot.words import Words
from storage.errors import DiskFull
from storage.place import Server
from storage.tx import Tx
from tests.faults import ground as grounds
from tests.faults.crowd import Crowd
from tests.faults.ground import Ground
from tests.faults.judge import judged
from tests.faults.kills import durable
from tests.postgres import Postgres

VOTERS = 12
ROOM_MB = 48
WAIT = Words("zh_CN").plain(BUSY)


async def pages(folder: Path, chance: Random, seconds: float) -> Counter[str]:
    """SQLite may take no page more, again and again: what a full quota does to it."""
    with mock.patch("bot.intake.PAUSE_SECONDS", 0.2):
        async with grounds.opened(folder, chance) as ground, ground.bot() as app:
            await ground.until(lambda: ground.hung, "the card hangs")

            async def fill(full: bool) -> None:
                limit = 1 if full else 1_000_000  # at least what it has by now
                while True:
                    with suppress(DiskFull):  # of the acts that share its commit
                        await app.store.write(partial(_allow, pages=limit))
                        return

            return await _filled(ground, seconds, fill)


def _allow(tx: Tx, pages: int) -> None:
    tx.rows(f"PRAGMA max_page_count = {pages}")


async def mount(folder: Path, chance: Random, seconds: float) -> Counter[str]:
    """A file system that is really full, below a SQLite file. Only root can have one made."""
    with small_disk(folder) as disk, mock.patch("bot.intake.PAUSE_SECONDS", 0.2):
        place = disk / "yuanba.sqlite"
        async with grounds.opened(folder, chance, place) as ground, ground.bot():
            await ground.until(lambda: ground.hung, "the card hangs")
            return await _filled(ground, seconds, _Ballast(disk).fill)


async def tablespace(
    folder: Path, chance: Random, seconds: float, postgres: Postgres
) -> Counter[str]:
    """The same below PostgreSQL's tables; its log of changes stays elsewhere, as with that full it
    stops itself (see `kills.server`)."""
    with (
        small_disk(Path(tempfile.gettempdir())) as disk,
        _moved_to(disk, postgres) as place,
        mock.patch("bot.intake.PAUSE_SECONDS", 0.2),
    ):
        async with grounds.opened(folder, chance, place) as ground, ground.bot():
            await ground.until(lambda: ground.hung, "the card hangs")
            return await _filled(ground, seconds, _Ballast(disk).fill)


async def _filled(
    ground: Ground, seconds: float, fill: Callable[[bool], Awaitable[None]]
) -> Counter[str]:
    """Full until somebody is told to wait, then room until somebody is served, and again."""
    crowd, done = Crowd(ground), Counter[str]()
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    async with asyncio.TaskGroup() as group:
        crowd.start(group, VOTERS, askers=0)
        while not done or loop.time() < end:
            await asyncio.sleep(ground.chance.uniform(0.1, 0.5))
            await fill(True)
            await _until_more(ground, lambda: crowd.toasts[WAIT], "somebody is told to wait")
            await asyncio.sleep(ground.chance.uniform(0, 0.5))
            await fill(False)
            await _until_more(ground, crowd.kept, "somebody is served again")
            done["disks filled"] += 1
        crowd.over = True
    done["people told to wait"] = crowd.toasts[WAIT]
    done.update(await judged(ground, crowd))
    return done


async def _until_more(ground: Ground, count: Callable[[], int], what: str) -> None:
    before = count()
    await ground.until(lambda: count() > before, what)


class _Ballast:
    """What takes the room on a disk."""

    def __init__(self, disk: Path) -> None:
        self._file = disk / "ballast"

    async def fill(self, full: bool) -> None:
        if not full:
            self._file.unlink()
            return
        with self._file.open("ab", buffering=0) as file, suppress(OSError):
            for size in (1 << 16, 1):
                with suppress(OSError):
                    while file.write(b"x" * size):
                        pass


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Skips where nobody may mount one."""
    disk = Path(tempfile.mkdtemp(prefix="yuanba-disk-", dir=folder))
    options = ("-t", "tmpfs", "-o", f"size={ROOM_MB}m,mode=777", "tmpfs")
    made = subprocess.run(("mount", *options, disk), capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root may mount a disk of its own")
    try:
        yield disk
    finally:
        subprocess.run(("umount", "--lazy", disk), check=True)
        disk.rmdir()


@contextmanager
def _moved_to(disk: Path, postgres: Postgres) -> Iterator[Server]:
    place = durable(postgres)
    name = conninfo_to_dict(place.address)["dbname"]
    folder = disk / "tables"
    folder.mkdir()
    shutil.chown(folder, "pgserver")  # as whom the server runs where root starts it
    postgres.run(f"CREATE TABLESPACE small LOCATION '{folder}'")
    postgres.run(f"ALTER DATABASE {name} SET TABLESPACE small")
    try:
        yield place
    finally:
        postgres.run(f"ALTER DATABASE {name} SET TABLESPACE pg_default", "DROP TABLESPACE small")
