"""The end of a vote: on time, or early by two; counted once, then told to everyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.access import Act
from bot.actions import (
    board,
    boxes,
    consenting,
    judging,
    noticing,
    presets,
    second,
    second_readings,
    secrecy,
    stopping,
    topics,
    votes,
)
from bot.actions import courtyard as yards
from bot.actions.judging import Counted
from bot.errors import N_, BadInput
from bot.rules import ballot, result_file
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Content
from bot.rules.silence import Silent
from bot.rules.verdict import Measure
from storage import audit, ballots, cards, due, services
from storage import votes as rows
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Electorate, Vote, VoteState

Group = tuple[Content, int]
Tell = Callable[[int, int], None]
COUNT = "vote.count"
DAY = timedelta(days=1)


def ask_to_close(tx: Tx, courtyard: int, person: int, number: int, reason: str) -> bool:
    """Close before the deadline, or take an announced vote back before it opens, for a reason that
    is made public; by two people (True: done)."""
    vote = votes.get(tx, courtyard, number)
    if not votes.is_open(vote, tx.now) and vote.state is not VoteState.NOTICED:
        raise votes.over(vote)
    secrecy.check_endable(tx, vote)
    reason = reason.strip()
    if not reason:
        raise BadInput(N_("提前结束要给大家一个理由：/close {vote} 理由"), vote=number)
    args = {"vote": number, "reason": reason[:300]}
    if second.request(tx, courtyard, person, Act.CLOSE_VOTE, args) is None:
        close_early(tx, courtyard, person, person, args)
        return True
    return False


def close_early(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    number = args["vote"]
    vote = votes.get(tx, courtyard, number)
    if vote.state is VoteState.NOTICED:
        noticing.withdraw(tx, yards.get(tx, courtyard), vote, args["reason"])
        return
    if vote.state is not VoteState.OPEN:
        raise votes.over(vote)
    secrecy.check_endable(tx, vote)
    both = {"first": first, "second": other}
    audit.append(tx, courtyard, "vote.closed_early", vote=number, reason=args["reason"], **both)
    _close(tx, vote, args["reason"])


def close_on_time(tx: Tx, courtyard: int, subject: str) -> None:
    """The deadline has come (due work)."""
    vote = rows.get(tx, courtyard, int(subject))
    if vote and vote.state is VoteState.OPEN:
        _close(tx, vote, None)


def count(
    vote: Vote,
    groups: list[Group],
    areas: Mapping[int, int] | None = None,
    progress: Tell | None = None,
    *,
    resolved: int = 0,
    silent: Silent | None = None,
) -> Counted:
    """Grouped ballots by the vote's own rule and method. `areas` stand behind the choices of
    owners; `progress` is told how far a budget is; `resolved` objections to a consent are open no
    more; the `silent` owners join the majority."""
    rule, turnout = rule_from_text(vote.rule), sum(n for _, n in groups)
    if vote.method in ballot.SIMPLE:
        tally = result_file.tally_of(vote.options, groups)
        verdict = ballot.count(
            rule,
            vote.options,
            vote.eligible,
            dict(enumerate(tally)),
            eligible_area=vote.eligible_area,
            areas=areas,
            present=vote.present,
            silent=silent,
        )
        by_area = tuple((areas or {}).values()) or None
        return Counted(turnout, verdict, tally, by_area, silent=silent)
    verdict, found = ballot.judge(
        vote.method,
        rule,
        vote.options,
        vote.eligible,
        groups,
        seats=vote.seats,
        costs=vote.costs,
        money=vote.money,
        resolved=resolved,
        present=vote.present,
        progress=progress,
    )
    return Counted(turnout, verdict, outcome=result_file.outcome_to_plain(found))


def _close(tx: Tx, vote: Vote, reason: str | None) -> None:
    """No more ballots from now on. One tap each is counted at once; the rest takes longer than
    anyone may wait for a transaction, and is counted beside it; what lies in a box is read first.
    """
    rows.update(tx, vote, state=VoteState.CLOSED, closed_at=tx.now, close_reason=reason)
    audit.append(
        tx,
        vote.courtyard,
        "vote.stopped",
        vote=vote.vote,
        frozen=vote.text_hash,
        **secrecy.settle(tx, vote),
    )
    stopping.stop(tx, vote)
    second_readings.give_up(tx, vote)
    over = votes.get(tx, vote.courtyard, vote.vote)
    if not boxes.open_at_close(tx, over):
        start_count(tx, over)


def start_count(tx: Tx, vote: Vote) -> None:
    """Count the ballots of a vote that takes no more, now or as due work."""
    if vote.method in result_file.ONE_TAP:
        publish(tx, vote, count_here(tx, vote))
    else:
        due.plan(tx, vote.courtyard, COUNT, vote.vote, tx.now)


def count_here(tx: Tx, vote: Vote) -> Counted:
    """What the ballots come to, however long it takes."""
    return count(
        vote,
        ballots.groups(tx, vote),
        _areas(tx, vote),
        resolved=consenting.resolved(tx, vote),
        silent=services.silent(tx, vote) if vote.silent else None,
    )


def to_count(tx: Tx, courtyard: int, subject: str) -> tuple[Vote, list[Group]] | None:
    """The vote and its ballots; None when it has its result (due work, before the thread)."""
    vote = rows.get(tx, courtyard, int(subject))
    if vote is None or not counts(vote):
        return None
    return vote, ballots.groups(tx, vote)


def work(given: tuple[Vote, list[Group]], tell: Tell) -> Counted:
    """In a thread."""
    return count(*given, progress=tell)


def counted(tx: Tx, courtyard: int, subject: str, found: Counted) -> None:
    """Due work, after the thread."""
    vote = votes.get(tx, courtyard, int(subject))
    if counts(vote):
        publish(tx, vote, found)


def how_far(tx: Tx, courtyard: int, subject: str, done: int, of: int) -> None:
    """For the card of a count that takes long."""
    rows.update(tx, votes.get(tx, courtyard, int(subject)), progress=(min(done, of), of))
    cards.touch(tx, courtyard, "vote", int(subject))


def counts(vote: Vote) -> bool:
    """Whether it is being counted: for the first time, or again."""
    first = vote.state is VoteState.CLOSED and vote.result is None and not vote.box_waits
    return first or vote.state is VoteState.CONTESTED


def publish(tx: Tx, vote: Vote, counted: Counted) -> None:
    """Freeze the verdict, tell everyone. Runs once for each count."""
    verdict, drawn = judging.after_recount(vote, counted.sums)
    yard = yards.get(tx, vote.courtyard)
    again = vote.state is VoteState.CONTESTED
    head = audit.append(
        tx,
        vote.courtyard,
        "vote.recounted" if again else "vote.closed",
        vote=vote.vote,
        frozen=vote.text_hash,
        turnout=counted.turnout,
        result=verdict.result.value,
        counted=counted.fingerprint,
        winners=list(verdict.winners),
    )
    rows.update(
        tx,
        vote,
        state=VoteState.CLOSED,
        result=verdict.result.value,
        head=head,
        progress=None,
        lottery=drawn,
        **counted.sums,
        **noticing.post(tx, yard, vote),
    )
    if drawn is None and judging.awaits_lottery(votes.get(tx, vote.courtyard, vote.vote)):
        due.plan(tx, vote.courtyard, judging.LOTTERY_REMIND, vote.vote, tx.now + DAY)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)
    said = {"vote": vote.vote, "before": vote.result} if again else {"vote": vote.vote}
    board.announce(
        tx,
        yard,
        "vote.recounted" if again else "vote.result",
        said,
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:result:{head}",
    )
    announce_file(tx, vote, head)
    if again and vote.result != verdict.result.value:
        topics.vote_undone(tx, vote.courtyard, vote.vote)
    topics.vote_decided(tx, vote.courtyard, vote.vote, ballot.passed(verdict))
    if ballot.passed(verdict):
        presets.take_effect(tx, vote)
    else:
        presets.take_back(tx, vote)


def announce_file(tx: Tx, vote: Vote, head: str) -> None:
    board.announce(
        tx,
        yards.get(tx, vote.courtyard),
        "vote.result_file",
        {"vote": vote.vote},
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:result_file:{head}",
        silent=True,
    )


def _areas(tx: Tx, vote: Vote) -> dict[int, int]:
    """The area behind each choice of an owners' vote; empty for all others."""
    if vote.electorate is not Electorate.OWNERS:
        return {}
    found = {content[0]: weight[Measure.AREA] for content, weight in ballots.weights(tx, vote)}
    return {n: found.get(n, 0) for n in range(len(ballot.choices(vote.options)))}
