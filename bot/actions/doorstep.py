"""Going from door to door for a vote: what is done in each building, and which doors are left."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Act, Role, check, only_as
from bot.actions import secrecy, votes
from bot.errors import N_, BadInput, Refusal
from bot.rules.households import Label, read_label
from bot.rules.methods import Method
from storage import audit, ballots, doorstep, papers, residents, vote_roll
from storage import votes as rows
from storage.doorstep import Mark
from storage.papers import ReadingState
from storage.tx import Tx
from storage.votes import Vote


class ByHouseholdsOnly(Refusal):
    text = N_("纸票和上门只用在一户一票的表决里。这次是一人一票，请各人自己投。")


class InOnesOwnWords(Refusal):
    text = N_(
        "这次看的是有没有人有理由反对，理由要自己讲，不能请人替投。"
        "没有手机的邻居：交纸票，或者请{council}的人上门，您说，他点。"
    )


class OtherBuilding(Refusal):
    text = N_("楼栋长只跑自己那一栋。{who} 请他家楼栋的楼栋长，或者{council}的人去。")


class NotOnThisRoll(BadInput):
    text = N_("这一户不在这次表决的名册上，记不了。")


@dataclass(frozen=True)
class Door:
    """One household still missing: what the last visit came to, and whether a sheet of theirs has
    been read once, or read differently by two."""

    unit: int
    label: str
    mark: Mark | None
    reading: ReadingState | None


@dataclass(frozen=True)
class Building:
    """`name` is empty for doors whose label names no building."""

    name: str
    voted: int
    doors: tuple[Door, ...]

    @property
    def eligible(self) -> int:
        return self.voted + len(self.doors)


def collectors_vote(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """An open vote that this person may collect ballots for. Raises NotAllowed, NotFound,
    NotOpenYet, OpensLater, VoteClosed, ByHouseholdsOnly."""
    check(tx, courtyard, person, Act.VISIT_DOORS)
    return open_to_households(tx, courtyard, number)


def vote_at_doors(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """The same, where it shows which doors are missing. Raises also TooFewYet."""
    vote = collectors_vote(tx, courtyard, person, number)
    secrecy.check_shown(tx, vote)
    return vote


def open_to_households(tx: Tx, courtyard: int, number: int) -> Vote:
    """Raises NotFound, NotOpenYet, OpensLater, VoteClosed, ByHouseholdsOnly."""
    vote = votes.get(tx, courtyard, number)
    if vote.state is rows.VoteState.DRAFT:
        raise votes.NotOpenYet
    if vote.state is rows.VoteState.NOTICED:
        raise votes.OpensLater(at=vote.opens_at)
    if not votes.is_open(vote, tx.now):
        raise votes.over(vote)
    if not vote.electorate.by_home:
        raise ByHouseholdsOnly
    return vote


def announced_to_households(tx: Tx, courtyard: int, number: int) -> Vote:
    """Open, or in its days of notice, when its roll stands and paper is handed out. Raises what
    `open_to_households` raises."""
    vote = votes.get(tx, courtyard, number)
    if vote.state is not rows.VoteState.NOTICED:
        return open_to_households(tx, courtyard, number)
    if not vote.electorate.by_home:
        raise ByHouseholdsOnly
    return vote


def check_bringable(vote: Vote) -> None:
    """Whether a neighbour may vote for another household as they see fit. Raises InOnesOwnWords."""
    if vote.method is Method.CONSENT:
        raise InOnesOwnWords


def check_beat(tx: Tx, vote: Vote, unit: int, person: int) -> None:
    """A block lead goes to the doors of their own building, others anywhere. Raises NotOnThisRoll,
    OtherBuilding."""
    label = label_at(tx, vote, unit)
    beat = beat_of(tx, vote, person)
    if beat is not None and beat != (doorstep.buildings(tx, vote)[unit] or building_of(label)):
        raise OtherBuilding(who=label)


def beat_of(tx: Tx, vote: Vote, person: int) -> str | None:
    """The one building this person collects in; None if they may go anywhere."""
    if not only_as(tx, vote.courtyard, person, Act.VISIT_DOORS, Role.BLOCK_LEAD):
        return None
    home = household_of(tx, vote.courtyard, person)
    found = residents.household(tx, vote.courtyard, home) if home is not None else None
    return (found.building or building_of(found.label)) if found else ""


def label_at(tx: Tx, vote: Vote, unit: int) -> str:
    """Raises NotOnThisRoll."""
    label = vote_roll.label(tx, vote, unit)
    if label is None:
        raise NotOnThisRoll
    return label


def buildings(tx: Tx, vote: Vote) -> list[Building]:
    """Every building on the roll, in the order people count them, with the doors still missing.
    An owner of several flats stands at the first of them."""
    absent = {unit for unit, _ in ballots.missing(tx, vote)}
    marks, read = doorstep.marks(tx, vote), {r.unit: r.state for r in papers.readings(tx, vote)}
    found: dict[str, list[Door]] = {}
    voted: dict[str, int] = {}
    named = doorstep.buildings(tx, vote)
    for unit, label in sorted(vote_roll.labels(tx, vote), key=lambda seat: _order(seat[1])):
        name = named[unit] or building_of(label)
        found.setdefault(name, [])
        voted.setdefault(name, 0)
        if unit in absent:
            found[name].append(Door(unit, label, marks.get(unit), read.get(unit)))
        else:
            voted[name] += 1
    return [Building(name, voted[name], tuple(doors)) for name, doors in found.items()]


def building_of(label: str) -> str:
    read = read_label(label.partition(" ")[0])
    return read.building if isinstance(read, Label) else ""


def visit(tx: Tx, courtyard: int, person: int, number: int, unit: int, mark: Mark) -> None:
    """Nobody at home, or they would rather not: no reason is asked for, and none is kept."""
    vote = vote_at_doors(tx, courtyard, person, number)
    check_beat(tx, vote, unit, person)
    doorstep.mark(tx, vote, unit, mark, person)
    audit.append(tx, courtyard, "door.visited", vote=number, unit=unit, mark=mark.value, by=person)


def household_of(tx: Tx, courtyard: int, person: int) -> int | None:
    found = residents.resident(tx, courtyard, person)
    return found.household if found else None


def _order(label: str) -> tuple[bool, object, str]:
    read = read_label(label.partition(" ")[0])
    return (False, read.sort_key, label) if isinstance(read, Label) else (True, (), label)
