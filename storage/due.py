"""Work that falls due: a row for each, replaced when it moves, gone when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.tx import Tx, columns


@dataclass(frozen=True)
class Due:
    courtyard: int
    kind: str
    subject: str
    due_at: datetime
    attempts: int
    error: str | None


_SELECT = f"SELECT {columns(Due)} FROM due"


def plan(tx: Tx, courtyard: int, kind: str, subject: str | int, at: datetime) -> None:
    """Run `kind` for `subject` at `at`; an earlier plan for the same is replaced."""
    tx.run(
        "INSERT INTO due (courtyard, kind, subject, due_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (courtyard, kind, subject) DO UPDATE SET due_at = excluded.due_at, "
        "attempts = 0, error = NULL",
        courtyard,
        kind,
        str(subject),
        at,
    )
    tx.wake("due")


def cancel(tx: Tx, courtyard: int, kind: str, subject: str | int) -> None:
    tx.run(
        "DELETE FROM due WHERE courtyard = ? AND kind = ? AND subject = ?",
        courtyard,
        kind,
        str(subject),
    )


def take(tx: Tx, due: Due) -> bool:
    """Remove a row that is about to run, in the transaction that runs it; False when it is gone
    or has been moved to later."""
    return (
        tx.run(
            "DELETE FROM due WHERE courtyard = ? AND kind = ? AND subject = ? AND due_at = ?",
            due.courtyard,
            due.kind,
            due.subject,
            due.due_at,
        )
        == 1
    )


LAST = "retention."
"""Begins the kinds nobody waits for: after a long standstill there is one for each courtyard."""


def ready(tx: Tx, limit: int) -> list[Due]:
    return tx.list(
        Due,
        f"{_SELECT} WHERE due_at <= ? "
        f"ORDER BY kind LIKE '{LAST}%', due_at, courtyard, kind, subject LIMIT ?",
        tx.now,
        limit,
    )


def next_at(tx: Tx) -> datetime | None:
    found = tx.get(Due, f"{_SELECT} ORDER BY due_at LIMIT 1")
    return found.due_at if found else None


def planned(tx: Tx, courtyard: int) -> list[Due]:
    return tx.list(Due, f"{_SELECT} WHERE courtyard = ? ORDER BY due_at, kind, subject", courtyard)


def postpone(tx: Tx, due: Due, until: datetime, error: str) -> None:
    """A run that failed is tried again later; its error stays to be seen."""
    tx.run(
        "UPDATE due SET due_at = ?, attempts = attempts + 1, error = ? "
        "WHERE courtyard = ? AND kind = ? AND subject = ?",
        until,
        error,
        due.courtyard,
        due.kind,
        due.subject,
    )
    tx.wake("due")
