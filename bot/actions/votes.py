"""Votes: opened by two, cast by tap, closed on time or by two, counted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.access import Act, check, council
from bot.actions import board, reminding, second, topics
from bot.errors import N_, BadInput, NotFound, Refusal, TooLate
from bot.rules import ballot
from bot.rules.frozen import rule_from_text
from storage import audit, cards, courtyards, due, people, residents, votes
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Electorate, Vote, VoteState

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=92)


class VoteClosed(TooLate):
    text = N_("晚了一步：这次表决已经截止，没记上。结果会发在群里。")


class NotOpenYet(Refusal):
    text = N_("这次表决还没开始。")


class NotOnRoll(Refusal):
    text = N_("这次表决开始时，名册上没有您家，投不了。下次就能投了。")


class CouncilOnly(Refusal):
    text = N_("这次是{council}内部表决，由议事员来投。")


class TooSoon(BadInput):
    text = N_("截止时间太近了，至少留 5 分钟，好让大家来得及投。")


class TooFar(BadInput):
    text = N_("截止时间太远了，最多三个月。")


class AlreadyOut(Refusal):
    final = True
    text = N_("这次表决已经发出去了，题目和选项不能再改。要改就另开一个。")


@dataclass(frozen=True)
class Receipt:
    """What a tap came to: whose ballot, which choice, and whether it replaced another."""

    vote: Vote
    label: str
    choice: int
    before: int | None

    @property
    def unchanged(self) -> bool:
        return self.before == self.choice


def open_vote(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """Freeze question, options, rule and roll, put the card up, plan the close and reminders."""
    vote = get(tx, courtyard, args["vote"])
    if vote.state is not VoteState.DRAFT or vote.closes_at is None:
        raise AlreadyOut
    check_deadline(tx, vote.closes_at)
    yard = _yard(tx, courtyard)
    _freeze_roll(tx, vote)
    roll = votes.roll(tx, vote)
    frozen = ballot.text_hash(
        vote.title,
        vote.options,
        vote.rule,
        vote.electorate.value,
        [f"{unit}:{label}" for unit, label in roll],
    )
    votes.update(
        tx,
        vote,
        state=VoteState.OPEN,
        opened_at=tx.now,
        eligible=len(roll),
        text_hash=frozen,
    )
    audit.append(
        tx,
        courtyard,
        "vote.opened",
        vote=vote.vote,
        frozen=frozen,
        eligible=len(roll),
        first=first,
        second=other,
        topic=vote.topic,
    )
    if vote.topic is not None:
        topics.put_to_vote(tx, courtyard, first, vote.topic, vote.vote)
    board.post_card(tx, yard, "vote", vote.vote)
    due.plan(tx, courtyard, "vote.close", vote.vote, vote.closes_at)
    reminding.plan(tx, yard, "vote.remind", vote.vote, vote.closes_at)


def cast(tx: Tx, courtyard: int, person: int, number: int, choice: int) -> Receipt:
    """Record a ballot for the person's household (or own seat); the last one counts.

    Raises VoteClosed from the closing moment on, whether or not the clock has run.
    """
    check(tx, courtyard, person, Act.CAST_BALLOT)
    vote = get(tx, courtyard, number)
    if vote.state is VoteState.DRAFT:
        raise NotOpenYet
    if not is_open(vote, tx.now):
        raise VoteClosed
    if not 0 <= choice < len(ballot.choices(vote.options)):
        raise BadInput(N_("没有这个选项。"))
    unit = unit_of(tx, vote, person)
    label = votes.label(tx, vote, unit) if unit is not None else None
    if unit is None or label is None:
        raise CouncilOnly if vote.electorate is Electorate.COUNCIL else NotOnRoll
    before = votes.ballot(tx, vote, unit)
    receipt = Receipt(vote, label, choice, before.choice if before else None)
    if not receipt.unchanged:
        votes.put_ballot(tx, vote, unit, choice, person)
        audit.append(tx, courtyard, "ballot.cast", vote=number, unit=unit, choice=choice)
        cards.touch(tx, courtyard, "vote", number)
    return receipt


def ask_to_close(tx: Tx, courtyard: int, person: int, number: int, reason: str) -> bool:
    """Close before the deadline, for a reason that is made public; by two people (True: done)."""
    vote = get(tx, courtyard, number)
    if not is_open(vote, tx.now):
        raise VoteClosed
    reason = reason.strip()
    if not reason:
        raise BadInput(N_("提前结束要给大家一个理由：/close {vote} 理由"), vote=number)
    args = {"vote": number, "reason": reason[:300]}
    if second.request(tx, courtyard, person, Act.CLOSE_VOTE, args) is None:
        close_early(tx, courtyard, person, person, args)
        return True
    return False


def close_early(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    vote = get(tx, courtyard, args["vote"])
    if vote.state is not VoteState.OPEN:
        raise VoteClosed
    audit.append(
        tx,
        courtyard,
        "vote.closed_early",
        vote=vote.vote,
        reason=args["reason"],
        first=first,
        second=other,
    )
    _close(tx, vote, args["reason"])


def close_on_time(tx: Tx, courtyard: int, subject: str) -> None:
    """The deadline has come (due work)."""
    vote = votes.get(tx, courtyard, int(subject))
    if vote and vote.state is VoteState.OPEN:
        _close(tx, vote, None)


def remind(tx: Tx, courtyard: int, person: int, number: int) -> tuple[int, int]:
    """Write privately to those who owe a ballot: people written to, units still missing."""
    check(tx, courtyard, person, Act.REMIND_NON_VOTERS)
    vote = get(tx, courtyard, number)
    if not is_open(vote, tx.now):
        raise VoteClosed
    told = reminding.tell_missing(tx, _yard(tx, courtyard), vote, f"hand:{tx.now:%Y%m%d}")
    audit.append(tx, courtyard, "vote.reminded", vote=number, by=person, told=told)
    return told, len(votes.missing(tx, vote))


def get(tx: Tx, courtyard: int, number: int) -> Vote:
    """Raises NotFound."""
    vote = votes.get(tx, courtyard, number)
    if vote is None:
        raise NotFound
    return vote


def is_open(vote: Vote, now: datetime) -> bool:
    """Open, and its closing moment not reached."""
    return vote.state is VoteState.OPEN and vote.closes_at is not None and now < vote.closes_at


def unit_of(tx: Tx, vote: Vote, person: int) -> int | None:
    """The unit a person casts for: their household, or themselves."""
    if vote.electorate is not Electorate.HOUSEHOLDS:
        return person
    resident = residents.resident(tx, vote.courtyard, person)
    confirmed = resident and resident.state is residents.ResidentState.CONFIRMED
    return resident.household if resident and confirmed else None


def _close(tx: Tx, vote: Vote, reason: str | None) -> None:
    """Count, freeze the verdict, tell everyone. Runs once: the state moves on with it."""
    counted = votes.tally(tx, vote)
    verdict = ballot.count(rule_from_text(vote.rule), vote.options, vote.eligible, counted)
    by_choice = tuple(counted.get(n, 0) for n in range(len(ballot.choices(vote.options))))
    head = audit.append(
        tx,
        vote.courtyard,
        "vote.closed",
        vote=vote.vote,
        frozen=vote.text_hash,
        result=verdict.result.value,
        counted=list(by_choice),
        winners=list(verdict.winners),
    )
    votes.update(
        tx,
        vote,
        state=VoteState.CLOSED,
        closed_at=tx.now,
        close_reason=reason,
        result=verdict.result.value,
        counted=by_choice,
        head=head,
    )
    due.cancel(tx, vote.courtyard, "vote.close", vote.vote)
    reminding.cancel(tx, vote.courtyard, "vote.remind", vote.vote)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)
    board.announce(
        tx,
        _yard(tx, vote.courtyard),
        "vote.result",
        {"vote": vote.vote},
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:result",
    )
    board.announce(
        tx,
        _yard(tx, vote.courtyard),
        "vote.result_file",
        {"vote": vote.vote},
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:result_file",
        silent=True,
    )
    if vote.topic is not None:
        topics.vote_decided(tx, vote.courtyard, vote.topic, ballot.passed(verdict))


def _freeze_roll(tx: Tx, vote: Vote) -> None:
    if vote.electorate is Electorate.HOUSEHOLDS:
        votes.freeze_households(tx, vote)
        return
    entitled = voters(tx, vote)
    votes.freeze_people(
        tx, vote, [(person, _name(tx, vote.courtyard, person)) for person in entitled]
    )


def voters(tx: Tx, vote: Vote) -> list[int]:
    if vote.electorate is Electorate.COUNCIL:
        return council(tx, vote.courtyard)
    return [resident.person for resident in residents.confirmed(tx, vote.courtyard)]


def _name(tx: Tx, courtyard: int, person: int) -> str:
    """As others may know them: the household, and the name if they agreed to that."""
    found, account = residents.resident(tx, courtyard, person), people.get(tx, person)
    name = account.name if account and found and found.named else ""
    return f"{residents.label_of(tx, courtyard, person) or ''} {name}".strip() or "—"


def check_deadline(tx: Tx, closes_at: datetime) -> None:
    if closes_at < tx.now + SHORTEST:
        raise TooSoon
    if closes_at > tx.now + LONGEST:
        raise TooFar


def _yard(tx: Tx, courtyard: int) -> Courtyard:
    yard = courtyards.get(tx, courtyard)
    if yard is None:
        raise NotFound
    return yard
