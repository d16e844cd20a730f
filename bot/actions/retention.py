"""Letting go of what is past its time, in bites between which others act."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.actions import courtyard as yards
from storage import due, nights, passing, retention
from storage.tx import Tx

ROWS = 500
"""A bite: ten to twenty milliseconds."""
Forget = Callable[[Tx, int, int], None]


def take_bite(tx: Tx, courtyard: int, forget: Forget) -> None:
    """Due work. Who has been gone for long is forgotten as if they had asked for it."""
    done = retention.bite(tx, courtyard, ROWS)
    if done and (person := passing.gone(tx, courtyard)) is not None:
        forget(tx, courtyard, person)
        done = False
    if done:
        nights.plan(tx, courtyard, ZoneInfo(yards.get(tx, courtyard).zone))
    else:
        due.plan(tx, courtyard, nights.YARD, "", tx.now)


def tidy_house(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work for what belongs to no courtyard; `subject` is the account looked at last."""
    if not passing.house_bite(tx, ROWS):
        due.plan(tx, 0, nights.HOUSE, subject, tx.now)
    elif (last := passing.strangers(tx, int(subject or 0), ROWS)) is not None:
        due.plan(tx, 0, nights.HOUSE, last, tx.now)
    else:
        nights.plan_house(tx)
