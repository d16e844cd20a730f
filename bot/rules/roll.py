"""A change of the roll, and what it comes to: homes, areas, owners before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.rules.roll_table import UNSOLD, Line


@dataclass(frozen=True)
class Flat:
    """What a change says of one home. `area` None: as it was. `group` None: as it was; 0: an owner
    of its own; else the flats with the same number are one owner's. `unsold` None: as it was."""

    label: str
    area: int | None = None
    group: int | None = None
    unsold: bool | None = None


@dataclass(frozen=True)
class Voter:
    """Who votes for a home: `person` (None: nobody is named), `alone` also where any of the
    household could."""

    label: str
    person: int | None
    alone: bool


@dataclass(frozen=True)
class Change:
    flats: tuple[Flat, ...] = ()
    gone: tuple[str, ...] = ()
    voter: Voter | None = None

    def to_json(self) -> dict[str, Any]:
        voter = self.voter
        return {
            "flats": [[flat.label, flat.area, flat.group, flat.unsold] for flat in self.flats],
            "gone": list(self.gone),
            "voter": [voter.label, voter.person, int(voter.alone)] if voter else None,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Change:
        voter = plain["voter"]
        return cls(
            tuple(Flat(*flat) for flat in plain["flats"]),
            tuple(plain["gone"]),
            Voter(voter[0], voter[1], bool(voter[2])) if voter else None,
        )


@dataclass(frozen=True)
class Now:
    """A home as it stands on the roll: its area (0 unknown), a mark its owner's flats share, and
    whether it is sold and somebody's household."""

    area: int
    owner: str
    unsold: bool = False


Roll = Mapping[str, Now]


@dataclass(frozen=True)
class Totals:
    homes: int
    owners: int
    area: int
    without_area: int


@dataclass(frozen=True)
class Effect:
    """What a change would do to a roll."""

    before: Totals
    after: Totals
    new: tuple[tuple[str, int], ...] = ()
    areas: tuple[tuple[str, int, int], ...] = ()
    gone: tuple[str, ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()
    """Flats that become one owner's, or stay so while others join or leave."""
    apart: tuple[str, ...] = ()
    """Flats that become an owner of their own."""
    unsold: tuple[str, ...] = ()
    """Flats that become unsold ones: an owner's, but no household's."""
    sold: tuple[str, ...] = ()
    untouched: tuple[str, ...] = field(default=())
    """On the roll, and not spoken of."""

    @property
    def nothing(self) -> bool:
        owners = self.joined or self.apart or self.unsold or self.sold
        return not (self.new or self.areas or self.gone or owners)


def change_from(lines: Sequence[Line]) -> Change:
    """A table's lines as a change. Whoever owns several is a number from here on: names go no
    further than this."""
    times = Counter(line.owner for line in lines if line.owner)
    numbers = {owner: n for n, owner in enumerate((o for o in times if times[o] > 1), 1)}

    def group(owner: str | None) -> int | None:
        return None if owner is None else numbers.get(owner, 0)

    def unsold(owner: str | None) -> bool | None:
        return None if owner is None else owner == UNSOLD[0]

    return Change(
        tuple(Flat(line.label, line.area, group(line.owner), unsold(line.owner)) for line in lines)
    )


def after(roll: Roll, change: Change) -> dict[str, Now]:
    """The roll once the change is made."""
    found = dict(roll)
    for flat in change.flats:
        was = found.get(flat.label, Now(0, f"alone {flat.label}"))
        owner = was.owner
        if flat.group is not None:
            owner = f"group {flat.group}" if flat.group else f"alone {flat.label}"
        found[flat.label] = Now(
            was.area if flat.area is None else flat.area,
            owner,
            was.unsold if flat.unsold is None else flat.unsold,
        )
    for label in change.gone:
        found.pop(label, None)
    return found


def effect(roll: Roll, change: Change) -> Effect:
    done = after(roll, change)
    spoken = {flat.label for flat in change.flats} | set(change.gone)
    were, are = _of(roll), _of(done)
    return Effect(
        before=totals(roll),
        after=totals(done),
        new=tuple((label, now.area) for label, now in done.items() if label not in roll),
        areas=tuple(
            (label, roll[label].area, now.area)
            for label, now in done.items()
            if label in roll and roll[label].area != now.area
        ),
        gone=tuple(label for label in change.gone if label in roll),
        joined=tuple(
            flats
            for label, flats in are.items()
            if len(flats) > 1 and label == flats[0] and set(were.get(label, ())) != set(flats)
        ),
        apart=tuple(
            label
            for label, flats in are.items()
            if len(flats) == 1 and len(were.get(label, ())) > 1
        ),
        unsold=tuple(
            label for label, now in done.items() if now.unsold and not _unsold(roll, label)
        ),
        sold=tuple(label for label, now in done.items() if not now.unsold and _unsold(roll, label)),
        untouched=tuple(label for label in roll if label not in spoken),
    )


def _unsold(roll: Roll, label: str) -> bool:
    return label in roll and roll[label].unsold


def totals(roll: Roll) -> Totals:
    return Totals(
        len(roll),
        len({now.owner for now in roll.values()}),
        sum(now.area for now in roll.values()),
        sum(not now.area for now in roll.values()),
    )


def _of(roll: Roll) -> dict[str, tuple[str, ...]]:
    """Each home's owner's flats."""
    by_owner: dict[str, list[str]] = {}
    for label, now in roll.items():
        by_owner.setdefault(now.owner, []).append(label)
    shared = {owner: tuple(labels) for owner, labels in by_owner.items()}
    return {label: shared[now.owner] for label, now in roll.items()}
