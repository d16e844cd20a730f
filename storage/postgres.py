"""The PostgreSQL store: each act a transaction of its own, on one of a few connections."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from contextvars import Context, copy_context
from datetime import datetime
from typing import TypeVar

import psycopg
from psycopg_pool import ConnectionPool

from storage.attempt import Attempt, HeldTooLate, Snapshot
from storage.bell import Bell
from storage.claim import Claim
from storage.errors import Busy, NotWritable
from storage.lease import Lease
from storage.migrate import migrate
from storage.place import Server
from storage.session import (
    CLOCK,
    MIGRATING,
    OURS,
    POSTGRES,
    SENDER,
    Connection,
    Session,
    configure,
    connect,
    conninfo,
    named,
    plainly,
)
from storage.tx import Tx
from storage.watch import Unwatched, Watch

log = logging.getLogger("yuanba.store")
T = TypeVar("T")
Listener = Callable[[frozenset[str]], None]

WRITERS, READERS = 4, 2
WAITING = 20_000
PATIENCE_S = 5.0
ATTEMPTS = WRITERS + READERS + 2
"""More than there are connections: a server that was away leaves every one of them dead."""
CLAIMS = {"sender": SENDER, "clock": CLOCK}


class PostgresStore:
    """The promises of the SQLite store, kept by any number of programs on one database.

    Acts of different courtyards run side by side, those of one courtyard one after another: an
    act holds its courtyard (and its person) by advisory locks that end with the transaction.
    """

    def __init__(
        self,
        server: Server,
        pool: ConnectionPool[Connection],
        now: Callable[[], datetime],
        watch: Watch | None = None,
    ) -> None:
        self._server = server
        self._pool = pool
        self._now = now
        self._watch = watch or Unwatched()
        self._writers = ThreadPoolExecutor(WRITERS, "act")
        self._readers = ThreadPoolExecutor(READERS, "look")
        self._waiting = 0
        self._listeners: list[Listener] = []
        self._loop = asyncio.get_running_loop()
        self._bell = Bell(conninfo(server), self._tell)
        self._leases: dict[str, Lease] = {}
        self._closing = False

    @classmethod
    async def open(
        cls, server: Server, now: Callable[[], datetime], watch: Watch | None = None
    ) -> PostgresStore:
        """Connect and migrate. Raises NotWritable, or SchemaTooNew."""
        await asyncio.to_thread(bring_to_head, server, now())
        pool = ConnectionPool(
            conninfo(server),
            connection_class=Connection,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=WRITERS + READERS,
            timeout=PATIENCE_S,
            reconnect_timeout=PATIENCE_S,
            configure=configure,
            open=False,
            name="yuanba",
        )
        await asyncio.to_thread(pool.open)
        return cls(server, pool, now, watch)

    async def close(self) -> None:
        """Finish what waits, then close every connection."""
        self._closing = True
        for lease in self._leases.values():
            await lease.close()
        await asyncio.to_thread(self._writers.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        await self._bell.close()
        await asyncio.to_thread(self._pool.close)

    def on_commit(self, listener: Listener) -> None:
        """Call `listener` in the event loop after commits, whichever program made them."""
        self._listeners.append(listener)

    def claim(self, name: str) -> Claim:
        """The one sender, the one clock among all programs on this database."""
        if name not in self._leases:
            self._leases[name] = Lease(conninfo(self._server), name, CLAIMS[name])
        return self._leases[name]

    async def write(self, action: Callable[[Tx], T]) -> T:
        """Run `action` in a transaction; its result once that is on disk. Raises Busy, StoreFailed,
        or whatever the action raised (and then nothing of it is kept). It may be run again, when
        another program's act came in between."""
        if self._closing or self._waiting >= WAITING:
            raise Busy
        began = time.monotonic()
        self._waiting += 1
        try:
            act = copy_context().run
            return await self._loop.run_in_executor(self._writers, act, self._act, action)
        finally:
            self._waiting -= 1
            self._watch.acted(time.monotonic() - began)

    async def read(self, query: Callable[[Tx], T]) -> T:
        """Run `query` on one snapshot of the committed state."""
        return await self._loop.run_in_executor(self._readers, self._look, query)

    def _act(self, action: Callable[[Tx], T]) -> T:
        keys: frozenset[int] = frozenset()
        failure: Exception = Busy()
        for _ in range(ATTEMPTS):
            attempt = Attempt(self._now())
            try:
                with self._pool.connection() as connection:
                    result = attempt.run(connection, action, keys)
            except HeldTooLate as late:
                keys = late.keys
            except Exception as error:
                failure = named(error)
                if not attempt.may_be_tried_again(error):
                    raise failure from error
                keys = attempt.wanted
            else:
                if attempt.woken:
                    spread = self._spread  # it is about everything, not about this act
                    self._loop.call_soon_threadsafe(spread, attempt.woken, context=Context())
                return result
        raise failure

    def _look(self, query: Callable[[Tx], T]) -> T:
        failure: Exception = Busy()
        for _ in range(ATTEMPTS):
            glance = Attempt(self._now())
            try:
                with self._pool.connection() as connection:
                    return glance.look(connection, query)
            except Exception as error:
                failure = named(error)
                if not glance.may_be_tried_again(error):
                    raise failure from error
        raise failure

    def _spread(self, woken: frozenset[str]) -> None:
        self._tell(woken)
        self._bell.ring(woken)

    def _tell(self, woken: frozenset[str]) -> None:
        for listener in self._listeners:
            try:
                listener(woken)
            except Exception:  # what is committed stays so
                log.exception("a listener failed")


@contextmanager
def snapshot(server: Server, now: datetime) -> Iterator[Tx]:
    """The committed state of one moment, to be read as long as it takes. Raises NotWritable,
    StoreFailed."""
    with closing(connect(server)) as connection:
        try:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield Snapshot(Session(connection), now)
        except psycopg.Error as error:
            raise named(error) from error


def change(server: Server, act: Callable[[Tx], T], now: datetime) -> T:
    """Do one act without a store. Raises NotWritable, StoreFailed."""
    with closing(connect(server)) as connection:
        try:
            return Attempt(now).run(connection, act, frozenset())
        except psycopg.Error as error:
            raise named(error) from error


def bring_to_head(server: Server, now: datetime) -> list[str]:
    """Migrate, while other programs that start wait for it. Raises NotWritable, SchemaTooNew."""
    with closing(connect(server)) as connection:
        try:
            connection.execute("SET lock_timeout = 0")
            connection.execute("SELECT pg_advisory_lock(%s::int, %s::int)", (OURS, MIGRATING))
            return migrate(Session(connection), now, POSTGRES)
        except psycopg.Error as error:
            raise NotWritable(str(server), plainly(error)) from error
