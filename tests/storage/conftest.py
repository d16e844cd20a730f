"""A store of one's own of each kind, and a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SetClock
from storage.database import Database, open_database
from storage.place import Place
from storage.store import Store


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "yard.sqlite"


@pytest.fixture
async def file(path: Path, clock: SetClock) -> AsyncIterator[Store]:
    """For what only a SQLite file does."""
    opened = await Store.open(path, clock.now)
    try:
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def store(place: Place, clock: SetClock) -> AsyncIterator[Database]:
    opened = await open_database(place, clock.now)
    try:
        yield opened
    finally:
        await opened.close()
