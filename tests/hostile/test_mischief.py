"""People who mean no good at the doors of two courtyards, in small (`make soak-hostile` has the
long form)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from bot.doctor import faults
from storage.place import Place
from tests.hostile import shapes, texts
from tests.hostile.city import open_city
from tests.hostile.furnished import furnished, furnished_server, holders
from tests.hostile.stage import Stage

AS_ANYBODY = {"residents", "vouches", "cards", "audit", "due", "counters"}
"""Whoever comes may ask to live next door, which hangs up a card, and think better of it."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    file = tmp_path / "hostile.sqlite"
    file.write_bytes(furnished())
    if request.param == "sqlite":
        yield file
        return
    with furnished_server(request.getfixturevalue("postgres"), file) as give:
        yield give("hostile")


async def test_nothing_people_do_goes_wrong_or_unanswered(place: Place) -> None:
    async with open_city(place, "hostile ci 1") as city:
        while city.acts["updates"] < 420:
            assert await city.takes(60) == []
        assert await city.broken_chains() == []
    assert faults(city.place, city.world.now()) == []


def test_whoever_lives_here_changes_nothing_next_door() -> None:
    """Every kind of button and command, with numbers of both courtyards, as everybody of one."""
    stage, draw = Stage(), Random("next door")
    here, there = stage.yards
    with stage.undone() as tx:
        for person in holders(here).values():
            for kind in shapes.KINDS:
                data = shapes.pressed(draw, kind, draw.choice((1, 2, 2)))
                stage.presses(tx, person, data)
            for _ in range(20):
                stage.plays(tx, person, draw.choice(stage.yards), [_line(draw)])
        assert stage.touched(tx, here.courtyard) > {"votes", "ballots", "topics"}
        assert stage.touched(tx, there.courtyard) <= AS_ANYBODY


def _line(draw: Random) -> str:
    said = texts.command(draw) if draw.random() < 0.7 else texts.line(draw)
    return said.encode("utf-8", "replace").decode().replace("\x00", "") or "好"
