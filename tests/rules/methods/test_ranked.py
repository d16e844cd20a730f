"""Rankings as published elections and textbooks count them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.rules.methods import MOST_RANKED, Method, count
from tests.rules.test_methods import SCHULZE_45

BURLINGTON = (
    ((0, 1, 2), 1332),
    ((0, 2, 1), 767),
    ((0,), 455),
    ((1, 0, 2), 2043),
    ((1, 2, 0), 371),
    ((1,), 568),
    ((2, 0, 1), 1513),
    ((2, 1, 0), 495),
    ((2,), 1289),
)
"""Burlington, Vermont, 2009, the last three: Montroll, Kiss, Wright (overvotes averaged)."""
FOOD = (((0,), 4), ((1, 0), 2), ((2, 3), 8), ((2, 4), 4), ((3,), 1), ((4,), 1))
"""Oranges, pears, chocolate, strawberries, sweets: the textbook count for three seats."""


def test_burlington_by_rounds_is_won_by_kiss() -> None:
    outcome = count(Method.IRV, 3, BURLINGTON)
    first, final = outcome.rounds
    assert dict(first.scores) == {0: 2554, 1: 2982, 2: 3297}
    assert dict(final.scores) == {1: 4314, 2: 4064}
    assert (first.dropped, final.elected) == ((0,), (1,))
    assert (outcome.winners, outcome.tied, int(outcome.exhausted)) == ((1,), (), 455)


def test_burlington_by_pairs_is_won_by_montroll_who_beats_both() -> None:
    outcome = count(Method.SCHULZE, 3, BURLINGTON)
    assert outcome.winners == (0,)
    assert outcome.pairs == ((0, 4067, 4597), (3477, 0, 4314), (3668, 4064, 0))


def test_schulzes_own_example_has_the_published_strengths_and_order() -> None:
    outcome = count(Method.SCHULZE, 5, SCHULZE_45)
    assert outcome.strengths == (
        (0, 28, 28, 30, 24),
        (25, 0, 28, 33, 24),
        (25, 29, 0, 29, 24),
        (25, 28, 28, 0, 24),
        (25, 28, 28, 31, 0),
    )
    order = sorted("ABCDE", key=lambda name: -outcome.scores["ABCDE".index(name)])
    assert "".join(order) == "EACBD"


def test_which_of_two_last_ones_goes_first_does_not_matter_in_schulzes_example() -> None:
    """Libraries differ here: dropping both at once elects A, following each elects C both times."""
    outcome = count(Method.IRV, 5, SCHULZE_45)
    assert (outcome.winners, outcome.tied) == ((2,), ())
    assert [step.tied for step in outcome.rounds] == [(), (1, 4), (), ()]


def test_where_the_result_hangs_on_who_goes_first_the_rounds_stop_and_name_nobody() -> None:
    outcome = count(Method.IRV, 3, (((0, 1, 2), 4), ((1, 2, 0), 3), ((2, 1, 0), 3)))
    (only,) = outcome.rounds
    assert (only.dropped, only.elected, only.tied) == ((), (), (1, 2))


def test_those_who_cannot_catch_up_even_together_go_at_once() -> None:
    outcome = count(Method.IRV, 5, (((0,), 5), ((1,), 4), ((2, 1), 1), ((3, 1), 1)))
    assert [step.dropped for step in outcome.rounds] == [(2, 3), ()]
    assert outcome.winners == (1,)
    assert 4 not in dict(outcome.rounds[0].scores)  # nobody ranks it


def test_half_of_the_ballots_still_in_is_not_more_than_half() -> None:
    tied = count(Method.IRV, 2, (((0,), 5), ((1,), 5)))
    assert (tied.winners, tied.tied) == ((), (0, 1))


def test_seats_go_to_the_quota_and_the_fraction_over_it_moves_on() -> None:
    outcome = count(Method.STV, 5, FOOD, seats=3)
    assert (outcome.quota, outcome.winners, int(outcome.exhausted)) == (6, (0, 2, 3), 3)
    assert [(step.elected, step.dropped) for step in outcome.rounds] == [
        ((2,), ()),
        ((), (1,)),
        ((0,), ()),
        ((), (4,)),
        ((3,), ()),
    ]


def test_a_vote_is_cut_exactly_as_thin_as_it_must_be() -> None:
    outcome = count(Method.STV, 3, (((0, 1, 2), 7), ((1, 2), 2), ((2,), 3)), seats=2)
    assert outcome.quota == 5
    assert dict(outcome.rounds[1].scores) == {1: Fraction(4), 2: Fraction(3)}
    uneven = count(Method.STV, 4, (((0, 1), 4), ((0, 2), 3), ((1,), 3), ((3,), 2)), seats=2)
    assert dict(uneven.rounds[1].scores) == {1: 3 + Fraction(8, 7), 2: Fraction(6, 7), 3: 2}


def test_two_who_reach_the_quota_together_pass_on_together() -> None:
    ballots = (((0, 1, 2), 6), ((1, 0, 3), 6), ((2,), 2), ((3,), 3))
    outcome = count(Method.STV, 4, ballots, seats=3)
    assert outcome.quota == 5
    assert outcome.rounds[0].elected == (0, 1)
    assert dict(outcome.rounds[1].scores) == {2: 3, 3: 4}
    assert outcome.winners == (0, 1, 3)


def test_a_seat_that_nobody_is_ranked_for_stays_empty() -> None:
    outcome = count(Method.STV, 3, (((0,), 9),), seats=2)
    assert (outcome.winners, outcome.tied) == ((0,), ())


def test_who_goes_matters_when_a_dropped_pile_lifts_another_to_the_quota() -> None:
    """Two last ones with less than the next together still go one by one if that elects someone."""
    ballots = (((0,), 13), ((1, 3), 5), ((2, 1), 1), ((3, 1), 1), ((4,), 4))
    outcome = count(Method.STV, 5, ballots, seats=3)
    assert outcome.quota == 7
    assert outcome.rounds[1].tied == (2, 3)


def test_ways_that_elected_at_other_times_do_not_meet_again() -> None:
    """Whoever drops first, the same options stay in, but the ballots are worth something else."""
    ballots = (((1, 2, 0), 3), ((3, 0, 1), 5), ((0, 1, 3, 2), 3), ((2,), 4))
    outcome = count(Method.STV, 4, ballots, seats=2)
    assert (outcome.winners, outcome.tied) == ((3,), (1, 2))


@pytest.mark.parametrize("method", [Method.IRV, Method.SCHULZE, Method.STV])
def test_no_ballots_elect_nobody(method: Method) -> None:
    outcome = count(method, 3, (), seats=1)
    assert (outcome.winners, outcome.tied, outcome.rounds) == ((), (), ())


def test_more_options_than_ways_can_be_followed_for_are_refused() -> None:
    with pytest.raises(ValueError, match="13 options are too many"):
        count(Method.IRV, MOST_RANKED + 1, (((0,), 1),))
