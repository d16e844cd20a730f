"""The ready-made courtyard in one long transaction, for actions called one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage.attempt import Snapshot
from storage.session import Session, connect
from storage.tx import Tx
from tests.entered import entered
from tests.postgres import Postgres

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Noon in Chengdu, a Tuesday."""


@dataclass
class MovedIn:
    """The residents are on the register of a database of each kind."""

    tx: Tx
    world: World
    crowd: ReadyYard


@pytest.fixture(params=["sqlite", "postgres"])
def moved_in(request: pytest.FixtureRequest) -> Iterator[MovedIn]:
    world = World()
    crowd = ready.populate(world)
    if request.param == "sqlite":
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
            file.deserialize(entered(crowd, NOON))
            file.execute("PRAGMA foreign_keys = ON")
            yield MovedIn(Tx(file, NOON), world, crowd)
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with closing(connect(postgres.fresh(NOON))) as connection:
        connection.execute("BEGIN")
        tx = Snapshot(Session(connection), NOON)
        crowd.courtyard = tx.value("SELECT courtyard FROM courtyards")
        yield MovedIn(tx, world, crowd)
        connection.rollback()
