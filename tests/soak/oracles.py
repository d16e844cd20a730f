"""What other people's libraries say about an election: pref_voting, and starvote for scores.

Each oracle returns all who can win, or None where it settles a tie by rules of its own and
therefore says nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pref_voting.grade_methods import approval, score_voting
from pref_voting.grade_profiles import GradeProfile
from pref_voting.iterative_methods import (
    instant_runoff_for_truncated_linear_orders,
    instant_runoff_put,
)
from pref_voting.margin_based_methods import beat_path
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_wig
from pref_voting.scoring_methods import plurality
from starvote import UnbreakableTieError, reweighted_range_voting

from bot.rules.methods import BEST, Method, Outcome
from tests.rules.methods.elections import Election

Found = set[int] | None
Oracle = Callable[[Election, Outcome], Found]


def most_votes(vote: Election, ours: Outcome) -> Found:
    """One choice is the first place of a ranking."""
    rest = list(range(vote.options))
    ballots = [
        [first, *(option for option in rest if option != first)] for (first,) in vote.ballots
    ]
    return set(plurality(Profile(ballots)))


def most_ticks(vote: Election, ours: Outcome) -> Found:
    grades = [{o: int(o in ballot) for o in range(vote.options)} for ballot in vote.ballots]
    return set(approval(GradeProfile(grades, [0, 1])))


def most_points(vote: Election, ours: Outcome) -> Found:
    grades = [dict(enumerate(ballot)) for ballot in vote.ballots]
    return set(score_voting(GradeProfile(grades, list(range(BEST + 1)))))


def most_points_by_starvote(vote: Election, ours: Outcome) -> Found:
    """The second of two seats by reweighted range voting, the first being won by a stranger.

    His own supporters score nobody else, so that the other ballots keep their full weight and the
    second seat is plain score voting. Equals raise an error.
    """
    ballots = [{str(o): points for o, points in enumerate(ballot)} for ballot in vote.ballots]
    strangers = [{"stranger": BEST}] * (len(ballots) + 1)
    try:
        seated = reweighted_range_voting(
            [*ballots, *strangers], seats=2, maximum_score=BEST, tiebreaker=None
        )
    except UnbreakableTieError:
        return None if ours.tied else set()
    return {int(name) for name in seated if name != "stranger"}


def runoff_in_all_ways(vote: Election, ours: Outcome) -> Found:
    if not complete(vote):
        return None
    return set(instant_runoff_put(Profile([list(ballot) for ballot in vote.ballots])))


def runoff_of_short_rankings(vote: Election, ours: Outcome) -> Found:
    """It drops all of the last together, so it is asked only where nobody was last with others."""
    if complete(vote) or any(len(step.dropped) > 1 or step.tied for step in ours.rounds):
        return None
    return set(instant_runoff_for_truncated_linear_orders(with_ties(vote), hide_warnings=True))


def strongest_chains(vote: Election, ours: Outcome) -> Found:
    """Wins are as strong as the number of votes for them, which matters for short rankings."""
    profile = with_ties(vote)
    profile.use_extended_strict_preference()
    return set(beat_path(profile, strength_function=profile.support))


def seats_in_proportion(vote: Election, ours: Outcome) -> Found:
    """It breaks ties by number, so it is asked only where ties make no difference to us."""
    if ours.tied or not complete(vote):
        return None
    profile = Profile([list(ballot) for ballot in vote.ballots])
    return set(stv_wig(profile, num_seats=vote.seats, quota_rule="droop"))


def complete(vote: Election) -> bool:
    return all(len(ballot) == vote.options for ballot in vote.ballots)


def with_ties(vote: Election) -> ProfileWithTies:
    ranks = [{option: rank for rank, option in enumerate(ballot)} for ballot in vote.ballots]
    return ProfileWithTies(ranks, candidates=list(range(vote.options)))


ORACLES: Mapping[Method, tuple[Oracle, ...]] = MappingProxyType(
    {
        Method.CHOICE: (most_votes,),
        Method.APPROVAL: (most_ticks,),
        Method.SCORE: (most_points, most_points_by_starvote),
        Method.IRV: (runoff_in_all_ways, runoff_of_short_rankings),
        Method.SCHULZE: (strongest_chains,),
        Method.STV: (seats_in_proportion,),
    }
)
