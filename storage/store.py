"""The SQLite store: one thread owns the writing connection and commits whole batches."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage.claim import Claim, Ours
from storage.copies import keep_before
from storage.errors import Busy, DiskFull, NotWritable, StoreFailed
from storage.migrate import migrate, pending
from storage.tx import Tx
from storage.wal import Log, emptied
from storage.watch import Unwatched, Watch

log = logging.getLogger("yuanba.store")
T = TypeVar("T")
Listener = Callable[[frozenset[str]], None]

BATCH = 512
WAITING = 20_000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",  # what is deleted (a half-filled ballot, who asked to be forgotten) is gone
)


@dataclass(slots=True)
class _Wanted:
    action: Callable[[Tx], Any]
    future: asyncio.Future[Any]
    context: Context


@dataclass(slots=True)
class _Outcome:
    result: Any = None
    error: BaseException | None = None
    woken: frozenset[str] = frozenset()


class Store:
    """`write` runs an action and returns when it is on disk; `read` sees a snapshot.

    Actions must not touch the network, wait, or keep hold of the Tx. An action that raises is
    undone alone; the others of its batch go on. A commit that fails fails every action of its
    batch, and the store lives on. A cancelled caller may still find its action done.
    """

    def __init__(
        self,
        writer: aiosqlite.Connection,
        readers: Iterable[aiosqlite.Connection],
        now: Callable[[], datetime],
        batch: int = BATCH,
        watch: Watch | None = None,
    ) -> None:
        self._writer = writer
        self._readers = list(readers)
        self._turn = itertools.cycle(self._readers)
        self._now = now
        self._batch = batch
        self._watch = watch or Unwatched()
        self._waiting: deque[_Wanted] = deque()
        self._arrived = asyncio.Event()
        self._listeners: list[Listener] = []
        self._drain: asyncio.Task[None] | None = None
        self._closing = False
        self._log = Log()

    @classmethod
    async def open(
        cls,
        path: Path | str,
        now: Callable[[], datetime],
        *,
        batch: int = BATCH,
        readers: int = 2,
        watch: Watch | None = None,
    ) -> Store:
        """Open (and migrate) the database file.

        Raises NotWritable, or SchemaTooNew when a newer program wrote the file.
        """
        connections: list[aiosqlite.Connection] = []
        path, there_was = Path(path), _identity(path)
        try:
            for _ in range(1 + readers):
                connections.append(await _connect(path))
                if len(connections) == 1:
                    await _in_thread(connections[0], _upgrade, path, now())
                    # From here on SQLite's lock keeps `yuanba restore` away.
                    if there_was not in (None, _identity(path)):
                        raise NotWritable(str(path), "it was just replaced: start again")
        except sqlite3.Error as error:
            await _close_all(connections)
            raise NotWritable(str(path), str(error)) from error
        except BaseException:
            await _close_all(connections)
            raise
        store = cls(connections[0], connections[1:], now, batch, watch)
        store._drain = asyncio.create_task(store._drain_forever(), name="store")
        return store

    async def close(self) -> None:
        """Finish what waits, then close every connection."""
        self._closing = True
        self._arrived.set()
        if self._drain:
            await self._drain
        await _close_all([self._writer, *self._readers])

    def on_commit(self, listener: Listener) -> None:
        """Call `listener` in the event loop after each commit, with what the actions woke."""
        self._listeners.append(listener)

    def claim(self, name: str) -> Claim:
        """A file has one program: its sender and its clock are always ours."""
        return Ours()

    async def write(self, action: Callable[[Tx], T]) -> T:
        """Run `action` in a transaction; its result once that is on disk. Raises Busy, StoreFailed,
        or whatever the action raised (and then nothing of it is kept)."""
        if self._closing or len(self._waiting) >= WAITING:
            raise Busy
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        self._waiting.append(_Wanted(action, future, copy_context()))
        self._arrived.set()
        try:
            return await future
        finally:
            self._watch.acted(time.monotonic() - began)

    async def read(self, query: Callable[[Tx], T]) -> T:
        """Run `query` on one snapshot of the committed state."""
        return await _in_thread(next(self._turn), _snapshot, query, self._now())

    async def _drain_forever(self) -> None:
        while self._waiting or not self._closing:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                size = min(self._batch, len(self._waiting))
                batch = [self._waiting.popleft() for _ in range(size)]
                await self._commit(batch)

    async def _commit(self, batch: list[_Wanted]) -> None:
        began = time.monotonic()
        try:
            outcomes = await _in_thread(self._writer, _run_batch, batch, self._now)
            self._watch.committed(len(batch), time.monotonic() - began)
        except Exception as error:
            log.exception("a batch of %d could not be committed", len(batch))
            # One for each: whoever hears of it adds the way it came to it.
            outcomes = [_Outcome(error=_named(error)) for _ in batch]
        woken: frozenset[str] = frozenset()
        for wanted, outcome in zip(batch, outcomes, strict=True):
            woken |= outcome.woken
            if wanted.future.done():
                continue
            if outcome.error is not None:
                wanted.future.set_exception(outcome.error)
            else:
                wanted.future.set_result(outcome.result)
        if woken:
            self._tell(woken)
        await self._log.hide(woken, lambda: _in_thread(self._writer, emptied))

    def _tell(self, woken: frozenset[str]) -> None:
        for listener in self._listeners:
            try:
                listener(woken)
            except Exception:
                # What is committed stays so; the acts behind it must not wait for ever.
                log.exception("a listener failed")


def _run_batch(
    connection: sqlite3.Connection, batch: list[_Wanted], now: Callable[[], datetime]
) -> list[_Outcome]:
    """In the writer's thread: each action in its own savepoint, all under one commit."""
    outcomes = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        for wanted in batch:
            outcomes.append(_run_one(connection, wanted, now()))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):  # the first error is the one to tell
                connection.execute("ROLLBACK")
        raise
    return outcomes


