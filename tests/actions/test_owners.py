"""Owners' votes, example by example (domain.md 5, V1-V14), from the roll to the result."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions import closing, draft_rules, opening, vote_drafts, votes
from bot.actions.flats import read_home_and_area
from bot.actions.judging import counted_again
from bot.actions.votes import SomeoneElseVotes
from bot.clock import SetClock
from bot.rules.roll import Flat
from bot.rules.verdict import CheckKind, Measure, Result
from bot.sandbox import ready
from bot.sandbox.world import World
from storage import ballots, courtyards, residents, vote_roll
from storage.store import Store
from storage.tx import Tx
from storage.votes import Electorate, Vote
from tests.actions.court import FRIDAY, Court

SIZES = ((60, 6_000), (40, 7_500), (20, 12_000))  # the example yard C120: how many, 0.01 m² each
FOR, AGAINST, ABSTAIN = 0, 1, 2
Flats = tuple[int, int, int]


@pytest.fixture
async def c120(tmp_path: Path) -> AsyncIterator[Court]:
    """The ready-made yard of 120 homes, the areas of C120 on its roll."""
    world, clock = World(), SetClock(FRIDAY)
    who = ready.populate(world)
    store = await Store.open(str(tmp_path / "yard.sqlite"), clock.now, readers=1)

    def measured(tx: Tx) -> None:
        ready.register(tx, who)
        numbers = iter(residents.households(tx, who.courtyard))
        for count, area in SIZES:
            for _ in range(count):
                tx.run(
                    "UPDATE households SET area = ? WHERE courtyard = ? AND household = ?",
                    area,
                    who.courtyard,
                    next(numbers).household,
                )

    await store.write(measured)
    await store.write(lambda tx: at_once(tx, who.courtyard))
    yield Court(store, who)
    await store.close()
    await world.aclose()


def at_once(tx: Tx, courtyard: int) -> None:
    """What is counted here does not hang on the days of notice."""
    yard = courtyards.get(tx, courtyard)
    assert yard is not None
    courtyards.set_setting(tx, yard, "notice_owner_days", 0)


def one_owner(tx: Tx, court: Court, first: int, last: int) -> None:
    """The flats from one number to another belong to one owner."""
    tx.run(
        "UPDATE households SET owner = ? WHERE courtyard = ? AND household BETWEEN ? AND ?",
        first,
        court.who.courtyard,
        first,
        last,
    )


async def opened(court: Court, rule: str = "owners_ordinary") -> int:
    """The chair asks the owners; another councillor confirms; the number of the vote."""
    courtyard, chair = court.who.courtyard, court.chair

    def go(tx: Tx) -> int:
        closes = tx.now + timedelta(days=15)
        number = vote_drafts.draft(tx, courtyard, chair, "把草坪改成菜园？", closes_at=closes)
        vote_drafts.change_draft(tx, courtyard, chair, number, electorate=Electorate.OWNERS)
        vote_drafts.change_draft(tx, courtyard, chair, number, preset=rule)
        opening.open_vote(tx, courtyard, chair, court.council[1], {"vote": number})
        return number

    return await court.store.write(go)


async def counted(court: Court, number: int, cast: dict[int, Flats]) -> Vote:
    """So many small, medium and large flats choose so; then the vote closes."""
    courtyard = court.who.courtyard

    def go(tx: Tx) -> Vote:
        vote = votes.get(tx, courtyard, number)
        units = [unit for unit, _ in vote_roll.labels(tx, vote)]
        areas = vote_roll.areas(tx, vote)
        left: dict[int, list[int]] = {area: [] for _, area in SIZES}
        for unit in units:
            left[areas[unit]].append(unit)
        for choice, flats in cast.items():
            for (_, area), n in zip(SIZES, flats, strict=True):
                for _ in range(n):
                    votes.record(tx, vote, left[area].pop(0), (choice,), person=None)
        closing.close_on_time(tx, courtyard, str(number))
        return votes.get(tx, courtyard, number)

    return await court.store.write(go)


V1, V10 = (30, 40, 10), (5, 0, 0)


@pytest.mark.parametrize(
    ("rule", "cast", "heads", "area", "result"),
    [
        ("owners_ordinary", {FOR: (30, 40, 10)}, 80, 600_000, Result.PASSED),  # V1: quorate
        ("owners_ordinary", {FOR: (28, 40, 11)}, 79, 600_000, Result.NOT_QUORATE),  # V2
        ("owners_ordinary", {FOR: (33, 39, 9)}, 81, 598_500, Result.NOT_QUORATE),  # V3
        (  # V4: half is not more than half
            "owners_ordinary",
            {FOR: (15, 20, 5), AGAINST: (15, 20, 5)},
            80,
            600_000,
            Result.NOT_PASSED,
        ),
        ("owners_ordinary", {FOR: (16, 20, 5), AGAINST: (14, 20, 5)}, 80, 600_000, Result.PASSED),
        (  # V6: 41 heads, yet 3,000 of 6,000 m²
            "owners_ordinary",
            {FOR: (20, 16, 5), AGAINST: (10, 24, 5)},
            80,
            600_000,
            Result.NOT_PASSED,
        ),
        ("owners_major", {FOR: (30, 20, 10), AGAINST: (0, 20, 0)}, 80, 600_000, Result.PASSED),
        ("owners_major", {FOR: (25, 24, 10), AGAINST: (5, 16, 0)}, 80, 600_000, Result.NOT_PASSED),
        ("owners_major", {FOR: (28, 23, 9), AGAINST: (2, 17, 1)}, 80, 600_000, Result.NOT_PASSED),
        (  # V10: far more for than against, and the rest abstain
            "owners_ordinary",
            {FOR: (15, 20, 5), AGAINST: (5, 0, 0), ABSTAIN: (10, 20, 5)},
            80,
            600_000,
            Result.NOT_PASSED,
        ),
        (  # V11a: 100 served, 65 returned, silence counts for nothing
            "owners_ordinary",
            {FOR: (20, 22, 4), AGAINST: (3, 7, 3), ABSTAIN: (2, 3, 1)},
            65,
            486_000,
            Result.NOT_QUORATE,
        ),
    ],
)
async def test_owners_are_counted_by_heads_and_by_area(
    c120: Court, rule: str, cast: dict[int, Flats], heads: int, area: int, result: Result
) -> None:
    vote = await counted(c120, await opened(c120, rule), cast)
    assert (vote.eligible, vote.eligible_area) == (120, 900_000)
    assert sum(vote.counted or ()) == heads
    assert sum(vote.counted_area or ()) == area
    assert vote.result == result.value
    assert counted_again(vote).result is result


@pytest.mark.parametrize(
    ("first", "last", "owners", "needed", "label"),
    [
        (101, 103, 118, 79, "等 3 套"),  # V12: one owner holds 3 large flats
        (1, 6, 115, 77, "等 6 套"),  # V13: the developer still holds 6 small ones
    ],
)
async def test_who_owns_several_flats_counts_one_head_and_the_whole_area(
    c120: Court, first: int, last: int, owners: int, needed: int, label: str
) -> None:
    await c120.store.write(lambda tx: one_owner(tx, c120, first, last))
    number = await opened(c120)

    def look(tx: Tx) -> tuple[Vote, str | None, int, list[int]]:
        vote = votes.get(tx, c120.who.courtyard, number)
        homes = vote_roll.homes_of_unit(tx, vote, first)
        return vote, vote_roll.label(tx, vote, first), vote_roll.areas(tx, vote)[first], homes

    vote, name, area, homes = await c120.store.read(look)
    assert vote.eligible == owners
    assert vote.eligible_area == 900_000
    assert name is not None
    assert name.endswith(label)
    assert area == 36_000
    assert homes == list(range(first, last + 1))
    quorum = next(
        check
        for check in counted_again(vote).checks
        if check.kind is CheckKind.QUORUM and check.measure is Measure.HEADS
    )
    assert quorum.needed == needed


async def test_every_flat_of_an_owner_votes_with_the_one_ballot(c120: Court) -> None:
    await c120.store.write(lambda tx: one_owner(tx, c120, 1, 6))
    number, courtyard = await opened(c120), c120.who.courtyard
    other = c120.who.by_label["1-1-104"].id

    def go(tx: Tx) -> list[int]:
        vote = votes.get(tx, courtyard, number)
        unit = votes.unit_of(tx, vote, other)
        assert unit == 1
        votes.record(tx, vote, unit, (FOR,), person=other)
        return [unit for unit, _ in ballots.missing(tx, vote)]

    missing = await c120.store.write(go)
    assert len(missing) == 114
    assert not set(missing) & set(range(1, 7))


async def test_only_the_named_voters_tap_counts_and_the_others_hear_whose(c120: Court) -> None:
    courtyard = c120.who.courtyard
    one_owner_voter = c120.who.by_label["1-1-101"].id
    other = c120.who.by_label["1-1-102"].id

    def name(tx: Tx) -> None:
        one_owner(tx, c120, 1, 2)
        tx.run(
            "UPDATE households SET voter = ? WHERE courtyard = ? AND owner = 1",
            one_owner_voter,
            courtyard,
        )

    await c120.store.write(name)
    number = await opened(c120)
    with pytest.raises(SomeoneElseVotes) as refused:
        await c120.does(votes.cast, other, number, (AGAINST,))
    assert "1-1-101" in str(refused.value.args_by_name["who"])
    await c120.does(votes.cast, one_owner_voter, number, (FOR,))


@pytest.mark.parametrize(
    ("cast", "agreed", "result"),
    [  # M1 as a vote of households: 120 on the roll, more than half take part and agree
        (60, 60, Result.NOT_QUORATE),
        (61, 31, Result.PASSED),
        (61, 30, Result.NOT_PASSED),
        (62, 31, Result.NOT_PASSED),
        (62, 32, Result.PASSED),
    ],
)
async def test_households_are_counted_on_the_roll_that_was_frozen(
    c120: Court, cast: int, agreed: int, result: Result
) -> None:
    courtyard, chair = c120.who.courtyard, c120.chair

    def go(tx: Tx) -> Vote:
        closes = tx.now + timedelta(days=3)
        number = vote_drafts.draft(tx, courtyard, chair, "种樱桃树？", closes_at=closes)
        opening.open_vote(tx, courtyard, chair, c120.council[1], {"vote": number})
        residents.add_household(tx, courtyard, "9-9-901")  # too late for this vote
        vote = votes.get(tx, courtyard, number)
        for n, (unit, _) in enumerate(vote_roll.labels(tx, vote)[:cast]):
            choice = FOR if n < agreed else AGAINST
            votes.record(tx, vote, unit, (choice,), person=None)
        closing.close_on_time(tx, courtyard, str(number))
        return votes.get(tx, courtyard, number)

    vote = await c120.store.write(go)
    assert vote.eligible == 120
    assert vote.result == result.value


async def test_a_vote_on_ten_thousand_homes_freezes_them_all_in_one_statement(
    c120: Court,
) -> None:
    courtyard = c120.who.courtyard

    def grow(tx: Tx) -> None:
        tx.run(
            "INSERT INTO households (courtyard, household, label, since, building, room, area, "
            "owner) WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n "
            "WHERE i < 10879) SELECT ?, i, 'x' || i, 0, '9', i, 5000, i FROM n",
            courtyard,
        )

    await c120.store.write(grow)
    number = await opened(c120)
    vote = await c120.store.read(lambda tx: votes.get(tx, courtyard, number))
    assert vote.eligible == 10_000
    assert vote.eligible_area == 900_000 + 9_880 * 5_000


async def test_without_every_area_owners_cannot_be_asked(court_without_areas: Court) -> None:
    with pytest.raises(draft_rules.NoAreas) as refused:
        await opened(court_without_areas)
    assert refused.value.args_by_name["missing"] == 120


@pytest.fixture
async def court_without_areas(c120: Court) -> Court:
    await c120.store.write(lambda tx: tx.run("UPDATE households SET area = 0"))
    return c120


@pytest.mark.parametrize(
    ("written", "home", "area"),
    [
        ("3-2-501", "3-2-501", None),
        ("3 2 501", "3-2-501", None),
        ("3栋2单元501室", "3-2-501", None),
        ("3-2-501 89.5", "3-2-501", 8_950),
        ("3 2 501 89.5", "3-2-501", 8_950),
        ("３－５０１　90㎡", "3-501", 9_000),
        ("3-501 90", "3-501", 9_000),
    ],
)
def test_a_home_is_told_from_a_home_with_its_area(
    written: str, home: str, area: int | None
) -> None:
    assert read_home_and_area(written) == Flat(home, area)
