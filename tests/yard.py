"""Tests speak as people: `await yard.household("3-2-501").taps("同意")`, `yard.group_texts()`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.app import App, Tempo, open_app
from bot.pace import Pace
from bot.sandbox import ready
from bot.sandbox.model import Button, Chat, Message, User
from bot.sandbox.people import People
from bot.sandbox.ready import ReadyYard
from bot.sandbox.request import InProcessRequest
from bot.sandbox.world import TOKEN, World
from bot.settings import Settings
from storage.store import Store
from storage.tx import Tx

T = TypeVar("T")


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
    ) -> None:
        self.world = world
        self.people = people
        self.ready = ready_yard
        self.app = app
        self._running = running

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
        for _ in range(5_000):
            if self._running.done():
                self._running.result()
            still = not self.world.updates.pending and await self.app.sender.idle()
            quiet = quiet + 1 if still else 0
            if quiet >= 3:
                return
            await asyncio.sleep(0.002)
        raise AssertionError("the bot never came to rest")

    async def passes(self, **span: float) -> None:
        """Time moves on, what falls due is done, and its messages are delivered."""
        await self.settled()
        self.world.advance(timedelta(**span))
        await self.app.wakeup.sweep()
        self.app.sender.wake()
        await self.settled()


class Neighbour:
    """One person with a phone."""

    def __init__(self, yard: Yard, user: User) -> None:
        self._yard = yard
        self.user = user

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def chat(self) -> Chat:
        return self._yard.world.private(self.user)

    async def says(self, text: str) -> list[str]:
        """Write to the bot privately; what it answered."""
        before = len(self.chat.messages)
        self._yard.people.say(self.user, self.user, text)
        await self._yard.settled()
        return [m.text for m in self.chat.messages[before + 1 :] if m.sender is not self.user]

    async def says_in_group(self, text: str, reply_to: Message | None = None) -> list[str]:
        """Write into the group; what the bot wrote there since."""
        before = len(self._yard.group.messages)
        self._yard.people.say(self.user, self._yard.group, text, reply_to=reply_to)
        await self._yard.settled()
        since = self._yard.group.messages[before + 1 :]
        return [m.text for m in since if m.sender is self._yard.world.bot]

    async def starts(self, payload: str | None = None) -> list[str]:
        """Press START in the private chat, or follow a deep link."""
        before = len(self.chat.messages)
        self._yard.people.start(self.user, payload)
        await self._yard.settled()
        return [m.text for m in self.chat.messages[before + 1 :] if m.sender is not self.user]

    async def taps(self, label: str, on: Message | None = None) -> str:
        """Tap the button whose label contains `label`, on a message or on the newest private one
        that has it; the toast. A link button is followed into the private chat."""
        message, button = self._find(label, on)
        if button.url:
            return await self._follow(button.url)
        toast = await self._yard.people.press(self.user, message, button.data or "")
        await self._yard.settled()
        if toast.url:
            return await self._follow(toast.url)
        return toast.text or ""

    async def forges(self, data: str, on: Message) -> str:
        """Send data that no button of the message has; the toast."""
        toast = await self._yard.people.press(self.user, on, data)
        await self._yard.settled()
        return toast.text or ""

    def reads(self) -> str:
        """The newest message of the bot in the private chat."""
        mine = [m for m in self.chat.messages if m.sender is self._yard.world.bot]
        assert mine, f"the bot has written nothing to {self.user.name}"
        return mine[-1].text

    def texts(self) -> list[str]:
        return [m.text for m in self.chat.messages if m.sender is self._yard.world.bot]

    def newest(self) -> Message:
        return [m for m in self.chat.messages if m.sender is self._yard.world.bot][-1]

    def buttons(self) -> list[str]:
        """The labels under the newest private message."""
        return [button.text for row in self.newest().buttons for button in row]

    def _find(self, label: str, on: Message | None) -> tuple[Message, Button]:
        mine = [m for m in self.chat.messages if m.sender is self._yard.world.bot]
        for message in [on] if on else reversed(mine):
            for row in message.buttons:
                for button in row:
                    if label in button.text:
                        return message, button
        seen = [[b.text for row in m.buttons for b in row] for m in ([on] if on else mine[-3:])]
        raise AssertionError(f"no button says {label!r}; there are {seen}")

    async def _follow(self, url: str) -> str:
        payload = url.partition("?start=")[2]
        assert payload, f"{url} does not lead into the private chat"
        await self.starts(payload)
        return ""


@asynccontextmanager
async def open_yard(folder: Path, *, database: str = "yard.sqlite") -> AsyncIterator[Yard]:
    """The ready-made courtyard with the bot running in this process."""
    world = World()
    ready_yard = ready.populate(world)
    clock = SandboxClock(world)
    path = str(folder / database)
    store = await Store.open(path, clock.now, readers=1)
    await store.write(lambda tx: ready.register(tx, ready_yard))
    await store.close()
    world.take_updates()
    settings = Settings(token=TOKEN, database=path)
    requests = (InProcessRequest(world), InProcessRequest(world))
    tempo = Tempo(Unhurried(), 0.0)
    async with open_app(settings, clock=clock, requests=requests, tempo=tempo) as app:
        running = asyncio.create_task(app.run())
        try:
            yield Yard(world, People(world), ready_yard, app, running)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await world.aclose()
