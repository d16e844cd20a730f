"""How many there is room for, as people write it."""

from __future__ import annotations

import pytest

from bot.rules.capacity import NO_LIMIT, read_capacity


@pytest.mark.parametrize(
    ("said", "heads"),
    [
        ("40", 40),
        (" ４０ 位 ", 40),
        ("四十个人", 40),
        ("最多 12 人", 12),
        ("两百", 200),
        ("40 people", 40),
        ("不限", NO_LIMIT),
        ("Unlimited", NO_LIMIT),
    ],
)
def test_a_number_is_read_as_people_write_it(said: str, heads: int) -> None:
    assert read_capacity(said) == heads


@pytest.mark.parametrize("said", ["", "0", "-3", "很多", "3.5", "5001", "40 或 50", "9" * 4096])
def test_what_is_no_number_of_places_is_not_guessed(said: str) -> None:
    assert read_capacity(said) is None
