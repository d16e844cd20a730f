"""What must hold for any ballots: order and grouping are nothing, and nothing is lost."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.methods import Content, Method, Outcome, count
from tests.rules.methods.elections import Election, election

NUMBERED = (Method.MAJORITY, Method.CONSENT)
"""Methods whose answers mean something by their number."""
elections = st.builds(
    lambda seed, method: election(Random(seed), method),
    st.integers(0, 2**32),
    st.sampled_from(list(Method)),
)
ranked = st.builds(
    lambda seed, method: election(Random(seed), method),
    st.integers(0, 2**32),
    st.sampled_from([Method.IRV, Method.STV]),
)


def counted(vote: Election, ballots: list[tuple[Content, int]]) -> Outcome:
    return count(
        vote.method,
        vote.options,
        ballots,
        seats=vote.seats,
        costs=vote.costs,
        money=vote.money,
    )


@given(elections, st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_how_they_are_grouped_matters(
    vote: Election, random: Random
) -> None:
    shuffled = list(vote.ballots)
    random.shuffle(shuffled)
    grouped = [(content, shuffled.count(content)) for content in dict.fromkeys(shuffled)]
    assert counted(vote, grouped) == counted(vote, vote.grouped())


@given(
    elections.filter(lambda vote: vote.method not in NUMBERED), st.randoms(use_true_random=False)
)
def test_options_under_other_numbers_have_the_same_fate(vote: Election, random: Random) -> None:
    number = list(range(vote.options))
    random.shuffle(number)
    old = [number.index(option) for option in range(vote.options)]
    renamed = [(_renamed(vote.method, content, number, old), 1) for content in vote.ballots]
    costs = tuple(vote.costs[option] for option in old) if vote.costs else ()
    before = counted(vote, vote.grouped())
    after = count(
        vote.method, vote.options, renamed, seats=vote.seats, costs=costs, money=vote.money
    )
    assert {number[option] for option in before.winners} == set(after.winners)
    assert {number[option] for option in before.tied} == set(after.tied)


def _renamed(method: Method, content: Content, number: list[int], old: list[int]) -> Content:
    if method is Method.SCORE:
        return tuple(content[option] for option in old)
    new = [number[option] for option in content]
    return tuple(sorted(new) if method in (Method.APPROVAL, Method.BUDGET) else new)


@given(ranked)
def test_in_every_round_all_votes_lie_somewhere(vote: Election) -> None:
    outcome = counted(vote, vote.grouped())
    seated, run_out = 0, Fraction(0)
    for step in outcome.rounds:
        lying = sum((got for _, got in step.scores), Fraction(0))
        gone = len(vote.ballots) - lying - seated * outcome.quota
        assert gone >= run_out
        seated, run_out = seated + len(step.elected), gone
    assert outcome.exhausted == run_out


@given(elections)
def test_nobody_wins_and_is_tied_and_no_more_win_than_there_are_seats(vote: Election) -> None:
    outcome = counted(vote, vote.grouped())
    assert not set(outcome.winners) & set(outcome.tied)
    assert len(outcome.tied) != 1 or vote.method is Method.BUDGET
    if vote.method is Method.BUDGET:
        assert sum(vote.costs[option] for option in outcome.winners) <= vote.money
    else:
        assert len(outcome.winners) <= vote.seats


@given(st.lists(st.integers(0, 2), max_size=30))
def test_one_more_supporter_never_turns_a_pass_into_a_failure(answers: list[int]) -> None:
    before = count(Method.MAJORITY, 3, [((answer,), 1) for answer in answers])
    after = count(Method.MAJORITY, 3, [((answer,), 1) for answer in (*answers, 0)])
    assert set(before.winners) <= set(after.winners)


added = st.sampled_from([Method.CHOICE, Method.APPROVAL, Method.SCORE, Method.SCHULZE])


@given(st.integers(0, 2**32), added)
def test_one_more_ballot_for_the_winner_alone_never_hurts_it(seed: int, method: Method) -> None:
    vote = election(Random(seed), method)
    for winner in counted(vote, vote.grouped()).winners:
        alone = tuple(5 * (option == winner) for option in range(vote.options))
        more = (*vote.grouped(), (alone if method is Method.SCORE else (winner,), 1))
        assert winner in counted(vote, list(more)).winners


@given(st.integers(0, 2**32))
def test_pairs_and_those_who_rank_neither_add_up_to_all_ballots(seed: int) -> None:
    vote = election(Random(seed), Method.SCHULZE)
    pairs = counted(vote, vote.grouped()).pairs
    for a in range(vote.options):
        for b in range(a):
            neither = sum(a not in ballot and b not in ballot for ballot in vote.ballots)
            assert pairs[a][b] + pairs[b][a] + neither == len(vote.ballots)
