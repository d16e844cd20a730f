"""Due work: APScheduler wakes us at the next due moment and at a steady sweep; rows say what to do.

A row is removed in the transaction that does its work, so a kill at any moment neither loses it
nor does it twice. What fell due while we were down runs at the start.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.column import DueAction
from storage import due, inbox, outbox
from storage.database import Database
from storage.due import Due
from storage.errors import StoreError
from storage.tx import Tx

log = logging.getLogger("yuanba.due")

SWEEP_SECONDS = 20
AT_ONCE = 100
KEEP = timedelta(days=7)
"""How long delivered messages and marks of updates stay (Telegram redelivers for a day)."""
# APScheduler drops a job that is a second late by default; ours only look for rows, so never drop.
NEVER_DROP = {"misfire_grace_time": None, "coalesce": True}


class Wakeup:
    def __init__(self, store: Database, clock: Clock, actions: Mapping[str, DueAction]) -> None:
        self._store = store
        self._clock = clock
        self._actions = actions
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._one_sweep = asyncio.Lock()
        self._turn = store.claim("clock")
        store.on_commit(self._on_commit)

    async def start(self) -> None:
        """Run what is overdue, then keep waking."""
        self._scheduler.start()
        self._scheduler.add_job(
            self.sweep, "interval", seconds=SWEEP_SECONDS, id="sweep", **NEVER_DROP
        )
        self._scheduler.add_job(self.tidy, "interval", hours=6, id="tidy", **NEVER_DROP)
        await self.tidy()
        await self.sweep()

    async def take_turns(self) -> None:
        """Where several programs share a database: look at once whenever it is up to us."""
        while True:
            await self._turn.gained()
            await self.sweep()
            await self._turn.lost()

    async def tidy(self) -> None:
        """Forget delivered messages and marks of old updates, which nobody will ask for again."""
        if not self._turn.ours:
            return
        try:
            await self._store.write(_prune)
        except StoreError as error:
            log.error("old rows stay for now: %s", error)

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    async def sweep(self) -> None:
        """Do everything that is due by now, when it is our turn."""
        if not self._turn.ours:
            return
        async with self._one_sweep:
            try:
                while ready := await self._store.read(lambda tx: due.ready(tx, AT_ONCE)):
                    await asyncio.gather(*(self._run(row) for row in ready))
                next_at = await self._store.read(due.next_at)
            except StoreError as error:
                log.error("due work waits: %s", error)
                return
        if next_at:
            self._wake_at(next_at)

    def _on_commit(self, woken: frozenset[str]) -> None:
        if "due" in woken:
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
        except Exception:
            log.exception("due work %s %s failed", row.kind, row.subject)
            error = traceback.format_exc(limit=-6)
            await self._store.write(lambda tx: _try_again(tx, row, error))


def _prune(tx: Tx) -> None:
    inbox.prune(tx, tx.now - KEEP)
    outbox.prune(tx, tx.now - KEEP)


def _try_again(tx: Tx, row: Due, error: str) -> None:
    """A failure is a bug of ours: kept once as a dead letter, tried again at growing distance."""
    if row.attempts == 0:
        inbox.bury(tx, f"due {row.kind}", f"{row.courtyard}:{row.subject}", error)
    wait = timedelta(minutes=min(5 ** (row.attempts + 1), 24 * 60))
    due.postpone(tx, row, tx.now + wait, error)
