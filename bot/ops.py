"""Where operators look at a running bot: health and metrics, on an address of their own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.health import Health, add_health
from bot.metrics import Metrics
from bot.settings import Settings, WrongSetting
from storage.errors import StoreError
from storage.standing import Standing, standing

FRESH_S = 1.0
PATIENCE_S = 5.0
WORK = ("sender", "clock")


class Lookout:
    """Asks the database how far behind it is, for whoever looks; not more than once a second."""

    def __init__(self, health: Health, metrics: Metrics) -> None:
        self._health = health
        self._metrics = metrics
        self._one = asyncio.Lock()
        self._at = -FRESH_S

    async def look(self) -> bytes:
        """Everything that is measured, as Prometheus reads it."""
        async with self._one:
            if time.monotonic() - self._at >= FRESH_S:
                self._metrics.stands(await self._standing())
                self._at = time.monotonic()
        store = self._health.store
        for work in WORK:
            self._metrics.holds(work, store is not None and store.claim(work).ours)
        return generate_latest(self._metrics.registry)

    async def _standing(self) -> Standing | None:
        if self._health.store is None:
            return None
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._health.store.read(standing)
        except (StoreError, TimeoutError):
            return None


LOOKOUT: web.AppKey[Lookout] = web.AppKey("lookout", Lookout)


def make_ops(health: Health, metrics: Metrics) -> web.Application:
    server = web.Application()
    server[LOOKOUT] = Lookout(health, metrics)
    add_health(server, health)
    server.router.add_get("/metrics", _metrics)
    return server


@asynccontextmanager
async def looked_at(settings: Settings, health: Health, metrics: Metrics) -> AsyncIterator[None]:
    """Answer operators meanwhile, if a port for them is set. Raises WrongSetting when it cannot
    be had."""
    if not settings.ops_port:
        yield
        return
    runner = web.AppRunner(make_ops(health, metrics), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await bind(runner, "OPS", settings.ops_listen, settings.ops_port)
        yield
    finally:
        await runner.cleanup()


async def bind(runner: web.AppRunner, whose: str, host: str, port: int) -> None:
    """Raises WrongSetting, which names the setting."""
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise WrongSetting(
            f"YUANBA_{whose}_PORT: cannot listen on {host}:{port} ({error.strerror}); "
            "choose another port or stop the program that has it"
        ) from None


async def _metrics(request: web.Request) -> web.Response:
    return web.Response(
        body=await request.app[LOOKOUT].look(), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )
