"""Handing owners their ballot, where silence counts: only what is proven counts as handed over."""

from __future__ import annotations

from bot.access import Act, check
from bot.actions import doorstep, votes
from bot.errors import N_, Refusal
from storage import audit, ballots, outbox, residents, services, vote_roll
from storage.services import Way
from storage.tx import Tx
from storage.votes import Vote


class SilenceIsSilence(Refusal):
    text = N_("这次表决不算沉默的票，不用记票送到谁手上。")


class TheyHaveIt(Refusal):
    text = N_("这一家说好投票的人已经自己打开看过了，不用再记。")


class NotYourHome(Refusal):
    text = N_("这是别家的票，要他家自己来说。")


def hand_over(
    tx: Tx, courtyard: int, person: int, number: int, unit: int, *, to_owner: bool
) -> None:
    """Somebody was at the door and gave the ballot to the owner, or to a tenant (which is not
    serving it). The household hears of it. Raises SilenceIsSilence, TheyHaveIt, and what
    `doorstep.collectors_vote` raises."""
    vote = doorstep.collectors_vote(tx, courtyard, person, number)
    doorstep.label_at(tx, vote, unit)
    if not vote.silent:
        raise SilenceIsSilence
    known = services.get(tx, vote, unit)
    if known and known.way is Way.SEEN:
        raise TheyHaveIt
    _put(tx, vote, unit, Way.DOOR, to_owner, person)
    if to_owner:
        for home in vote_roll.homes_of_unit(tx, vote, unit):
            for member in residents.residents_of(tx, courtyard, home):
                told = {"vote": number, "unit": unit}
                outbox.send(tx, courtyard, member.person, "service.told", told)


def seen(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """The one named to vote for an owner has opened the vote: that proves it, and nothing less
    does (a message sent is not a message read)."""
    vote = votes.get(tx, courtyard, number)
    if not (vote.silent and votes.is_open(vote, tx.now)):
        return
    seat = votes.seat_of(tx, vote, person)
    if seat is None or seat.voter != person:
        return
    known = services.get(tx, vote, seat.unit)
    if known is None or known.way is not Way.SEEN:
        _put(tx, vote, seat.unit, Way.SEEN, True, person)


def deny(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> None:
    """A household says that it never got the ballot somebody says was handed to it. Raises
    NotYourHome, TheyHaveIt, VoteClosed."""
    check(tx, courtyard, person, Act.CAST_BALLOT)
    vote = doorstep.open_to_households(tx, courtyard, number)
    if votes.unit_of(tx, vote, person) != unit:
        raise NotYourHome
    known = services.get(tx, vote, unit)
    if (known and known.way is Way.SEEN) or ballots.has_voted(tx, vote, unit):
        raise TheyHaveIt
    _put(tx, vote, unit, Way.DENIED, False, person)


def _put(tx: Tx, vote: Vote, unit: int, way: Way, to_owner: bool, person: int) -> None:
    services.put(tx, vote, unit, way, to_owner, person)
    audit.append(
        tx,
        vote.courtyard,
        f"ballot.{way.value.lower()}",
        vote=vote.vote,
        unit=unit,
        to_owner=to_owner,
        by=person,
    )
