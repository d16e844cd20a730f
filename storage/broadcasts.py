"""Announcements: their text, whom they are for, how far they have got, who wants none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from storage.counters import next_number
from storage.tx import Tx, columns


class BroadcastState(Enum):
    DRAFT = "DRAFT"
    SENDING = "SENDING"
    ENDED = "ENDED"


@dataclass(frozen=True)
class Broadcast:
    """`event` is None for one to everyone. `addressed` people are written to privately: so far,
    or in the end, `reached` of them have it and `missed` could not be given it. `closed` more
    never opened the private chat (or blocked us) when it went out."""

    courtyard: int
    broadcast: int
    by_person: int | None
    text: str
    event: int | None
    state: BroadcastState
    created_at: datetime
    sent_at: datetime | None
    begins_at: datetime | None
    addressed: int
    reached: int
    missed: int
    closed: int


@dataclass(frozen=True)
class Addressee:
    """Someone an announcement is for, and whether we may write to them."""

    person: int
    reachable: bool
    declined: bool


_SELECT = f"SELECT {columns(Broadcast)} FROM broadcasts"


def add(tx: Tx, courtyard: int, person: int, text: str, event: int | None) -> int:
    """A draft, seen by its author only; its number."""
    number = next_number(tx, courtyard, "broadcast")
    tx.run(
        "INSERT INTO broadcasts (courtyard, broadcast, by_person, text, event, state, created_at) "
        "VALUES (?, ?, ?, ?, ?, 'DRAFT', ?)",
        courtyard,
        number,
        person,
        text,
        event,
        tx.now,
    )
    return number


def get(tx: Tx, courtyard: int, number: int) -> Broadcast | None:
    return tx.get(Broadcast, f"{_SELECT} WHERE courtyard = ? AND broadcast = ?", courtyard, number)


def update(tx: Tx, broadcast: Broadcast, **changes: Any) -> None:
    tx.update("broadcasts", changes, courtyard=broadcast.courtyard, broadcast=broadcast.broadcast)


def drop(tx: Tx, broadcast: Broadcast) -> None:
    """Forget a draft."""
    tx.run(
        "DELETE FROM broadcasts WHERE courtyard = ? AND broadcast = ? AND state = 'DRAFT'",
        broadcast.courtyard,
        broadcast.broadcast,
    )


def drafts(tx: Tx, courtyard: int, person: int) -> list[Broadcast]:
    return tx.list(
        Broadcast,
        f"{_SELECT} WHERE courtyard = ? AND by_person = ? AND state = 'DRAFT' ORDER BY broadcast",
        courtyard,
        person,
    )


def by_author(tx: Tx, courtyard: int, person: int) -> list[Broadcast]:
    return tx.list(
        Broadcast,
        f"{_SELECT} WHERE courtyard = ? AND by_person = ? ORDER BY broadcast",
        courtyard,
        person,
    )


def residents(tx: Tx, courtyard: int) -> list[Addressee]:
    """Every confirmed resident, and whether a private message is possible and wanted."""
    return tx.list(
        Addressee,
        "SELECT r.person, coalesce(p.reachable, 0) = 1 AS reachable, "
        "d.person IS NOT NULL AS declined FROM residents r "
        "LEFT JOIN people p ON p.person = r.person "
        "LEFT JOIN broadcast_declined d ON d.courtyard = r.courtyard AND d.person = r.person "
        "WHERE r.courtyard = ? AND r.state = 'CONFIRMED' ORDER BY r.person",
        courtyard,
    )


def decline(tx: Tx, courtyard: int, person: int) -> None:
    tx.run(
        "INSERT INTO broadcast_declined VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        courtyard,
        person,
        tx.now,
    )


def accept(tx: Tx, courtyard: int, person: int) -> None:
    tx.run("DELETE FROM broadcast_declined WHERE courtyard = ? AND person = ?", courtyard, person)


def declined(tx: Tx, courtyard: int, person: int) -> bool:
    return (
        tx.row(
            "SELECT 1 FROM broadcast_declined WHERE courtyard = ? AND person = ?",
            courtyard,
            person,
        )
        is not None
    )


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """What was announced stays; who wrote it, what they had not sent, and their choice go."""
    tx.run(
        "DELETE FROM broadcasts WHERE courtyard = ? AND by_person = ? AND state = 'DRAFT'",
        courtyard,
        person,
    )
    tx.run(
        "UPDATE broadcasts SET by_person = NULL WHERE courtyard = ? AND by_person = ?",
        courtyard,
        person,
    )
    accept(tx, courtyard, person)
