"""The stage hands of the sandbox: they move the clock, fill the yard, break and mend things."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from bot.sandbox import crowd, looks, saving
from bot.sandbox.model import Json
from bot.sandbox.ready import ReadyYard
from bot.sandbox.run import Stage
from bot.sandbox.scenes import scenes, stars
from bot.sandbox.walk import Walk
from bot.sandbox.world import World
from storage import upkeep
from storage.store import Store
from storage.tx import Tx

T = TypeVar("T")
SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
_NAME = re.compile(r"[\w-]{1,40}")
_FAULTS: dict[str, tuple[str, int, int | None]] = {
    "429": ("status", 429, 3),
    "500": ("status", 500, None),
    "cut": ("cut", 500, None),
}


class CannotDo(Exception):
    """What was asked of a stage hand makes no sense just now."""


class Hands:
    """What the page may do behind the scenes; it has its stage once that stands.

    One thing at a time: whoever asks while another is busy waits.
    """

    def __init__(self, saves: Path) -> None:
        self.walk = Walk()
        self._saves = saves
        self._stage: Stage | None = None
        self._turn = asyncio.Lock()
        self.deeds: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "clock": self._move_clock,
            "crowd": self._crowd,
            "fault": self._fault,
            "kill": self._kill,
            "restart": self._restart,
            "scene": self._scene,
            "save": self._save,
            "load": self._load,
            "walk": self._walk,
        }

    @property
    def stage(self) -> Stage:
        if self._stage is None:
            raise LookupError("the stage is not set yet")
        return self._stage

    def take(self, stage: Stage) -> None:
        self._stage = stage

    async def do(self, deed: str, wish: Json) -> Json:
        """Raises CannotDo, and KeyError for a deed nobody knows."""
        wanted = self.deeds[deed]
        async with self._turn:
            return await wanted(wish)

    def about(self) -> Json:
        """Who is who, what stands open first, and whether the bot is up."""
        yard = self.stage.yard
        parts = stars(yard)
        by_part = {part: user for user, part in reversed(parts.items())}
        elder = by_part["elder"]
        return {
            "courtyard": yard.name,
            "featured": list(parts),
            "roles": _roles(yard, parts),
            "cast": {**by_part, "group": yard.group.id, "registered": bool(yard.by_label)},
            "opening": {
                "left": {"user": elder, "chat": elder},
                "right": {"user": yard.chair.id, "chat": yard.group.id},
            },
            "running": self.stage.running,
            "saves": sorted(path.stem for path in self._saves.glob("*.zip")),
            "moods": list(crowd.MOODS),
        }

    async def look(self, query: Callable[[Tx], T]) -> T:
        """A snapshot of the bot's database, while it works; never of one that is being changed."""
        async with self._turn:
            return await self._look(query)

    async def _look(self, query: Callable[[Tx], T]) -> T:
        stage = self.stage
        return await asyncio.to_thread(upkeep.look, stage.database, query, stage.world.now())

    async def _move_clock(self, wish: Json) -> Json:
        span = await self._until_due() if wish["span"] == "due" else SPANS[wish["span"]]
        if self.stage.running:
            await self.stage.advance(span)
        else:
            self.stage.world.advance(span)
        return {"moved_s": span.total_seconds()}

    async def _until_due(self) -> timedelta:
        world = self.stage.world
        at = await self._look(lambda tx: looks.next_due(tx, world))
        if at is None:
            raise CannotDo("nothing_due")
        return max(at - world.now(), timedelta()) + timedelta(seconds=1)

    async def _crowd(self, wish: Json) -> Json:
        if not self.stage.running:
            raise CannotDo("bot_dead")
        people, group = self.stage.people, self.stage.group
        neighbours = [m.user for m in group.members.values() if m.is_present and not m.user.is_bot]
        try:
            card = crowd.newest_question(group.messages)
            tapped = await crowd.tap(
                people,
                sorted(neighbours, key=lambda user: user.id),
                card,
                mood=wish.get("mood", "for"),
                seed=int(wish.get("seed", 1)),
            )
        except crowd.NothingToTap:
            raise CannotDo("nothing_to_tap") from None
        return {"tapped": tapped, "message": card.message_id}

    async def _fault(self, wish: Json) -> Json:
        faults = self.stage.world.faults
        if wish["kind"] == "none":
            faults.clear()
            return {"waiting": 0}
        kind, status, retry_after = _FAULTS[wish["kind"]]
        count = min(50, max(1, int(wish.get("count", 1))))
        faults.add("*", status, retry_after, count, "cut" if kind == "cut" else "status")
        return {"waiting": sum(fault.count for fault in faults.waiting)}

    async def _kill(self, wish: Json) -> Json:
        await self.stage.kill()
        return self._told()

    async def _restart(self, wish: Json) -> Json:
        await self.stage.restart()
        return self._told()

    def _told(self) -> Json:
        running = self.stage.running
        self.stage.world.tell("bot", None, running=running)
        return {"running": running}

    async def _scene(self, wish: Json) -> Json:
        """Begin anew in one of the ready courtyards."""
        await self.set_scene(wish["name"])
        return {}

    async def set_scene(self, name: str) -> None:
        fresh = World(self.stage.world.token)
        scene = scenes(fresh)[name]
        yard = scene.people(fresh)
        await self.stage.kill()
        self._clear_database()
        if register := scene.register:
            store = await Store.open(self.stage.database, fresh.now, readers=1)
            try:
                await store.write(lambda tx: register(tx, yard))
            finally:
                await store.close()
            fresh.take_updates()  # to a bot that knows everybody this is old news
        await self._exchange(fresh, yard)

    async def _exchange(self, fresh: World, yard: ReadyYard) -> None:
        """The bot is down and its database is the new one: let the new world in."""
        stage = self.stage
        stage.yard = yard
        self.walk.leave()
        stage.world.become(fresh)
        await stage.start()
        self._told()

    def _clear_database(self) -> None:
        for end in ("", "-wal", "-shm"):
            path = self.stage.database
            path.with_name(path.name + end).unlink(missing_ok=True)

    async def _save(self, wish: Json) -> Json:
        stage, target = self.stage, self._path(wish["name"])
        if stage.running:
            await stage.caught_up()
        target.parent.mkdir(parents=True, exist_ok=True)
        saving.save(stage.world, stage.yard, stage.database, target)
        return {"saves": self.about()["saves"]}

    async def _load(self, wish: Json) -> Json:
        try:
            fresh, yard, database = saving.load(self._path(wish["name"]), self.stage.world.token)
        except saving.NotASave:
            raise CannotDo("not_a_save") from None
        await self.stage.kill()
        self._clear_database()
        self.stage.database.write_bytes(database)
        await self._exchange(fresh, yard)
        return {}

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise CannotDo("bad_name")
        return self._saves / f"{name}.zip"

    async def _walk(self, wish: Json) -> Json:
        if wish["on"]:
            await self._look(self.walk.begin)
        else:
            self.walk.leave()
        return await self._look(self.walk.sight)


def _roles(yard: ReadyYard, parts: dict[int, str]) -> Json:
    """By the person's id: the part they play and the door they live behind."""
    every = {one.id: "councillor" for one in yard.council} | parts
    people = {**yard.labels, **dict.fromkeys(parts, "")} | yard.labels
    return {
        str(user): {"role": every.get(user), "label": label or None}
        for user, label in people.items()
    }
