"""Every way of counting: worked examples, ties as answers, and what must hold for any ballots."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import ballot
from bot.rules.costs import read_costs, read_money, yuan
from bot.rules.methods import Content, Method, Outcome, count, valid
from bot.rules.presets import PLURALITY
from bot.rules.verdict import Result

TENNESSEE = (((0, 1, 2, 3), 42), ((1, 2, 3, 0), 26), ((2, 3, 1, 0), 15), ((3, 2, 1, 0), 17))
"""Memphis, Nashville, Chattanooga, Knoxville: the standard example."""
SCHULZE_45 = (
    ((0, 2, 1, 4, 3), 5),
    ((0, 3, 4, 2, 1), 5),
    ((1, 4, 3, 0, 2), 8),
    ((2, 0, 1, 4, 3), 3),
    ((2, 0, 4, 1, 3), 7),
    ((2, 1, 0, 3, 4), 2),
    ((3, 2, 4, 1, 0), 7),
    ((4, 1, 0, 3, 2), 8),
)
"""The 45 ballots of Schulze's own paper, won by the fifth."""


def test_tennessee_by_rounds_and_by_pairs() -> None:
    rounds = count(Method.IRV, 4, TENNESSEE)
    assert rounds.winners == (3,)
    assert [step.dropped for step in rounds.rounds[:2]] == [(2,), (1,)]
    assert dict(rounds.rounds[-1].scores) == {0: Fraction(42), 3: Fraction(58)}
    pairs = count(Method.SCHULZE, 4, TENNESSEE)
    assert pairs.winners == (1,)
    assert (pairs.pairs[1][0], pairs.pairs[0][1]) == (58, 42)


def test_schulzes_own_example_is_won_by_the_fifth() -> None:
    assert count(Method.SCHULZE, 5, SCHULZE_45).winners == (4,)


def test_what_is_over_the_quota_goes_on_at_a_fraction() -> None:
    # Food: oranges 4, pears then oranges 2, chocolate then strawberries 8, chocolate then sweets 4,
    # strawberries 1, sweets 1; three seats, quota 6.
    ballots = (((0,), 4), ((1, 0), 2), ((2, 3), 8), ((2, 4), 4), ((3,), 1), ((4,), 1))
    outcome = count(Method.STV, 5, ballots, seats=3)
    assert (outcome.quota, outcome.winners, outcome.tied) == (6, (0, 2, 3), ())
    assert dict(outcome.rounds[1].scores) == {0: 4, 1: 2, 3: 5, 4: 3}


def test_a_tie_at_the_bottom_that_does_not_matter_is_followed_to_the_same_end() -> None:
    ballots = (((0, 1), 5), ((1, 0), 3), ((2, 0), 3))
    outcome = count(Method.IRV, 3, ballots)
    assert (outcome.winners, outcome.tied) == ((0,), ())
    assert outcome.rounds[0].tied == (1, 2)


def test_a_tie_at_the_bottom_that_decides_is_a_tie() -> None:
    ballots = (((0, 1, 2), 4), ((1, 2, 0), 3), ((2, 1, 0), 3))
    outcome = count(Method.IRV, 3, ballots)
    assert (outcome.winners, outcome.tied) == ((), (1, 2))


def test_eight_to_eight_is_not_settled_by_rounding() -> None:
    """VoteKit issue 311: 52 and 8 ballots, five seats; libraries elect either or draw lots."""
    ballots = (((0, 1, 2, 3, 4), 52), ((5, 6, 7, 8, 9), 8))
    outcome = count(Method.STV, 10, ballots, seats=5)
    assert set(outcome.winners) == {0, 1, 2, 3}
    assert set(outcome.tied) == {4, 5}


def test_a_circle_of_three_is_a_tie() -> None:
    circle = (((0, 1, 2), 1), ((1, 2, 0), 1), ((2, 0, 1), 1))
    assert count(Method.SCHULZE, 3, circle).tied == (0, 1, 2)


def test_approval_and_scores_add_up_and_a_blank_ballot_is_one() -> None:
    ticked = count(Method.APPROVAL, 3, (((0, 1), 3), ((1,), 2), ((), 4)))
    assert (ticked.winners, ticked.blank) == ((1,), 4)
    assert list(map(int, ticked.scores)) == [3, 5, 0]
    scored = count(Method.SCORE, 2, (((5, 0), 2), ((1, 4), 3)))
    assert scored.winners == (0,)
    assert list(map(int, scored.scores)) == [13, 12]
    assert count(Method.SCORE, 2, (((5, 5), 1),)).tied == (0, 1)
    assert count(Method.APPROVAL, 2, (((), 3),)) == Outcome((), scores=(Fraction(0),) * 2, blank=3)


def test_consent_needs_somebody_and_no_objection() -> None:
    assert count(Method.CONSENT, 3, (((0,), 9), ((1,), 1))).winners == (0,)
    assert count(Method.CONSENT, 3, (((0,), 9), ((2,), 1))).winners == ()
    assert count(Method.CONSENT, 3, (((1,), 9),)).winners == ()


def test_equal_shares_leave_a_third_of_the_households_a_third_of_the_money() -> None:
    """Six want two dear things, three want a cheap one: most votes alone would leave them out."""
    ballots = (((0, 1), 6), ((2,), 3))
    outcome = count(Method.BUDGET, 3, ballots, costs=(30_000, 30_000, 30_000), money=90_000)
    assert outcome.winners == (0, 1, 2)
    scarce = count(Method.BUDGET, 3, ballots, costs=(40_000, 40_000, 30_000), money=90_000)
    assert (scarce.winners, scarce.tied) == ((2,), (0, 1))


