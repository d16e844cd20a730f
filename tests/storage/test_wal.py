"""The log beside a SQLite file is emptied where what it holds must not lie about."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SetClock
from storage import upkeep, wal
from storage.store import Store
from storage.tx import Tx
from storage.wal import LOG
from tests.storage.test_store import count, counted


async def test_the_log_beside_the_file_is_cut_off_when_an_act_asks_for_it(
    file: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "AGAIN_S", 0.0)
    log = path.with_name(f"{path.name}-wal")

    def hides(tx: Tx) -> None:
        count(tx)
        tx.wake(LOG)

    await file.write(count)  # a start empties it, too
    await file.write(count)
    assert log.stat().st_size > 0
    await file.write(hides)
    await file.write(lambda tx: None)
    assert log.stat().st_size == 0
    with closing(upkeep.connect(path, "ro")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM counters").fetchall()
        await file.write(hides)
        await file.write(lambda tx: None)
        assert log.stat().st_size > 0  # somebody reads from it
    await file.write(lambda tx: None)
    await file.write(lambda tx: None)
    assert log.stat().st_size == 0
    assert await file.read(counted) == 4


async def test_what_a_kill_left_in_the_log_is_cut_off_at_the_next_start(
    file: Store, path: Path, tmp_path: Path
) -> None:
    await file.write(count)
    await file.write(count)
    left = tmp_path / "left.sqlite"
    for ending in ("", "-wal"):
        left.with_name(left.name + ending).write_bytes(
            path.with_name(path.name + ending).read_bytes()
        )
    again = await Store.open(left, SetClock(datetime.now(UTC)).now)
    await again.write(lambda tx: None)
    await again.write(lambda tx: None)
    assert left.with_name("left.sqlite-wal").stat().st_size == 0
    assert await again.read(counted) == 2
    await again.close()


async def test_who_reads_from_it_for_good_does_not_slow_every_act(
    file: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bool] = []

    def counting(connection: sqlite3.Connection) -> bool:
        tried.append(wal.emptied(connection))
        return tried[-1]

    await file.write(count)
    await file.write(count)
    monkeypatch.setattr("storage.store.emptied", counting)
    monkeypatch.setattr(wal, "AGAIN_S", 60.0)
    with closing(upkeep.connect(path, "ro")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM counters").fetchall()
        await file.write(lambda tx: tx.wake(LOG))
        for _ in range(20):
            await file.write(count)
    assert tried == [False]
