"""A courtyard of thousands of households in a database, for what the sizes of a town cost."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.rules.frozen import rule_to_text
from bot.rules.presets import COURTYARD_SIMPLE
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import votes
from storage.store import Store
from storage.tx import Tx
from storage.votes import Vote
from tests.bench.scene import CLOSES_AFTER, QUESTION, crowd, write_down

T = TypeVar("T")


@dataclass(frozen=True)
class Big:
    """`yard` has one open vote of all its households, number 1."""

    store: Store
    yard: ReadyYard
    households: int

    async def write(self, action: Callable[[Tx], T]) -> T:
        return await self.store.write(action)

    async def read(self, query: Callable[[Tx], T]) -> T:
        return await self.store.read(query)


@asynccontextmanager
async def open_big(folder: Path, households: int) -> AsyncIterator[Big]:
    database = folder / "big.sqlite"
    yard = crowd(World(), households)
    await write_down(yard, database)
    store = await Store.open(database, lambda: datetime.now(UTC), readers=1)
    try:
        yield Big(store, yard, households)
    finally:
        await store.close()


def drafted(tx: Tx, big: Big, **columns: Any) -> Vote:
    """A vote that only has to be opened."""
    here, chair = big.yard.courtyard, big.yard.chair.id
    rule = rule_to_text(COURTYARD_SIMPLE)
    closes_at = tx.now + CLOSES_AFTER
    number = votes.add(tx, here, QUESTION, chair, rule, closes_at=closes_at)
    draft = votes.get(tx, here, number)
    if draft is None:
        raise LookupError("the draft is gone")
    if columns:
        votes.update(tx, draft, **columns)
    found = votes.get(tx, here, number)
    return found or draft


def timed(action: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and the milliseconds of processor time it took in this thread: what else the
    machine does meanwhile is not in it, and no commit is."""
    began = time.thread_time_ns()
    found = action()
    return found, (time.thread_time_ns() - began) / 1e6
