"""Who has countersigned a result, each under the count it was."""

from __future__ import annotations

from storage.tx import Tx
from storage.votes import Vote


def add(tx: Tx, vote: Vote, person: int) -> None:
    """Of a count that was signed before, the newer one is."""
    tx.run(
        "INSERT INTO countersigns VALUES (?, ?, ?, ?, ?) ON CONFLICT (courtyard, vote, person) "
        "DO UPDATE SET head = excluded.head, at = excluded.at",
        vote.courtyard,
        vote.vote,
        person,
        vote.head or "",
        tx.now,
    )


def of(tx: Tx, vote: Vote) -> list[int]:
    """Who has signed the count that stands now."""
    found = tx.rows(
        "SELECT person FROM countersigns WHERE courtyard = ? AND vote = ? AND head = ? "
        "ORDER BY at, person",
        vote.courtyard,
        vote.vote,
        vote.head or "",
    )
    return [row[0] for row in found]


def signed_by(tx: Tx, courtyard: int, person: int) -> list[int]:
    found = tx.rows(
        "SELECT vote FROM countersigns WHERE courtyard = ? AND person = ? ORDER BY vote",
        courtyard,
        person,
    )
    return [row[0] for row in found]


def forget(tx: Tx, courtyard: int, person: int) -> None:
    tx.run("DELETE FROM countersigns WHERE courtyard = ? AND person = ?", courtyard, person)
