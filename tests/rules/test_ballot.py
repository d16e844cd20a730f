"""Choices by number, and the worked examples of the council's count (domain.md 5, M8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import ballot
from bot.rules.presets import COUNCIL, COURTYARD_SIMPLE, COVENANT, PLURALITY
from bot.rules.verdict import Result


def test_without_own_options_the_choices_are_for_against_abstain() -> None:
    assert ballot.choices(()) == ("for", "against", "abstain")
    assert ballot.choices(("东墙", "西墙")) == ("东墙", "西墙")


def test_m8_three_of_four_present_fail_in_a_council_of_seven() -> None:
    verdict = ballot.count(COUNCIL, (), 7, {0: 3, 1: 1})
    assert verdict.result is Result.NOT_PASSED
    quorum, majority = verdict.checks
    assert (quorum.ok, majority.needed, majority.missing) == (True, 4, 1)


def test_exactly_half_is_not_a_majority() -> None:
    assert ballot.count(COURTYARD_SIMPLE, (), 120, {0: 40, 1: 40}).result is Result.NOT_PASSED
    assert ballot.passed(ballot.count(COURTYARD_SIMPLE, (), 120, {0: 41, 1: 39}))


def test_two_thirds_of_the_households_is_enough_for_the_covenant() -> None:
    assert ballot.passed(ballot.count(COVENANT, (), 120, {0: 41, 1: 39}))
    assert ballot.count(COVENANT, (), 120, {0: 79}).result is Result.NOT_QUORATE


def test_the_most_votes_win_and_a_tie_wins_nothing() -> None:
    won = ballot.count(PLURALITY, ("东墙", "西墙"), 10, {0: 4, 1: 3})
    assert won.winners == ("东墙",)
    tied = ballot.count(PLURALITY, ("东墙", "西墙"), 10, {0: 3, 1: 3})
    assert tied.result is Result.TIE
    assert set(tied.winners) == {"东墙", "西墙"}


def test_options_are_tidied_in_the_order_given() -> None:
    assert ballot.tidy([" 东墙 ", "", "西墙", "东墙"]) == ("东墙", "西墙")


@pytest.mark.parametrize("part", range(5))
def test_what_is_frozen_changes_with_each_of_its_parts(part: int) -> None:
    one: list[object] = ["题目", ("东",), "规则", "HOUSEHOLDS", ["1:1-1-101"]]
    other: list[object] = ["别的", ("西",), "别的", "COUNCIL", ["1:1-1-102"]]
    changed = [other[n] if n == part else one[n] for n in range(5)]
    assert ballot.text_hash(*one) != ballot.text_hash(*changed)  # type: ignore[arg-type]  # a row


@given(st.permutations([0] * 5 + [1] * 4 + [2] * 3))
def test_the_order_of_ballots_never_matters(order: list[int]) -> None:
    tally = {choice: order.count(choice) for choice in order}
    assert ballot.count(COURTYARD_SIMPLE, (), 20, tally) == ballot.count(
        COURTYARD_SIMPLE, (), 20, {0: 5, 1: 4, 2: 3}
    )
