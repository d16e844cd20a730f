"""Versions of the covenant, and the signatures of households under each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.rules.covenant import Version
from storage.counters import next_number
from storage.tx import Tx, columns


class CovenantState(Enum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    DROPPED = "DROPPED"


@dataclass(frozen=True)
class Covenant:
    """`major`, `minor`, `base` and `text_hash` are set once it is published, and never again."""

    courtyard: int
    covenant: int
    state: CovenantState
    clauses: tuple[str, ...]
    wording: bool
    note: str | None
    by_person: int | None
    second_person: int | None
    base: int | None
    major: int | None
    minor: int | None
    text_hash: str | None
    created_at: datetime
    published_at: datetime | None

    @property
    def version(self) -> Version | None:
        if self.major is None or self.minor is None:
            return None
        return Version(self.major, self.minor)


@dataclass(frozen=True)
class Signature:
    """A household's newest signature: under which version, and who pressed (None: forgotten)."""

    covenant: int
    major: int
    minor: int
    text_hash: str
    person: int | None
    signed_at: datetime

    @property
    def version(self) -> Version:
        return Version(self.major, self.minor)


@dataclass(frozen=True)
class Standing:
    """A household on the roll, and the newest major version it has signed."""

    household: int
    label: str
    signed: int | None


_SELECT = f"SELECT {columns(Covenant)} FROM covenants"
_VERSIONED = (
    "FROM covenant_signatures s JOIN covenants c "
    "ON c.courtyard = s.courtyard AND c.covenant = s.covenant"
)
_SIGNATURE = "SELECT s.covenant, c.major, c.minor, s.text_hash, s.person, s.signed_at " + _VERSIONED


def add(
    tx: Tx, courtyard: int, by_person: int, clauses: tuple[str, ...], note: str | None = None
) -> int:
    """A draft, seen by its author only; its number."""
    number = next_number(tx, courtyard, "covenant")
    tx.run(
        "INSERT INTO covenants (courtyard, covenant, state, clauses, note, by_person, created_at) "
        "VALUES (?, ?, 'DRAFT', ?, ?, ?, ?)",
        courtyard,
        number,
        clauses,
        note,
        by_person,
        tx.now,
    )
    return number


def get(tx: Tx, courtyard: int, covenant: int) -> Covenant | None:
    return tx.get(Covenant, f"{_SELECT} WHERE courtyard = ? AND covenant = ?", courtyard, covenant)


def current(tx: Tx, courtyard: int) -> Covenant | None:
    """The version in force."""
    return next(iter(published(tx, courtyard, 1)), None)


def published(tx: Tx, courtyard: int, limit: int) -> list[Covenant]:
    """The versions people can read, newest first."""
    return tx.list(
        Covenant,
        f"{_SELECT} WHERE courtyard = ? AND state = 'PUBLISHED' "
        "ORDER BY major DESC, minor DESC LIMIT ?",
        courtyard,
        limit,
    )


def by_version(tx: Tx, courtyard: int, version: Version) -> Covenant | None:
    return tx.get(
        Covenant,
        f"{_SELECT} WHERE courtyard = ? AND major = ? AND minor = ?",
        courtyard,
        version.major,
        version.minor,
    )


def draft_of(tx: Tx, courtyard: int, person: int) -> Covenant | None:
    """What this person is writing."""
    return tx.get(
        Covenant,
        f"{_SELECT} WHERE courtyard = ? AND by_person = ? AND state = 'DRAFT' "
        "ORDER BY covenant DESC LIMIT 1",
        courtyard,
        person,
    )


def update(tx: Tx, covenant: Covenant, **changes: Any) -> None:
    """Set the named columns. The names come from our code, never from people."""
    pairs = ", ".join(f"{name} = ?" for name in changes)
    tx.run(
        f"UPDATE covenants SET {pairs} WHERE courtyard = ? AND covenant = ?",
        *changes.values(),
        covenant.courtyard,
        covenant.covenant,
    )


def sign(tx: Tx, covenant: Covenant, household: int, person: int) -> bool:
    """Whether this was news."""
    return (
        tx.run(
            "INSERT INTO covenant_signatures VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            covenant.courtyard,
            household,
            covenant.covenant,
            covenant.text_hash,
            person,
            tx.now,
        )
        == 1
    )


def tap(tx: Tx, covenant: Covenant, person: int) -> None:
    """Remember the first of two taps."""
    tx.run(
        "INSERT INTO covenant_taps VALUES (?, ?, ?, ?) ON CONFLICT (courtyard, person) "
        "DO UPDATE SET covenant = excluded.covenant, at = excluded.at",
        covenant.courtyard,
        person,
        covenant.covenant,
        tx.now,
    )