def test_what_is_left_is_given_out_until_a_step_more_is_too_much() -> None:
    ballots = (((0,), 6), ((1,), 4))
    outcome = count(Method.BUDGET, 2, ballots, costs=(60_000, 45_000), money=110_000)
    assert outcome.winners == (0, 1)
    tight = count(Method.BUDGET, 2, ballots, costs=(60_000, 45_000), money=104_999)
    assert tight.winners == (0,)


@pytest.mark.parametrize(
    ("method", "content", "fine"),
    [
        (Method.CHOICE, (1,), True),
        (Method.CHOICE, (), False),
        (Method.CHOICE, (3,), False),
        (Method.APPROVAL, (), True),
        (Method.APPROVAL, (2, 0), False),
        (Method.APPROVAL, (0, 0), False),
        (Method.SCORE, (0, 5, 3), True),
        (Method.SCORE, (0, 6, 3), False),
        (Method.SCORE, (0, 5), False),
        (Method.IRV, (2, 0), True),
        (Method.IRV, (), False),
        (Method.IRV, (2, 2), False),
        (Method.STV, (-1,), False),
    ],
)
def test_a_ballot_is_well_formed_or_not(method: Method, content: Content, fine: bool) -> None:
    assert valid(method, 3, content) is fine


def test_too_few_taking_part_decide_nothing_however_clear_the_count() -> None:
    names = ("长椅", "樱桃", "路灯", "车棚")
    verdict, _ = ballot.judge(Method.IRV, PLURALITY, names, 200, TENNESSEE)
    assert verdict.result is Result.NOT_QUORATE
    assert verdict.winners == ()
    verdict, _ = ballot.judge(Method.IRV, PLURALITY, names, 199, TENNESSEE)
    assert (verdict.result, verdict.winners) == (Result.PASSED, ("车棚",))


def test_what_things_cost_is_read_as_people_write_it() -> None:
    assert read_costs(("修长椅 1200元", "种2棵树：80.5", "灯 3块")) == (
        ("修长椅", "种2棵树", "灯"),
        (120_000, 8_050, 300),
    )
    assert read_costs(("修长椅",)) is None
    assert read_costs(("1200",)) is None
    assert read_money("3,000 元") == 300_000
    assert [read_money(text) for text in ("0", "很多", "-3", "1.234")] == [None] * 4
    assert [yuan(fen) for fen in (120_000, 1_205)] == ["1,200", "12.05"]


rankings = st.lists(
    st.tuples(st.permutations(range(4)).map(tuple), st.integers(1, 4)), min_size=1, max_size=7
)


@settings(max_examples=60, deadline=None)
@given(rankings, st.permutations(range(4)))
def test_neither_the_order_of_ballots_nor_the_numbers_of_options_matter(
    ballots: list[tuple[Content, int]], renamed: list[int]
) -> None:
    other = [(tuple(renamed[o] for o in content), n) for content, n in reversed(ballots)]
    for method, seats in ((Method.IRV, 1), (Method.SCHULZE, 1), (Method.STV, 2)):
        first = count(method, 4, ballots, seats=seats)
        second = count(method, 4, other, seats=seats)
        assert {renamed[o] for o in first.winners} == set(second.winners)
        assert {renamed[o] for o in first.tied} == set(second.tied)


@settings(max_examples=60, deadline=None)
@given(rankings)
def test_whoever_is_first_on_more_than_half_wins_and_pairs_add_up(
    ballots: list[tuple[Content, int]],
) -> None:
    votes = sum(n for _, n in ballots)
    firsts = [sum(n for content, n in ballots if content[0] == option) for option in range(4)]
    pairs = count(Method.SCHULZE, 4, ballots).pairs
    assert all(pairs[a][b] + pairs[b][a] == votes for a, b in permutations(range(4), 2))
    for option, got in enumerate(firsts):
        if got * 2 > votes:
            assert count(Method.IRV, 4, ballots).winners == (option,)
            assert count(Method.SCHULZE, 4, ballots).winners == (option,)


@settings(max_examples=60, deadline=None)
@given(rankings, st.integers(1, 3))
def test_seats_are_filled_and_nothing_is_lost_in_the_rounds(
    ballots: list[tuple[Content, int]], seats: int
) -> None:
    outcome = count(Method.STV, 4, ballots, seats=seats)
    assert len(outcome.winners) <= seats
    assert len(outcome.winners) == seats or len(outcome.winners) + len(outcome.tied) > seats
    votes = sum(n for _, n in ballots)
    kept = 0
    for step in outcome.rounds:
        assert sum(got for _, got in step.scores) + kept * outcome.quota == votes
        kept += len(step.elected)


ticks = st.lists(
    st.tuples(st.sets(st.integers(0, 3)).map(lambda s: tuple(sorted(s))), st.integers(1, 5)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(ticks, st.lists(st.integers(1, 60), min_size=4, max_size=4), st.integers(60, 150))
def test_a_budget_is_never_overspent_and_buys_only_what_somebody_wants(
    ballots: list[tuple[Content, int]], costs: list[int], money: int
) -> None:
    outcome = count(Method.BUDGET, 4, ballots, costs=costs, money=money)
    assert sum(costs[option] for option in outcome.winners) <= money
    wanted = {option for content, _ in ballots for option in content}
    assert {*outcome.winners, *outcome.tied} <= wanted
    assert not {*outcome.winners} & {*outcome.tied}
    other = [(tuple(sorted(3 - o for o in content)), n) for content, n in reversed(ballots)]
    again = count(Method.BUDGET, 4, other, costs=costs[::-1], money=money)
    assert {3 - option for option in outcome.winners} == set(again.winners)
    assert {3 - option for option in outcome.tied} == set(again.tied)
