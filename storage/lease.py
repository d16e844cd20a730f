"""A claim held by a connection: the server gives it to another program when ours falls silent."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

import psycopg

from storage.session import OURS, plainly

log = logging.getLogger("yuanba.claim")

BEAT_S = 0.7
ANSWER_S = 1.0
SILENCE = "SET idle_session_timeout = '2500ms'"
"""The server ends a session this long after its last beat. We notice sooner: 0.7 s until the next
beat and 1 s without an answer to it. Another program asks every 0.7 s: it has it within 5 s."""
PAUSE_S = 1.0


class Lease:
    """One of all programs holds the advisory lock of this number; we ask until it is us."""

    def __init__(self, conninfo: str, name: str, number: int) -> None:
        self._conninfo = conninfo
        self._name = name
        self._number = number
        self._gained, self._lost = asyncio.Event(), asyncio.Event()
        self._lost.set()
        self._task = asyncio.create_task(self._keep(), name=f"claim {name}")

    @property
    def ours(self) -> bool:
        return self._gained.is_set()

    async def gained(self) -> None:
        await self._gained.wait()

    async def lost(self) -> None:
        await self._lost.wait()

    async def close(self) -> None:
        """Give it back at once, for the next one."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _keep(self) -> None:
        try:
            while True:
                try:
                    await self._try()
                except (psycopg.Error, TimeoutError) as error:
                    log.warning("the claim to be the %s: %s", self._name, plainly(error))
                self._set(False)
                await asyncio.sleep(PAUSE_S)
        finally:
            self._set(False)

    async def _try(self) -> None:
        """Ask for the lock, then show that we are still there, until that fails."""
        connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        try:
            await self._ask(connection, SILENCE)
            while True:
                if self.ours:
                    await self._ask(connection, "SELECT 1")
                else:
                    lock = f"SELECT pg_try_advisory_lock({OURS}, {self._number})"
                    self._set(bool(await self._ask(connection, lock)))
                await asyncio.sleep(BEAT_S)
        finally:
            self._set(False)
            await connection.close()

    async def _ask(self, connection: psycopg.AsyncConnection[Any], sql: str) -> Any:
        asked = asyncio.create_task(_answer(connection, sql))
        done, _ = await asyncio.wait([asked], timeout=ANSWER_S)
        if not done:
            self._set(False)  # before anything that may take its time
            asked.cancel()
            raise TimeoutError("the server does not answer")
        return asked.result()

    def _set(self, ours: bool) -> None:
        if ours == self.ours:
            return
        log.info("we are %s the %s", "now" if ours else "no longer", self._name)
        now, then = (self._gained, self._lost) if ours else (self._lost, self._gained)
        then.clear()
        now.set()


async def _answer(connection: psycopg.AsyncConnection[Any], sql: str) -> Any:
    cursor = await connection.execute(sql)
    row = await cursor.fetchone() if cursor.description else None
    return row[0] if row else None
