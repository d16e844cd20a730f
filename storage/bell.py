"""How programs hear of each other's commits: NOTIFY as a hint, and a look now and then."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg

from storage.session import plainly

log = logging.getLogger("yuanba.bell")

CHANNEL = "yuanba"
TOGETHER_S = 0.05
"""NOTIFY holds a lock over the whole server while it commits: one for many acts, and apart from
them."""
LOOK_S = 5.0
"""A hint may be lost (whoever owed it was killed): so often everybody looks anyway."""
PAUSE_S = 1.0
Work = Callable[[psycopg.AsyncConnection], Awaitable[None]]
EVERYTHING = frozenset({"outbox", "cards", "due"})


class Bell:
    def __init__(self, conninfo: str, tell: Callable[[frozenset[str]], None]) -> None:
        self._conninfo = conninfo
        self._tell = tell
        self._me = secrets.token_hex(8)
        self._owed: set[str] = set()
        self._rung = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._again_and_again(work), name="bell")
            for work in (self._hear, self._call)
        ]

    def ring(self, woken: frozenset[str]) -> None:
        """Let the others know, soon."""
        self._owed |= woken
        self._rung.set()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _again_and_again(self, work: Work) -> None:
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
                try:
                    await work(connection)
                finally:
                    await connection.close()
            except psycopg.Error as error:
                log.warning("other programs are not heard for now: %s", plainly(error))
            await asyncio.sleep(PAUSE_S)

    async def _hear(self, connection: psycopg.AsyncConnection) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        while True:
            self._tell(EVERYTHING)
            async for heard in connection.notifies(timeout=LOOK_S):
                sender, _, woken = heard.payload.partition(" ")
                if sender != self._me:
                    self._tell(frozenset(woken.split(",")))

    async def _call(self, connection: psycopg.AsyncConnection) -> None:
        # Nothing is lost with a hint, so it need not wait for the disk.
        await connection.execute("SET synchronous_commit = off")
        while True:
            await self._rung.wait()
            await asyncio.sleep(TOGETHER_S)
            self._rung.clear()
            woken, self._owed = self._owed, set()
            said = f"{self._me} {','.join(sorted(woken))}"
            await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, said))
