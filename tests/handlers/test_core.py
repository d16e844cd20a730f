"""Home, help and language, as a resident meets them."""

from __future__ import annotations

from tests.yard import Yard


async def test_home_names_the_courtyard_and_the_household(yard: Yard) -> None:
    answers = await yard.household("3-2-501").says("/home")
    assert "7号大院" in answers[-1]
    assert "3-2-501" in answers[-1]


async def test_a_stranger_is_told_how_to_join(yard: Yard) -> None:
    answers = await yard.stranger.starts()
    assert "登记我家" in answers[-1]


async def test_the_language_changes_with_one_tap(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/home")
    await resident.taps("English")
    await resident.taps("English")
    assert "You belong to" in resident.reads()
