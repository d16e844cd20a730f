"""Receipts and what a secret vote may tell."""

from __future__ import annotations

import hashlib

import pytest

from bot.rules import secrecy
from bot.rules.receipts import receipts


def test_a_line_is_what_anyone_computes_with_printf_and_sha256sum() -> None:
    whole = secrecy.receipt("7-3fa94c21", "3-2-501", "Xy_-9")
    assert whole == "7-3fa94c21|3-2-501|Xy_-9"
    assert (
        secrecy.line("7-3fa94c21", "3-2-501", "Xy_-9")
        == hashlib.sha256(b"7-3fa94c21|3-2-501|Xy_-9").hexdigest()
    )


def test_two_households_never_share_a_line_even_with_one_token() -> None:
    """A clash: two who voted alike would be shown one line, and the freed one stuffed."""
    assert secrecy.line("7-a", "3-2-501", "same") != secrecy.line("7-a", "3-2-502", "same")


@pytest.mark.parametrize(
    ("secret", "cast", "shown"),
    [(True, 0, False), (True, 2, False), (True, 3, True), (False, 0, True)],
)
def test_turnout_is_shown_from_three_ballots_on(secret: bool, cast: int, shown: bool) -> None:
    assert secrecy.turnout_shown(secret, cast) is shown


@pytest.mark.parametrize(
    ("areas", "rarest"), [([60] * 5 + [75] * 7, 5), ([60] * 9 + [120], 1), ([], 0)]
)
def test_the_rarest_area_is_what_counts(areas: list[int], rarest: int) -> None:
    assert secrecy.rarest(areas) == rarest


def test_lines_stand_beside_choices_only_with_seven_published_ballots() -> None:
    box = [(f"{n:064x}", (n % 2,)) for n in range(7)]
    assert all(line.ballot is not None for line in receipts("p", box, True).lines)
    assert all(line.ballot is None for line in receipts("p", box, False).lines)
    assert all(line.ballot is None for line in receipts("p", box[:6], True).lines)


def test_lines_are_sorted_whatever_order_the_box_is_in() -> None:
    box = [(f"{n:064x}", (n % 2,)) for n in range(7)]
    assert receipts("p", box, True) == receipts("p", box[::-1], True)


@pytest.mark.parametrize(
    ("secret", "receipts", "frozen"),
    [(False, False, ()), (True, False, ("SECRET",)), (True, True, ("SECRET", "RECEIPTS"))],
)
def test_secrecy_is_part_of_what_freezes(
    secret: bool, receipts: bool, frozen: tuple[str, ...]
) -> None:
    assert secrecy.as_frozen(secret, receipts) == frozen
