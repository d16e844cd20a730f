"""What every test shares: a courtyard of 120 households with the real bot in it."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import logs
from storage.place import Place
from tests.postgres import Postgres, running
from tests.yard import Yard, open_yard

os.environ.setdefault("PTB_TIMEDELTA", "1")
gc.set_threshold(50_000, 20, 50)  # else a tenth of the time goes into looking for cycles


ON_POSTGRES = os.environ.get("YUANBA_TEST_DATABASE") == "postgres"
"""The whole bot's tests run on SQLite; with YUANBA_TEST_DATABASE=postgres on PostgreSQL."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of a process."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return tmp_path / "yard.sqlite"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.fresh()


@pytest.fixture
async def yard(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Yard]:
    """The ready-made courtyard, its bot running over the in-process sandbox."""
    place: Place = tmp_path / "yard.sqlite"
    if ON_POSTGRES:
        postgres: Postgres = request.getfixturevalue("postgres")
        place = postgres.fresh()
    async with open_yard(place) as opened:
        yield opened


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """For tests that set up the log as the program does: afterwards it is pytest's again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs.AT_LEAST:
        logging.getLogger(name).setLevel(logging.NOTSET)
