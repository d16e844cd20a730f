"""Who casts an owner's one ballot where several people live behind it: said by one of them, open
to the others' objection, decided by the council where they disagree (domain.md 5, V14).

Nobody is believed silently: until someone is named, what is tapped is held and does not count.
"""

from __future__ import annotations

from bot.access import Act, check, council
from bot.actions import electors, votes
from bot.actions import roll as rolls
from bot.actions.votes import NobodyNamed, NotOnRoll, Receipt, SomeoneElseVotes
from bot.errors import N_, BadInput, Refusal
from bot.rules.methods import Content
from storage import audit, ballots, cards, half_filled, outbox, residents, roll, vote_roll
from storage import votes as rows
from storage.ballots import Channel
from storage.roll import Home
from storage.tx import Tx
from storage.votes import Electorate, Vote


class Contested(Refusal):
    text = N_("您家里人对业主票由谁来投说法不一样，先搁着。等{council}两个人定了，就能投。")


class CouncilNamed(Refusal):
    text = N_("这是{council}定的。觉得不对，请找一位议事员说，他们两个人就能改。")


def hold(tx: Tx, courtyard: int, person: int, number: int, content: Content) -> None:
    """Keep what somebody tapped while nobody is named; it does not count yet."""
    try:
        votes.entitled(tx, courtyard, person, number)
    except NobodyNamed:
        half_filled.keep(tx, votes.get(tx, courtyard, number), person, content)


def take_on(tx: Tx, courtyard: int, person: int, number: int) -> Receipt | None:
    """One of an owner's people says that they cast the ballot, now and from now on. What was held
    for them counts at once (the receipt); None where nothing was.

    Raises Contested, SomeoneElseVotes, and what `entitled` raises.
    """
    try:
        vote, unit = votes.entitled(tx, courtyard, person, number)
    except NobodyNamed:
        vote = votes.get(tx, courtyard, number)
        unit = _name(tx, vote, person)
    held = None if vote.secret else half_filled.of(tx, vote, person)
    if held is None:
        return None
    half_filled.drop(tx, vote, person)
    return votes.record(tx, vote, unit, held, person=person)


def object_to(tx: Tx, courtyard: int, person: int, household: int) -> int:
    """Another of the owner's people says that it was not agreed: nobody votes for them until the
    council has named someone, and what was cast in their name in running votes is taken back
    (secret ballots cannot be). Whose naming it was.

    Raises CouncilNamed, NotOnRoll, SomeoneElseVotes.
    """
    check(tx, courtyard, person, Act.CAST_BALLOT)
    found, mine = roll.home(tx, courtyard, household), _home(tx, courtyard, person)
    if found is None or mine is None or mine.owner != found.owner or mine.voter is None:
        raise NotOnRoll
    if mine.sealed:
        raise CouncilNamed
    named = mine.voter
    roll.set_voter(tx, courtyard, mine.owner, None, contested=True)
    for vote in rows.opened(tx, courtyard):
        if vote.electorate is Electorate.OWNERS:
            _open_again(tx, vote, vote_roll.unit_of_home(tx, vote, mine.household), named, person)
    audit.append(tx, courtyard, "voter.contested", household=mine.owner, by=person)
    for other in dict.fromkeys([named, *council(tx, courtyard)]):
        if other != person:
            outbox.send(tx, courtyard, other, "naming.contested", {"household": mine.household})
    return named


def _name(tx: Tx, vote: Vote, person: int) -> int:
    """Write down that this person votes for their owner; the unit they vote for."""
    home = _home(tx, vote.courtyard, person)
    if home is None:
        raise NotOnRoll
    if home.contested:
        raise Contested
    if home.voter not in (None, person):
        raise SomeoneElseVotes(who=electors.name_of(tx, vote.courtyard, home.voter or 0))
    roll.set_voter(tx, vote.courtyard, home.owner, person, contested=False)
    rolls.name_for_owners(tx, vote.courtyard, home, person)
    audit.append(tx, vote.courtyard, "voter.named", household=home.owner, by=person)
    for other in roll.people_of(tx, vote.courtyard, home.owner):
        if other != person:
            args = {"household": home.household, "person": person}
            outbox.send(tx, vote.courtyard, other, "naming.told", args)
    return vote_roll.unit_of_home(tx, vote, home.household)


def _home(tx: Tx, courtyard: int, person: int) -> Home | None:
    resident = residents.resident(tx, courtyard, person)
    number = resident.household if resident else None
    return roll.home(tx, courtyard, number) if number is not None else None


def _open_again(tx: Tx, vote: Vote, unit: int, named: int, person: int) -> None:
    vote_roll.set_voter(tx, vote, unit, None)
    cast = None if vote.secret else ballots.ballot(tx, vote, unit)
    if cast and cast.person == named and cast.channel is Channel.TAP:
        ballots.take_back(tx, vote, unit, person)
        cards.touch(tx, vote.courtyard, "vote", vote.vote)


def check_owners_vote(vote: Vote) -> None:
    """Raises BadInput where ballots are not owners'."""
    if vote.electorate is not Electorate.OWNERS:
        raise BadInput
