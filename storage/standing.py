"""How far behind everything is that waits in the database: a few questions, each to an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from storage.tx import Tx, to_column

SOON = timedelta(minutes=6)
"""Trouble on the line is waited out for five minutes at the most; what rests longer than this
rests for another reason (a group that has put us out, a card that cannot be drawn)."""


@dataclass(frozen=True)
class Standing:
    """Counts, and ages in seconds."""

    waiting: int
    planned: int
    parked: int
    outbox_age: float
    due_lag: float
    dirty: int
    resting: int
    card_lag: float
    letters: int
    schema: int


def standing(tx: Tx) -> Standing:
    now, soon = to_column(tx.now), to_column(tx.now + SOON)
    dirty, since = tx.rows(
        "SELECT count(*), min(dirty_since) FROM cards WHERE drawn < version AND not_before <= ?",
        soon,
    )[0]
    return Standing(
        waiting=tx.value(f"SELECT count(*) {_WAITING} AND not_before <= ?", soon),
        planned=tx.value(f"SELECT count(*) {_WAITING} AND not_before > ?", soon),
        parked=tx.value(f"SELECT count(*) {_UNFINISHED} AND state = 'PARKED'"),
        outbox_age=max(_age(now, _first_due(tx)), _age(now, _first_tried(tx))),
        due_lag=_age(now, tx.value("SELECT min(due_at) FROM due")),
        dirty=dirty,
        resting=tx.value(
            "SELECT count(*) FROM cards WHERE drawn < version AND not_before > ?", soon
        ),
        card_lag=_age(now, since),
        letters=tx.value("SELECT count(*) FROM dead_letters WHERE dropped_at IS NULL"),
        schema=tx.value("SELECT max(number) FROM migrations"),
    )


# SQLite takes a partial index only where a query repeats the words of its condition.
_UNFINISHED = "FROM outbox WHERE state IN ('WAITING', 'PARKED')"
_WAITING = f"{_UNFINISHED} AND state = 'WAITING'"


def _first_due(tx: Tx) -> int | None:
    """The moment since which a message could have gone."""
    found: int | None = tx.value(f"SELECT min(not_before) {_WAITING}")
    return found


def _first_tried(tx: Tx) -> int | None:
    """Each try in vain moves a message's moment on, so of those only the making tells."""
    found: int | None = tx.value(
        "SELECT min(created_at) FROM outbox WHERE state = 'WAITING' AND attempts > 0"
    )
    return found


def _age(now: int, since: int | None) -> float:
    return 0.0 if since is None else max(0, now - since) / 1000


def confirm_writable(tx: Tx) -> None:
    """Write what makes no difference, so that the disk is asked."""
    tx.run("UPDATE migrations SET applied_at = applied_at WHERE number = 1")