def tapped_since(tx: Tx, covenant: Covenant, person: int, since: datetime) -> bool:
    """Whether the first tap was for this version, and not before `since`."""
    found = tx.value(
        "SELECT 1 FROM covenant_taps WHERE courtyard = ? AND person = ? AND covenant = ? "
        "AND at >= ?",
        covenant.courtyard,
        person,
        covenant.covenant,
        since,
    )
    return found is not None


def clear_tap(tx: Tx, courtyard: int, person: int) -> None:
    tx.run("DELETE FROM covenant_taps WHERE courtyard = ? AND person = ?", courtyard, person)


def unsign(tx: Tx, covenant: Covenant, household: int) -> bool:
    """Take a household's signature off everything that counts for this major version."""
    removed = tx.run(
        "DELETE FROM covenant_signatures WHERE courtyard = ? AND household = ? AND covenant IN "
        "(SELECT covenant FROM covenants WHERE courtyard = ? AND major = ?)",
        covenant.courtyard,
        household,
        covenant.courtyard,
        covenant.major,
    )
    return removed > 0


def take_along(tx: Tx, courtyard: int, household: int) -> None:
    """A household leaves the roll, and its signatures with it: who lives there next has not
    signed."""
    tx.run(
        "DELETE FROM covenant_signatures WHERE courtyard = ? AND household = ?",
        courtyard,
        household,
    )


def signature(tx: Tx, courtyard: int, household: int) -> Signature | None:
    """The newest version this household has signed."""
    return tx.get(
        Signature,
        f"{_SIGNATURE} WHERE s.courtyard = ? AND s.household = ? "
        "ORDER BY c.major DESC, c.minor DESC LIMIT 1",
        courtyard,
        household,
    )


def count_signed(tx: Tx, courtyard: int, major: int) -> int:
    """Households of which a signature counts for this major version."""
    n: int = tx.value(
        f"SELECT count(DISTINCT s.household) {_VERSIONED} WHERE s.courtyard = ? AND c.major = ?",
        courtyard,
        major,
    )
    return n


def standings(tx: Tx, courtyard: int) -> list[Standing]:
    """Every household on the roll with the newest major version it has signed, if any."""
    return tx.list(
        Standing,
        f"SELECT h.household, h.label, max(v.major) AS signed FROM households h LEFT JOIN "
        f"(SELECT s.courtyard, s.household, c.major {_VERSIONED} WHERE s.courtyard = ?) v "
        "ON v.courtyard = h.courtyard AND v.household = h.household "
        "WHERE h.courtyard = ? AND h.on_roll = 1 "
        "GROUP BY h.household, h.label ORDER BY h.household",
        courtyard,
        courtyard,
    )


def reachable_unsigned(tx: Tx, courtyard: int, major: int) -> list[tuple[int, int]]:
    """People we may write to whose household has not signed this major version: household,
    person."""
    found: list[tuple[int, int]] = tx.rows(
        "SELECT r.household, r.person FROM residents r JOIN people p ON p.person = r.person "
        "AND p.reachable = 1 WHERE r.courtyard = ? AND r.state = 'CONFIRMED' "
        "AND r.household IS NOT NULL AND r.household NOT IN "
        f"(SELECT s.household {_VERSIONED} WHERE s.courtyard = ? AND c.major = ?) "
        "ORDER BY r.household, r.person",
        courtyard,
        courtyard,
        major,
    )
    return found


def history(tx: Tx, courtyard: int, person: int) -> list[Signature]:
    """Every signature this person has given."""
    return tx.list(
        Signature,
        f"{_SIGNATURE} WHERE s.courtyard = ? AND s.person = ? ORDER BY c.major, c.minor",
        courtyard,
        person,
    )


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """The household's signature and the published texts stay; who pressed and wrote goes."""
    clear_tap(tx, courtyard, person)
    tx.run(
        "UPDATE covenant_signatures SET person = NULL WHERE courtyard = ? AND person = ?",
        courtyard,
        person,
    )
    tx.run(
        "UPDATE covenants SET state = 'DROPPED', clauses = '[]', note = NULL "
        "WHERE courtyard = ? AND by_person = ? AND state = 'DRAFT'",
        courtyard,
        person,
    )
    for column in ("by_person", "second_person"):
        tx.run(
            f"UPDATE covenants SET {column} = NULL WHERE courtyard = ? AND {column} = ?",
            courtyard,
            person,
        )
