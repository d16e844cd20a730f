"""Reminders of votes: only to who still owes a ballot, at most one message a person a day.

Each vote has two moments, a day and two hours before it closes (bot.rules.reminders). The day's one
message names everything its reader still owes, in all their courtyards, so what matters is when it
goes: two hours before the first of their votes that closes that day, and where none does, a day
before the first that closes the next. So a "day ahead" that meets an "hours ahead" later on the
same day waits for it: that is the last moment at which everything named can still be voted on, and
the one at which most people are at home. Of two votes that close on one day the earlier one decides
the moment. A councillor who reminds by hand spends that day's message at once.

Midnight is the courtyard's own; for who lives in several it is that of the oldest of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions import courtyard as yards
from bot.actions.reminding import quiet_hours, waking
from bot.rules.reminders import DAY, day_ahead, hours_ahead
from storage import ballots, courtyards, due, outbox, votes
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Vote, VoteState

KIND = "vote.remind"
AHEAD = {"day": day_ahead, "soon": hours_ahead}
EVERYWHERE = 0
"""The message is about no single courtyard, so none of them sends a second one."""


@dataclass(frozen=True)
class Told:
    """How many people get a message now, how many had their one of the day, and when it goes."""

    people: int
    before: int
    at: datetime


def plan(tx: Tx, yard: Courtyard, vote: int, closes_at: datetime) -> None:
    start, end = quiet_hours(yard)
    for slot, ahead in AHEAD.items():
        moment = ahead(closes_at, tx.now, yard.zoneinfo, start, end)
        if moment:
            due.plan(tx, yard.courtyard, KIND, f"{vote}:{slot}", moment)


def cancel(tx: Tx, courtyard: int, vote: int) -> None:
    for slot in AHEAD:
        due.cancel(tx, courtyard, KIND, f"{vote}:{slot}")


def remind(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: the moment of one vote has come for those who have not voted in it."""
    number, _, slot = subject.partition(":")
    vote = votes.get(tx, courtyard, int(number))
    if vote and vote.state is VoteState.OPEN:
        yard = yards.get(tx, courtyard)
        tell(tx, yard, vote, later={} if slot == "soon" else _closing_today(tx, yard))


def tell(
    tx: Tx, yard: Courtyard, vote: Vote, *, later: Mapping[int, datetime] | None = None
) -> Told:
    """Write to those who owe this vote a ballot; to who is in `later`, at that moment of the day.

    In the quiet hours it waits for the morning; who votes meanwhile gets none, since the view
    finds nothing left to say.
    """
    at = waking(tx, yard)
    zones = courtyards.older_zones(tx, yard.courtyard)
    told = before = 0
    for person in dict.fromkeys(person for _, person in ballots.reachable_missing(tx, vote)):
        zone = zones.get(person, yard.zoneinfo)
        moment, day = at, at.astimezone(zone).date()
        best = (later or {}).get(person)
        if best and best.astimezone(zone).date() == day:
            moment = best
        if _send(tx, person, f"votes:{person}:{day:%Y%m%d}", moment):
            told += 1
        else:
            before += 1
    return Told(told, before, at)


def _send(tx: Tx, person: int, key: str, at: datetime) -> bool:
    """The one message of the day, or the one that waits for later in the day brought forward."""
    return outbox.send(
        tx,
        EVERYWHERE,
        person,
        "vote.reminder",
        priority=Priority.REMINDER,
        dedupe=key,
        not_before=at,
    ) or outbox.hasten(tx, EVERYWHERE, key, at)


def _closing_today(tx: Tx, yard: Courtyard) -> dict[int, datetime]:
    """For each person of this courtyard the first "hours ahead" still to come of a vote they owe,
    here or in another courtyard of theirs."""
    found: dict[int, datetime] = {}
    for other in courtyards.shared_with(tx, yard.courtyard):
        start, end = quiet_hours(other)
        for vote in votes.opened(tx, other.courtyard):
            moment = vote.closes_at and hours_ahead(
                vote.closes_at, tx.now, other.zoneinfo, start, end
            )
            if moment is None or moment - tx.now > DAY:
                continue
            for _, person in ballots.reachable_missing(tx, vote):
                found[person] = min(moment, found.get(person, moment))
    return found
