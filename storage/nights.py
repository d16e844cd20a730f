"""When each courtyard lets go of what is past its time: once a night, at a minute of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.walltime import instant, local_day
from storage import due
from storage.tx import Tx

YARD, HOUSE = f"{due.LAST}yard", f"{due.LAST}house"
FIRST_MINUTE, MINUTES = 60, 240
"""Between one and five."""


def plan(tx: Tx, courtyard: int, zone: ZoneInfo) -> None:
    due.plan(tx, courtyard, YARD, "", tonight(tx.now, courtyard, zone))


def plan_house(tx: Tx) -> None:
    """What belongs to no courtyard has its nights from the first courtyard on."""
    due.plan(tx, 0, HOUSE, "", tonight(tx.now, 0, ZoneInfo("UTC")))


def tonight(now: datetime, courtyard: int, zone: ZoneInfo) -> datetime:
    """The next time that it is this courtyard's minute."""
    minute = FIRST_MINUTE + courtyard * 7 % MINUTES
    today = local_day(now, zone)
    coming = (instant(today + timedelta(days=n), minute, zone) for n in range(3))
    return next(at for at in coming if at > now)
