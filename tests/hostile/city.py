"""Two courtyards full of people who mean no good, with the real bot among them, drawn from a seed.

Buttons are pressed that are really on screen, so that what comes next is as deep as the house
goes; between them comes what no client would send. The bot's Telegram is the strict sandbox.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from telegram.error import BadRequest

from bot.app import App, Tempo, open_app
from bot.delivery import Trouble, trouble
from bot.sandbox.model import Button, Chat, Message, User
from bot.sandbox.people import People
from bot.sandbox.queries import Toast
from bot.sandbox.ready import ReadyYard
from bot.sandbox.refused import CannotAct, Refused
from bot.sandbox.request import InProcessRequest
from bot.sandbox.world import TOKEN, Call, World
from bot.settings import Settings
from storage import inbox, upkeep
from storage.inbox import Letter
from storage.place import Place
from storage.tx import Tx
from tests.hostile import files, shapes, texts
from tests.hostile.furnished import GONE, holders, populated
from tests.yard import NOON, SandboxClock, Unhurried, address


@dataclass
class City:
    draw: Random
    world: World
    people: People
    place: Place
    yards: list[ReadyYard]
    app: App
    records: list[logging.LogRecord]
    cast: list[User] = field(default_factory=list)
    presses: dict[int, asyncio.Future[Toast]] = field(default_factory=dict)
    odd: set[int] = field(default_factory=set)
    """The updates that no Telegram would send: these may be refused at the door."""
    acts: Counter[str] = field(default_factory=Counter)
    """How many updates were taken, and how many acts of each kind were thought of."""

    async def takes(self, how_many: int) -> list[str]:
        """So many updates are thought of, taken in one go and answered; what went wrong."""
        batch: list[shapes.Json] = []
        while len(batch) < how_many:
            batch += self._thought_of(self.draw.choice(self.cast))
        self.acts["updates"] += len(batch)
        if not await self.app.intake.take(batch):
            return ["the batch was not put on disk"]
        await self.settled()
        if self.draw.random() < 0.1:
            self.world.advance(
                timedelta(minutes=self.draw.choice((1, 20, 60, 60, 300, 1440, 5000)))
            )
            await self.app.wakeup.sweep()
            self.app.sender.wake()
            await self.settled()
        return await self._wrong()

    async def settled(self) -> None:
        await self.app.intake.drain()
        quiet = 0
        for _ in range(20_000):
            still = not self.app.wakeup.busy and await self.app.sender.idle()
            quiet = quiet + 1 if still else 0
            if quiet >= 2:
                return
            await asyncio.sleep(0.001)
        raise AssertionError("the bot never came to rest")

    # What they think of

    def _thought_of(self, who: User) -> list[shapes.Json]:
        try:
            self._acts(who)
        except (CannotAct, Refused):
            return []
        made = self.world.take_updates()
        if made and self.draw.random() < 0.06:
            made[-1] = shapes.broken(self.draw, made[-1])
            self.odd.add(made[-1]["update_id"])
            self._count("broken")
        if made and self.draw.random() < 0.02:
            made.append(self.draw.choice(made))  # Telegram may bring the same one twice
        return made

    def _acts(self, who: User) -> None:
        kind = self.draw.random()
        private = self.world.private(who)
        where = private if self.draw.random() < 0.75 else self.draw.choice(self.yards).group
        if kind < 0.6:
            self._taps(who, where)
        elif kind < 0.75:
            self._says(who, where)
        elif kind < 0.81:
            self._forges(who, where)
        elif kind < 0.84:
            self._count("link")
            payload = texts.line(self.draw) if self.draw.random() < 0.3 else self._data()
            self.people.start(who, payload)
        elif kind < 0.88:
            self._count("file")
            self.people.send_file(who, private, "名册.xlsx", files.roll_file(self.draw))
        elif kind < 0.95:
            self._count("nothing")
            made = shapes.update(self.draw, self._number(), who.id, where.id)
            self.odd.add(made["update_id"])
            self.world.updates.redeliver(made)
        elif kind < 0.98:
            self._edits(who, where)
        else:
            self._comes_and_goes(who, where)

    def _taps(self, who: User, where: Chat) -> None:
        """A button that is on screen; sometimes with another number in it."""
        found = self._on_screen(where)
        if found is None:
            self._says(who, where)
            return
        message, button = found
        self._count("tap")
        if button.url:
            self.people.start(who, button.url.partition("?start=")[2] or None)
            return
        data = button.data or ""
        if self.draw.random() < 0.08:
            fields = data.split("_")
            spot = self.draw.randrange(len(fields))
            fields[spot] = str(self.draw.choice(shapes.NUMBERS))
            data = "_".join(fields)[:64]
        self._press(who, message, data)

    def _on_screen(self, where: Chat) -> tuple[Message, Button] | None:
        last = [m for m in list(where.by_id.values())[-25:] if m.buttons]
        if not last:
            return None
        chosen = last[-1] if self.draw.random() < 0.6 else self.draw.choice(last)
        on = [(chosen, one) for row in chosen.buttons for one in row if one.data or one.url]
        away = [(chosen, one) for chosen, one in on if not (one.data or "ho1").startswith("ho1")]
        on = away if away and self.draw.random() < 0.9 else on
        return self.draw.choice(on) if on else None

    def _forges(self, who: User, where: Chat) -> None:
        mine = [m for m in list(where.by_id.values())[-25:] if m.sender is self.world.bot]
        if mine:
            self._count("forged")
            self._press(who, self.draw.choice(mine), self._data())

    def _press(self, who: User, message: Message, data: str) -> None:
        answer = self.people.press_soon(who, message, data)
        self.presses[self.world.updates.next_id - 1] = answer

    def _data(self) -> str:
        return shapes.forged(self.draw, self.draw.choice((1, 1, 2)))

    def _says(self, who: User, where: Chat) -> None:
        in_command = where.user is None or self.draw.random() < 0.5
        said = texts.fits(texts.command(self.draw) if in_command else texts.text(self.draw))
        clean = said.encode("utf-8", "replace").decode().replace("\x00", "").strip() or "。"
        self._count("command" if in_command else "said")
        self.people.say(who, where, clean)

    def _edits(self, who: User, where: Chat) -> None:
        mine = [m for m in list(where.by_id.values())[-60:] if m.sender is who and not m.has_file]
        if mine:
            self._count("edit")
            said = texts.command(self.draw).encode("utf-8", "replace").decode().strip()
            self.people.edit(who, self.draw.choice(mine), texts.fits(said))

    def _comes_and_goes(self, who: User, where: Chat) -> None:
        self._count("coming and going")
        if where.user is not None:
            (self.people.unblock if who.blocked else self.people.block)(who)
        elif where.member(who).is_present:
            self.people.promote(who, where, anonymous=self.draw.random() < 0.3)
        else:
            self.people.join(who, where)

    def _number(self) -> int:
        self.world.updates.next_id += 1
        return self.world.updates.next_id - 1

    def _count(self, kind: str) -> None:
        self.acts[kind] += 1

    # What must not come of it

    async def _wrong(self) -> list[str]:
        found = [f"{r.name}: {_told(r)}" for r in self.records if not _is_poison(r)]
        found += [
            f"the press in update {number} was not answered"
            for number, answer in self.presses.items()
            if not answer.done() and number not in self.odd
        ]
        for call in self.world.calls:
            if call.refused and not _is_foreseen(call):
                found.append(f"{call.method}: {call.refused.as_json()} {str(call.params)[:1500]}")
        letters = await self.app.store.read(inbox.letters)
        found += [
            f"{one.source}: {one.error}\n{one.content[:1500]}"
            for one in letters
            if not self._is_poison(one)
        ]
        self.records.clear()
        self.presses.clear()
        self.odd.clear()
        self.world.calls.clear()
        await self.app.store.write(_tidy_up)
        return found

    def _is_poison(self, letter: Letter) -> bool:
        odd = json.loads(letter.content).get("update_id") in self.odd
        return odd and letter.source == "unreadable update"

    async def broken_chains(self) -> list[str]:
        chains = await self.app.store.read(upkeep.chains)
        return [f"{one.name}: the chain is broken: {one.broken}" for one in chains if one.broken]


def _told(record: logging.LogRecord) -> str:
    said = record.getMessage()
    if record.exc_info:
        said += "\n" + logging.Formatter().formatException(record.exc_info)
    return said


def _is_poison(record: logging.LogRecord) -> bool:
    """Refused at the door; a file that was never there; or the scheduler, which tells of a sweep
    that was under way already."""
    foreseen = ("apscheduler", "yuanba.documents")
    return record.name.startswith(foreseen) or "cannot be read" in record.getMessage()


def _is_foreseen(call: Call) -> bool:
    """What the bot knows what to do about: a button under a picture, nothing new on a screen, a
    person who blocked it; or a press or a file that only a broken update speaks of."""
    if call.method in ("answerCallbackQuery", "getFile", "getChat", "getChatMember"):
        return True
    refused = call.refused
    if refused is None or refused.code != 400:
        return True
    said = str(refused.as_json()["description"]).removeprefix("Bad Request: ")
    return trouble(BadRequest(said)) is not Trouble.WRONG


def _tidy_up(tx: Tx) -> None:
    """Poison was refused at the door; what nobody will look at any more need not pile up."""
    tx.run("DELETE FROM dead_letters")


@contextmanager
def overheard() -> Iterator[list[logging.LogRecord]]:
    """Whatever is logged from WARNING on."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append  # type: ignore[method-assign,assignment]
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield records
    finally:
        root.removeHandler(handler)


