"""Places go in turn, and nobody loses one to a neighbour."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.waitlist import Placement, Rsvp, can_become, place, promoted


def parties(*counts: int) -> list[Rsvp]:
    return [Rsvp(id=100 + turn, count=count, seq=turn) for turn, count in enumerate(counts)]


def ids(rsvps: tuple[Rsvp, ...]) -> list[int]:
    return [rsvp.id for rsvp in rsvps]


def test_parties_get_places_in_turn_until_the_house_is_full() -> None:
    placement = place(5, parties(2, 3, 1))
    assert ids(placement.placed) == [100, 101]
    assert placement.heads == 5
    assert placement.position(102) == 1
    assert placement.position(100) is None


def test_the_turn_counts_and_not_the_order_of_the_list() -> None:
    assert ids(place(5, reversed(parties(2, 3, 1))).placed) == [100, 101]


def test_a_party_is_not_split_and_a_small_one_does_not_slip_past_it() -> None:
    placement = place(4, parties(3, 2, 1))
    assert ids(placement.placed) == [100]
    assert ids(placement.waiting) == [101, 102]
    assert placement.position(102) == 2


def test_a_party_that_can_never_fit_does_not_bar_the_others() -> None:
    placement = place(4, parties(5, 3))
    assert ids(placement.placed) == [101]
    assert ids(placement.waiting) == [100]


def test_without_a_capacity_everybody_has_a_place() -> None:
    assert place(None, parties(50, 70)).waiting == ()


def test_those_who_move_up_are_named_in_turn_and_newcomers_are_not() -> None:
    going = parties(4, 2, 2, 1)
    before = place(4, going)
    after = place(4, [*going[1:], Rsvp(id=200, count=0, seq=9)])
    assert ids(promoted(before, after)) == [101, 102]
    assert promoted(Placement((), ()), before) == ()


def test_a_party_may_always_shrink_and_grow_only_into_seats_nobody_waits_for() -> None:
    assert can_become(6, parties(2, 3), 100, 3)
    assert not can_become(6, parties(2, 3), 100, 4)
    assert not can_become(6, parties(2, 3, 4), 100, 3)  # the fourth seat is waited for
    assert can_become(6, parties(2, 3, 4), 100, 1)
    assert can_become(6, parties(2, 3, 4), 102, 5)
    assert not can_become(6, parties(2, 3, 4), 102, 7)
    assert can_become(None, parties(2), 100, 99)


def test_a_party_that_was_too_large_does_not_shrink_onto_the_seat_of_another() -> None:
    assert not can_become(4, parties(5, 3), 100, 2)
    assert can_become(4, parties(5, 3), 100, 1)


capacities = st.none() | st.integers(0, 30)
lists = st.lists(st.integers(1, 8), max_size=20).map(lambda counts: parties(*counts))


@given(capacity=capacities, going=lists)
def test_places_never_exceed_the_capacity_and_everyone_is_listed_once_in_turn(
    capacity: int | None, going: list[Rsvp]
) -> None:
    placement = place(capacity, going)
    assert capacity is None or placement.heads <= capacity
    assert sorted(ids(placement.placed) + ids(placement.waiting)) == [r.id for r in going]
    for listed in (placement.placed, placement.waiting):
        assert ids(listed) == sorted(ids(listed))


@given(capacity=capacities, going=lists)
def test_nobody_is_placed_before_an_earlier_party_that_could_fit(
    capacity: int | None, going: list[Rsvp]
) -> None:
    placement = place(capacity, going)
    fitting = [r for r in placement.waiting if capacity is None or r.count <= capacity]
    assert all(p.seq < w.seq for p in placement.placed for w in fitting)


@given(capacity=capacities, going=lists, newcomer=st.integers(1, 8))
def test_nobody_loses_a_place_when_others_join(
    capacity: int | None, going: list[Rsvp], newcomer: int
) -> None:
    before = place(capacity, going)
    after = place(capacity, [*going, Rsvp(id=999, count=newcomer, seq=999)])
    assert after.placed[: len(before.placed)] == before.placed
    assert after.waiting[: len(before.waiting)] == before.waiting


@given(capacity=capacities, going=lists.filter(bool), leaver=st.integers(0))
def test_giving_up_a_place_demotes_nobody_and_moves_the_waiting_up(
    capacity: int | None, going: list[Rsvp], leaver: int
) -> None:
    left = [r for r in going if r is not going[leaver % len(going)]]
    before, after = place(capacity, going), place(capacity, left)
    assert all(after.has_place(r.id) for r in left if before.has_place(r.id))
    for waiting in after.waiting:
        was, is_ = before.position(waiting.id), after.position(waiting.id)
        assert was is not None
        assert is_ is not None
        assert is_ <= was


@given(capacity=capacities, going=lists.filter(bool), who=st.integers(0), count=st.integers(1, 9))
def test_a_change_of_heads_that_is_allowed_costs_nobody_a_place(
    capacity: int | None, going: list[Rsvp], who: int, count: int
) -> None:
    id_ = going[who % len(going)].id
    if can_become(capacity, going, id_, count):
        changed = [replace(r, count=count) if r.id == id_ else r for r in going]
        before, after = place(capacity, going), place(capacity, changed)
        assert all(after.has_place(r.id) for r in before.placed)
