"""A courtyard's register without its bot: actions are called as the handlers call them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from bot.actions import chasing, topics
from bot.rules.triage import Matter
from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import topics as rows
from storage.database import Database, open_database
from storage.place import Place
from storage.topics import Topic
from tests.entered import entered
from tests.postgres import Postgres

T = TypeVar("T")
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
GOV, SHARED, PRIVATE = Matter.GOV, Matter.SHARED, Matter.PRIVATE


@dataclass
class Court:
    """The courtyard's register without its bot: actions are called as the handlers call them."""

    store: Database
    who: ReadyYard
    clock: list[datetime] = field(default_factory=lambda: [FRIDAY])

    @property
    def author(self) -> int:
        return self.who.by_label["3-2-501"].id

    @property
    def council(self) -> list[int]:
        return [user.id for user in self.who.council]

    @property
    def chair(self) -> int:
        return self.council[0]

    async def does(self, action: Callable[..., T], person: int, *args: Any, **how: Any) -> T:
        courtyard = self.who.courtyard
        return await self.store.write(lambda tx: action(tx, courtyard, person, *args, **how))

    async def raises(self, text: str = "楼道灯坏了", matter: Matter | None = SHARED) -> Topic:
        return await self.does(topics.raise_topic, self.author, text, matter, public=False)

    async def topic(self, number: int = 1) -> Topic:
        return await self.store.read(lambda tx: topics.get(tx, self.who.courtyard, number))

    async def story(self, number: int = 1) -> list[str]:
        topic = await self.topic(number)
        return [entry.what for entry in await self.store.read(lambda tx: rows.history(tx, topic))]

    async def comes_due(self, number: int = 1, **later: float) -> Topic:
        self.clock[0] += timedelta(**later)
        courtyard = self.who.courtyard
        await self.store.write(lambda tx: chasing.came_due(tx, courtyard, str(number)))
        return await self.topic(number)

    async def may_be_voted(self, number: int) -> None:
        courtyard = self.who.courtyard
        await self.store.read(lambda tx: topics.check_may_be_voted(tx, courtyard, number))

    async def decided(self, number: int, passed: bool) -> None:
        """The vote on a topic has its result."""
        courtyard, vote = self.who.courtyard, (await self.topic(number)).vote or 0
        await self.store.write(lambda tx: topics.vote_decided(tx, courtyard, vote, passed))

    async def sent(self, view: str) -> list[int]:
        """The chats a message of this view was written to."""
        sql = "SELECT chat FROM outbox WHERE view = ? ORDER BY id"
        found = await self.store.read(lambda tx: tx.rows(sql, view))
        return [chat for (chat,) in found]


@pytest.fixture(params=["sqlite", "postgres"])
async def court(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Court]:
    world = World()
    who = ready.populate(world)
    clock = [FRIDAY]
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        place: Place = postgres.fresh(FRIDAY)
    else:
        place = tmp_path / "yard.sqlite"
        place.write_bytes(entered(who, FRIDAY))
    store = await open_database(place, lambda: clock[0])
    who.courtyard = await store.read(lambda tx: tx.value("SELECT courtyard FROM courtyards"))
    yield Court(store, who, clock)
    await store.close()
    await world.aclose()
