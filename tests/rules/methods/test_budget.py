"""Equal shares: what each pays, what is raised, what a tie leaves open, and how far it got."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from bot.rules.methods import Content, Method, Outcome, count
from bot.rules.methods.shopping import Shopping
from tests.rules.methods.elections import election

Ballots = tuple[tuple[Content, int], ...]


def shared(ballots: Ballots, costs: tuple[int, ...], money: int) -> Outcome:
    return count(Method.BUDGET, len(costs), ballots, costs=costs, money=money)


def test_most_backing_for_its_price_comes_first_and_the_poorer_give_all_they_have() -> None:
    """Four voters with 100 each. Three pay 40 for the second; then one has 60 and gives them, the
    other 90: behind the first, which costs 150, stand 150/90 = 5/3."""
    outcome = shared((((0, 1), 1), ((0,), 1), ((1,), 2)), (150, 120), 400)
    assert [step.elected for step in outcome.rounds] == [(1,), (0,)]
    assert [dict(step.scores) for step in outcome.rounds] == [{1: 3}, {0: Fraction(5, 3)}]
    assert outcome.share == 100


def test_more_votes_do_not_buy_what_their_backers_cannot_pay() -> None:
    """Most votes first would build both things of the 60 and leave the 40 without any."""
    outcome = shared((((0, 1), 60), ((2,), 40)), (50_000, 50_000, 38_000), 100_000)
    assert (outcome.winners, outcome.tied) == ((2,), (0, 1))
    one_more = (((0, 1), 59), ((1,), 1), ((2,), 40))
    outcome = shared(one_more, (50_000, 50_000, 38_000), 100_000)
    assert (outcome.winners, outcome.tied) == ((1, 2), ())
    assert list(map(int, outcome.scores)) == [59, 60, 40]


def test_the_raise_goes_on_past_the_first_list_that_leaves_no_money_for_more() -> None:
    """110 yuan for the second and third leave 30; a raise later 130 go to the first two."""
    ballots = (((0, 1), 3), ((0, 2), 1), ((1,), 2))
    outcome = shared(ballots, (4000, 9000, 2000), 14_000)
    assert (outcome.winners, outcome.tied) == ((0, 1), ())
    assert outcome.share > 14_000 // 6


def test_projects_with_equal_backing_that_do_not_compete_are_bought_together() -> None:
    ballots = tuple(((option,), 10) for option in range(12))
    outcome = shared(ballots, (1_000,) * 12, 12_000)
    assert outcome.winners == tuple(range(12))
    assert [step.elected for step in outcome.rounds] == [tuple(range(12))]


def test_projects_that_compete_for_the_same_purses_are_tied() -> None:
    outcome = shared((((0, 1), 10),), (600, 600), 1_000)
    assert (outcome.winners, outcome.tied) == ((), (0, 1))
    assert (outcome.rounds[-1].elected, outcome.rounds[-1].tied) == ((), (0, 1))


def test_what_costs_more_than_all_the_money_and_what_nobody_wants_is_left_out() -> None:
    outcome = shared((((0, 1), 5),), (2_000, 500, 100), 1_000)
    assert (outcome.winners, outcome.tied) == ((1,), ())


def test_blank_ballots_have_no_part_in_the_money() -> None:
    with_blank = shared((((0,), 5), ((), 95)), (1_000,), 1_000)
    assert (with_blank.winners, with_blank.blank, with_blank.share) == ((0,), 95, 200)
    assert shared((((), 3),), (1_000,), 1_000).winners == ()
    assert shared((), (1_000,), 1_000) == Outcome((), scores=(Fraction(0),))


def test_one_backer_of_a_dear_thing_is_reached_without_a_thousand_raises() -> None:
    listened: list[tuple[int, int]] = []
    outcome = count(
        Method.BUDGET,
        2,
        (((0,), 9_999), ((1,), 1)),
        costs=(9_999, 9_000_000),
        money=10_000_000,
        progress=lambda cost, money: listened.append((cost, money)),
    )
    assert outcome.winners == (0, 1)
    assert outcome.share >= 9_000_000
    assert listened == [(9_999, 10_000_000)]


def test_raises_that_change_nothing_are_skipped_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    votes = [election(Random(seed), Method.BUDGET) for seed in range(400)]
    skipping = [shared(tuple(vote.grouped()), vote.costs, vote.money) for vote in votes]
    monkeypatch.setattr(Shopping, "unchanged_below", lambda *_: 0)
    step_by_step = [shared(tuple(vote.grouped()), vote.costs, vote.money) for vote in votes]
    assert skipping == step_by_step


def test_who_gave_all_they_had_pays_nothing_for_the_next_thing() -> None:
    """Seven with 100 each. The one who backs all three pays 82.5, then the 17.5 left, then 0."""
    ballots = (((0, 1, 2), 1), ((0,), 3), ((1,), 2), ((2,), 1))
    outcome = shared(ballots, (330, 120, 100), 700)
    assert [dict(step.scores) for step in outcome.rounds] == [
        {0: Fraction(4)},
        {1: Fraction(120, 1) / Fraction("51.25")},
        {2: Fraction(1)},
    ]


def test_a_count_can_be_watched_and_stopped() -> None:
    def stop(cost: int, money: int) -> None:
        raise KeyboardInterrupt(f"{cost} of {money}")

    with pytest.raises(KeyboardInterrupt, match="0 of 1000"):
        count(
            Method.BUDGET, 2, (((0,), 1), ((1,), 1)), costs=(600, 600), money=1_000, progress=stop
        )


@pytest.mark.parametrize(
    ("costs", "money"), [((), 100), ((10, 10), 100), ((0,), 100), ((-5,), 100), ((10,), 0)]
)
def test_a_budget_without_a_cost_for_each_or_without_money_is_refused(
    costs: tuple[int, ...], money: int
) -> None:
    with pytest.raises(ValueError, match="1 projects cost"):
        count(Method.BUDGET, 1, (((0,), 1),), costs=costs, money=money)
