"""The sandbox put on its feet: a Telegram on this machine, and the real bot as a child process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.sandbox import ready
from bot.sandbox.model import Chat, User
from bot.sandbox.neighbour import Neighbour
from bot.sandbox.people import People
from bot.sandbox.ready import ReadyYard
from bot.sandbox.server import make_server
from bot.sandbox.world import World
from bot.settings import WrongSetting
from storage import upkeep
from storage.store import Store

CHECKOUT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only where somebody asks for it
LOOK_S = 0.01
STOP_S = 10.0


class BotDied(Exception):
    """The bot's process ended by itself; its last words are in here."""


class Stage:
    """A courtyard in a Telegram of our own. `world`, `people` and `yard` are who lives there."""

    def __init__(
        self, world: World, yard: ReadyYard, folder: Path, address: str, log: str, paced: bool
    ) -> None:
        self.world = world
        self.people = People(world)
        self.yard = yard
        self.folder = folder
        self.address = address
        self._log = log
        self._paced = paced
        self._bot: asyncio.subprocess.Process | None = None

    @property
    def group(self) -> Chat:
        return self.world.chat(self.yard.group.id)

    @property
    def courtyard(self) -> int:
        return self.yard.courtyard

    def household(self, label: str) -> Neighbour:
        """The person who speaks for a household."""
        return self.person(self.yard.by_label[label])

    def person(self, user: User) -> Neighbour:
        return Neighbour(self, user)

    @property
    def database(self) -> Path:
        return self.folder / "yuanba.sqlite"

    @property
    def log_file(self) -> Path:
        return self.folder / "bot.log"

    @property
    def running(self) -> bool:
        return self._bot is not None and self._bot.returncode is None

    @property
    def pid(self) -> int:
        if self._bot is None:
            raise BotDied("the bot was never started")
        return self._bot.pid

    def log(self) -> str:
        """What the bot has logged so far, over all its lives."""
        return self.log_file.read_text("utf-8") if self.log_file.exists() else ""

    async def start(self) -> None:
        """Start the bot and wait until it listens. Raises BotDied."""
        flags = [] if self._paced else ["--unpaced"]
        with self.log_file.open("ab") as log:
            self._bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--leash", *flags),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C is for us; we stop the bot in good order
            )
        await self._until_heard(asyncio.get_running_loop().time() + 60)

    async def kill(self) -> None:
        """SIGKILL: the bot has no time to do anything."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM: the bot finishes what it has begun; its exit code."""
        try:
            async with asyncio.timeout(STOP_S):
                return await self._end(signal.SIGTERM)
        except TimeoutError:
            return await self._end(signal.SIGKILL)

    async def restart(self) -> None:
        """Kill the bot (if it runs) and start it again on the same database."""
        if self.running:
            await self.kill()
        await self.start()

    async def ended(self) -> int:
        """Wait until the bot's process is over; its exit code."""
        return await self._bot.wait() if self._bot else 0

    async def advance(self, by: timedelta, timeout_s: float = 60.0) -> None:
        """Move everybody's time on; the bot does what has become due and says what it must."""
        self.world.advance(by)
        await self.caught_up(timeout_s)

    async def caught_up(self, timeout_s: float = 60.0) -> None:
        """Wait until the bot has heard everything and has nothing left to say or to do for now.

        Raises BotDied, TimeoutError.
        """
        deadline = asyncio.get_running_loop().time() + timeout_s
        while True:
            await self._until_heard(deadline)
            if upkeep.look(self.database, upkeep.at_rest, self.world.now()):
                return
            await asyncio.sleep(LOOK_S)

    async def settled(self) -> None:
        """The same, as neighbours wait for it after each tap."""
        await self.caught_up()

    async def _until_heard(self, deadline: float) -> None:
        while not self.world.updates.awaited:
            if not self.running:
                raise BotDied(self._last_words())
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"the bot has not caught up; it last said: {self._last_words()}")
            await asyncio.sleep(LOOK_S)

    def _last_words(self) -> str:
        return next(iter(reversed(self.log().splitlines())), "nothing")

    async def _end(self, how: signal.Signals) -> int:
        if self._bot is None:
            return 0
        if self._bot.returncode is None:
            self._bot.send_signal(how)
        code = await self._bot.wait()
        if self._bot.stdin is not None:
            self._bot.stdin.close()
        # A poll that the dead bot held open would look as if it were listening.
        self.world.updates.stop_poll("terminated by the end of the bot")
        return code

    def _environment(self) -> dict[str, str]:
        """The user's own settings of a real bot must not reach this one."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("YUANBA_")}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), kept.get("PYTHONPATH")))),
            "YUANBA_TOKEN": self.world.token,
            "YUANBA_API_URL": self.address,
            "YUANBA_DATABASE": str(self.database),
            "YUANBA_CLOCK": str(self.folder / "clock"),
            "YUANBA_LOG": self._log,
        }


@asynccontextmanager
async def open_stage(
    folder: Path | None = None,
    *,
    port: int = 0,
    listen: str = LOOPBACK,
    paced: bool = True,
    strict_limits: bool = False,
    log: str = "INFO",
    serve: Callable[[World], web.Application] = make_server,
) -> AsyncIterator[Stage]:
    """A stage with its people and its server, the bot not yet started; all gone at the end.

    Without `folder` the files live in a temporary one. `paced=False` lets the bot write as fast as
    it can (no flood limits of its own); `strict_limits` makes the sandbox refuse floods. `serve`
    may give the server more than the bot and the people need: the browser page. It is reached from
    this machine alone, unless `listen` names another address of it. Raises WrongSetting when the
    address or the port cannot be had.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="yuanba-", ignore_cleanup_errors=True) as made:
            async with open_stage(
                Path(made),
                port=port,
                listen=listen,
                paced=paced,
                strict_limits=strict_limits,
                log=log,
                serve=serve,
            ) as stage:
                yield stage
        return
    world = World(clock_file=folder / "clock", enforce_limits=strict_limits)
    yard = ready.populate(world)
    runner = web.AppRunner(serve(world), access_log=None)
    await runner.setup()
    try:
        address = await _listen(runner, listen, port)
        stage = Stage(world, yard, folder, address, log, paced)
        await _register(stage)
        try:
            yield stage
        finally:
            await stage.stop()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, listen: str, port: int) -> str:
    """The bot's own way in is always this machine's loopback; its address."""
    try:
        everywhere = listen in EVERYWHERE
        await web.TCPSite(runner, listen if everywhere else LOOPBACK, port).start()
        port = runner.addresses[0][1]
        if not everywhere and listen != LOOPBACK:
            await web.TCPSite(runner, listen, port).start()
    except OSError as error:
        where = "" if listen == LOOPBACK else f"--listen {listen} "
        raise WrongSetting(f"{where}--port {port} cannot be had ({error.strerror})") from None
    return f"http://{LOOPBACK}:{port}"


async def _register(stage: Stage) -> None:
    """Write the residents into the database; what Telegram has to tell of them is old news."""
    store = await Store.open(stage.database, stage.world.now, readers=1)
    try:
        await store.write(lambda tx: ready.register(tx, stage.yard))
    finally:
        await store.close()
    stage.world.take_updates()
