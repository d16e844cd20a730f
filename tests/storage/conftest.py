"""A store of one's own: a real SQLite file and a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SetClock
from storage.store import Store


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "yard.sqlite"


@pytest.fixture
async def store(path: Path, clock: SetClock) -> AsyncIterator[Store]:
    opened = await Store.open(path, clock.now)
    try:
        yield opened
    finally:
        await opened.close()