@asynccontextmanager
async def open_city(place: Place, seed: str) -> AsyncIterator[City]:
    """The two courtyards of a furnished database (see furnished.py)."""
    world = World(clock=lambda: NOON)
    yards = populated(world)
    world.take_updates()
    requests = (InProcessRequest(world), InProcessRequest(world))
    clock = SandboxClock(world)
    settings = Settings(token=TOKEN, database=address(place))
    tempo = Tempo(Unhurried(), 0.0)
    with overheard() as records:
        async with open_app(settings, clock=clock, requests=requests, tempo=tempo) as app:
            working = asyncio.create_task(_work(app))
            for work in ("sender", "clock"):
                await app.store.claim(work).gained()
            city = City(Random(seed), world, People(world), place, yards, app, records)
            city.cast = _cast(city)
            try:
                yield city
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
    await world.aclose()


async def _work(app: App) -> None:
    async with asyncio.TaskGroup() as group:
        app.keep_working(group)


def _cast(city: City) -> list[User]:
    """Those who hold a role, some who hold none, one who moved out, one who belongs to both
    courtyards, and somebody whom nobody knows."""
    cast: list[User] = []
    for yard in city.yards:
        neighbours = list(yard.by_label.values())
        cast += [*yard.council[:4], *neighbours[100:108], yard.by_label[GONE], yard.stranger]
        cast += [city.world.user(person) for person in holders(yard).values()]
    first, second = city.yards
    city.people.join(first.by_label[GONE], second.group)
    city.world.take_updates()
    return cast
