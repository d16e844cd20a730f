"""Neighbours who say that someone lives where they claim to: one voice a household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.tx import Tx, columns


@dataclass(frozen=True)
class Vouch:
    courtyard: int
    person: int
    household: int
    by_person: int
    at: datetime


def add(tx: Tx, courtyard: int, person: int, household: int, by_person: int) -> bool:
    """Whether this household has not vouched for that person before."""
    added = tx.run(
        "INSERT INTO vouches VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        courtyard,
        person,
        household,
        by_person,
        tx.now,
    )
    return added == 1


def count(tx: Tx, courtyard: int, person: int) -> int:
    n: int = tx.value(
        "SELECT count(*) FROM vouches WHERE courtyard = ? AND person = ?", courtyard, person
    )
    return n


def has(tx: Tx, courtyard: int, person: int, household: int) -> bool:
    found = tx.row(
        "SELECT 1 FROM vouches WHERE courtyard = ? AND person = ? AND household = ?",
        courtyard,
        person,
        household,
    )
    return found is not None


def given_by(tx: Tx, courtyard: int, person: int) -> list[Vouch]:
    """Whom this person has vouched for and is still kept (a settled claim keeps none)."""
    return tx.list(
        Vouch,
        f"SELECT {columns(Vouch)} FROM vouches WHERE courtyard = ? AND by_person = ? "
        "ORDER BY at, person, household",
        courtyard,
        person,
    )


def clear(tx: Tx, courtyard: int, person: int) -> None:
    """The claim is settled: who vouched is not kept."""
    tx.run("DELETE FROM vouches WHERE courtyard = ? AND person = ?", courtyard, person)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    tx.run(
        "DELETE FROM vouches WHERE courtyard = ? AND (person = ? OR by_person = ?)",
        courtyard,
        person,
        person,
    )
