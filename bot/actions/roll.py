"""The roll of homes, areas and owners: changed by two people, each change in the audit chain.

Whose flats belong together is kept, who owns them is not: an owner is the first of their flats.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from bot.access import Act, check
from bot.actions import second
from bot.actions.signing import households_changed
from bot.errors import N_, BadInput, NotFound, Refusal, TooLate
from bot.rules.roll import Change, Effect, Now, Voter, after, effect
from storage import audit, residents, roll, vote_roll, votes
from storage.roll import ChangeState, Home, Proposed
from storage.tx import Tx
from storage.votes import Electorate, Vote

NAMED_IN_CHAIN = 50


class NothingChanges(Refusal):
    text = N_("和名册上的一样，没有要改的。")


class NotListed(BadInput):
    text = N_("名册里没有 {written}。先把它加进去，再来办这个。")


class StillLivedIn(Refusal):
    text = N_("{home} 还有 {n} 位登记的邻居，先请他们退出（/leave），再从名册里拿掉。")


class NotTheirs(BadInput):
    text = N_("这位邻居没登记在这一户，不能替它投。")


class OverAlready(TooLate):
    text = N_("这份改动已经不在了，请重新来一次。")


def now(tx: Tx, courtyard: int) -> dict[str, Now]:
    """The roll as the rules look at it."""
    homes = roll.homes(tx, courtyard)
    labels = {home.household: home.label for home in homes}
    return {
        home.label: Now(home.area, labels.get(home.owner, home.label), home.unsold)
        for home in homes
    }


def does(tx: Tx, courtyard: int, change: Change) -> Effect:
    """What a change would do to the roll as it is."""
    return effect(now(tx, courtyard), _as_lived_in(tx, courtyard, change))


def not_unsold(tx: Tx, courtyard: int, change: Change) -> list[str]:
    """Homes a change calls unsold where somebody is registered: they stay households."""
    called = [flat.label for flat in change.flats if flat.unsold]
    lived_in = residents.lived_in(tx, courtyard) if called else set()
    return [label for label in called if label in lived_in]


def _as_lived_in(tx: Tx, courtyard: int, change: Change) -> Change:
    lived_in = set(not_unsold(tx, courtyard, change))
    if not lived_in:
        return change
    flats = (
        replace(flat, unsold=False) if flat.label in lived_in else flat for flat in change.flats
    )
    return replace(change, flats=tuple(flats))


def propose(tx: Tx, courtyard: int, person: int, change: Change) -> int:
    """Put a change together, to be looked over before it goes to the second person; its number.

    Raises NotAllowed, NothingChanges, StillLivedIn, NotListed, NotTheirs.
    """
    check(tx, courtyard, person, Act.EDIT_ROLL)
    _possible(tx, courtyard, change)
    return roll.propose(tx, courtyard, person, change.to_json())


def submit(tx: Tx, courtyard: int, person: int, number: int) -> bool:
    """Ask the second person, or do it at once where one may act alone (then True)."""
    found = _own(tx, courtyard, person, number)
    args = {"change": number, "does": _does(tx, courtyard, found)}
    if second.request(tx, courtyard, person, Act.EDIT_ROLL, args) is None:
        carry_out(tx, courtyard, person, person, args)
        return True
    roll.decide(tx, found, ChangeState.WAITING)
    return False


def drop(tx: Tx, courtyard: int, person: int, number: int) -> None:
    roll.decide(tx, _own(tx, courtyard, person, number), ChangeState.DROPPED)


def moved(tx: Tx, courtyard: int, args: dict[str, Any]) -> dict[str, Any] | None:
    """Whether the waiting change would do something else now, for the roll has changed since it
    was asked for; then what it does now, to be asked anew. Raises what makes it impossible."""
    found = roll.proposed(tx, courtyard, args["change"])
    if found is None or found.content is None or "does" not in args:
        return None
    would = _does(tx, courtyard, found)
    if would == args["does"]:
        return None
    _possible(tx, courtyard, Change.from_json(found.content))
    return {**args, "does": would, "anew": 1}


def _does(tx: Tx, courtyard: int, found: Proposed) -> str:
    """A fingerprint of what a change would do to the roll as it is."""
    change = Change.from_json(found.content or {})
    done = does(tx, courtyard, change)
    said: list[Any] = [
        done.new,
        done.areas,
        done.gone,
        done.joined,
        done.apart,
        done.unsold,
        done.sold,
    ]
    if change.voter:
        home = roll.home_at(tx, courtyard, change.voter.label)
        said.append((home.voter, home.voter_alone, home.owner) if home else ())
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """Two have agreed: the roll is changed now, whole or not at all."""
    found = roll.proposed(tx, courtyard, args["change"])
    if found is None or found.content is None:
        raise OverAlready
    change = _as_lived_in(tx, courtyard, Change.from_json(found.content))
    done = _possible(tx, courtyard, change)
    _write_homes(tx, courtyard, change)
    if change.voter:
        _name_voter(tx, courtyard, change.voter)
    roll.decide(tx, found, ChangeState.DONE)
    _record(tx, found, change, done, first, other)
    households_changed(tx, courtyard)


def content_of(tx: Tx, courtyard: int, number: int) -> Change | None:
    """What a change says, while it is not decided."""
    found = roll.proposed(tx, courtyard, number)
    return Change.from_json(found.content) if found and found.content else None


def check_open_to(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """A change is its author's until it goes to the second person. Raises NotAllowed,
    OverAlready."""
    check(tx, courtyard, person, Act.EDIT_ROLL)
    found = roll.proposed(tx, courtyard, number)
    ours = found is not None and (found.by_person == person or found.state is ChangeState.WAITING)
    if not ours or content_of(tx, courtyard, number) is None:
        raise OverAlready


def is_dropped(tx: Tx, courtyard: int, number: int) -> bool:
    found = roll.proposed(tx, courtyard, number)
    return found is not None and found.state is ChangeState.DROPPED


def _own(tx: Tx, courtyard: int, person: int, number: int) -> Proposed:
    check(tx, courtyard, person, Act.EDIT_ROLL)
    found = roll.proposed(tx, courtyard, number)
    if found is None or found.by_person != person:
        raise NotFound
    if found.state is not ChangeState.DRAFT:
        raise OverAlready
    return found


def _possible(tx: Tx, courtyard: int, change: Change) -> Effect:
    """What a change would do, if it does anything. Raises NothingChanges, too: another one may
    have done it meanwhile."""
    done = _checked(tx, courtyard, change)
    if done.nothing and not change.voter:
        raise NothingChanges
    return done


def _checked(tx: Tx, courtyard: int, change: Change) -> Effect:
    """What an allowed change would do. Raises StillLivedIn, NotListed, NotTheirs."""
    for label in change.gone:
        home = home_at(tx, courtyard, label)
        living = residents.residents_of(tx, courtyard, home.household)
        if living:
            raise StillLivedIn(home=label, n=len(living))
    if change.voter:
        _check_voter(tx, courtyard, change.voter)
    return does(tx, courtyard, change)


def _check_voter(tx: Tx, courtyard: int, voter: Voter) -> None:
    home = home_at(tx, courtyard, voter.label)
    if (home.voter, home.voter_alone) == (voter.person, voter.alone) and not home.contested:
        raise NothingChanges
    if voter.person not in (None, *roll.people_of(tx, courtyard, home.owner)):
        raise NotTheirs


def home_at(tx: Tx, courtyard: int, label: str) -> Home:
    """Raises NotListed."""
    found = roll.home_at(tx, courtyard, label)
    if found is None:
        raise NotListed(written=label)
    return found


def _write_homes(tx: Tx, courtyard: int, change: Change) -> None:
    """Homes and areas first, then whose flats belong together: the first of them stands for all."""
    done = after(now(tx, courtyard), change)
    for label in change.gone:
        roll.unlist(tx, courtyard, home_at(tx, courtyard, label).household)
    for flat in change.flats:
        number = residents.add_household(tx, courtyard, flat.label)
        roll.list_home(tx, courtyard, number, done[flat.label].area, done[flat.label].unsold)
    homes = roll.homes(tx, courtyard)
    first: dict[str, int] = {}
    for home in homes:
        first.setdefault(done[home.label].owner, home.household)
    for home in homes:
        if home.owner != first[done[home.label].owner]:
            roll.set_owner(tx, courtyard, home.household, first[done[home.label].owner])


def _name_voter(tx: Tx, courtyard: int, voter: Voter) -> None:
    """It counts at once, in votes that run, too: who casts a ballot does not change its weight."""
    home = home_at(tx, courtyard, voter.label)
    roll.set_voter(tx, courtyard, home.owner, voter.person, sealed=voter.person is not None)
    roll.set_alone(tx, courtyard, home.household, voter.alone)
    name_for_owners(tx, courtyard, home, voter.person)
    for vote in _frozen_votes(tx, courtyard):
        if vote.electorate is Electorate.HOUSEHOLDS:
            vote_roll.set_voter(tx, vote, home.household, voter.person if voter.alone else None)


def _frozen_votes(tx: Tx, courtyard: int) -> list[Vote]:
    """Votes whose rolls are frozen and that still take ballots, or will."""
    return [*votes.opened(tx, courtyard), *votes.noticed(tx, courtyard)]


def name_for_owners(tx: Tx, courtyard: int, home: Home, person: int | None) -> None:
    """Enter who votes for a home's owner on the rolls of the owners' votes that run."""
    for vote in _frozen_votes(tx, courtyard):
        if vote.electorate is Electorate.OWNERS:
            vote_roll.set_voter(tx, vote, vote_roll.unit_of_home(tx, vote, home.household), person)


def _record(tx: Tx, found: Proposed, change: Change, done: Effect, first: int, other: int) -> None:
    """Counts and household numbers; a long change by its fingerprint. Never a name."""
    touched = [flat.label for flat in change.flats] + list(change.gone)
    if change.voter:
        touched.append(change.voter.label)
    named = touched if len(touched) <= NAMED_IN_CHAIN else []
    said = json.dumps(found.content, ensure_ascii=False, sort_keys=True)
    audit.append(
        tx,
        found.courtyard,
        "roll.changed",
        change=found.change,
        first=first,
        second=other,
        households=roll.numbers(tx, found.courtyard, named),
        content=hashlib.sha256(said.encode()).hexdigest(),
        added=len(done.new),
        areas=len(done.areas),
        removed=len(done.gone),
        voters=int(change.voter is not None),
        homes=done.after.homes,
        owners=done.after.owners,
        area=done.after.area,
    )
