"""Whether this program lives, and whether it takes updates: asked by load balancers and guards."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum

from aiohttp import web

from storage.database import Database
from storage.errors import StoreError
from storage.standing import confirm_writable
from storage.tx import Tx

log = logging.getLogger("yuanba.health")

FRESH_S = 1.0
"""An answer of the database is good for so long: who asks often must not keep the disk busy."""
PATIENCE_S = 6.0
"""A connection to a server is waited for up to 5 s; who does not answer then is not there."""
ASKED_LATELY_S = 30.0
GRACE_S = 5.0
SETTLE_S = 0.5


class State(Enum):
    STARTING = "starting"
    READY = "ready"
    DRAINING = "draining"


class Probe:
    """A question to the database, asked at most once at a time."""

    def __init__(self, ask: Callable[[], Awaitable[str]]) -> None:
        self._ask = ask
        self._said, self._at = "", -FRESH_S
        self._asking: asyncio.Task[None] | None = None

    async def trouble(self) -> str:
        """What is wrong; nothing when all is well."""
        if self._asking is None and time.monotonic() - self._at >= FRESH_S:
            self._asking = asyncio.create_task(self._hear(), name="probe")
        if self._asking is not None:
            _, silent = await asyncio.wait([self._asking], timeout=PATIENCE_S)
            if silent:
                return "the database does not answer"
        return self._said

    async def _hear(self) -> None:
        try:
            self._said = await self._ask()
        finally:
            self._at, self._asking = time.monotonic(), None

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking


class Health:
    """How the program stands. It begins as starting, with no database yet."""

    def __init__(self) -> None:
        self.state = State.STARTING
        self.store: Database | None = None
        self._answers = Probe(lambda: self._written(lambda tx: None, strict=False))
        self._writes = Probe(lambda: self._written(confirm_writable, strict=True))
        self._asked_at = -ASKED_LATELY_S
        self._told = asyncio.Event()

    async def not_alive(self) -> str:
        """What says that a restart is called for. That the database refuses does not."""
        return await self._answers.trouble() if self.store else ""

    async def not_ready(self) -> str:
        """Why no update should be sent here now."""
        self._asked_at = time.monotonic()
        if self.state is not State.READY:
            if self.state is State.DRAINING:
                self._told.set()
            return str(self.state.value)
        return await self._writes.trouble()

    def drain(self) -> None:
        self.state = State.DRAINING

    async def turn_away(self) -> None:
        """Drain; and when somebody has been asking lately, let them hear of it first."""
        self.drain()
        if time.monotonic() - self._asked_at < ASKED_LATELY_S:
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE_S):
                    await self._told.wait()
                    await asyncio.sleep(SETTLE_S)

    async def close(self) -> None:
        self.store = None
        await self._answers.close()
        await self._writes.close()

    async def _written(self, act: Callable[[Tx], None], *, strict: bool) -> str:
        if self.store is None:
            return ""
        try:
            await self.store.write(act)
        except StoreError as error:
            if strict:
                log.warning("not ready: the database cannot be written: %s", error)
            return "the database cannot be written" if strict else ""
        return ""


HEALTH: web.AppKey[Health] = web.AppKey("health", Health)


async def healthz(request: web.Request) -> web.Response:
    return _answer(await request.app[HEALTH].not_alive())


async def readyz(request: web.Request) -> web.Response:
    return _answer(await request.app[HEALTH].not_ready())


def add_health(server: web.Application, health: Health) -> None:
    server[HEALTH] = health
    server.router.add_get("/healthz", healthz)
    server.router.add_get("/readyz", readyz)


def _answer(trouble: str) -> web.Response:
    return web.Response(status=503 if trouble else 200, text=f"{trouble or 'ok'}\n")
