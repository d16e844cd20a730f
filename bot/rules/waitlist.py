"""Who has a place and who waits, decided from the answers in the order they came.

Strictly first come, first served: a party comes whole or waits, and a small party does not slip
past a big one that waits. Letting it slip would fill a seat now and then, but a family of four
could be passed by singles until the day itself, and nobody can check such a list by eye. Only a
party larger than the whole capacity is stepped over: it can never get in and would bar the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Rsvp:
    """`id` says who; `count` heads come; `seq` is the turn: lower came earlier."""

    id: int
    count: int
    seq: int


@dataclass(frozen=True)
class Placement:
    placed: tuple[Rsvp, ...]
    waiting: tuple[Rsvp, ...]

    @property
    def heads(self) -> int:
        return sum(rsvp.count for rsvp in self.placed)

    def has_place(self, id_: int) -> bool:
        return any(rsvp.id == id_ for rsvp in self.placed)

    def position(self, id_: int) -> int | None:
        """1 is next; None for those who do not wait."""
        turns = [rsvp.id for rsvp in self.waiting]
        return turns.index(id_) + 1 if id_ in turns else None


def place(capacity: int | None, going: Iterable[Rsvp]) -> Placement:
    """Without a capacity everybody has a place."""
    in_turn = sorted(going, key=lambda rsvp: rsvp.seq)
    if capacity is None:
        return Placement(tuple(in_turn), ())
    placed: list[Rsvp] = []
    waiting: list[Rsvp] = []
    left, someone_waits = capacity, False
    for rsvp in in_turn:
        if rsvp.count <= left and not someone_waits:
            placed.append(rsvp)
            left -= rsvp.count
        else:
            waiting.append(rsvp)
            someone_waits = someone_waits or rsvp.count <= capacity
    return Placement(tuple(placed), tuple(waiting))


def promoted(before: Placement, after: Placement) -> tuple[Rsvp, ...]:
    """Those who waited and now have a place, in turn: the ones to be told."""
    waited = {rsvp.id for rsvp in before.waiting}
    return tuple(rsvp for rsvp in after.placed if rsvp.id in waited)


def can_become(capacity: int | None, going: Sequence[Rsvp], id_: int, count: int) -> bool:
    """Whether a party may change its heads and keep its turn without costing anyone a place.

    Among those who have one, fewer is always fine, and more if there are seats nobody waits for.
    """
    changed = [replace(rsvp, count=count) if rsvp.id == id_ else rsvp for rsvp in going]
    before, after = place(capacity, going), place(capacity, changed)
    if not all(after.has_place(rsvp.id) for rsvp in before.placed):
        return False
    if not before.has_place(id_):
        return capacity is None or count <= capacity
    fewer = sum(rsvp.count for rsvp in changed) <= sum(rsvp.count for rsvp in going)
    return fewer or not before.waiting
