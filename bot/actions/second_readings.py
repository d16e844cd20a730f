"""Sheets that only one has read: the second reader is reminded in time, and at the close it is said
plainly which sheets were not counted."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from bot.access import Act, holders
from bot.actions import courtyard as yards
from bot.actions import papers, votes
from bot.actions.reminding import quiet_hours
from bot.rules.quiet import reminder_at
from storage import audit, due, outbox
from storage import papers as rows
from storage import votes as rolls
from storage.outbox import Priority
from storage.papers import ReadingState
from storage.tx import Tx
from storage.votes import Vote

DUE = "paper.remind"
LEAD = timedelta(hours=3)


def plan(tx: Tx, vote: Vote) -> None:
    """A sheet waits for its second reader: remind those who could be, before it is too late."""
    yard = yards.get(tx, vote.courtyard)
    if vote.closes_at is None:
        return
    moment = reminder_at(vote.closes_at, LEAD, tx.now, yard.zoneinfo, *quiet_hours(yard))
    if moment:
        due.plan(tx, vote.courtyard, DUE, vote.vote, moment)


def remind(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work."""
    vote = rolls.get(tx, courtyard, int(subject))
    if vote is None or not votes.is_open(vote, tx.now):
        return
    for person in holders(tx, courtyard, Act.ENTER_PAPER):
        if papers.waiting_for(tx, vote, person):
            outbox.send(
                tx,
                courtyard,
                person,
                "paper.waiting",
                {"vote": vote.vote},
                priority=Priority.REMINDER,
                dedupe=f"vote:{vote.vote}:second_reading:{person}",
            )


def give_up(tx: Tx, vote: Vote) -> None:
    """The vote is over: what two have not read alike is not counted, and who read it hears so."""
    due.cancel(tx, vote.courtyard, DUE, vote.vote)
    left: dict[int, list[int]] = defaultdict(list)
    units = []
    for reading in rows.readings(tx, vote):
        if reading.state is ReadingState.AGREED:
            continue
        units.append(reading.unit)
        for reader in (reading.first, reading.second):
            if reader is not None:
                left[reader].append(reading.unit)
    if not units:
        return
    rows.drop_unread(tx, vote)
    audit.append(tx, vote.courtyard, "paper.left_over", vote=vote.vote, units=units)
    for reader, theirs in left.items():
        told = {"vote": vote.vote, "units": theirs}
        outbox.send(tx, vote.courtyard, reader, "paper.left_over", told)
