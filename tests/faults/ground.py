"""Where it all goes wrong: a courtyard with an open vote, its Telegram on a real port, and bots."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from aiohttp import web

from bot.app import App, Tempo, open_app
from bot.sandbox import ready
from bot.sandbox.model import Chat, Message
from bot.sandbox.people import People
from bot.sandbox.ready import ReadyYard
from bot.sandbox.run import CHECKOUT
from bot.sandbox.server import make_server
from bot.sandbox.world import World
from bot.settings import Settings
from bot.telegram_http import AiohttpRequest
from storage.database import open_database
from storage.place import Place, Server
from tests.bench.scene import QUESTION, put_to_vote
from tests.entered import entered
from tests.faults import proxy
from tests.faults.proxy import LOOPBACK, Proxy
from tests.yard import NOON, SandboxClock, Unhurried, address

OPTIONS = tuple(f"第{n}样" for n in range(1, 11))
"""Taken in turn by everybody, so that a lost or doubled ballot shows in the order."""
SECRET = "a-secret-of-ours"
PATIENCE_S = 30.0
LOOK_S = 0.02


@dataclass
class Ground:
    """`telegram` is the line from the bots to Telegram, `hooks` the one from Telegram to them."""

    world: World
    yard: ReadyYard
    place: Place
    folder: Path
    chance: Random
    telegram: Proxy
    hooks: Proxy
    workers: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)
    """By the port they listen on; a bot that polls is number 0."""

    @property
    def people(self) -> People:
        return People(self.world)

    @property
    def group(self) -> Chat:
        return self.world.chat(self.yard.group.id)

    @property
    def card(self) -> Message:
        """The card of the vote, as everybody sees it."""
        mine = [m for m in self.group.messages if m.sender is self.world.bot]
        return next(m for m in reversed(mine) if QUESTION in m.text)

    @property
    def hung(self) -> bool:
        return any(QUESTION in m.text for m in self.group.messages if m.sender is self.world.bot)

    def log(self) -> str:
        file = self.folder / "bot.log"
        return file.read_text("utf-8") if file.exists() else ""

    # Bots in processes of their own

    async def start(self, port: int = 0) -> None:
        """A bot that polls, or one that is called on this port."""
        with (self.folder / "bot.log").open("ab") as log:
            self.workers[port] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--leash", "--unpaced"),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment(port),
                start_new_session=True,
            )

    async def kill(self, port: int = 0, how: int = signal.SIGKILL) -> None:
        worker = self.workers.pop(port, None)
        if worker is None:
            return
        if worker.returncode is None:
            worker.send_signal(how)
        await worker.wait()
        if worker.stdin is not None:
            worker.stdin.close()
        if not port:  # a poll that the dead bot held open would look as if it were listening
            self.world.updates.stop_poll("terminated by the end of the bot")

    async def listening(self, port: int) -> None:
        """Until a worker can be called. Raises AssertionError when it ends by itself."""
        await self.until(lambda: self._is_up(port), f"worker {port} listens")

    def _is_up(self, port: int) -> bool:
        worker = self.workers[port]
        assert worker.returncode is None, f"a bot ended by itself: {self.log()[-2000:]}"
        with socket.socket() as line:
            return self.world.webhook is not None and line.connect_ex((LOOPBACK, port)) == 0

    def _environment(self, port: int) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("YUANBA_")}
        ours = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), kept.get("PYTHONPATH")))),
            "YUANBA_TOKEN": self.world.token,
            "YUANBA_API_URL": f"http://{LOOPBACK}:{self.telegram.port}",
            "YUANBA_DATABASE": address(self.place),
            "YUANBA_CLOCK": str(self.folder / "clock"),
            "YUANBA_LOG": "WARNING",
        }
        if port:
            ours |= {
                "YUANBA_WEBHOOK_URL": f"http://{LOOPBACK}:{self.hooks.port}/hook",
                "YUANBA_WEBHOOK_SECRET": SECRET,
                "YUANBA_WEBHOOK_PORT": str(port),
            }
        return {**kept, **ours}

    # A bot in this process

    @asynccontextmanager
    async def bot(self, patience_s: float = 1.0) -> AsyncIterator[App]:
        """It polls over the line, and waits for an answer no longer than this."""
        settings = Settings(
            token=self.world.token,
            database=address(self.place),
            api_url=f"http://{LOOPBACK}:{self.telegram.port}",
        )
        requests = AiohttpRequest(4), AiohttpRequest(256, read_timeout=patience_s)
        tempo, clock = Tempo(Unhurried(), 0.0), SandboxClock(self.world)
        async with open_app(settings, clock=clock, requests=requests, tempo=tempo) as app:
            running = asyncio.create_task(app.run())
            try:
                yield app
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    async def until(self, reached: Callable[[], object], what: str = "it") -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while not reached():
            assert loop.time() < end, f"in vain waited until {what}: {self.log()[-2000:]}"
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def opened(
    folder: Path, chance: Random, place: Place | None = None, ports: tuple[int, ...] = ()
) -> AsyncIterator[Ground]:
    """Without a place it is a file in the folder. The vote is open, its card not yet posted."""
    world = World(clock_file=folder / "clock")
    yard = ready.populate(world)
    place = place or folder / "yuanba.sqlite"
    await _enter(yard, place, world)
    world.take_updates()
    runner = web.AppRunner(make_server(world), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, LOOPBACK, 0).start()
        server = int(runner.addresses[0][1])
        telegram = await stack.enter_async_context(proxy.opened(chance, server))
        hooks = await stack.enter_async_context(proxy.opened(chance, *ports))
        ground = Ground(world, yard, place, folder, chance, telegram, hooks)
        try:
            yield ground
        finally:
            for port in list(ground.workers):
                await ground.kill(port)


async def _enter(yard: ReadyYard, place: Place, world: World) -> None:
    """The people on the bot's register, and a vote of ten options open."""
    if isinstance(place, Path):
        place.write_bytes(entered(yard, NOON))
    store = await open_database(place, world.now)
    try:
        if isinstance(place, Server):
            yard.courtyard = await store.read(
                lambda tx: int(tx.value("SELECT courtyard FROM courtyards"))
            )
        await store.write(lambda tx: put_to_vote(tx, yard, OPTIONS))
    finally:
        await store.close()
