"""Secret ballots with weights, and what is left of them on the disk."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions import closing, opening, vote_drafts, votes
from bot.actions.secrecy import WeightTells
from bot.rules.verdict import Measure, Result
from storage import ballots, secret_ballots, vote_roll
from storage.tx import Tx
from storage.votes import Electorate, Vote
from tests.actions.court import Court
from tests.actions.test_owners import c120, one_owner

__all__ = ["c120"]


def drafted(tx: Tx, court: Court, electorate: Electorate) -> int:
    courtyard, chair = court.who.courtyard, court.chair
    closes = tx.now + timedelta(days=15)
    number = vote_drafts.draft(tx, courtyard, chair, "把草坪改成菜园？", closes_at=closes)
    vote_drafts.change_draft(tx, courtyard, chair, number, secret=True)
    if electorate is not Electorate.HOUSEHOLDS:
        vote_drafts.change_draft(tx, courtyard, chair, number, electorate=electorate)
    return number


def opened(tx: Tx, court: Court, electorate: Electorate = Electorate.OWNERS) -> Vote:
    number = drafted(tx, court, electorate)
    opening.open_vote(tx, court.who.courtyard, court.chair, court.council[1], {"vote": number})
    return votes.get(tx, court.who.courtyard, number)


@pytest.mark.parametrize(
    ("preset", "secret"), [("election", True), ("recall", True), ("courtyard_simple", False)]
)
async def test_votes_on_persons_are_secret_unless_somebody_says_otherwise(
    c120: Court, preset: str, secret: bool
) -> None:
    def run(tx: Tx) -> tuple[Vote, Vote]:
        courtyard, chair = c120.who.courtyard, c120.chair
        number = vote_drafts.draft(tx, courtyard, chair, "选谁？")
        drawn = vote_drafts.change_draft(tx, courtyard, chair, number, preset=preset)
        return drawn, vote_drafts.change_draft(tx, courtyard, chair, number, secret=not secret)

    drawn, otherwise = await c120.store.write(run)
    assert (drawn.secret, otherwise.secret) == (secret, not secret)
    assert drawn.receipts is (secret and drawn.electorate.by_home)


async def test_owners_vote_in_secret_where_every_area_is_shared_by_five(c120: Court) -> None:
    """V5 (domain.md 5), cast in secret: 16 small, 20 middling and 5 large flats in favour."""

    def run(tx: Tx) -> tuple[Vote, dict[int, int]]:
        vote = opened(tx, c120)
        left: dict[int, list[int]] = {}
        for unit, area in vote_roll.areas(tx, vote).items():
            left.setdefault(area, []).append(unit)
        for area, total, in_favour in ((6_000, 30, 16), (7_500, 40, 20), (12_000, 10, 5)):
            for n in range(total):
                votes.record(tx, vote, left[area][n], (0 if n < in_favour else 1,), person=None)
        weights = {
            content[0]: weight[Measure.AREA] for content, weight in ballots.weights(tx, vote)
        }
        tx.now = vote.closes_at or tx.now
        closing.close_on_time(tx, c120.who.courtyard, str(vote.vote))
        return votes.get(tx, c120.who.courtyard, vote.vote), weights

    vote, weights = await c120.store.write(run)
    assert weights == {0: 306_000, 1: 294_000}
    assert vote.result == Result.PASSED.value
    assert (vote.counted, vote.counted_area) == ((41, 39, 0), (306_000, 294_000, 0))


async def test_an_area_that_would_name_its_owner_stops_the_vote(c120: Court) -> None:
    """When it is sent to the second councillor, and again on the roll of the opening."""
    courtyard, chair = c120.who.courtyard, c120.chair

    def submit(tx: Tx) -> None:
        one_owner(tx, c120, 101, 103)
        vote_drafts.submit(tx, courtyard, chair, drafted(tx, c120, Electorate.OWNERS))

    def open_vote(tx: Tx) -> None:
        one_owner(tx, c120, 101, 103)
        opened(tx, c120)

    for act in (submit, open_vote):
        with pytest.raises(WeightTells) as refusal:
            await c120.store.write(act)
        assert refusal.value.args_by_name == {"n": 1, "fewest": 5}


async def test_where_only_heads_count_any_roll_will_do_and_no_area_is_kept(c120: Court) -> None:
    def run(tx: Tx) -> list[tuple[int, int]]:
        one_owner(tx, c120, 101, 103)
        vote = opened(tx, c120, Electorate.HOUSEHOLDS)
        for unit in (1, 70, 110):
            votes.record(tx, vote, unit, (0,), person=None)
        return [(ballot.heads, ballot.area) for ballot in secret_ballots.box(tx, vote)]

    assert await c120.store.write(run) == [(1, 0)] * 3


async def test_after_the_close_the_file_on_disk_keeps_no_order_and_nothing_deleted(
    c120: Court, tmp_path: Path
) -> None:
    def run(tx: Tx) -> list[str]:
        vote = opened(tx, c120, Electorate.HOUSEHOLDS)
        for unit in (7, 90, 3, 55, 21, 118, 1, 64, 33, 12):
            votes.record(tx, vote, unit, (unit % 3,), person=None)
        tx.now = vote.closes_at or tx.now
        closing.close_on_time(tx, c120.who.courtyard, str(vote.vote))
        return [ballot.line for ballot in secret_ballots.box(tx, vote)]

    lines = await c120.store.write(run)
    await c120.store.close()
    content = (tmp_path / "yard.sqlite").read_bytes()
    assert [content.count(line.encode()) for line in lines] == [1] * len(lines)
    # A page fills up from its end: what was written first lies last.
    assert sorted(lines, key=lambda line: -content.index(line.encode())) == lines


async def test_after_the_close_neither_file_tells_who_came_first(
    c120: Court, tmp_path: Path
) -> None:
    """The chain has a time for each ballot: by the order each would have its household."""
    came = [7, 90, 3, 55, 21, 118, 1, 64, 33, 12]

    def cast(tx: Tx) -> tuple[Vote, list[str]]:
        vote = opened(tx, c120, Electorate.HOUSEHOLDS)
        for unit in came:
            votes.record(tx, vote, unit, (unit % 3,), person=None)
        return vote, [ballot.line for ballot in secret_ballots.box(tx, vote)]

    def close(tx: Tx, vote: Vote) -> None:
        tx.now = vote.closes_at or tx.now
        closing.close_on_time(tx, c120.who.courtyard, str(vote.vote))

    def read_again(tx: Tx, vote: Vote) -> list[int]:
        return [unit for unit in range(1, 121) if ballots.has_voted(tx, vote, unit)]

    vote, lines = await c120.store.write(cast)
    log = tmp_path / "yard.sqlite-wal"
    assert any(line.encode() in log.read_bytes() for line in lines)
    await c120.store.write(lambda tx: close(tx, vote))
    assert await c120.store.read(lambda tx: read_again(tx, vote)) == sorted(came)
    await c120.store.write(lambda tx: None)
    assert not any(line.encode() in log.read_bytes() for line in lines)
    await c120.store.close()
    assert as_written(tmp_path / "yard.sqlite", "vote_turnout") == sorted(came)


def as_written(path: Path, table: str) -> list[int]:
    """The units in a small table in the order in which its one page was filled, from its end."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        (root,) = file.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
        units = [row[0] for row in file.execute(f"SELECT unit FROM {table} ORDER BY 1")]
    page = path.read_bytes()[(root - 1) * size : root * size]
    places = [int.from_bytes(page[8 + 2 * n : 10 + 2 * n], "big") for n in range(len(units))]
    return [unit for _, unit in sorted(zip(places, units, strict=True), reverse=True)]


async def test_a_ballot_half_way_in_is_not_in_at_all(c120: Court) -> None:
    """Both halves or neither: a kill between them undoes the transaction."""

    def run(tx: Tx) -> tuple[int, int]:
        vote = opened(tx, c120, Electorate.HOUSEHOLDS)

        def broken(*_: object) -> None:
            raise RuntimeError("killed")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(secret_ballots, "drop_in", broken)
            with pytest.raises(RuntimeError), tx.savepoint():
                votes.record(tx, vote, 1, (0,), person=None)
        return ballots.turnout(tx, vote), len(secret_ballots.box(tx, vote))

    assert await c120.store.write(run) == (0, 0)
