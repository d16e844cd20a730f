"""The codes printed on ballots: one for each household, of this vote alone, easy to type."""

from __future__ import annotations

import pytest

from bot.rules.sheet_codes import codes, read_code, spaced


def test_every_household_of_a_big_yard_has_a_code_of_its_own() -> None:
    found = codes("a key", range(1, 10_001))
    assert len(set(found.values())) == 10_000
    assert all(len(code) == 7 and code.isdecimal() for code in found.values())


def test_the_same_vote_prints_the_same_codes_and_another_vote_others() -> None:
    first, again, other = (codes(key, range(120)) for key in ("one", "one", "two"))
    assert first == again
    assert not any(first[unit] == other[unit] for unit in first)


@pytest.mark.parametrize(
    "typed", ["4821735", "482-1735", " 482 1735 ", "４８２－１７３５", "#482—1735"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "4821735"


@pytest.mark.parametrize("typed", ["", "482173", "48217350", "3-2-501", "482-173五", "4821735 张"])
def test_what_is_no_code_is_not_guessed(typed: str) -> None:
    assert read_code(typed) is None


def test_it_is_printed_in_two_groups() -> None:
    assert spaced("4821735") == "482-1735"
