"""Due work: APScheduler wakes us at the next due moment and at a steady sweep; rows say what to do.

A row is removed in the transaction that does its work, so a kill at any moment neither loses it
nor does it twice. What fell due while we were down runs at the start. Work too long for a
transaction runs beside the rest, in a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import logs
from bot.clock import Clock
from bot.column import DueAction, Slow
from storage import due, inbox
from storage.database import Database
from storage.due import Due
from storage.errors import StoreError
from storage.tx import Tx

log = logging.getLogger("yuanba.due")

SWEEP_SECONDS = 20
AT_ONCE = 100
TELL_SECONDS = 2.0
"""How often slow work says how far it is; what is done sooner says nothing."""
Key = tuple[int, str, str]
# APScheduler drops a job that is a second late, or falls due while it runs; ours only look for
# rows, one at a time, so never drop.
NEVER_DROP = {"misfire_grace_time": None, "coalesce": True, "max_instances": 2}


class Wakeup:
    def __init__(
        self, store: Database, clock: Clock, actions: Mapping[str, DueAction | Slow]
    ) -> None:
        self._store = store
        self._clock = clock
        self._actions = actions
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._one_sweep = asyncio.Lock()
        self._news = False
        self._turn = store.claim("clock")
        self._slow: dict[Key, asyncio.Task[None]] = {}
        store.on_commit(self._on_commit)

    async def start(self) -> None:
        """Run what is overdue, then keep waking."""
        self._scheduler.start()
        self._scheduler.add_job(
            self.sweep, "interval", seconds=SWEEP_SECONDS, id="sweep", **NEVER_DROP
        )
        await self.sweep()

    async def take_turns(self) -> None:
        """Where several programs share a database: look at once whenever it is up to us."""
        while True:
            await self._turn.gained()
            await self.sweep()
            await self._turn.lost()

    async def stop(self) -> None:
        """Slow work is left where it is; it is begun again at the next start."""
        self._scheduler.shutdown(wait=False)
        running = list(self._slow.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._slow) or self._one_sweep.locked()

    async def sweep(self) -> None:
        """Do everything that is due by now, when it is our turn."""
        if not self._turn.ours:
            return
        async with self._one_sweep:
            self._news = False
            try:
                while fresh := await self._fresh():
                    await asyncio.gather(*(self._run(row) for row in fresh))
                next_at = await self._store.read(due.next_at)
            except StoreError as error:
                log.error("due work waits: %s", error)
                return
        if next_at or self._news:
            self._wake_at(None if self._news else next_at)

    async def _fresh(self) -> list[Due]:
        """What is due and not under way yet."""
        limit = AT_ONCE + len(self._slow)
        ready = await self._store.read(lambda tx: due.ready(tx, limit))
        return [row for row in ready if _key(row) not in self._slow]

    def _on_commit(self, woken: frozenset[str]) -> None:
        if "due" not in woken:
            return
        if self._one_sweep.locked():
            self._news = True  # it looks again by itself
        else:
            self._wake_at(None)

    def _wake_at(self, at: datetime | None) -> None:
        """Sweep at a moment of our clock (None: at once); one such wake-up stands at a time."""
        if not self._scheduler.running:
            return
        wait = (at - self._clock.now()) if at else timedelta(0)
        when = datetime.now(UTC) + max(wait, timedelta(0))
        self._scheduler.add_job(
            self.sweep, "date", run_date=when, id="next", replace_existing=True, **NEVER_DROP
        )

    async def _run(self, row: Due) -> None:
        action = self._actions.get(row.kind)
        with logs.about(due=row.kind, courtyard=row.courtyard):
            if isinstance(action, Slow):
                name = f"{row.kind} {row.subject}"
                task = asyncio.create_task(self._beside(row, action), name=name)
                self._slow[_key(row)] = task
                task.add_done_callback(lambda _: self._slow.pop(_key(row), None))
            else:
                await self._now(row, action)

    async def _now(self, row: Due, action: DueAction | None) -> None:
        def perform(tx: Tx) -> None:
            tx.hold(row.courtyard)
            if action and due.take(tx, row):
                action(tx, row.courtyard, row.subject)

        try:
            if action is None:
                raise LookupError(f"nobody does {row.kind}")
            await self._store.write(perform)
        except StoreError:
            raise
        except Exception as fault:
            await self._failed(row, fault)

    async def _beside(self, row: Due, slow: Slow) -> None:
        try:
            given = await self._store.read(lambda tx: slow.read(tx, row.courtyard, row.subject))
            found = None if given is None else await self._in_thread(row, slow, given)

            def write(tx: Tx) -> None:
                tx.hold(row.courtyard)
                if due.take(tx, row) and given is not None:
                    slow.write(tx, row.courtyard, row.subject, found)

            await self._store.write(write)
        except StoreError as error:
            log.error("%s %s waits: %s", row.kind, row.subject, error)
        except Exception as fault:
            await self._failed(row, fault)

    async def _in_thread(self, row: Due, slow: Slow, given: Any) -> Any:
        """What the work comes to. Its progress is told every few seconds."""
        note = Progress()
        work = asyncio.ensure_future(asyncio.to_thread(slow.work, given, note.tell))
        try:
            while not (await asyncio.wait({work}, timeout=TELL_SECONDS))[0]:
                if note.news:
                    await self._say(row, slow, *note.news)
            return work.result()
        finally:
            note.stopped = True
            work.cancel()

    async def _say(self, row: Due, slow: Slow, done: int, of: int) -> None:
        await self._store.write(lambda tx: slow.tell(tx, row.courtyard, row.subject, done, of))

    async def _failed(self, row: Due, fault: Exception) -> None:
        log.error("due work %s %s failed: %s", row.kind, row.subject, logs.where(fault))
        error = traceback.format_exc(limit=-6)
        await self._store.write(lambda tx: _try_again(tx, row, error))


class Stopped(Exception):
    """Nobody waits for this work any more."""


@dataclass
class Progress:
    """How far work in a thread is, left for the loop to pick up."""

    news: tuple[int, int] | None = None
    stopped: bool = False

    def tell(self, done: int, of: int) -> None:
        """Raises Stopped: a thread can only be ended from within."""
        if self.stopped:
            raise Stopped
        self.news = done, of


def _key(row: Due) -> Key:
    return row.courtyard, row.kind, row.subject


def _try_again(tx: Tx, row: Due, error: str) -> None:
    """A failure is a bug of ours: kept once as a dead letter, tried again at growing distance."""
    if row.attempts == 0:
        inbox.bury(tx, f"due {row.kind}", f"{row.courtyard}:{row.subject}", error)
    wait = timedelta(minutes=min(5 ** (row.attempts + 1), 24 * 60))
    due.postpone(tx, row, tx.now + wait, error)
