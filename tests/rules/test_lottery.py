"""A public draw: the order follows from the list and the numbers alone, and from all of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.rules.frozen import rule_from_text, rule_to_text
from bot.rules.lottery import (
    DICE_THROWN,
    Lots,
    Lottery,
    Source,
    drawn,
    from_plain,
    list_text,
    lots,
    order,
    read_numbers,
    sha256,
    to_plain,
)
from bot.rules.methods import Method, Outcome
from bot.rules.own_presets import Part, parts, stepped
from bot.rules.own_presets import from_plain as preset_from_plain
from bot.rules.own_presets import to_plain as preset_to_plain
from bot.rules.presets import PLURALITY, PRESETS
from bot.rules.verdict import Result, Tie, Verdict

OPTIONS = ("长椅", "樱桃树", "路灯", "秋千")
POLL = "7-3fa94c21"
DICE = (3, 1, 6, 2, 5, 4, 4, 1, 2, 6)


def made(tied: tuple[int, ...] = (0, 2, 3), places: int = 1, **changes: object) -> Lottery:
    text = list_text(POLL, OPTIONS, tied, places)
    found = Lottery(
        Source.DICE, "2026-12-01T20:00:00+08:00", "大门口", 1, tied, places, sha256(text)
    )
    return replace(found, **({"numbers": DICE} | changes))  # type: ignore[arg-type]


def test_the_order_is_that_of_the_hashes_anybody_can_compute() -> None:
    found = made()
    seed = hashlib.sha256(
        f"draw|v1|{POLL}|{found.list_hash}|3 1 6 2 5 4 4 1 2 6".encode()
    ).hexdigest()
    by_hand = sorted(
        (hashlib.sha256(f"{seed}|{OPTIONS[option]}".encode()).hexdigest(), option)
        for option in (0, 2, 3)
    )
    assert order(POLL, OPTIONS, found) == by_hand


@given(some.permutations([0, 2, 3]))
def test_the_order_of_the_list_does_not_matter_once_it_is_frozen(tied: list[int]) -> None:
    found = made()
    assert order(POLL, OPTIONS, replace(found, tied=tuple(tied))) == order(POLL, OPTIONS, found)


@given(some.lists(some.integers(1, 6), min_size=DICE_THROWN, max_size=DICE_THROWN))
def test_exactly_as_many_win_as_there_are_places_and_whoever_had_won_stays(dice: list[int]) -> None:
    found = made(tied=(0, 2, 3), places=2, numbers=tuple(dice))
    won = drawn(POLL, OPTIONS, found, certain=(1,))
    assert len(won) == 3
    assert 1 in won


def test_nobody_is_favoured() -> None:
    """Of three, each comes first in about a third of 3,000 throws (seeded by counting)."""
    first: Counter[int] = Counter()
    for n in range(3_000):
        dice = tuple(n // 6**place % 6 + 1 for place in range(DICE_THROWN))
        first[order(POLL, OPTIONS, made(numbers=dice))[0][1]] += 1
    assert all(900 < count < 1_100 for count in first.values())


def test_of_a_budget_each_is_done_in_turn_for_which_there_is_money() -> None:
    found = made(tied=(0, 2, 3), places=0)
    turn = [option for _, option in order(POLL, OPTIONS, found)]
    costs = [300, 100, 300, 300]
    assert drawn(POLL, OPTIONS, found, (1,), costs, 400) == tuple(sorted({1, turn[0]}))
    costs[turn[1]] = 50
    assert drawn(POLL, OPTIONS, found, (1,), costs, 460) == tuple(sorted({1, turn[0], turn[1]}))
    assert drawn(POLL, OPTIONS, found, (1,), costs, 100) == (1,)


def test_the_lots_are_the_tied_for_the_seats_that_are_left() -> None:
    tie = Verdict(Result.TIE, (), ("长椅", "路灯"))
    assert lots(Method.CHOICE, tie, OPTIONS, None, 1) == Lots((), (0, 2), 1)
    outcome = Outcome((1,), (0, 3))
    assert lots(Method.STV, tie, OPTIONS, outcome, 2) == Lots((1,), (0, 3), 1)
    assert lots(Method.BUDGET, tie, OPTIONS, outcome, 1) == Lots((1,), (0, 3), 0)


@pytest.mark.parametrize(
    "text",
    ["3162544126", "3 1 6 2 5 4 4 1 2 6", "3、1、6、2、5；4 4 1 2 6。", "３１６２５４４１２６"],
)
def test_dice_are_the_same_however_they_are_written(text: str) -> None:
    assert read_numbers(Source.DICE, text) == DICE


@pytest.mark.parametrize(
    "text", ["", "316254412", "31625441267", "3162544127", "0 1 6 2 5 4 4 1 2 6"]
)
def test_what_no_ten_dice_can_show_is_not_read(text: str) -> None:
    assert read_numbers(Source.DICE, text) is None


@pytest.mark.parametrize(
    "text", ["03 08 12 19 25 31 05", "31,25,19,12,8,3 + 5", "红 03 08 12 19 25 31 蓝 05"]
)
def test_balls_are_the_same_in_whatever_order_the_red_ones_are_given(text: str) -> None:
    assert read_numbers(Source.BALLS, text) == (3, 8, 12, 19, 25, 31, 5)


@pytest.mark.parametrize(
    "text",
    [
        "03 08 12 19 25 31",
        "03 08 12 19 25 34 05",
        "03 08 12 19 25 31 17",
        "03 08 12 19 25 25 05",
        "00 08 12 19 25 31 05",
        "2026138 03 08 12 19 25 31 05",
        "9" * 10_000,
    ],
)
def test_what_no_lottery_can_draw_is_not_read(text: str) -> None:
    assert read_numbers(Source.BALLS, text) is None


def test_a_draw_is_kept_and_read_back_the_same() -> None:
    assert from_plain(to_plain(made())) == made()
    assert from_plain(to_plain(made(numbers=None))) == made(numbers=None)
    assert from_plain(None) is None


def test_a_rule_of_before_keeps_its_text_and_with_it_its_hash() -> None:
    assert '"tie"' not in rule_to_text(PLURALITY)
    for tie in Tie:
        rule = replace(PLURALITY, tie=tie)
        assert rule_from_text(rule_to_text(rule)) == rule


def test_what_a_tie_comes_to_is_changed_by_taps_and_kept_with_the_rule() -> None:
    preset, seen = PRESETS["plurality"], []
    for _ in Tie:
        seen.append(preset.rule.tie)
        preset = stepped(preset, Part.TIE)
        assert preset_from_plain(preset_to_plain(preset)) == preset
    assert seen == [Tie.TALK_AGAIN, Tie.FAILS, Tie.LOTTERY]
    assert preset == PRESETS["plurality"]


def test_only_where_options_can_tie_does_a_rule_say_what_a_tie_comes_to() -> None:
    asks = {key for key, preset in PRESETS.items() if Part.TIE in parts(preset)}
    assert asks == {"plurality"}
