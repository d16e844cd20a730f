"""A line between two programs with everything on it that can go wrong on a line."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random

LOOPBACK = "127.0.0.1"
CHUNK = 1 << 16
CUT_AFTER_S = 0.01
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER by which closing a socket tells the other side at once: RST, not FIN."""


@dataclass(frozen=True)
class Weather:
    """`cut` lets so many bytes of an answer through and then breaks the line. `silent` is half
    open: whoever calls is let in, and nothing ever comes back."""

    delay_s: float = 0.0
    jitter_s: float = 0.0
    cut: int | None = None
    reset: bool = False
    silent: bool = False


FAIR = Weather()
SLOW = Weather(delay_s=0.05, jitter_s=0.25)
CUT = Weather(cut=40)
RESETS = Weather(reset=True)
SILENT = Weather(silent=True)
FOUL = (SLOW, CUT, RESETS, SILENT)


class Proxy:
    """One port in front of several: each connection goes to the next one that takes it."""

    def __init__(self, chance: Random, *targets: int) -> None:
        self.targets = list(targets)
        self.weather = FAIR
        self.port = 0
        self.chance = chance
        self._turn = 0
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._take, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Nobody listens any more, and every line is gone."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut_all()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut_all(self) -> None:
        for writer in list(self._lines):
            _reset(writer)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a line is carried by a task")
        self._tasks.add(task)
        with suppress(OSError):
            await self._carry(reader, writer)
        _reset(writer)
        self._tasks.discard(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        there = None
        try:
            if self.weather.reset:
                return
            answers, there = await self._reach()
            self._lines.add(there)
            ways = [self._pump(reader, there, back=False), self._pump(answers, writer, back=True)]
            tasks = [asyncio.ensure_future(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            self._lines -= {writer, there}
            if there is not None:
                _reset(there)

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Raises ConnectionError when nobody is there."""
        for _ in self.targets:
            self._turn += 1
            with suppress(OSError):
                port = self.targets[self._turn % len(self.targets)]
                return await asyncio.open_connection(LOOPBACK, port)
        raise ConnectionRefusedError

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, back: bool
    ) -> None:
        while chunk := await source.read(CHUNK):
            weather = self.weather
            if weather.reset:
                return
            if weather.silent:
                continue
            await asyncio.sleep(weather.delay_s + self.chance.uniform(0, weather.jitter_s))
            if back and weather.cut is not None:
                target.write(chunk[: weather.cut])
                await asyncio.sleep(CUT_AFTER_S)
                return
            target.write(chunk)
            await target.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    if line is not None:
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


@asynccontextmanager
async def opened(chance: Random, *targets: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(chance, *targets)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.shut()


async def storm(proxy: Proxy, seconds: float, kinds: tuple[Weather, ...] = FOUL) -> int:
    """Foul weather of these kinds by turns, a shut port among it; how often it changed."""
    loop, changes = asyncio.get_running_loop(), 0
    end = loop.time() + seconds
    while loop.time() < end:
        changes += 1
        await _spell(proxy, kinds)
    return changes


async def _spell(proxy: Proxy, kinds: tuple[Weather, ...]) -> None:
    chance = proxy.chance
    kind = chance.choice((*kinds, None))
    if kind is None:
        await proxy.shut()
        await asyncio.sleep(chance.uniform(0.1, 0.8))
        await proxy.open()
    else:
        proxy.weather = kind
        await asyncio.sleep(chance.uniform(0.1, 0.8))
        proxy.weather = FAIR  # what was swallowed meanwhile stays unanswered for ever
    await asyncio.sleep(chance.uniform(0.05, 0.4))
