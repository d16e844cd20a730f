"""Reminders: a day and two hours ahead, privately, outside the quiet hours, only where owed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.rules.quiet import after_quiet, reminder_at
from storage import ballots, courtyards, due, outbox, votes
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Vote, VoteState

LEADS = {"day": timedelta(days=1), "soon": timedelta(hours=2)}


def plan(tx: Tx, yard: Courtyard, kind: str, subject: int, at: datetime) -> None:
    """Plan `kind` a day and two hours before `at`, outside the quiet hours."""
    start, end = quiet_hours(yard)
    for name, lead in LEADS.items():
        moment = reminder_at(at, lead, tx.now, yard.zoneinfo, start, end)
        if moment:
            due.plan(tx, yard.courtyard, kind, f"{subject}:{name}", moment)


def cancel(tx: Tx, courtyard: int, kind: str, subject: int) -> None:
    for name in LEADS:
        due.cancel(tx, courtyard, kind, f"{subject}:{name}")


def remind_of_vote(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: tell those who have not voted yet."""
    number, _, slot = subject.partition(":")
    vote = votes.get(tx, courtyard, int(number))
    yard = courtyards.get(tx, courtyard)
    if vote and yard and vote.state is VoteState.OPEN:
        tell_missing(tx, yard, vote, slot)


def tell_missing(tx: Tx, yard: Courtyard, vote: Vote, slot: str) -> int:
    """One message for each person who owes a ballot (a `slot` reminds nobody twice); how many.

    In the quiet hours it waits for the morning; who votes meanwhile gets none, since the view
    finds nothing left to say.
    """
    start, end = quiet_hours(yard)
    not_before = after_quiet(tx.now, yard.zoneinfo, start, end)
    told = 0
    for _, person in ballots.reachable_missing(tx, vote):
        told += outbox.send(
            tx,
            vote.courtyard,
            person,
            "vote.reminder",
            {"vote": vote.vote},
            priority=Priority.REMINDER,
            dedupe=f"vote:{vote.vote}:{slot}:{person}",
            not_before=not_before,
        )
    return told


def quiet_hours(yard: Courtyard) -> tuple[time, time]:
    return (
        time.fromisoformat(yard.setting("quiet_start")),
        time.fromisoformat(yard.setting("quiet_end")),
    )
