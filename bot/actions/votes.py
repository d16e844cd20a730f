"""A vote that is open: who may cast for whom, ballots recorded, reminders by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.access import Act, check
from bot.actions import courtyard as yards
from bot.actions import (
    meetings,
    names,
    secrecy,
    vote_reminders,
)
from bot.actions.vote_reminders import Told
from bot.errors import N_, BadInput, NotFound, Refusal, TooLate
from bot.rules import ballot, methods
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Content, Method
from bot.rules.methods.consent import OBJECTS
from storage import (
    audit,
    ballots,
    cards,
    reasons,
    residents,
    vote_roll,
    votes,
)
from storage.ballots import Channel
from storage.tx import Tx
from storage.vote_roll import Seat
from storage.votes import Electorate, Vote, VoteState


class VoteClosed(TooLate):
    text = N_("晚了一步：这次表决已经截止，这一下没有记。结果看群里。")


class CalledOff(VoteClosed):
    text = N_("这次表决作罢了，不收票，也不数票。为啥，群里写着。")


class NotOpenYet(Refusal):
    text = N_("这次表决还没开始。")


class OpensLater(Refusal):
    text = N_("这次表决还在公示，{at} 才开始投，到时候会提醒大家。")


class NotOnRoll(Refusal):
    text = N_("这次表决开始时，名册上没有您家，投不了。下次就能投了。")


class CouncilOnly(Refusal):
    text = N_("这次是{council}内部表决，由议事员来投。")


class SomeoneElseVotes(Refusal):
    text = N_("这次您家的票由 {who} 来投，您这一下没有记。要换人投，请和家里人、{council}说一声。")


class NeedsReason(BadInput):
    text = N_("反对要讲个理由，大家才好想办法。到私聊里点「有理由地反对」，写一两句就行。")


class TooMany(BadInput):
    text = N_("这次最多选 {n} 个，勾多了整张票都不算。去掉几个再交。")


class NobodyNamed(Refusal):
    text = N_("您家的业主票还没定由谁来投。打开这次表决，点「由我来投」就行。")


_ONLY: Mapping[Electorate, type[Refusal]] = {
    Electorate.COUNCIL: CouncilOnly,
    Electorate.DELEGATES: meetings.DelegatesOnly,
    Electorate.PARTY: meetings.PartyOnly,
}


@dataclass(frozen=True)
class Receipt:
    """What a ballot came to: whose it is, what it says, and whether it replaced another.

    `token` is the secret of a secret ballot's receipt: kept nowhere, so handed over now or never.
    """

    vote: Vote
    label: str
    content: Content
    before: Content | None
    token: str | None = None

    @property
    def unchanged(self) -> bool:
        return self.before == self.content


def cast(tx: Tx, courtyard: int, person: int, number: int, content: Content) -> Receipt:
    """Record the ballot of the person's household (or own seat). Raises what `entitled` and
    `record` raise."""
    vote, unit = entitled(tx, courtyard, person, number)
    return record(tx, vote, unit, content, person=person)


def entitled(tx: Tx, courtyard: int, person: int, number: int) -> tuple[Vote, int]:
    """The vote, open now, and the unit this person may cast for.

    Raises NotFound, NotAResident, NotOpenYet, VoteClosed (from the closing moment on, whether or
    not the clock has run), NotOnRoll, CouncilOnly, SomeoneElseVotes, NobodyNamed.
    """
    check(tx, courtyard, person, Act.CAST_BALLOT)
    vote = get(tx, courtyard, number)
    if vote.state is VoteState.DRAFT:
        raise NotOpenYet
    if vote.state is VoteState.NOTICED:
        raise OpensLater(at=vote.opens_at)
    if not is_open(vote, tx.now):
        raise over(vote)
    seat = seat_of(tx, vote, person)
    if seat is None:
        raise _ONLY.get(vote.electorate, NotOnRoll)
    if seat.voter not in (None, person):
        raise SomeoneElseVotes(who=names.name_of(tx, courtyard, seat.voter))
    if seat.voter is None and vote.electorate is Electorate.OWNERS:
        raise NobodyNamed
    return vote, seat.unit


def record(
    tx: Tx,
    vote: Vote,
    unit: int,
    content: Content,
    *,
    person: int | None,
    channel: Channel = Channel.TAP,
    helper: int | None = None,
) -> Receipt:
    """The ballot of a unit, however it came in; the last one counts, of a secret vote the first.
    `person` is the one of the household who cast it, where that is known; `helper` whoever brought
    it for them.

    Raises VoteClosed, NotOnRoll, BadInput, NeedsReason (consent), and OwnHandsOnly and
    AlreadyVoted (secret votes).
    """
    if not is_open(vote, tx.now):
        raise over(vote)
    if not methods.valid(vote.method, len(ballot.choices(vote.options)), content):
        raise BadInput(N_("没有这个选项。"))
    if ballot.too_many(rule_from_text(vote.rule), vote.method, vote.seats, content):
        raise TooMany(n=vote.seats)
    label = vote_roll.label(tx, vote, unit)
    if label is None:
        raise NotOnRoll
    if vote.secret:
        token = secrecy.hand_in(tx, vote, unit, label, content, channel)
        cards.touch(tx, vote.courtyard, "vote", vote.vote)
        return Receipt(vote, label, content, None, token)
    objects = vote.method is Method.CONSENT and content == (OBJECTS,)
    if objects and not reasons.given(tx, vote, unit):
        raise NeedsReason
    before = ballots.ballot(tx, vote, unit)
    receipt = Receipt(vote, label, content, before.content if before else None)
    if receipt.unchanged and before and before.channel is channel:
        return receipt
    ballots.put_ballot(tx, vote, unit, content, person, channel, helper)
    audit.append(
        tx,
        vote.courtyard,
        "ballot.cast",
        vote=vote.vote,
        unit=unit,
        content=list(content),
        channel=channel.value,
    )
    cards.touch(tx, vote.courtyard, "vote", vote.vote)
    return receipt


def remind(tx: Tx, courtyard: int, person: int, number: int) -> tuple[Told, int]:
    """Write privately to those who owe a ballot: whom that reaches, and the units still missing."""
    check(tx, courtyard, person, Act.REMIND_NON_VOTERS)
    vote = get(tx, courtyard, number)
    if not is_open(vote, tx.now):
        raise VoteClosed
    told = vote_reminders.tell(tx, yards.get(tx, courtyard), vote)
    audit.append(tx, courtyard, "vote.reminded", vote=number, by=person, told=told.people)
    return told, len(ballots.missing(tx, vote))


def get(tx: Tx, courtyard: int, number: int) -> Vote:
    """Raises NotFound."""
    vote = votes.get(tx, courtyard, number)
    if vote is None:
        raise NotFound
    return vote


def is_open(vote: Vote, now: datetime) -> bool:
    """Open, and its closing moment not reached."""
    return vote.state is VoteState.OPEN and vote.closes_at is not None and now < vote.closes_at


def over(vote: Vote) -> VoteClosed:
    """Why it takes no more ballots."""
    called_off = vote.state is VoteState.CANCELLED and vote.opened_at is not None
    return CalledOff() if called_off else VoteClosed()


def unit_of(tx: Tx, vote: Vote, person: int) -> int | None:
    """The unit a person belongs to: themselves, their household, or the owner of their home."""
    if not vote.electorate.by_home:
        return person
    resident = residents.resident(tx, vote.courtyard, person)
    confirmed = resident and resident.state is residents.ResidentState.CONFIRMED
    if not resident or not confirmed or resident.household is None:
        return None
    return vote_roll.unit_of_home(tx, vote, resident.household)


def seat_of(tx: Tx, vote: Vote, person: int) -> Seat | None:
    """The place of a person's unit on this vote's roll; None where it has none."""
    unit = unit_of(tx, vote, person)
    return vote_roll.seat(tx, vote, unit) if unit is not None else None
