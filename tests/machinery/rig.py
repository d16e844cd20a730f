"""The sender over the sandbox's Telegram, with a house of two views and no handlers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import Bot

from bot.cards import CardDrawer
from bot.column import Column, House
from bot.delivery import Wire
from bot.outbox import Postman
from bot.pace import Pace
from bot.page import Page, Pointless
from bot.render import Renderer
from bot.sandbox.model import Chat, Message, User
from bot.sandbox.people import People
from bot.sandbox.request import InProcessRequest
from bot.sandbox.world import TOKEN, World
from bot.screen import Screen
from bot.sender import Sender
from storage import cards, outbox
from storage.outbox import Priority
from storage.store import Store
from tests.yard import SandboxClock, Unhurried

YARD = 0


def say(page: Page, said: str) -> Screen:
    return Screen(said)


def tally(page: Page, tally: int) -> Screen:
    """A card that shows how often something was counted."""
    counted = page.tx.value("SELECT n FROM counters WHERE name = ?", f"tally {tally}")
    return Screen(f"counted: {counted or 0}")


def stumble(page: Page) -> Screen:
    raise LookupError("a bug of ours")


def over(page: Page) -> Screen:
    raise Pointless("it is over")


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "say": say,
    "tally.card": tally,
    "stumble": stumble,
    "over": over,
}


@dataclass
class Rig:
    world: World
    people: People
    store: Store
    sender: Sender
    running: asyncio.Task[None] = field(repr=False)

    def resident(self, name: str = "王婆婆") -> User:
        """Someone who has opened the private chat."""
        return self.people.add_user(name, started=True)

    def texts(self, chat: User | Chat) -> list[str]:
        return [message.text for message in self.world.chat(chat).messages]

    def messages(self, chat: User | Chat) -> list[Message]:
        return self.world.chat(chat).messages

    async def say(self, chat: User | Chat, said: str, **how: Any) -> None:
        await self.send(chat, "say", {"said": said}, **how)

    async def send(
        self, chat: User | Chat, view: str, args: dict[str, Any] | None = None, **how: Any
    ) -> None:
        await self.store.write(lambda tx: outbox.send(tx, YARD, chat.id, view, args, **how))

    async def broadcast(self, people: list[User], priority: Priority = Priority.BROADCAST) -> None:
        """One low-priority message to each, in one act."""

        def act(tx: Any) -> None:
            for user in people:
                args = {"said": "停水"}
                outbox.send(tx, YARD, user.id, "say", args, priority=priority)

        await self.store.write(act)

    async def post_card(self, chat: User | Chat) -> None:
        await self.store.write(lambda tx: cards.post(tx, YARD, "tally", 1, chat.id))

    async def count(self, times: int = 1) -> None:
        """Something the card shows happens, each time in an act of its own."""
        for _ in range(times):
            await self.store.write(counted)

    async def states(self) -> dict[str, int]:
        return await self.store.read(outbox.counts)

    async def passes(self, **span: float) -> None:
        self.world.advance(timedelta(**span))
        self.sender.wake()
        await self.settled()

    async def settled(self) -> None:
        """Until nothing more can go now."""
        quiet = 0
        async with asyncio.timeout(20):
            while quiet < 3:
                if self.running.done():
                    self.running.result()
                quiet = quiet + 1 if await self.sender.idle() else 0
                await asyncio.sleep(0.002)


def counted(tx: Any) -> None:
    tx.run(
        "INSERT INTO counters VALUES (?, 'tally 1', 1) "
        "ON CONFLICT (courtyard, name) DO UPDATE SET n = counters.n + 1",
        YARD,
    )
    cards.touch(tx, YARD, "tally", 1)


@contextlib.asynccontextmanager
async def open_rig(
    path: Path, *, pace: Pace | None = None, card_spacing: float = 0.0, world: World | None = None
) -> AsyncIterator[Rig]:
    world = world or World()
    clock = SandboxClock(world)
    request = InProcessRequest(world)
    bot = Bot(TOKEN, request=request, get_updates_request=InProcessRequest(world))
    store = await Store.open(path, clock.now, readers=1)
    renderer, wire = Renderer(House(Column("test", views=VIEWS)), "yuanba_bot"), Wire(bot)
    pace = pace or Unhurried()
    postman = Postman(store, wire, renderer, pace)
    drawer = CardDrawer(store, wire, renderer, pace)
    async with bot:
        sender = Sender(store, clock, postman, drawer, card_spacing)
        running = asyncio.create_task(sender.run_forever())
        try:
            yield Rig(world, People(world), store, sender, running)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await store.close()
