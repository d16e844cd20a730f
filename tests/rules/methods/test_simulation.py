"""A thousand votes of all methods, each counted a second time by brute force."""

from __future__ import annotations

from itertools import cycle, islice
from random import Random

import pytest

from bot.rules.methods import Method, shopping, stv
from tests.rules.methods.elections import election
from tests.rules.methods.second_count import AGAIN, counted

VOTES = [
    election(Random(seed), method)
    for seed, method in zip(range(1000), islice(cycle(Method), 1000), strict=True)
]


@pytest.mark.parametrize("method", Method)
def test_a_thousand_votes_come_out_as_a_plain_second_count_says(method: Method) -> None:
    votes = [vote for vote in VOTES if vote.method is method]
    for vote in votes:
        ends = AGAIN[method](vote)
        outcome = counted(vote)
        assert set(outcome.winners) == frozenset.intersection(*ends), vote
        assert set(outcome.winners + outcome.tied) == frozenset.union(*ends), vote
        assert list(outcome.winners) == sorted(outcome.winners)
    assert len(votes) >= 111


@pytest.mark.parametrize(
    "method", [m for m in Method if m not in (Method.MAJORITY, Method.CONSENT)]
)
def test_the_thousand_votes_hold_ties_of_every_method_and_results_too(method: Method) -> None:
    outcomes = [counted(vote) for vote in VOTES if vote.method is method]
    assert sum(bool(outcome.tied) for outcome in outcomes) >= 5
    assert sum(bool(outcome.winners) for outcome in outcomes) >= 20


@pytest.mark.parametrize("method", [Method.STV, Method.BUDGET])
def test_with_too_many_ways_to_follow_less_is_decided_and_nothing_differently(
    method: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = [vote for vote in VOTES if vote.method is method]
    votes += [election(Random(seed), method, options=6) for seed in range(60)]
    followed = [counted(vote) for vote in votes]
    monkeypatch.setattr(stv, "MOST_WAYS", 1)
    monkeypatch.setattr(shopping, "MOST_WAYS", 1)
    cut_off = [counted(vote) for vote in votes]
    for full, short in zip(followed, cut_off, strict=True):
        assert set(short.winners) <= set(full.winners)
        assert {*full.winners, *full.tied} <= {*short.winners, *short.tied}
    assert cut_off != followed
