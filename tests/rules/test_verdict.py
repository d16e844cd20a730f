"""Votes are decided as the law words it, to the last household and the last square metre."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.presets import (
    COUNCIL,
    COURTYARD_SIMPLE,
    COVENANT,
    DELEGATES_MEETING,
    OWNERS_MAJOR,
    OWNERS_ORDINARY,
    PLURALITY,
    PRESETS,
    RESIDENTS_MEETING,
)
from bot.rules.shares import MORE_THAN_HALF, TWO_THIRDS
from bot.rules.verdict import (
    Basis,
    CheckKind,
    Choice,
    Measure,
    Result,
    Rule,
    Threshold,
    Verdict,
    decide,
)

HEADS, AREA = Measure.HEADS, Measure.AREA
RULES = [preset.rule for preset in PRESETS.values()]
Flats = tuple[int, int, int]  # small 60 m², medium 75 m², large 120 m²
C120 = {HEADS: 120, AREA: 900_000}  # the example yard of domain.md 5: 60, 40 and 20 flats


def flats(small: int, medium: int, large: int) -> dict[Measure, int]:
    return {HEADS: small + medium + large, AREA: 6000 * small + 7500 * medium + 12000 * large}


def owners(rule: Rule, took_part: Flats, supporters: Flats) -> Verdict:
    rest = tuple(all_ - for_ for all_, for_ in zip(took_part, supporters, strict=True))
    tally = {Choice.FOR: flats(*supporters), Choice.AGAINST: flats(*rest)}
    return decide(rule, C120, tally)


def heads(rule: Rule, of: int, for_: int, against: int = 0, abstain: int = 0) -> Verdict:
    counts = {Choice.FOR: for_, Choice.AGAINST: against, Choice.ABSTAIN: abstain}
    return decide(rule, {HEADS: of}, {choice: {HEADS: n} for choice, n in counts.items()})


def failed(verdict: Verdict) -> list[tuple[CheckKind, Measure, int]]:
    return [(check.kind, check.measure, check.missing) for check in verdict.checks if not check.ok]


V1: Flats = (30, 40, 10)
QUORUM, THRESHOLD = CheckKind.QUORUM, CheckKind.THRESHOLD


def test_v1_exactly_two_thirds_of_heads_and_area_is_a_quorum() -> None:
    verdict = owners(OWNERS_ORDINARY, V1, V1)
    quorum = [(c.got, c.base, c.needed) for c in verdict.checks if c.kind is QUORUM]
    assert quorum == [(80, 120, 80), (600_000, 900_000, 600_000)]
    assert verdict.result is Result.PASSED
    assert verdict.winners == (Choice.FOR,)


@pytest.mark.parametrize(
    ("took_part", "short"),
    [((28, 40, 11), (QUORUM, HEADS, 1)), ((33, 39, 9), (QUORUM, AREA, 1500))],
    ids=["V2", "V3"],
)
def test_one_household_or_fifteen_square_metres_short_is_no_quorum(
    took_part: Flats, short: tuple[CheckKind, Measure, int]
) -> None:
    verdict = owners(OWNERS_ORDINARY, took_part, took_part)
    assert verdict.result is Result.NOT_QUORATE
    assert failed(verdict) == [short]
    assert verdict.winners == ()


@pytest.mark.parametrize(
    ("rule", "supporters", "short"),
    [
        (OWNERS_ORDINARY, (15, 20, 5), [(THRESHOLD, HEADS, 1), (THRESHOLD, AREA, 1)]),
        (OWNERS_ORDINARY, (16, 20, 5), []),
        (OWNERS_ORDINARY, (20, 16, 5), [(THRESHOLD, AREA, 1)]),
        (OWNERS_MAJOR, (30, 20, 10), []),
        (OWNERS_MAJOR, (25, 24, 10), [(THRESHOLD, HEADS, 1)]),
        (OWNERS_MAJOR, (28, 23, 9), [(THRESHOLD, AREA, 1500)]),
    ],
    ids=["V4", "V5", "V6", "V7", "V8", "V9"],
)
def test_owners_pass_only_if_heads_and_area_both_do(
    rule: Rule, supporters: Flats, short: list[tuple[CheckKind, Measure, int]]
) -> None:
    verdict = owners(rule, V1, supporters)
    assert verdict.result is (Result.NOT_PASSED if short else Result.PASSED)
    assert failed(verdict) == short


def test_v10_abstainers_stay_in_the_base_so_far_more_for_than_against_can_fail() -> None:
    tally = {
        Choice.FOR: {HEADS: 40, AREA: 300_000},
        Choice.AGAINST: {HEADS: 5, AREA: 30_000},
        Choice.ABSTAIN: {HEADS: 35, AREA: 270_000},
    }
    assert decide(OWNERS_ORDINARY, C120, tally).result is Result.NOT_PASSED
    asked_only = replace(OWNERS_ORDINARY, abstain_counts=False)
    assert decide(asked_only, C120, tally).result is Result.PASSED


@pytest.mark.parametrize(
    ("for_", "against", "abstain", "ordinary", "major"),
    [
        ((45, 333_000), (15, 114_000), (5, 39_000), Result.NOT_QUORATE, Result.NOT_QUORATE),
        ((80, 595_500), (15, 114_000), (5, 39_000), Result.PASSED, Result.PASSED),
    ],
    ids=["V11a", "V11b"],
)
def test_silent_ballots_decide_only_where_they_are_put_into_the_tally(
    for_: tuple[int, int],
    against: tuple[int, int],
    abstain: tuple[int, int],
    ordinary: Result,
    major: Result,
) -> None:
    weights = (dict(zip((HEADS, AREA), w, strict=True)) for w in (for_, against, abstain))
    tally = dict(zip(Choice, weights, strict=True))
    assert decide(OWNERS_ORDINARY, C120, tally).result is ordinary
    assert decide(OWNERS_MAJOR, C120, tally).result is major


@pytest.mark.parametrize(("owners_", "needed"), [(118, 79), (115, 77)], ids=["V12", "V13"])
def test_two_thirds_of_an_odd_number_of_owners_is_rounded_up(owners_: int, needed: int) -> None:
    assert TWO_THIRDS.needed(owners_) == needed


@pytest.mark.parametrize(
    ("present", "for_", "result"),
    [
        (60, 60, Result.NOT_QUORATE),
        (61, 30, Result.NOT_PASSED),
        (61, 31, Result.PASSED),
        (62, 31, Result.NOT_PASSED),
        (62, 32, Result.PASSED),
    ],
)
def test_m1_a_meeting_of_120_households_needs_61_present_and_more_than_half_of_them(
    present: int, for_: int, result: Result
) -> None:
    assert heads(RESIDENTS_MEETING, 120, for_, against=present - for_).result is result


def test_m1_those_present_who_do_not_vote_stay_in_the_base() -> None:
    tally = {Choice.FOR: {HEADS: 30}, Choice.AGAINST: {HEADS: 4}}
    verdict = decide(RESIDENTS_MEETING, {HEADS: 120}, tally, present={HEADS: 61})
    assert verdict.result is Result.NOT_PASSED
    assert [(c.got, c.base, c.needed) for c in verdict.checks] == [(61, 120, 61), (30, 61, 31)]


@pytest.mark.parametrize(
    ("present", "for_", "result"),
    [(132, 132, Result.NOT_QUORATE), (133, 66, Result.NOT_PASSED), (133, 67, Result.PASSED)],
)
def test_m2_a_meeting_of_264_adults_needs_133_present_and_67_of_them(
    present: int, for_: int, result: Result
) -> None:
    assert heads(RESIDENTS_MEETING, 264, for_, against=present - for_).result is result


@pytest.mark.parametrize(("for_", "result"), [(11, Result.PASSED), (10, Result.NOT_PASSED)])
def test_m3_twenty_of_thirty_delegates_are_a_quorum_and_eleven_decide(
    for_: int, result: Result
) -> None:
    assert heads(DELEGATES_MEETING, 30, for_, against=20 - for_).result is result


def test_m8_a_council_needs_more_than_half_of_all_its_members_not_of_those_present() -> None:
    verdict = heads(COUNCIL, 7, 3, against=1)
    assert verdict.result is Result.NOT_PASSED
    assert failed(verdict) == [(THRESHOLD, HEADS, 1)]
    assert heads(COUNCIL, 7, 4).result is Result.PASSED
    assert heads(COUNCIL, 7, 3).result is Result.NOT_QUORATE


def test_a_covenant_needs_two_thirds_taking_part_and_more_than_half_of_those() -> None:
    assert heads(COVENANT, 120, 79).result is Result.NOT_QUORATE
    assert heads(COVENANT, 120, 40, against=30, abstain=10).result is Result.NOT_PASSED
    assert heads(COVENANT, 120, 41, against=30, abstain=9).result is Result.PASSED


def test_a_simple_vote_of_the_yard_counts_abstainers_as_taking_part() -> None:
    assert heads(COURTYARD_SIMPLE, 120, 31, against=20, abstain=10).result is Result.PASSED
    assert heads(COURTYARD_SIMPLE, 120, 30, against=0, abstain=31).result is Result.NOT_PASSED
    assert failed(heads(COURTYARD_SIMPLE, 120, 58)) == [(QUORUM, HEADS, 3)]


@pytest.mark.parametrize("rule", RULES, ids=[rule.key for rule in RULES])
def test_nobody_voting_decides_nothing(rule: Rule) -> None:
    eligible = {HEADS: 120, AREA: 900_000}
    assert decide(rule, eligible, {Choice.FOR: {}}).result is Result.NOT_QUORATE
    assert decide(rule, {HEADS: 0, AREA: 0}, {}).result is Result.NOT_QUORATE
    unguarded = decide(replace(rule, quorum=None), eligible, {Choice.ABSTAIN: {HEADS: 3}})
    assert unguarded.result is Result.NOT_PASSED


def test_supporters_without_any_area_do_not_carry_the_area() -> None:
    tally = {Choice.FOR: {HEADS: 80}, Choice.ABSTAIN: {HEADS: 40, AREA: 900_000}}
    verdict = decide(OWNERS_ORDINARY, C120, tally)
    assert verdict.result is Result.NOT_PASSED
    assert failed(verdict) == [(THRESHOLD, AREA, 450_001)]


def test_more_ballots_than_voters_is_a_bug_and_not_a_result() -> None:
    with pytest.raises(ValueError, match="121 heads took part, of 120"):
        heads(COURTYARD_SIMPLE, 120, 121)


def options(**votes: int) -> Verdict:
    return decide(PLURALITY, {HEADS: 10}, {name: {HEADS: n} for name, n in votes.items()})


def test_of_several_options_the_one_with_most_votes_wins() -> None:
    verdict = options(sat=3, sun=2, abstain=4)
    assert verdict.result is Result.PASSED
    assert verdict.winners == ("sat",)


def test_tied_options_are_named_and_nothing_is_decided() -> None:
    tie = options(sat=3, sun=3, fri=1)
    assert tie.result is Result.TIE
    assert tie.winners == ("sat", "sun")


def test_options_need_a_quorum_and_at_least_one_vote() -> None:
    assert options(sat=5).result is Result.NOT_QUORATE
    nothing = options(sat=0, sun=0, abstain=9)
    assert nothing.result is Result.NOT_PASSED
    assert nothing.winners == ()


majorities = st.sampled_from([rule for rule in RULES if rule.threshold])
counts = st.integers(0, 60)


@given(rule=majorities, for_=counts, against=counts, abstain=counts, area=st.integers(0, 90))
def test_one_more_supporter_never_turns_a_pass_into_a_failure(
    rule: Rule, for_: int, against: int, abstain: int, area: int
) -> None:
    eligible = {HEADS: 181, AREA: 181 * 90}
    tally = {
        Choice.FOR: {HEADS: for_, AREA: 70 * for_},
        Choice.AGAINST: {HEADS: against, AREA: 60 * against},
        Choice.ABSTAIN: {HEADS: abstain, AREA: 80 * abstain},
    }
    before = decide(rule, eligible, tally).result
    tally[Choice.FOR] = {HEADS: for_ + 1, AREA: 70 * for_ + area}
    after = decide(rule, eligible, tally).result
    assert after is Result.PASSED or before is not Result.PASSED


@given(
    base=st.integers(1, 10**9),
    denominator=st.integers(1, 100),
    part=st.integers(1, 100),
    strict=st.booleans(),
)
def test_the_number_needed_is_the_smallest_that_satisfies(
    base: int, denominator: int, part: int, strict: bool
) -> None:
    share = Threshold(min(part, denominator), denominator, strict)

    def satisfied(count: int) -> bool:
        got, asked = count * share.denominator, share.numerator * base
        return got > asked if strict else got >= asked

    assert satisfied(share.needed(base))
    assert not satisfied(share.needed(base) - 1)


@given(of=st.integers(1, 500), part=st.integers(0, 500))
def test_one_household_less_than_needed_fails_and_the_needed_one_passes(of: int, part: int) -> None:
    rule = Rule("test", None, MORE_THAN_HALF, Basis.PARTICIPATING, (HEADS,))
    took_part = 1 + part % of
    needed = MORE_THAN_HALF.needed(took_part)
    assert heads(rule, of, needed, took_part - needed).result is Result.PASSED
    assert heads(rule, of, needed - 1, took_part - needed + 1).result is Result.NOT_PASSED
