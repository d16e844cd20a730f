"""A secret ballot in the second in which its vote closes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.handlers.secret import opened_secretly, the_vote, voted
from tests.yard import Yard


@pytest.mark.parametrize(("early_ms", "counts"), [(150, True), (0, False)])
async def test_in_the_second_it_closes_a_ballot_is_in_or_out_and_its_screen_says_which(
    yard: Yard, early_ms: int, counts: bool
) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    await who.taps("反对")
    closes = (await the_vote(yard)).closes_at
    assert closes is not None
    yard.world.advance(closes - yard.world.now() - timedelta(milliseconds=early_ms))
    toast, _ = await asyncio.gather(who.taps("✅ 交"), yard.app.wakeup.sweep())
    await yard.passes(seconds=2)
    assert (await the_vote(yard)).turnout == int(counts)
    if counts:
        assert toast == "交了。"
        assert "这就算投过了" in who.reads()
    else:
        assert "没有记" in toast
        assert "3-2-501 这张票没记上" in who.reads()
        assert not [label for label in who.buttons() if "交" in label]


async def test_a_late_tap_of_a_household_that_has_voted_changes_nothing_and_says_so(
    yard: Yard,
) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    await who.taps("反对")
    left = who.newest()
    await voted(yard, "3-2-501", "同意")
    await yard.passes(days=3)
    await who.forges(f"bx1_{yard.courtyard}_1_5", left)
    assert "先前交的那张算数" in left.text
    assert (await the_vote(yard)).counted == (1, 0, 0)
