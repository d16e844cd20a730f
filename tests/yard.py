"""Tests speak as people: `await yard.household("3-2-501").taps("同意")`, `yard.group_texts()`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.app import App, Tempo, open_app
from bot.pace import Pace
from bot.sandbox import ready
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.neighbour import Neighbour
from bot.sandbox.people import People
from bot.sandbox.ready import ReadyYard
from bot.sandbox.request import InProcessRequest
from bot.sandbox.world import TOKEN, World
from bot.settings import Settings
from storage.database import open_database
from storage.place import Place, Server
from storage.tx import Tx
from tests.entered import entered

T = TypeVar("T")
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""When every test begins: a Tuesday noon in Chengdu, far from the hours nobody is disturbed in."""


class Unhurried(Pace):
    """No limits: the sandbox's Telegram does not mind unless a test asks it to."""

    def ready_at(self, chat_id: int | None, now: float) -> float:
        return now


@dataclass(frozen=True)
class SandboxClock:
    world: World

    def now(self) -> datetime:
        return self.world.now()


class Yard:
    """A courtyard in the sandbox with the real bot running in it."""

    def __init__(
        self,
        world: World,
        people: People,
        ready_yard: ReadyYard,
        app: App,
        running: asyncio.Task[None],
        place: Place,
    ) -> None:
        self.world = world
        self.people = people
        self.ready = ready_yard
        self.app = app
        self._running = running
        self.place = place

    @property
    def group(self) -> Chat:
        return self.world.chat(self.ready.group.id)

    @property
    def courtyard(self) -> int:
        return self.ready.courtyard

    def household(self, label: str) -> Neighbour:
        """The person who speaks for a household."""
        return Neighbour(self, self.ready.by_label[label])

    def person(self, user: User) -> Neighbour:
        return Neighbour(self, user)

    @property
    def chair(self) -> Neighbour:
        return Neighbour(self, self.ready.chair)

    @property
    def councillors(self) -> list[Neighbour]:
        """The council without its chair."""
        return [Neighbour(self, user) for user in self.ready.council[1:]]

    @property
    def organizer(self) -> Neighbour:
        return Neighbour(self, self.ready.organizer)

    @property
    def stranger(self) -> Neighbour:
        return Neighbour(self, self.ready.stranger)

    def group_texts(self) -> list[str]:
        """What the bot has written into the group, as it stands there now."""
        return [m.text for m in self.group.messages if m.sender is self.world.bot]

    def card(self, having: str) -> Message:
        """The newest message of the bot in the group with these words in it."""
        found = [m for m in self.group.messages if m.sender is self.world.bot and having in m.text]
        assert found, f"nothing in the group says {having!r}: {self.group_texts()}"
        return found[-1]

    async def read(self, query: Callable[[Tx], T]) -> T:
        return await self.app.store.read(query)

    async def write(self, action: Callable[[Tx], T]) -> T:
        return await self.app.store.write(action)

    async def settled(self) -> None:
        """Wait until the bot has heard everything and said all it has to say for now."""
        quiet = 0
        for _ in range(10_000):
            if self._running.done():
                self._running.result()
            still = not self.world.updates.pending and not self.app.wakeup.busy
            still = still and await self.app.sender.idle()
            quiet = quiet + 1 if still else 0
            if quiet >= 3:
                return
            await asyncio.sleep(0.001)
        raise AssertionError("the bot never came to rest")

    async def passes(self, **span: float) -> None:
        """Time moves on, what falls due is done, and its messages are delivered."""
        await self.settled()
        self.world.advance(timedelta(**span))
        await self.app.wakeup.sweep()
        self.app.sender.wake()
        await self.settled()

    async def comes_to(self, hour: int) -> None:
        """The next time it is this hour in the courtyard."""
        now = self.world.now().astimezone(ZoneInfo("Asia/Shanghai"))
        then = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        await self.passes(seconds=((then - now) % timedelta(days=1)).total_seconds())


def address(place: Place) -> str:
    """A place as an operator would set it."""
    return place.address if isinstance(place, Server) else str(place)


async def enter(ready_yard: ReadyYard, place: Place, clock: SandboxClock) -> None:
    """The people of the group stand on the bot's register."""
    if isinstance(place, Path):
        place.write_bytes(entered(ready_yard, NOON))
        return
    store = await open_database(place, clock.now)
    await store.write(lambda tx: ready.register(tx, ready_yard))
    await store.close()


@asynccontextmanager
async def open_yard(place: Place) -> AsyncIterator[Yard]:
    """The ready-made courtyard with the bot running in this process."""
    async with open_street() as (world, ready_yard):
        await enter(ready_yard, place, SandboxClock(world))
        world.take_updates()
        async with at_work(world, ready_yard, place) as yard:
            yield yard


@asynccontextmanager
async def open_street() -> AsyncIterator[tuple[World, ReadyYard]]:
    """The people and their group in Telegram, and no bot yet."""
    began = time.monotonic()
    world = World(clock=lambda: NOON + timedelta(seconds=time.monotonic() - began))
    yield world, ready.populate(world)
    await world.aclose()


@asynccontextmanager
async def at_work(world: World, ready_yard: ReadyYard, place: Place) -> AsyncIterator[Yard]:
    """The bot among them, on what it knows from this database."""
    settings = Settings(token=TOKEN, database=address(place))
    requests = (InProcessRequest(world), InProcessRequest(world))
    tempo = Tempo(Unhurried(), 0.0)
    clock = SandboxClock(world)
    async with open_app(settings, clock=clock, requests=requests, tempo=tempo) as app:
        running = asyncio.create_task(app.run())
        for work in ("sender", "clock"):
            await app.store.claim(work).gained()
        try:
            yield Yard(world, People(world), ready_yard, app, running, place)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
