"""A ballot filled in for another household: read off paper, with its people at the door, or by
the one who holds its proxy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from bot.access import Act, check
from bot.actions import (
    consenting,
    doorstep,
    filling,
    papers,
    proxies,
    second_readings,
    secrecy,
    votes,
)
from bot.actions import courtyard as yards
from bot.actions.papers import Read
from bot.actions.votes import Receipt
from bot.errors import N_, BadInput, NotAllowed, Refusal, TooLate
from bot.rules import ballot, result_file
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Content
from storage import audit, ballots, cards, outbox, residents, typed_reasons, vote_roll
from storage import doorstep as hands
from storage import papers as readings
from storage.ballots import Ballot, Channel
from storage.doorstep import InHand
from storage.tx import Tx
from storage.votes import Vote


class PutDown(Refusal):
    text = N_("这张票您已经放下了，手里是另一张。要填这一户，请从这一户重新点进去。")


class NothingToTakeBack(TooLate):
    text = N_("没有可以撤的了：您家已经自己投过，或者过了撤的时间。想改就在表决里自己点一下。")


class NoReasonYet(BadInput):
    text = N_("反对要有理由才算。先把理由写上：点「有理由地反对」，照纸上写的、他说的发给我。")


class NotThisHousehold(NotAllowed):
    text = N_("这是别家的票，只有他家自己的人能撤。")


def take(tx: Tx, courtyard: int, person: int, number: int, unit: int, channel: Channel) -> None:
    """Begin a blank ballot for this household; one begun before for another is put down."""
    vote = entitled(tx, courtyard, person, number, unit, channel)
    typed_reasons.drop_put_down(tx, courtyard, person)
    hands.take(tx, courtyard, person, InHand(vote.vote, unit, channel, ()))


def entitled(tx: Tx, courtyard: int, person: int, number: int, unit: int, channel: Channel) -> Vote:
    """The vote, open now, in which this person may bring in this household's ballot this way."""
    vote = doorstep.open_to_households(tx, courtyard, number)
    secrecy.check_own_hands(vote, channel)
    if channel is Channel.PAPER:
        papers.check_reader(tx, vote, unit, person)
    elif channel is Channel.ASSISTED:
        check(tx, courtyard, person, Act.HELP_VOTE)
        doorstep.check_beat(tx, vote, unit, person)
        papers.check_free(tx, vote, unit, person)
    elif channel is Channel.PROXY:
        doorstep.check_bringable(vote)
        proxies.check_held(tx, vote, unit, person)
    else:
        raise BadInput  # one's own hand needs nobody to bring it
    return vote


def pick(tx: Tx, courtyard: int, person: int, number: int, unit: int, value: int) -> None:
    """One tap, as in `filling.pick`; where a ballot is one choice, the last tap is it."""
    vote, hand = _holding(tx, courtyard, person, number, unit)
    filling.check_value(vote, value)
    simple = vote.method in result_file.ONE_TAP
    content = (value,) if simple else filling.tapped(vote, hand.content, value)
    hands.take(tx, courtyard, person, replace(hand, content=content))


def cast_held(tx: Tx, courtyard: int, person: int, number: int, unit: int, value: int) -> Receipt:
    """One tap by the one who holds a household's proxy, where a ballot is one choice."""
    vote = entitled(tx, courtyard, person, number, unit, Channel.PROXY)
    if vote.method not in ballot.SIMPLE:
        raise filling.NoSuchOption
    return _record(tx, vote, unit, (value,), person, Channel.PROXY)


