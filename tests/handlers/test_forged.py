"""Whatever a forged client sends: every press is answered, nothing breaks, no stranger acts."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bot.callbacks import Data
from bot.column import House
from bot.sandbox.neighbour import Neighbour
from handlers import COLUMNS
from storage import audit, upkeep
from storage.tx import Tx
from tests.yard import Yard

KINDS = sorted(House(*COLUMNS).presses, key=lambda kind: kind.prefix)
NUMBERS = ("0", "1", "-1", "2", "7", "99", "20261130", "999999999", str(2**63), "-" + "9" * 40)
# Anyone may ask to join, with the family's say still to come, and go away again.
THEIR_OWN = {"resident.consented", "resident.claimed", "resident.left", "person.forgotten"}
WORDS = ("x", "3-2-501", "9-9-909", "-", "A" * 30)


def forgeries(kind: type[Data], courtyard: int, times: int) -> Iterator[str]:
    """Data of this kind with fields no button would carry (the same ones each run)."""
    draw = random.Random(kind.prefix)
    for _ in range(times):
        values = [
            str(courtyard)
            if name == "courtyard" and draw.random() < 0.8
            else draw.choice(NUMBERS if field.annotation is int else WORDS)
            for name, field in kind.model_fields.items()
        ]
        yield "_".join([kind.prefix, *values])[:64]


async def furnished(yard: Yard) -> None:
    """One of everything, so that a forged number may hit something."""
    await yard.household("3-2-501").says_in_group("/topic 楼道灯坏了")
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    await yard.organizer.says("/event 樱桃节 | 12月20日 15:00 | 东三巷 | 40")
    await yard.organizer.taps("发到群里")


async def assaults(yard: Yard, who: Neighbour, times: int) -> None:
    await who.says("/help")
    for kind in KINDS:
        for data in forgeries(kind, yard.courtyard, times):
            await yard.people.press(who.user, who.newest(), data)
    await yard.settled()
    assert await yard.read(upkeep.dead_letters) == 0, await yard.read(last_error)


def last_error(tx: Tx) -> object:
    return tx.rows("SELECT content, error FROM dead_letters ORDER BY id DESC LIMIT 1")


async def acts(yard: Yard) -> list[str]:
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard))
    return [entry.act for entry in entries]


@pytest.mark.parametrize("who", ["resident", "chair", "organizer"])
async def test_forged_presses_of_residents_break_nothing(yard: Yard, who: str) -> None:
    await furnished(yard)
    people = {"resident": yard.household("3-2-501"), "chair": yard.chair}
    await assaults(yard, people.get(who, yard.organizer), 6)
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


async def test_forged_presses_of_a_stranger_change_nothing(yard: Yard) -> None:
    await furnished(yard)
    before = await acts(yard)
    await assaults(yard, yard.stranger, 8)
    assert set((await acts(yard))[len(before) :]) <= THEIR_OWN
    told = "\n".join(yard.stranger.texts())
    for words in ("樱桃", "楼道灯", "王大爷"):
        assert words not in told, told[told.index(words) - 60 :][:160]
