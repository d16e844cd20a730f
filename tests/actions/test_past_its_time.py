"""What is left when an evening's ballots are past their time still adds up."""

from __future__ import annotations

from datetime import timedelta

from bot.actions import attending, closing, objecting
from storage import due, retention, votes
from tests.actions.conftest import MovedIn
from tests.actions.evening import RUNNING, Evening
from tests.actions.test_doctor import found


def test_the_doctor_finds_nothing_amiss_while_an_evening_passes_its_time(
    moved_in: MovedIn,
) -> None:
    """After each bite what is left fits together, and the sums with what the chain says of them."""
    evening = Evening(moved_in)
    evening.spend()
    tx, yard = moved_in.tx, evening.yard
    for number in (RUNNING, RUNNING + 1):
        closing.close_on_time(tx, yard, str(number))
    tx.run("DELETE FROM due WHERE kind <> 'vote.final'")
    tx.run("DELETE FROM outbox")
    tx.run("DELETE FROM cards")
    for vote in votes.closed(tx, yard, 3):
        tx.now = (vote.posted_until or tx.now) + timedelta(hours=1)
        objecting.make_final(tx, yard, str(vote.vote))
        due.cancel(tx, yard, "vote.final", vote.vote)
    attending.give_up(tx, yard, evening.homes[0])
    tx.run("UPDATE events SET state = 'ENDED'")
    tx.run("DELETE FROM seconds WHERE state = 'WAITING'")
    tx.run("DELETE FROM prompts")
    assert found(tx) == []
    tx.now += timedelta(days=2 * 365)
    bites = 0
    while not retention.bite(tx, yard, 150):
        bites += 1
        assert found(tx) == []
    assert bites > 3
    assert found(tx) == []
    sums = {vote.vote: vote.counted for vote in votes.closed(tx, yard, 3)}
    assert sums[1] == (19, 21, 20)
    tx.run("UPDATE votes SET counted = '[20,20,20]' WHERE vote = 1")
    assert len(found(tx)) == 1
