"""What the store promises: an answered write is on disk, and nobody's failure is another's."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SetClock
from storage import counters, upkeep
from storage.database import Database, open_database
from storage.errors import Busy, DiskFull, NotWritable, StoreError, StoreFailed
from storage.place import Place
from storage.store import Store
from storage.tx import Tx


def count(tx: Tx) -> int:
    return counters.next_number(tx, 1, "topic")


def counted(tx: Tx) -> int:
    return tx.value("SELECT n FROM counters WHERE courtyard = 1 AND name = 'topic'") or 0


def stumble(tx: Tx) -> None:
    count(tx)
    raise LookupError("no such vote")


def on_disk(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What another program sees in the file."""
    with sqlite3.connect(path) as connection:
        found = connection.execute(sql).fetchall()
    connection.close()
    return found


async def test_an_answered_write_is_on_disk(file: Store, path: Path) -> None:
    assert await file.write(count) == 1
    assert on_disk(path, "SELECT n FROM counters") == [(1,)]


async def test_one_that_fails_is_undone_and_its_neighbours_stay(store: Database) -> None:
    acts = [store.write(stumble if n % 3 == 1 else count) for n in range(30)]
    found = await asyncio.gather(*acts, return_exceptions=True)
    failed = [error for error in found if isinstance(error, Exception)]
    assert [str(error) for error in failed] == ["no such vote"] * 10
    assert sorted(n for n in found if isinstance(n, int)) == list(range(1, 21))
    assert await store.read(counted) == 20


async def test_acts_of_one_batch_run_in_their_order_and_see_each_other(file: Store) -> None:
    numbers = await asyncio.gather(*(file.write(count) for _ in range(200)))
    assert numbers == list(range(1, 201))


async def test_a_row_is_looked_up_once_until_something_changes(store: Database) -> None:
    def act(tx: Tx) -> None:
        said = "SELECT n FROM counters WHERE courtyard = 1 AND name = ?"
        assert tx.value(said, "topic") is None
        assert counters.next_number(tx, 1, "topic") == 1
        assert tx.value(said, "topic") == 1
        assert counters.next_number(tx, 1, "topic") == 2
        assert tx.value(said, "topic") == 2
        with suppress(LookupError), tx.savepoint():
            counters.next_number(tx, 1, "topic")
            assert tx.value(said, "topic") == 3
            raise LookupError
        assert tx.value(said, "topic") == 2
        tx.copy_in("INSERT INTO counters VALUES (?, ?, ?)", [(1, "vote", 7)])
        assert tx.value(said, "vote") == 7
        before = len(asked)
        for _ in range(3):
            assert tx.value(said, "vote") == 7
            assert tx.row(said, "topic") == (2,)
        assert len(asked) - before <= 1

    asked: list[str] = []
    await store.write(lambda tx: act(listened(tx, asked)))


def listened(tx: Tx, asked: list[str]) -> Tx:
    """Note every statement that reaches the database."""
    through = tx._execute

    def execute(sql: str, params: tuple[object, ...]) -> Any:
        asked.append(sql)
        return through(sql, params)

    tx._execute = execute  # type: ignore[method-assign]
    return tx


async def test_a_savepoint_undoes_what_is_inside_and_the_act_goes_on(store: Database) -> None:
    def act(tx: Tx) -> int:
        count(tx)
        with suppress(LookupError), tx.savepoint():
            count(tx)
            with tx.savepoint():
                count(tx)
            raise LookupError
        return count(tx)

    assert await store.write(act) == 2
    assert await store.read(counted) == 2


async def test_an_inner_savepoint_is_undone_alone(store: Database) -> None:
    def act(tx: Tx) -> int:
        with tx.savepoint():
            count(tx)
            with suppress(LookupError), tx.savepoint():
                count(tx)
                raise LookupError
        return counted(tx)

    assert await store.write(act) == 1


async def test_reads_see_what_is_committed_and_nothing_else(store: Database) -> None:
    seen: list[int] = []

    def act(tx: Tx) -> None:
        count(tx)
        seen.append(counted(tx))

    await store.write(act)
    assert seen == [1]
    with pytest.raises(LookupError):
        await store.write(stumble)
    assert await store.read(counted) == 1


async def test_a_read_cannot_change_anything(store: Database) -> None:
    await store.read(count)
    assert await store.read(counted) == 0
    assert await store.write(count) == 1


async def test_a_read_that_fails_leaves_its_connection_usable(store: Database) -> None:
    for _ in range(4):  # more often than there are reading connections
        with pytest.raises(LookupError):
            await store.read(stumble)
    assert await store.read(counted) == 0


