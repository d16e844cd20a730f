"""A curious chair presses every button that speaks of a secret vote: while it is open, none of them
says what anyone chose, and before three have voted none says whether anybody has."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.callbacks import Data
from handlers import COLUMNS
from tests.handlers.secret import opened_secretly, voted
from tests.handlers.test_proxies import unit_of
from tests.yard import Yard, open_yard

OWN = ("bp1", "bx1")
"""The chair's own ballot: what it says is theirs to see."""
LABELS = ("3-2-501", "3-2-502", "3-2-503", "3-2-504", "3-2-401")


async def heard(place: Path, *choices: str) -> dict[str, object]:
    """What the bot says to each press and line of the chair, and in the group, when these were
    voted before."""
    async with open_yard(place) as yard:
        card = await opened_secretly(yard)
        for label, choice in zip(LABELS, choices, strict=False):
            await voted(yard, label, choice)
        chair, said = yard.chair, dict[str, object]()
        await chair.says("/votes")
        screen = chair.newest()
        for data in [data.pack() for data in await presses(yard)]:
            toast = await chair.forges(data, screen)
            said[data] = (toast, chair.texts(), chair.buttons())
        for line in ("/votes", "/home", "/remind 1"):
            await chair.says(line)
            said[line] = (chair.texts(), chair.buttons())
        said["group"] = (card.text, yard.group_texts())
        return said


async def presses(yard: Yard) -> list[Data]:
    """Of a household that has voted perhaps, and of one that has not."""
    units = [await unit_of(yard, label) for label in (LABELS[0], "1-2-301")]
    holder = yard.household("1-2-302").id
    kinds = [kind for column in COLUMNS for kind in column.presses if kind.prefix not in OWN]
    return [data for kind in kinds for data in filled(kind, yard.courtyard, units, holder)]


def filled(kind: type[Data], courtyard: int, units: list[int], holder: int) -> Iterator[Data]:
    names = [name for name in kind.model_fields if name not in ("courtyard", "vote")]
    if "vote" not in kind.model_fields:
        return
    known = {"unit": units, "holder": [holder]}
    for values in itertools.product(*(known.get(name, [0, 2]) for name in names)):
        fields = {"courtyard": courtyard, "vote": 1, **dict(zip(names, values, strict=True))}
        with contextlib.suppress(ValidationError):  # a word, where we have numbers only
            yield kind.model_validate(fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [((), ("同意", "反对")), (("同意",) * 5, ("反对",) * 5)],
    ids=["nobody or two", "all for or all against"],
)
async def test_no_button_tells(
    tmp_path: Path, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    first = await heard(tmp_path / "one.sqlite", *one)
    second = await heard(tmp_path / "other.sqlite", *other)
    assert len(first) > 90
    for press, said in first.items():
        assert said == second[press], press
