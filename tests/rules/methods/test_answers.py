"""Counts that only add up, consent, and ballots that are none."""

from __future__ import annotations

import pytest

from bot.rules.methods import Content, Method, count, valid


@pytest.mark.parametrize(
    ("said", "winners"),
    [((41, 39, 0), (0,)), ((40, 40, 0), ()), ((40, 1, 39), ()), ((0, 0, 0), ())],
)
def test_for_wins_with_more_than_half_of_all_who_answered(
    said: tuple[int, int, int], winners: tuple[int, ...]
) -> None:
    outcome = count(Method.MAJORITY, 3, [((n,), heads) for n, heads in enumerate(said)])
    assert (outcome.winners, outcome.tied) == (winners, ())
    assert tuple(map(int, outcome.scores)) == said


def test_of_many_the_most_wins_and_equals_are_tied() -> None:
    assert count(Method.CHOICE, 3, (((1,), 4), ((2,), 3))).winners == (1,)
    tied = count(Method.CHOICE, 3, (((1,), 3), ((2,), 3)))
    assert (tied.winners, tied.tied) == ((), (1, 2))
    assert count(Method.CHOICE, 3, ()).winners == ()


@pytest.mark.parametrize(
    ("seats", "winners", "tied"),
    [(1, (2,), ()), (2, (2,), (0, 1)), (3, (0, 1, 2), ()), (4, (0, 1, 2), ())],
)
def test_several_seats_by_approval_are_tied_only_where_they_run_out(
    seats: int, winners: tuple[int, ...], tied: tuple[int, ...]
) -> None:
    ballots = (((0, 1), 3), ((2,), 5))
    outcome = count(Method.APPROVAL, 4, ballots, seats=seats)
    assert (outcome.winners, outcome.tied) == (winners, tied)


def test_scores_of_nothing_but_zero_are_blank() -> None:
    outcome = count(Method.SCORE, 2, (((0, 0), 2), ((3, 0), 1)))
    assert (outcome.winners, outcome.blank) == ((0,), 2)
    assert list(map(int, outcome.scores)) == [3, 0]


def test_an_open_objection_stops_a_consent_and_a_resolved_one_does_not() -> None:
    ballots = (((0,), 9), ((1,), 2), ((2,), 2))
    assert count(Method.CONSENT, 3, ballots, resolved=1).winners == ()
    carried = count(Method.CONSENT, 3, ballots, resolved=2)
    assert carried.winners == (0,)
    assert list(map(int, carried.scores)) == [9, 2, 2]
    assert dict(carried.rounds[-1].scores) == {2: 0}


@pytest.mark.parametrize("resolved", [-1, 3])
def test_more_objections_resolved_than_raised_is_a_mistake(resolved: int) -> None:
    with pytest.raises(ValueError, match="objections resolved, of 2"):
        count(Method.CONSENT, 3, (((2,), 2),), resolved=resolved)


@pytest.mark.parametrize(
    ("method", "content"),
    [
        (Method.MAJORITY, (3,)),
        (Method.CHOICE, (0, 1)),
        (Method.APPROVAL, (1, 0)),
        (Method.APPROVAL, (1, 1)),
        (Method.SCORE, (6, 0, 0)),
        (Method.SCORE, (5, 0)),
        (Method.IRV, ()),
        (Method.SCHULZE, (0, 0)),
        (Method.STV, (0, 3)),
        (Method.BUDGET, (-1,)),
        (Method.CONSENT, ()),
    ],
)
def test_a_ballot_that_is_none_is_not_counted_silently(method: Method, content: Content) -> None:
    assert not valid(method, 3, content)
    with pytest.raises(ValueError, match="in a count by"):
        count(method, 3, ((content, 1),), costs=(1, 1, 1), money=1)


def test_the_highest_score_is_what_the_vote_says() -> None:
    assert valid(Method.SCORE, 2, (9, 0), max_score=10)
    assert count(Method.SCORE, 2, (((9, 0), 1),), max_score=10).winners == (0,)


@pytest.mark.parametrize(
    ("method", "options", "seats", "said"),
    [
        (Method.MAJORITY, 4, 1, "4 answers, of 3"),
        (Method.CONSENT, 2, 1, "2 answers, of 3"),
        (Method.STV, 3, 0, "0 seats"),
    ],
)
def test_a_question_that_cannot_be_counted_is_refused(
    method: Method, options: int, seats: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        count(method, options, (), seats=seats)


def test_fewer_than_no_ballots_are_refused_and_none_are_nothing() -> None:
    with pytest.raises(ValueError, match="-1 ballots"):
        count(Method.CHOICE, 2, (((0,), 2), ((0,), -1)))
    assert count(Method.IRV, 2, (((0, 1), 0),)) == count(Method.IRV, 2, ())