async def test_what_waits_at_the_close_is_still_done_and_then_nothing_is(
    place: Place, clock: SetClock
) -> None:
    store = await open_database(place, clock.now)
    waiting = [asyncio.create_task(store.write(count)) for _ in range(20)]
    await asyncio.sleep(0)
    await store.close()
    assert sorted(task.result() for task in waiting) == list(range(1, 21))
    with pytest.raises(Busy):
        await store.write(count)
    assert upkeep.look(place, counted) == 20


async def test_too_many_waiting_acts_are_refused_at_once(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.store.WAITING", 10)
    monkeypatch.setattr("storage.postgres.WAITING", 10)
    found = await asyncio.gather(*(store.write(count) for _ in range(15)), return_exceptions=True)
    assert [type(error) for error in found if isinstance(error, Exception)] == [Busy] * 5
    assert await store.read(counted) == 10


async def test_a_caller_that_gives_up_holds_up_nobody(store: Database) -> None:
    given_up = asyncio.create_task(store.write(count))
    await asyncio.sleep(0)
    given_up.cancel()
    later = await store.write(count)
    assert later in (1, 2)
    assert later <= await store.read(counted) <= 2  # a server may still be doing what was given up


async def test_a_full_disk_is_said_plainly_and_nothing_acknowledged_is_lost(
    file: Store, path: Path
) -> None:
    await file.write(lambda tx: tx.run("PRAGMA max_page_count = 200"))
    kept, refused = 0, 0
    for number in range(400):
        acts = [file.write(partial(fill, number=number, k=k)) for k in range(5)]
        for outcome in await asyncio.gather(*acts, return_exceptions=True):
            if isinstance(outcome, BaseException):
                assert isinstance(outcome, StoreError), outcome
                assert isinstance(outcome, DiskFull)
                refused += 1
            else:
                kept += 1
        if refused > 20:
            break
    assert kept
    assert refused
    assert on_disk(path, "SELECT count(*) FROM dead_letters") == [(kept,)]
    await file.write(lambda tx: tx.run("PRAGMA max_page_count = 100000"))
    await file.write(lambda tx: fill(tx, 999, 0))
    assert on_disk(path, "SELECT count(*) FROM dead_letters") == [(kept + 1,)]
    assert on_disk(path, "PRAGMA integrity_check") == [("ok",)]


def fill(tx: Tx, number: int, k: int) -> None:
    with tx.savepoint():
        tx.run(
            "INSERT INTO dead_letters (at, source, content, error) VALUES (0, ?, ?, '')",
            f"{number}-{k}",
            "x" * 3_000,
        )


async def test_a_wrong_statement_is_the_acts_own_fault(file: Store) -> None:
    """It goes to the dead letters; were it taken for a bad disk, it would be tried for ever."""
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await file.write(lambda tx: tx.run("INSERT INTO nowhere VALUES (1)"))
    assert await file.write(count) == 1


async def test_what_the_disk_cannot_do_comes_under_our_names(file: Store) -> None:
    def on_a_bad_disk(tx: Tx) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
        raise error

    with pytest.raises(StoreFailed, match="I/O"):
        await file.write(on_a_bad_disk)
    assert await file.write(count) == 1


async def test_only_acts_that_were_kept_wake_anyone(store: Database) -> None:
    heard: list[frozenset[str]] = []
    store.on_commit(heard.append)

    def woken_and_lost(tx: Tx) -> None:
        tx.wake("due")
        raise LookupError

    acts = [store.write(lambda tx: tx.wake("outbox")), store.write(woken_and_lost)]
    await asyncio.gather(*acts, return_exceptions=True)
    await store.write(count)
    # Whoever shares a server is also told now and then of everything there might be.
    assert [woken for woken in heard if len(woken) == 1] == [frozenset({"outbox"})]


async def test_a_listener_that_fails_does_not_stop_the_store(store: Database) -> None:
    def fail(woken: frozenset[str]) -> None:
        raise RuntimeError("nobody listens")

    store.on_commit(fail)
    await store.write(lambda tx: tx.wake("outbox"))
    async with asyncio.timeout(5):
        assert await store.write(count) == 1


async def test_an_act_knows_the_time_of_the_clock(store: Database, clock: SetClock) -> None:
    before = await store.write(lambda tx: tx.now)
    clock.advance(timedelta(days=1))
    assert await store.write(lambda tx: tx.now) - before == timedelta(days=1)


async def test_a_naive_time_is_never_stored(store: Database) -> None:
    naive = datetime(2026, 11, 20)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="naive"):
        await store.write(lambda tx: tx.run("INSERT INTO seen VALUES (1, ?)", naive))


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(NotWritable, match="YUANBA_DATABASE"):
        await Store.open(tmp_path / "nowhere" / "yard.sqlite", clock.now)
