"""What failed by a fault of ours and what cannot be delivered, as an operator deals with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import due
from storage.outbox import BY_HAND
from storage.tx import Tx, columns

DUE = "due "
UPDATE = "update "
"""How the source of a letter begins: work of the clock, or an update that was marked as seen."""


@dataclass(frozen=True)
class Failed:
    """Something that failed; `again` is since when it waits to be tried again."""

    id: int
    at: datetime
    source: str
    content: str
    error: str
    again: datetime | None

    @property
    def due(self) -> tuple[int, str, str] | None:
        """Courtyard, kind and subject, where it was work of the clock."""
        if not self.source.startswith(DUE):
            return None
        courtyard, _, subject = self.content.partition(":")
        return int(courtyard), self.source.removeprefix(DUE), subject

    @property
    def marked_as_seen(self) -> bool:
        """Whether its update counts as acted on, because of the apology."""
        return self.source.startswith(UPDATE)


@dataclass(frozen=True)
class Parked:
    """A message that cannot arrive."""

    courtyard: int
    id: int
    chat: int
    view: str
    args: dict[str, Any]
    once: bool
    attempts: int
    error: str | None
    created_at: datetime

    @property
    def wiped(self) -> bool:
        """What it said was kept nowhere else, and is gone."""
        return self.once


_FAILED = f"SELECT {columns(Failed)} FROM dead_letters WHERE dropped_at IS NULL"
_PARKED = f"SELECT {columns(Parked)} FROM outbox WHERE state = 'PARKED'"


def failed(tx: Tx) -> list[Failed]:
    return tx.list(Failed, f"{_FAILED} ORDER BY id")


def failure(tx: Tx, number: int) -> Failed | None:
    return tx.get(Failed, f"{_FAILED} AND id = ?", number)


def parked(tx: Tx) -> list[Parked]:
    return tx.list(Parked, f"{_PARKED} ORDER BY courtyard, id")


def message(tx: Tx, courtyard: int, number: int) -> Parked | None:
    return tx.get(Parked, f"{_PARKED} AND courtyard = ? AND id = ?", courtyard, number)


def dropped(tx: Tx) -> tuple[int, datetime | None]:
    """How many were dropped by hand, and when the last one was."""
    found = tx.list(
        _Dropped,
        "SELECT count(*) AS n, max(dropped_at) AS last FROM dead_letters WHERE dropped_at > 0",
    )
    return found[0].n, found[0].last


@dataclass(frozen=True)
class _Dropped:
    n: int
    last: datetime | None


def ask_again(tx: Tx, letter: Failed) -> None:
    """Whoever runs the bot takes it once more. Work of the clock is planned for now; where it was
    done meanwhile there is nothing to do."""
    if letter.due is None:
        tx.run("UPDATE dead_letters SET again = ? WHERE id = ?", tx.now, letter.id)
        return
    courtyard, kind, subject = letter.due
    if tx.row(
        "SELECT 1 FROM due WHERE courtyard = ? AND kind = ? AND subject = ? AND attempts > 0",
        courtyard,
        kind,
        subject,
    ):
        due.plan(tx, courtyard, kind, subject, letter.at)  # past by anybody's clock
    tx.run("DELETE FROM dead_letters WHERE id = ?", letter.id)


def wanted(tx: Tx) -> list[Failed]:
    """Those that wait to be tried again."""
    return tx.list(Failed, f"{_FAILED} AND again IS NOT NULL ORDER BY id LIMIT 100")


def take(tx: Tx, letter: Failed) -> bool:
    """Remove a letter in the transaction that does what it is about, and forget that its update
    was seen. False when somebody else has taken or dropped it."""
    taken = tx.run("DELETE FROM dead_letters WHERE id = ? AND again IS NOT NULL", letter.id) == 1
    if taken and letter.marked_as_seen:
        update = int(letter.source.removeprefix(UPDATE))
        tx.run("DELETE FROM seen WHERE update_id = ?", update)
    return taken


def failed_again(tx: Tx, letter: Failed, error: str) -> None:
    tx.run("UPDATE dead_letters SET again = NULL, error = ? WHERE id = ?", error, letter.id)


def send_again(tx: Tx, parcel: Parked) -> None:
    """Back into the queue as it was, dedupe key and all."""
    tx.run(
        "UPDATE outbox SET state = 'WAITING', attempts = 0, error = NULL, not_before = ? "
        "WHERE courtyard = ? AND id = ? AND state = 'PARKED'",
        parcel.created_at,  # past by anybody's clock
        parcel.courtyard,
        parcel.id,
    )
    tx.wake("outbox")


def drop_failed(tx: Tx, letter: Failed) -> None:
    """That it was dropped stays; what it said goes. (What the clock has to do is tried on.)"""
    tx.run(
        "UPDATE dead_letters SET content = '', error = '', again = NULL, dropped_at = ? "
        "WHERE id = ?",
        tx.now,
        letter.id,
    )


def drop_parked(tx: Tx, parcel: Parked) -> None:
    """It is not sent any more, and neither is another with its dedupe key."""
    tx.run(
        "UPDATE outbox SET state = 'DROPPED', args = '{}', error = ? "
        "WHERE courtyard = ? AND id = ? AND state = 'PARKED'",
        BY_HAND,
        parcel.courtyard,
        parcel.id,
    )
    tx.run(
        "INSERT INTO dead_letters (at, source, content, error, dropped_at) "
        "VALUES (?, ?, '', '', ?)",
        parcel.created_at,
        f"message {parcel.courtyard}:{parcel.id} {parcel.view}",
        tx.now,
    )
