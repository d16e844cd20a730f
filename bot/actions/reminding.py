"""When something with a fixed hour reminds: a day and two hours ahead, never in quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.rules.quiet import after_quiet, reminder_at
from storage import due
from storage.courtyards import Courtyard
from storage.tx import Tx

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


def waking(tx: Tx, yard: Courtyard, later: timedelta = timedelta()) -> datetime:
    """The moment so much later than now, or the end of the quiet hours it falls into."""
    return after_quiet(tx.now + later, yard.zoneinfo, *quiet_hours(yard))


def quiet_hours(yard: Courtyard) -> tuple[time, time]:
    return (
        time.fromisoformat(yard.setting("quiet_start")),
        time.fromisoformat(yard.setting("quiet_end")),
    )
