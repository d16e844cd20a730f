"""The worked examples of owners' and residents' law not told beside the verdict (V11-13, M3-9)."""

from __future__ import annotations

import pytest

from bot.rules.presets import OWNERS_ORDINARY
from bot.rules.shares import MORE_THAN_HALF, TWO_THIRDS
from bot.rules.verdict import (
    Basis,
    CheckKind,
    Choice,
    Measure,
    Result,
    Rule,
    Threshold,
    decide,
)

HEADS, AREA = Measure.HEADS, Measure.AREA
AT_LEAST_HALF = Threshold(1, 2, strict=False)
DELEGATES_SHARE = Threshold(4, 5, strict=False)
ASKING_FOR_A_MEETING = Threshold(1, 10, strict=False)
MORE_THAN_TWO_THIRDS = Threshold(2, 3, strict=True)
RC_ELECTION = Rule(
    "rc_election", MORE_THAN_TWO_THIRDS, MORE_THAN_HALF, Basis.PARTICIPATING, (HEADS,)
)
PARTY = Rule("party_meeting", TWO_THIRDS, AT_LEAST_HALF, Basis.ELIGIBLE, (HEADS,))


def test_v11c_silent_ballots_handed_to_tenants_take_no_part() -> None:
    """65 returned (4,860 m²) and 10 of the 35 silent ones, 75 m² each, reached their owners."""
    tally = {
        Choice.FOR: {HEADS: 45 + 10, AREA: 333_000 + 10 * 7_500},
        Choice.AGAINST: {HEADS: 15, AREA: 114_000},
        Choice.ABSTAIN: {HEADS: 5, AREA: 39_000},
    }
    verdict = decide(OWNERS_ORDINARY, {HEADS: 120, AREA: 900_000}, tally)
    assert verdict.result is Result.NOT_QUORATE
    heads = next(check for check in verdict.checks if check.measure is HEADS)
    assert (heads.kind, heads.got, heads.missing) == (CheckKind.QUORUM, 75, 5)


@pytest.mark.parametrize(
    ("owners", "needed"), [(120 - 3 + 1, 79), (120 - 6 + 1, 77)], ids=["V12", "V13"]
)
def test_one_owner_of_several_flats_is_one_head_with_all_their_area(
    owners: int, needed: int
) -> None:
    eligible = {HEADS: owners, AREA: 900_000}
    enough = {Choice.FOR: {HEADS: needed, AREA: 600_000}}
    assert decide(OWNERS_ORDINARY, eligible, enough).result is Result.PASSED
    short = {Choice.FOR: {HEADS: needed - 1, AREA: 600_000}}
    assert decide(OWNERS_ORDINARY, eligible, short).result is Result.NOT_QUORATE


@pytest.mark.parametrize(("committee", "delegates", "fine"), [(6, 24, True), (7, 27, False)])
def test_m3_and_m4_four_fifths_of_a_delegates_meeting_are_delegates(
    committee: int, delegates: int, fine: bool
) -> None:
    assert (delegates >= DELEGATES_SHARE.needed(committee + delegates)) is fine


@pytest.mark.parametrize(
    ("voting", "for_", "result"),
    [(16, 16, Result.NOT_QUORATE), (17, 9, Result.PASSED), (17, 8, Result.NOT_PASSED)],
)
def test_m5_an_election_by_24_delegates_needs_17_and_nine_of_those(
    voting: int, for_: int, result: Result
) -> None:
    tally = {Choice.FOR: {HEADS: for_}, Choice.AGAINST: {HEADS: voting - for_}}
    assert decide(RC_ELECTION, {HEADS: 24}, tally).result is result


def test_m6_27_of_264_adults_can_call_a_meeting_and_26_cannot() -> None:
    assert ASKING_FOR_A_MEETING.needed(264) == 27


@pytest.mark.parametrize(
    ("rule", "result"),
    [(AT_LEAST_HALF, Result.PASSED), (MORE_THAN_HALF, Result.NOT_PASSED)],
    ids=["half_inclusive", "more_than_half"],
)
def test_m9_exactly_half_of_all_members_passes_only_where_half_is_enough(
    rule: Threshold, result: Result
) -> None:
    party = Rule(PARTY.key, PARTY.quorum, rule, PARTY.basis, PARTY.measures)
    tally = {Choice.FOR: {HEADS: 15}, Choice.AGAINST: {HEADS: 5}}
    assert decide(party, {HEADS: 30}, tally).result is result
