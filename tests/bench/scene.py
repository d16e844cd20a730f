"""A courtyard with an open vote in a Telegram of our own, and bots in processes of their own."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.actions.opening import open_vote
from bot.rules import presets
from bot.rules.frozen import rule_to_text
from bot.sandbox import ready
from bot.sandbox.model import Message
from bot.sandbox.people import People
from bot.sandbox.ready import ReadyYard
from bot.sandbox.run import CHECKOUT, BotDied
from bot.sandbox.server import make_server
from bot.sandbox.world import World
from storage import upkeep, votes
from storage.store import Store
from storage.tx import Tx

PRODUCT = ("-m", "bot", "run", "--leash")
QUESTION = "在东墙种樱桃树，行不行？"
FIRST_ID = 70_000
LOOK_S = 0.002
PATIENCE_S = 60.0
CLOSES_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Bot:
    """A bot's process, its database, and how long it took until it listened."""

    process: asyncio.subprocess.Process
    database: Path
    started_s: float

    @property
    def memory_mb(self) -> float:
        return memory_mb(self.process.pid)

    @property
    def cpu_s(self) -> float:
        """The processor time it has used so far."""
        used = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Scene:
    """`template` is the database every bot starts from: the vote is open, its card hangs."""

    world: World
    people: People
    yard: ReadyYard
    folder: Path
    address: str
    turns: Counter[int] = field(default_factory=Counter)
    """How often each person has tapped: the next tap chooses otherwise than the last."""

    @property
    def template(self) -> Path:
        return self.folder / "template.sqlite"

    @property
    def card(self) -> Message:
        """The card of the vote. Raises LookupError while it does not hang."""
        group = self.world.chat(self.yard.group.id)
        for message in reversed(group.messages):
            if message.sender is self.world.bot and QUESTION in message.text:
                return message
        raise LookupError("the card does not hang yet")

    @asynccontextmanager
    async def bot(self, name: str, *command: str) -> AsyncIterator[Bot]:
        """A bot that listens, on a fresh copy of the template; killed at the end."""
        database = self.folder / f"{name}-{time.monotonic_ns()}.sqlite"
        if self.template.exists():
            await asyncio.to_thread(upkeep.copy, self.template, database)
        async with self.bot_on(database, *command) as bot:
            yield bot

    @asynccontextmanager
    async def bot_on(self, database: Path, *command: str) -> AsyncIterator[Bot]:
        with (self.folder / "bot.log").open("ab") as log:
            began = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *(command or PRODUCT)),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment(database),
            )
        try:
            await self._until_heard(process)
            yield Bot(process, database, time.perf_counter() - began)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            self.world.updates.stop_poll("terminated by the end of the bot")
            self.world.take_updates()

    async def _until_heard(self, process: asyncio.subprocess.Process) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not self.world.updates.awaited:
                if process.returncode is not None:
                    raise BotDied((self.folder / "bot.log").read_text("utf-8")[-2000:])
                await asyncio.sleep(LOOK_S)

    def _environment(self, database: Path) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("YUANBA_")}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), kept.get("PYTHONPATH")))),
            "YUANBA_TOKEN": self.world.token,
            "YUANBA_API_URL": self.address,
            "YUANBA_DATABASE": str(database),
            "YUANBA_LOG": "WARNING",
        }


@asynccontextmanager
async def open_scene(folder: Path, households: int) -> AsyncIterator[Scene]:
    """A courtyard with one person for each household; the product has put the card up."""
    world = World()
    runner = web.AppRunner(make_server(world), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        scene = Scene(world, People(world), crowd(world, households), folder, address)
        await write_down(scene.yard, folder / "first.sqlite")
        world.take_updates()
        await _put_card_up(scene, folder / "first.sqlite")
        yield scene
    finally:
        await runner.cleanup()


async def _put_card_up(scene: Scene, database: Path) -> None:
    async with scene.bot_on(database):
        async with asyncio.timeout(PATIENCE_S):
            while not upkeep.look(database, upkeep.at_rest):
                await asyncio.sleep(0.05)
    upkeep.copy(database, scene.template)


def crowd(world: World, households: int) -> ReadyYard:
    """`ready.populate` for as many households as wanted."""
    people = People(world)
    by_label = {
        _label(n): people.add_user(f"邻居{n}", started=True, user_id=FIRST_ID + n)
        for n in range(households)
    }
    everyone = list(by_label.values())
    group = people.add_group("7号大院", everyone)
    labels = {user.id: label for label, user in by_label.items()}
    council = everyone[: ready.COUNCIL]
    organizer, stranger = everyone[-1], everyone[-1]
    return ReadyYard("7号大院", group, council[0], council, organizer, stranger, by_label, labels)


async def write_down(yard: ReadyYard, database: Path, options: tuple[str, ...] = ()) -> None:
    """Enter the people on the register and open the vote, as two councillors would."""
    store = await Store.open(database, lambda: datetime.now(UTC), readers=1)
    try:
        await store.write(lambda tx: ready.register(tx, yard))
        await store.write(lambda tx: put_to_vote(tx, yard, options))
    finally:
        await store.close()


def put_to_vote(tx: Tx, yard: ReadyYard, options: tuple[str, ...] = ()) -> None:
    rule = presets.PLURALITY if options else presets.COURTYARD_SIMPLE
    number = votes.add(
        tx,
        yard.courtyard,
        QUESTION,
        yard.chair.id,
        rule_to_text(rule),
        options=options,
        closes_at=tx.now + CLOSES_AFTER,
    )
    open_vote(tx, yard.courtyard, yard.chair.id, yard.council[1].id, {"vote": number})


def choices(card: Message) -> list[str]:
    """What the buttons of the card carry that cast a ballot."""
    return [button.data for row in card.buttons for button in row if button.data]


def memory_mb(pid: int) -> float:
    """What a process keeps in memory that is its own or shared (VmRSS)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"no process {pid}")


def _label(n: int) -> str:
    return f"{n // 40 + 1}-{n // 20 % 2 + 1}-{n // 4 % 5 + 1}0{n % 4 + 1}"
