"""Due work: done once, on time or late, whatever happens to the clock or to the program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SetClock
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
        wakeup.stop()
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
