"""Due work: done once, on time or late, whatever happens to the clock or to the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import wakeup as wakeups
from bot.clock import SetClock
from bot.column import Slow, Tell
from bot.wakeup import Wakeup
from storage import due, inbox, outbox, upkeep
from storage.store import Store
from storage.tx import Tx

YARD = 1
HOUR = timedelta(hours=1)


def remind(tx: Tx, courtyard: int, subject: str) -> None:
    outbox.send(tx, courtyard, 7, "vote.reminder", {"vote": int(subject)})


def stumble(tx: Tx, courtyard: int, subject: str) -> None:
    remind(tx, courtyard, subject)
    raise LookupError("a bug of ours")


def again(tx: Tx, courtyard: int, subject: str) -> None:
    """Work that plans itself anew, an hour on."""
    remind(tx, courtyard, subject)
    due.plan(tx, courtyard, "again", subject, tx.now + HOUR)


ACTIONS = {"remind": remind, "stumble": stumble, "again": again}


@asynccontextmanager
async def opened(path: Path, clock: SetClock) -> AsyncIterator[tuple[Store, Wakeup]]:
    store = await Store.open(path, clock.now)
    wakeup = Wakeup(store, clock, ACTIONS)
    try:
        yield store, wakeup
    finally:
        await store.close()


def a_clock() -> SetClock:
    return SetClock(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))


async def reminders(store: Store) -> int:
    n: int = await store.read(lambda tx: tx.value("SELECT count(*) FROM outbox"))
    return n


async def plan(store: Store, kind: str, subject: int, after: timedelta) -> None:
    await store.write(lambda tx: due.plan(tx, YARD, kind, subject, tx.now + after))


async def test_work_is_done_when_its_moment_has_come_and_once(tmp_path: Path) -> None:
    clock = a_clock()
    async with opened(tmp_path / "a.sqlite", clock) as (store, wakeup):
        await plan(store, "remind", 5, HOUR)
        await wakeup.sweep()
        assert await reminders(store) == 0
        clock.advance(HOUR)
        await wakeup.sweep()
        await wakeup.sweep()
        assert await reminders(store) == 1


async def test_a_jump_of_the_clock_does_everything_that_fell_due(tmp_path: Path) -> None:
    clock = a_clock()
    async with opened(tmp_path / "a.sqlite", clock) as (store, wakeup):
        for number in range(250):
            await plan(store, "remind", number, number * HOUR)
        clock.advance(timedelta(days=30))
        await wakeup.sweep()
        assert await reminders(store) == 250
        assert await store.read(lambda tx: due.planned(tx, YARD)) == []


async def test_a_clock_set_back_does_nothing_again(tmp_path: Path) -> None:
    clock = a_clock()
    async with opened(tmp_path / "a.sqlite", clock) as (store, wakeup):
        await plan(store, "remind", 5, HOUR)
        clock.advance(2 * HOUR)
        await wakeup.sweep()
        clock.advance(-2 * HOUR)
        await wakeup.sweep()
        clock.advance(2 * HOUR)
        await wakeup.sweep()
        assert await reminders(store) == 1


async def test_what_fell_due_while_we_were_down_is_done_at_the_start(tmp_path: Path) -> None:
    clock, path = a_clock(), tmp_path / "a.sqlite"
    async with opened(path, clock) as (store, _):
        await plan(store, "remind", 5, HOUR)
    clock.advance(timedelta(days=3))
    async with opened(path, clock) as (store, wakeup):
        await wakeup.start()
        await wakeup.stop()
        assert await reminders(store) == 1


async def test_a_kill_at_any_moment_reminds_nobody_twice(tmp_path: Path) -> None:
    """The file is copied as it stands after each commit; a start on each copy ends the same."""
    clock, path = a_clock(), tmp_path / "a.sqlite"
    copies: list[Path] = []
    async with opened(path, clock) as (store, wakeup):
        for number in range(6):
            await plan(store, "remind", number, HOUR)

        def killed(woken: frozenset[str]) -> None:
            copies.append(tmp_path / f"killed{len(copies)}.sqlite")
            upkeep.copy(path, copies[-1])

        killed(frozenset())
        clock.advance(HOUR)
        store.on_commit(killed)
        await wakeup.sweep()
    assert len(copies) > 1
    for copied in copies:
        async with opened(copied, clock) as (store, wakeup):
            await wakeup.sweep()
            assert await reminders(store) == 6


async def test_work_that_fails_leaves_nothing_behind_and_holds_up_nobody(tmp_path: Path) -> None:
    clock = a_clock()
    async with opened(tmp_path / "a.sqlite", clock) as (store, wakeup):
        await plan(store, "stumble", 1, HOUR)
        await plan(store, "remind", 2, HOUR)
        clock.advance(HOUR)
        await wakeup.sweep()
        assert await reminders(store) == 1
        row = (await store.read(lambda tx: due.planned(tx, YARD)))[0]
        assert (row.kind, row.attempts) == ("stumble", 1)
        assert row.due_at > clock.now()
        clock.advance(timedelta(days=2))
        await wakeup.sweep()
        assert len(await store.read(inbox.letters)) == 1


async def test_work_nobody_knows_is_kept_and_said(tmp_path: Path) -> None:
    clock = a_clock()
    async with opened(tmp_path / "a.sqlite", clock) as (store, wakeup):
        await plan(store, "nobody", 1, timedelta(0))
        await wakeup.sweep()
        assert "nobody does nobody" in (await store.read(inbox.letters))[0].error
        assert len(await store.read(lambda tx: due.planned(tx, YARD))) == 1


async def test_work_may_plan_itself_anew(tmp_path: Path) -> None:
    clock = a_clock()
    async with opened(tmp_path / "a.sqlite", clock) as (store, wakeup):
        await plan(store, "again", 1, HOUR)
        for _ in range(3):
            clock.advance(HOUR)
            await wakeup.sweep()
        assert await reminders(store) == 3
        assert len(await store.read(lambda tx: due.planned(tx, YARD))) == 1


class Counting:
    """Slow work that waits until it is let go, and says how far it is."""

    def __init__(self) -> None:
        self.begun = 0
        self.told: list[tuple[int, int]] = []
        self.go = threading.Event()
        self.slow = Slow(self.read, self.work, self.write, self.tell)

    def read(self, tx: Tx, courtyard: int, subject: str) -> int | None:
        return int(subject) or None

    def work(self, given: int, tell: Tell) -> int:
        self.begun += 1
        while not self.go.wait(0.01):
            tell(1, 2)
        return given * 2

    def write(self, tx: Tx, courtyard: int, subject: str, found: int) -> None:
        outbox.send(tx, courtyard, 7, "vote.result", {"vote": found})

    def tell(self, tx: Tx, courtyard: int, subject: str, done: int, of: int) -> None:
        self.told.append((done, of))


@asynccontextmanager
async def counting(
    path: Path, clock: SetClock, work: Counting
) -> AsyncIterator[tuple[Store, Wakeup]]:
    store = await Store.open(path, clock.now)
    wakeup = Wakeup(store, clock, {"count": work.slow, "remind": remind})
    try:
        yield store, wakeup
        await wakeup.stop()
    finally:
        work.go.set()
        await store.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def test_slow_work_holds_up_nothing_else_and_says_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeups, "TELL_SECONDS", 0.02)
    clock, work = a_clock(), Counting()
    async with counting(tmp_path / "a.sqlite", clock, work) as (store, wakeup):
        await wakeup.start()
        await plan(store, "count", 5, timedelta(0))
        await wakeup.sweep()
        await until(lambda: bool(work.told))
        await plan(store, "remind", 6, timedelta(0))
        await wakeup.sweep()
        assert await reminders(store) == 1
        assert (wakeup.busy, work.begun) == (True, 1)
        work.go.set()
        await until(lambda: not wakeup.busy)
        assert await reminders(store) == 2
        assert await store.read(lambda tx: due.planned(tx, YARD)) == []


async def test_slow_work_that_was_cut_short_is_begun_again(tmp_path: Path) -> None:
    clock, path = a_clock(), tmp_path / "a.sqlite"
    first, second = Counting(), Counting()
    async with counting(path, clock, first) as (store, wakeup):
        await wakeup.start()
        await plan(store, "count", 5, timedelta(0))
        await wakeup.sweep()
        await until(lambda: first.begun == 1)
    async with counting(path, clock, second) as (store, wakeup):
        second.go.set()
        await wakeup.start()
        await until(lambda: not wakeup.busy)
        assert (second.begun, await reminders(store)) == (1, 1)
        assert await store.read(lambda tx: due.planned(tx, YARD)) == []


async def test_slow_work_with_nothing_to_do_goes_away(tmp_path: Path) -> None:
    clock, work = a_clock(), Counting()
    async with counting(tmp_path / "a.sqlite", clock, work) as (store, wakeup):
        await wakeup.start()
        await plan(store, "count", 0, timedelta(0))
        await wakeup.sweep()
        await until(lambda: not wakeup.busy)
        assert (work.begun, await reminders(store)) == (0, 0)
        assert await store.read(lambda tx: due.planned(tx, YARD)) == []
