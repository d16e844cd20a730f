"""A vote that failed, was called off or does not hold is drafted again as it was."""

from __future__ import annotations

from bot.access import Act, check
from bot.actions import (
    judging,
    openers,
    topics,
    votes,
)
from bot.errors import N_, BadInput
from bot.rules.verdict import Result
from storage import votes as rows
from storage.tx import Tx
from storage.votes import Vote, VoteState

REPEATED = ("method", "electorate", "seats", "costs", "money", "secret", "receipts", "effect")


class NothingToRepeat(BadInput):
    text = N_("这次表决有结果了，不用再投一次。要另外投，就新开一个。")


def repeat(tx: Tx, courtyard: int, person: int, number: int) -> int:
    """A draft of a vote that failed or does not hold, to be held again: same question, options,
    rule and voters. Raises NotAllowed, NotFound, NothingToRepeat."""
    check(tx, courtyard, person, Act.OPEN_RESIDENTS_VOTE)
    vote = votes.get(tx, courtyard, number)
    if not may_repeat(vote):
        raise NothingToRepeat
    openers.check_voters(tx, courtyard, person, vote.electorate)
    topics.vote_undone(tx, courtyard, vote.vote)
    new = rows.add(
        tx, courtyard, vote.title, person, vote.rule, topic=vote.topic, options=vote.options
    )
    same = {name: getattr(vote, name) for name in REPEATED}
    rows.update(tx, votes.get(tx, courtyard, new), repeats=number, **same)
    return new


def may_repeat(vote: Vote) -> bool:
    failed = vote.state in rows.OVER and vote.result not in (None, Result.PASSED.value)
    failed = failed and not judging.awaits_lottery(vote)
    called_off = vote.state is VoteState.CANCELLED and vote.opened_at is not None
    return failed or called_off or vote.state is VoteState.VOIDED
