"""The rows that say how far a vote has come agree with the ballots, whatever happens to those."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions import opening, vote_drafts, votes
from bot.sandbox import ready
from bot.sandbox.world import World
from storage import ballots, turnout, vote_roll
from storage import votes as rows
from storage.migrate import migrate
from storage.tx import Tx
from storage.votes import Electorate, Vote

WITH_SOMEBODY = (
    Electorate.HOUSEHOLDS,
    Electorate.OWNERS,
    Electorate.RESIDENTS,
    Electorate.COUNCIL,
)
"""In the ready-made courtyard nobody sits in the other bodies."""
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def tx() -> Iterator[Tx]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection, NOON)
    yield Tx(connection, NOON)
    connection.close()


def opened(tx: Tx, who: Electorate) -> Vote:
    crowd = ready.populate(World())
    here = ready.register(tx, crowd)
    tx.run("UPDATE households SET area = 5000 + household WHERE courtyard = ?", here)
    first, other = crowd.council[0].id, crowd.council[1].id
    number = vote_drafts.draft(tx, here, first, "？", closes_at=NOON + timedelta(days=2))
    rows.update(tx, votes.get(tx, here, number), electorate=who)
    opening.open_vote(tx, here, first, other, {"vote": number})
    return votes.get(tx, here, number)


@pytest.mark.parametrize("who", WITH_SOMEBODY)
def test_casting_changing_and_taking_back_keep_the_rows_true(tx: Tx, who: Electorate) -> None:
    vote, chance = opened(tx, who), random.Random(7)
    units = [unit for unit, _ in vote_roll.labels(tx, vote)]
    assert turnout.heads(tx, vote) == 0
    cast: set[int] = set()
    for _ in range(300):
        unit = chance.choice(units)
        if chance.random() < 0.25:
            ballots.take_back(tx, vote, unit, 1)
            cast.discard(unit)
        else:
            ballots.put_ballot(tx, vote, unit, (chance.randrange(3),), None)
            cast.add(unit)
    assert ballots.turnout(tx, vote) == len(cast)
    assert ballots.turnout(tx, vote) == tx.value("SELECT count(*) FROM ballots")
    assert turnout.area(tx, vote) == sum(vote_roll.areas(tx, vote)[unit] for unit in cast)
    buildings = dict(tx.rows("SELECT unit, building FROM vote_roll"))
    voted, all_units = Counter(buildings[unit] for unit in cast), Counter(buildings.values())
    assert turnout.by_building(tx, vote) == [
        (building, voted[building], n) for building, n in sorted(all_units.items())
    ]