def _run_one(connection: sqlite3.Connection, wanted: _Wanted, now: datetime) -> _Outcome:
    tx = Tx(connection, now)
    connection.execute("SAVEPOINT action")
    try:
        result = wanted.context.run(wanted.action, tx)
        connection.execute("RELEASE action")
    except Exception as error:
        if not connection.in_transaction:
            raise  # SQLite has rolled the whole batch back (disk full): everyone must hear of it
        connection.execute("ROLLBACK TO action")
        connection.execute("RELEASE action")
        return _Outcome(error=_named(error))
    return _Outcome(result=result, woken=frozenset(tx.woken))


def _snapshot(connection: sqlite3.Connection, query: Callable[[Tx], T], now: datetime) -> T:
    connection.execute("BEGIN")
    try:
        return query(Tx(connection, now))
    finally:
        connection.execute("ROLLBACK")


# SQLite's answers to a statement that is wrong in itself, whatever the disk.
_WRONG_STATEMENT = (
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_RANGE,
)


def _named(error: Exception) -> Exception:
    """SQLite's own errors under our names, so that nobody above needs to know sqlite3.

    A wrong statement stays what it is: the act is broken and may not be tried for ever.
    """
    if not isinstance(error, sqlite3.OperationalError | sqlite3.DatabaseError):
        return error
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if primary in _WRONG_STATEMENT:
        return error
    return DiskFull() if primary == sqlite3.SQLITE_FULL else StoreFailed(str(error))


def _identity(path: Path | str) -> int | None:
    """Which file bears the name now; None if none does."""
    try:
        return Path(path).stat().st_ino
    except OSError:
        return None


def _upgrade(connection: sqlite3.Connection, path: Path, now: datetime) -> None:
    """Bring the schema to head; what older programs left is kept beside it first."""
    steps = pending(connection)
    if steps and steps[0].number > 1:
        kept = keep_before(path, steps[-1].number)
        log.info("schema %d: the database as it was is kept in %s", steps[-1].number, kept.name)
    migrate(connection, now)


async def _connect(path: Path | str) -> aiosqlite.Connection:
    connection = aiosqlite.connect(path, isolation_level=None)
    try:
        await connection
    except BaseException:
        # It has been told to stop, but nobody waits for its thread, which may then meet a closed
        # event loop.
        await asyncio.to_thread(connection._thread.join)
        raise
    try:
        for pragma in PRAGMAS:
            async with connection.execute(f"PRAGMA {pragma}"):
                pass
    except BaseException:
        await connection.close()
        raise
    return connection


async def _in_thread(
    connection: aiosqlite.Connection, function: Callable[..., T], *args: object
) -> T:
    """Run `function(raw connection, *args)` as one call in the connection's own thread.

    aiosqlite has no public name for this; awaiting its methods one statement at a time costs a
    thread hop each and caps at 10,000 statements a second (perf.md 1).
    """
    raw = connection._conn
    result: T = await connection._execute(function, raw, *args)  # type: ignore[no-untyped-call]  # it is aiosqlite's own
    return result


async def _close_all(connections: list[aiosqlite.Connection]) -> None:
    for connection in connections:
        await connection.close()
