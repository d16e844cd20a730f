"""Silence in owners' votes, example by example (domain.md 5, V11a-c), from ballot to recount."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import recount
from bot.actions import closing, house_rules, serving, votes
from bot.actions.judging import counted_again
from bot.check import Mark
from bot.rules import result_file
from bot.rules.result_file import ResultFile
from bot.rules.silence import SETTING, Policy, Silent, joins
from bot.rules.verdict import CheckKind, Measure, Result
from bot.words import Words
from handlers.views.result_file import of_vote
from storage import ballots, services, vote_roll
from storage.services import Way
from storage.tx import Tx
from storage.votes import Vote
from tests.actions.court import Court
from tests.actions.test_owners import ABSTAIN, AGAINST, FOR, SIZES, Flats, opened
from tests.actions.test_owners import c120 as c120  # the yard of the examples

RETURNED = {FOR: (12, 30, 3), AGAINST: (11, 0, 4), ABSTAIN: (2, 2, 1)}  # 65 heads, 4,860 m²
SILENT = (21, 7, 7)  # 35 heads, 2,625 m²
NOBODY = (0, 0, 0)


async def with_the_majority(court: Court) -> None:
    """Two councillors change what silence means."""
    args = {"key": SETTING, "value": Policy.WITH_MAJORITY.value}
    first, other = court.council[:2]
    await court.does(house_rules.carry_out, first, other, args)


async def held(court: Court, number: int, to_owners: Flats, to_tenants: int = 0) -> Vote:
    """The ballots of V11 come in, the others are handed over at the door; the vote closes."""
    courtyard, chair = court.who.courtyard, court.chair

    def go(tx: Tx) -> Vote:
        vote = votes.get(tx, courtyard, number)
        areas = vote_roll.areas(tx, vote)
        left: dict[int, list[int]] = {area: [] for _, area in SIZES}
        for unit, _ in vote_roll.labels(tx, vote):
            left[areas[unit]].append(unit)
        for choice, flats in RETURNED.items():
            for unit in _taken(left, flats):
                votes.record(tx, vote, unit, (choice,), person=None)
        for n, unit in enumerate(_taken(left, to_owners)):
            owner = n >= to_tenants
            serving.hand_over(tx, courtyard, chair, number, unit, to_owner=owner)
        closing.close_on_time(tx, courtyard, str(number))
        return votes.get(tx, courtyard, number)

    return await court.store.write(go)


def _taken(left: dict[int, list[int]], flats: Flats) -> list[int]:
    return [left[area].pop() for (_, area), n in zip(SIZES, flats, strict=True) for _ in range(n)]


def taking_part(vote: Vote) -> dict[Measure, int]:
    checks = counted_again(vote).checks
    return {check.measure: check.got for check in checks if check.kind is CheckKind.QUORUM}


def agreeing(vote: Vote) -> dict[Measure, int]:
    checks = counted_again(vote).checks
    return {check.measure: check.got for check in checks if check.kind is CheckKind.THRESHOLD}


async def file_of(court: Court, vote: Vote) -> ResultFile:
    return await court.store.read(lambda tx: of_vote(tx, vote, "桂花院"))


def faults(file: ResultFile) -> list[str]:
    return [str(step) for step in recount.recount(file, Words("zh_CN")) if step.mark is Mark.BAD]


async def test_silence_is_silence_unless_the_yard_says_otherwise(c120: Court) -> None:
    number = await opened(c120)
    with pytest.raises(serving.SilenceIsSilence):
        await held(c120, number, SILENT)
    vote = await held(c120, number, NOBODY)  # V11a
    assert taking_part(vote) == {Measure.HEADS: 65, Measure.AREA: 486_000}
    assert vote.result == Result.NOT_QUORATE.value
    assert (await file_of(c120, vote)).silent is None


@pytest.mark.parametrize("rule", ["owners_ordinary", "owners_major"])
async def test_owners_who_have_the_ballot_and_are_silent_join_the_majority(
    c120: Court, rule: str
) -> None:
    await with_the_majority(c120)
    vote = await held(c120, await opened(c120, rule), SILENT)  # V11b
    assert vote.silence == Silent(35, 262_500)
    assert vote.turnout == 65  # ballots are still what was cast
    assert taking_part(vote) == {Measure.HEADS: 100, Measure.AREA: 748_500}
    assert agreeing(vote) == {Measure.HEADS: 80, Measure.AREA: 595_500}
    assert vote.result == Result.PASSED.value


async def test_a_ballot_in_a_tenants_hand_is_not_served(c120: Court) -> None:
    await with_the_majority(c120)
    vote = await held(c120, await opened(c120), SILENT, to_tenants=25)  # V11c
    assert taking_part(vote)[Measure.HEADS] == 75
    assert vote.result == Result.NOT_QUORATE.value


async def test_the_result_file_shows_the_silent_apart_and_is_counted_again(c120: Court) -> None:
    await with_the_majority(c120)
    vote = await held(c120, await opened(c120), SILENT)
    file = await file_of(c120, vote)
    assert (file.cast, file.tally, file.silent) == (65, (45, 15, 5), Silent(35, 262_500))
    assert file.ballots is not None
    assert sum(stack.n for stack in file.ballots) == 65
    assert faults(result_file.read(result_file.write(file))) == []


@pytest.mark.parametrize("silent", [Silent(36, 262_500), Silent(56, 262_500), None])
async def test_a_file_with_other_silent_owners_disagrees_with_itself(
    c120: Court, silent: Silent | None
) -> None:
    await with_the_majority(c120)
    vote = await held(c120, await opened(c120), SILENT)
    changed = result_file.sealed(replace(await file_of(c120, vote), silent=silent))
    assert faults(changed)


async def test_what_silence_means_is_fixed_when_the_vote_goes_out(c120: Court) -> None:
    number = await opened(c120)
    await with_the_majority(c120)  # too late for this one
    assert not (await c120.store.read(lambda tx: votes.get(tx, c120.who.courtyard, number))).silent


async def test_silence_joins_nobody_where_no_side_has_more_than_half() -> None:
    assert joins({0: 4, 1: 2, 2: 2}, {0: 60, 1: 20, 2: 20}) is None  # half of the heads
    assert joins({0: 5, 1: 2, 2: 2}, {0: 50, 1: 30, 2: 20}) is None  # half of the area
    assert joins({0: 5, 1: 2, 2: 2}, {0: 51, 1: 29, 2: 20}) == 0
    assert joins({0: 1, 1: 3, 2: 1}, {0: 10, 1: 30, 2: 10}) == 1
    assert joins({0: 0, 1: 0, 2: 0}, {}) is None


async def test_only_the_named_voter_opening_the_vote_proves_that_it_arrived(c120: Court) -> None:
    courtyard = c120.who.courtyard
    named, other = (c120.who.by_label[label].id for label in ("1-1-101", "1-1-102"))
    await with_the_majority(c120)

    def name(tx: Tx) -> None:
        sql = "UPDATE households SET voter = ? WHERE courtyard = ? AND label = '1-1-101'"
        tx.run(sql, named, courtyard)

    await c120.store.write(name)
    number = await opened(c120)
    await c120.does(serving.seen, named, number)
    await c120.does(serving.seen, other, number)

    def known(tx: Tx) -> tuple[dict[tuple[Way, bool], int], Silent]:
        vote = votes.get(tx, courtyard, number)
        return services.tally(tx, vote), services.silent(tx, vote)

    tally, silent = await c120.store.read(known)
    assert tally == {(Way.SEEN, True): 1}
    assert silent.heads == 1
    await c120.does(votes.cast, named, number, (FOR,))
    _, silent = await c120.store.read(known)
    assert silent == Silent(0, 0)  # who votes is not silent


async def test_a_household_may_say_that_it_never_got_the_ballot(c120: Court) -> None:
    courtyard, chair = c120.who.courtyard, c120.chair
    await with_the_majority(c120)
    number = await opened(c120)
    owner, stranger = (c120.who.by_label[label].id for label in ("1-1-102", "1-1-103"))
    vote = await c120.store.read(lambda tx: votes.get(tx, courtyard, number))
    unit = await c120.store.read(lambda tx: votes.unit_of(tx, vote, owner))
    await c120.does(serving.hand_over, chair, number, unit, to_owner=True)
    with pytest.raises(serving.NotYourHome):
        await c120.does(serving.deny, stranger, number, unit)
    await c120.does(serving.deny, owner, number, unit)
    assert await c120.store.read(lambda tx: services.silent(tx, vote)) == Silent(0, 0)
    assert not await c120.store.read(lambda tx: ballots.has_voted(tx, vote, unit or 0))