def undo(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> None:
    _, hand = _holding(tx, courtyard, person, number, unit)
    hands.take(tx, courtyard, person, replace(hand, content=hand.content[:-1]))


def back_to_form(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> None:
    """Only who has this ballot in hand sees its form; where it is one choice, that is open again.
    Raises what `_holding` raises."""
    vote, hand = _holding(tx, courtyard, person, number, unit)
    if vote.method in result_file.ONE_TAP:
        hands.take(tx, courtyard, person, replace(hand, content=()))


def give_reason(tx: Tx, courtyard: int, person: int, number: int, unit: int, text: str) -> None:
    """Why this household objects, typed off its sheet or as its people say it at the door. Raises
    what `check_objection` and `consenting.tidied` raise."""
    vote = check_objection(tx, courtyard, person, number, unit)
    typed_reasons.put(tx, vote, unit, person, consenting.tidied(text))


def check_objection(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> Vote:
    """Raises NotFilledIn where the ballot in hand is no objection."""
    vote, hand = _holding(tx, courtyard, person, number, unit)
    if not consenting.objects(vote, hand.content):
        raise filling.NotFilledIn
    return vote


class Next(Enum):
    """What comes after a tap on "I object"."""

    WRITE = "write"
    LOOK_OVER = "look over"
    HAND_IN = "hand in"


def after_objecting(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> Next:
    """The reason is written; but the second reader of a sheet goes by what the first has typed off
    it, and finds the same on the paper or types it anew. Where the first has read no objection the
    two differ, whatever the reason."""
    vote, hand = _holding(tx, courtyard, person, number, unit)
    found = papers.first_reading(tx, vote, unit, person) if _on_paper(hand) else None
    if found is None or found.first is None:
        return Next.WRITE
    if found.content != hand.content:
        return Next.HAND_IN
    typed_reasons.put(tx, vote, unit, person, typed_reasons.of(tx, vote, unit, found.first))
    return Next.LOOK_OVER


def look_over(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> None:
    """Raises NotFilledIn while there is nothing that could be handed in, NoReasonYet, and
    Overfilled for a sheet with more ticks than there are seats."""
    vote, hand = _holding(tx, courtyard, person, number, unit)
    if not filling.complete(vote, hand.content):
        raise filling.NotFilledIn
    if consenting.objects(vote, hand.content) and not typed_reasons.of(tx, vote, unit, person):
        found = papers.first_reading(tx, vote, unit, person) if _on_paper(hand) else None
        if found is None or found.content == hand.content:
            raise NoReasonYet
    most = ballot.most(rule_from_text(vote.rule), vote.method, vote.seats)
    if most is not None and len(hand.content) > most and _on_paper(hand):
        raise papers.Overfilled(n=len(hand.content), most=most)


def hand_in(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> tuple[Read, str | None]:
    """Record what was filled in; the secret of its receipt, if it has one. On paper it may be the
    first reading only."""
    look_over(tx, courtyard, person, number, unit)
    vote, hand = _holding(tx, courtyard, person, number, unit)
    hands.put_down(tx, courtyard, person)
    if hand.channel is not Channel.PAPER:
        receipt = _record(tx, vote, unit, hand.content, person, hand.channel)
        return Read.AGREED, receipt.token
    outcome = papers.read(tx, vote, unit, person, hand.content)
    if outcome is Read.AGREED:
        tell_household(tx, vote, unit)
    elif outcome in (Read.ONCE, Read.RETYPED):
        second_readings.plan(tx, vote)
    return outcome, None


def _record(
    tx: Tx, vote: Vote, unit: int, content: Content, person: int, channel: Channel
) -> Receipt:
    """What a helper or the holder of a proxy brings, and the household hears of it."""
    consenting.bring(tx, vote, unit, content, typed_reasons.of(tx, vote, unit, person))
    typed_reasons.drop_of_unit(tx, vote, unit)
    receipt = votes.record(tx, vote, unit, content, person=None, channel=channel, helper=person)
    readings.drop(tx, vote, unit)
    if not vote.secret:  # of a secret vote the chain does not learn when which household voted
        act = f"ballot.{channel.value.lower()}"
        audit.append(tx, vote.courtyard, act, vote=vote.vote, unit=unit, helper=person)
    tell_household(tx, vote, unit)
    return receipt


def tell_household(tx: Tx, vote: Vote, unit: int) -> None:
    """Its own people, as far as we may write to them, hear what was recorded for them."""
    told = {"vote": vote.vote, "unit": unit}
    for home in vote_roll.homes_of_unit(tx, vote, unit):
        for member in residents.residents_of(tx, vote.courtyard, home):
            outbox.send(tx, vote.courtyard, member.person, "ballot.brought", told)


def take_back(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> None:
    """A member of the household undoes what another cast for it; or the helper does, who got it
    wrong where nobody is registered. Raises NotThisHousehold, VoteClosed, NothingToTakeBack."""
    check(tx, courtyard, person, Act.CAST_BALLOT)
    vote = votes.get(tx, courtyard, number)
    if not (_is_ours(tx, vote, unit, person) or helper_undoes(tx, vote, unit, person)):
        raise NotThisHousehold
    if not votes.is_open(vote, tx.now):
        raise votes.over(vote)
    found = ballots.ballot(tx, vote, unit)
    until = undo_until(tx, vote, found)
    if found is None or until is None or tx.now >= until:
        raise NothingToTakeBack
    consenting.settle(tx, vote, unit)
    ballots.take_back(tx, vote, unit, person)
    readings.drop(tx, vote, unit)
    typed_reasons.drop_of_unit(tx, vote, unit)
    audit.append(tx, courtyard, "ballot.taken_back", vote=number, unit=unit, by=person)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)
    if found.helper not in (None, person):
        told = {"vote": number, "unit": unit, "channel": found.channel.value}
        outbox.send(tx, courtyard, found.helper, "ballot.taken_back", told)


def _is_ours(tx: Tx, vote: Vote, unit: int, person: int) -> bool:
    ours = vote.electorate.by_home and votes.unit_of(tx, vote, person) == unit
    return ours and vote_roll.voter(tx, vote, unit) in (None, person)


def helper_may_undo(tx: Tx, vote: Vote, person: int) -> list[int]:
    """The households whose ballot this helper may take back now."""
    return [
        unit
        for unit in hands.helped_by(tx, vote, person)
        if (until := undo_until(tx, vote, ballots.ballot(tx, vote, unit)))
        and tx.now < until
        and papers.nobody_registered(tx, vote, unit)
    ]


def helper_undoes(tx: Tx, vote: Vote, unit: int, person: int) -> bool:
    """Whether this helper may take back what they cast at a door behind which nobody is registered:
    else a slip of theirs would stand, for nobody could tap it away."""
    found = ballots.ballot(tx, vote, unit)
    helped = found is not None and found.channel is Channel.ASSISTED and found.helper == person
    return helped and papers.nobody_registered(tx, vote, unit)


def _on_paper(hand: InHand) -> bool:
    return hand.channel is Channel.PAPER


def undo_until(tx: Tx, vote: Vote, found: Ballot | None) -> datetime | None:
    """Until when the household may undo a ballot that others brought; None if it cast it, and
    from the close on, early or not: what is counted stays as it was counted."""
    if found is None or found.channel is Channel.TAP or not votes.is_open(vote, tx.now):
        return None
    hours = yards.get(tx, vote.courtyard).setting("undo_hours")
    return min(found.cast_at + timedelta(hours=hours), vote.closes_at or tx.now)


def _holding(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> tuple[Vote, InHand]:
    """The ballot in this person's hand, which must be the one they think it is: a button of an
    older message must never mark another household's ballot. Raises PutDown and what `entitled`
    raises; what was in hand when the vote closed is gone, and then that is said."""
    doorstep.open_to_households(tx, courtyard, number)
    hand = hands.in_hand(tx, courtyard, person)
    if hand is None or (hand.vote, hand.unit) != (number, unit):
        raise PutDown
    return entitled(tx, courtyard, person, number, unit, hand.channel), hand
