"""The benchmarks still run and count rightly; what they measured is for people to judge."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.world import World
from storage import residents, upkeep, vote_roll, votes
from tests.bench.__main__ import MEASURES
from tests.bench.city import cast, open_city, tap
from tests.bench.kills import Losses
from tests.bench.multiply import multiply, multiply_on
from tests.bench.rate import CHANGED, NEW
from tests.bench.report import Measure, Row, disk_ms, page
from tests.bench.scene import crowd, write_down
from tests.bench.taps import Tapped
from tests.bench.yes import open_yes
from tests.postgres import Postgres

TIMELESS = {"kills"}
"""Measures whose targets are counts of what must never happen: they hold on any machine."""


CITY = {"workers", "takeover", "courtyards", "day"}
"""They start a dozen programs each; one here stands for them."""


@pytest.mark.parametrize("name", [name for name in MEASURES if name not in CITY])
async def test_every_measure_runs_and_compares_with_a_floor(name: str, tmp_path: Path) -> None:
    found = await MEASURES[name](tmp_path, True)
    assert found.rows
    assert all(row.product and row.floor for row in found.rows)
    if name in TIMELESS:
        assert [row.what for row in found.rows if row.met is False] == []


def test_a_ballot_that_is_missing_was_lost_only_if_it_was_acknowledged() -> None:
    losses = Losses()
    losses.add([(0, True), (1, True), (2, False), (3, True)], [0, 3])
    assert (losses.lost, losses.never_counted, losses.doubled) == (1, 1, 0)


def test_a_ballot_stored_once_more_than_it_was_cast_was_doubled() -> None:
    losses = Losses()
    losses.add([(0, True), (1, True)], [0, 1, 0])
    assert (losses.lost, losses.doubled) == (0, 1)
    assert (losses.pressed, losses.acknowledged) == (2, 2)


def test_waits_are_read_off_in_order() -> None:
    tapped = Tapped(2.0, [0.004, 0.001, 0.003, 0.002], Counter())
    assert tapped.rate == 2.0
    assert tapped.wait_ms(0.5) == 3.0
    assert tapped.wait_ms(0.99) == 4.0


def test_the_page_says_what_was_missed() -> None:
    rows = [
        Row("quick", "10 /s", "5 /s", "2.0", "≥ 1", True),
        Row("slow", "1 /s", "5 /s", "0.2", "≥ 1", False),
        Row("counted", "3", "of 9", "0.3"),
    ]
    measure = Measure("A title", "How.", rows, ["A note."])
    text = page([measure], datetime(2026, 4, 12, 6, 30, tzinfo=UTC), 0.25, 61.4)
    assert "Measured 2026-04-12 06:30 UTC in 61 s on" in text
    assert "| quick | 10 /s | 5 /s | 2.0 | ≥ 1 | yes |" in text
    assert "| slow | 1 /s | 5 /s | 0.2 | ≥ 1 | **no** |" in text
    assert "| counted | 3 | of 9 | 0.3 | – | – |" in text
    assert text.endswith("- A note.\n")


async def test_people_of_a_city_are_answered_by_webhook_and_counted(
    tmp_path: Path, postgres: Postgres
) -> None:
    async with open_yes() as yes, open_city(tmp_path, 30, yes) as city:
        with postgres.new("bench_city") as server:
            multiply_on(server, city.template, 3)
            async with city.worker(server) as worker:
                tapped = await tap([worker], city.taps(server, [1, 3]), 0.3, lines=4)
            assert set(tapped.said) <= {NEW, CHANGED}
            assert cast(server) == tapped.pressed > 0


async def test_courtyards_are_multiplied_with_their_people_and_votes(tmp_path: Path) -> None:
    first, many = tmp_path / "first.sqlite", tmp_path / "many.sqlite"
    yard = crowd(World(), 30)
    await write_down(yard, first)
    multiply(first, many, 4)
    assert upkeep.look(many, upkeep.unsound) is None
    assert len(upkeep.look(many, upkeep.courtyards)) == 4
    last = upkeep.look(many, lambda tx: residents.confirmed(tx, 4))
    assert [one.person for one in last] == [user.id + 3000 for user in yard.by_label.values()]
    vote = upkeep.look(many, lambda tx: votes.get(tx, 4, 1))
    assert vote is not None
    assert len(upkeep.look(many, lambda tx: vote_roll.labels(tx, vote))) == 30


def test_the_disk_is_asked_how_long_a_sync_takes(tmp_path: Path) -> None:
    assert 0 < disk_ms(tmp_path, times=3) < 10_000
    assert (tmp_path / "disk").stat().st_size == 3 * 4096
