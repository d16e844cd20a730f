"""The roll of homes, areas and owners: changed by two people, each change in the audit chain.

Whose flats belong together is kept, who owns them is not: an owner is the first of their flats.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.access import Act, check
from bot.actions import second
from bot.actions.signing import households_changed
from bot.errors import N_, BadInput, NotFound, Refusal, TooLate
from bot.rules.area import AreaFault, NoArea, read_area
from bot.rules.households import Label, read_label
from bot.rules.roll import Change, Effect, Flat, Now, Roll, Voter, after, effect
from storage import audit, residents, roll, vote_roll, votes
from storage.roll import ChangeState, Home, Proposed
from storage.tx import Tx
from storage.votes import Electorate, Vote

NAMED_IN_CHAIN = 50
AREA_FAULTS = {
    AreaFault.UNREADABLE: N_("「{written}」看不出是多少面积。请写一个数，比如：89.5"),
    AreaFault.NOT_POSITIVE: N_("面积要比 0 大，比如：89.5"),
    AreaFault.TOO_LARGE: N_("「{written}」太大了，一套房子没有这么大，请再看一下。"),
    AreaFault.TOO_FINE: N_("面积最多写两位小数，比如：89.55"),
}


class NothingChanges(Refusal):
    text = N_("和名册上的一样，没有要改的。")


class WrongHome(BadInput):
    text = N_("没看出「{written}」是哪一户。请写楼栋-单元-房号，比如 3-2-501；没有单元就写 3-501。")


class NotListed(BadInput):
    text = N_("名册里没有 {written}。先把它加进去，再来办这个。")


class StillLivedIn(Refusal):
    text = N_("{home} 还有 {n} 位登记的邻居，先请他们退出（/leave），再从名册里拿掉。")


class NotTheirs(BadInput):
    text = N_("这位邻居没登记在这一户，不能替它投。")


class WrongArea(BadInput):
    pass


class OverAlready(TooLate):
    text = N_("这份改动已经不在了，请重新来一次。")


def read_flat(text: str) -> str:
    """The label someone means. Raises WrongHome."""
    label = read_label(text)
    if not isinstance(label, Label):
        raise WrongHome(written=text[:60])
    return str(label)


def read_flat_area(text: str) -> int:
    """Raises WrongArea."""
    area = read_area(text)
    if isinstance(area, NoArea):
        raise WrongArea(AREA_FAULTS[area.fault], written=text[:60])
    return area


def read_home_and_area(text: str) -> Flat:
    """`3-2-501`, `3 2 501`, or `3-2-501 89.5`: with an area where a home stands before it.

    Raises WrongHome, WrongArea.
    """
    words = text.split()
    before = " ".join(words[:-1])
    spaced_out = len(words) == 3 and all(word.isalnum() for word in words)  # 3 2 501
    if len(words) > 1 and not spaced_out and isinstance(read_label(before), Label):
        return Flat(read_flat(before), read_flat_area(words[-1]))
    return Flat(read_flat(text))


def now(tx: Tx, courtyard: int) -> dict[str, Now]:
    """The roll as the rules look at it."""
    homes = roll.homes(tx, courtyard)
    labels = {home.household: home.label for home in homes}
    return {
        home.label: Now(home.area, labels.get(home.owner, home.label), home.unsold)
        for home in homes
    }


def propose(tx: Tx, courtyard: int, person: int, change: Change) -> int:
    """Put a change together, to be looked over before it goes to the second person; its number.

    Raises NotAllowed, NothingChanges, StillLivedIn, NotListed, NotTheirs.
    """
    check(tx, courtyard, person, Act.EDIT_ROLL)
    _possible(tx, courtyard, change, now(tx, courtyard))
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
    does = _does(tx, courtyard, found)
    if does == args["does"]:
        return None
    _possible(tx, courtyard, Change.from_json(found.content), now(tx, courtyard))
    return {**args, "does": does, "anew": 1}


def _does(tx: Tx, courtyard: int, found: Proposed) -> str:
    """A fingerprint of what a change would do to the roll as it is."""
    change = Change.from_json(found.content or {})
    done = effect(now(tx, courtyard), change)
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
    change = Change.from_json(found.content)
    before = now(tx, courtyard)
    done = _possible(tx, courtyard, change, before)
    _write_homes(tx, courtyard, change, before)
    if change.voter:
        _name_voter(tx, courtyard, change.voter)
    roll.decide(tx, found, ChangeState.DONE)
    _record(tx, found, change, done, first, other)
    households_changed(tx, courtyard)


def content_of(tx: Tx, courtyard: int, number: int) -> Change | None:
    """What a change says, while it is not decided."""
    found = roll.proposed(tx, courtyard, number)
    return Change.from_json(found.content) if found and found.content else None


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


def _possible(tx: Tx, courtyard: int, change: Change, before: Roll) -> Effect:
    """What a change would do, if it does anything. Raises NothingChanges, too: another one may
    have done it meanwhile."""
    done = _checked(tx, courtyard, change, before)
    if done.nothing and not change.voter:
        raise NothingChanges
    return done


def _checked(tx: Tx, courtyard: int, change: Change, before: Roll) -> Effect:
    """What an allowed change would do. Raises StillLivedIn, NotListed, NotTheirs."""
    for label in change.gone:
        home = home_at(tx, courtyard, label)
        living = residents.residents_of(tx, courtyard, home.household)
        if living:
            raise StillLivedIn(home=label, n=len(living))
    if change.voter:
        _check_voter(tx, courtyard, change.voter)
    return effect(before, change)


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


def _write_homes(tx: Tx, courtyard: int, change: Change, before: Roll) -> None:
    """Homes and areas first, then whose flats belong together: the first of them stands for all."""
    done = after(before, change)
    for label in change.gone:
        roll.unlist(tx, courtyard, home_at(tx, courtyard, label).household)
    for flat in change.flats:
        number = residents.add_household(tx, courtyard, flat.label)
        now_it_is = done[flat.label]
        lived_in = now_it_is.unsold and residents.residents_of(tx, courtyard, number)
        unsold = now_it_is.unsold and not lived_in
        roll.list_home(tx, courtyard, number, now_it_is.area, unsold)
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
