"""Households, the residents who belong to them, and the roles people hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.rules.households import Label, read_label
from storage.counters import next_number
from storage.tx import Tx, columns


class ResidentState(Enum):
    CONSENTED = "CONSENTED"
    CLAIMED = "CLAIMED"
    CONFIRMED = "CONFIRMED"
    LEFT = "LEFT"


@dataclass(frozen=True)
class Household:
    courtyard: int
    household: int
    label: str
    since: datetime
    on_roll: bool
    building: str
    unit: str
    room: str
    area: int
    owner: int
    listed: bool
    unsold: bool
    voter: int | None
    voter_alone: bool


@dataclass(frozen=True)
class Resident:
    courtyard: int
    person: int
    household: int | None
    claim: str | None
    state: ResidentState
    consent_version: int
    consented_at: datetime
    confirmed_at: datetime | None
    named: bool = True
    left_at: datetime | None = None


_ALL_HOUSEHOLDS = f"SELECT {columns(Household)} FROM households WHERE courtyard = ?"
_HOUSEHOLD = f"{_ALL_HOUSEHOLDS} AND on_roll = 1 AND unsold = 0"
_RESIDENT = f"SELECT {columns(Resident)} FROM residents"


def household(tx: Tx, courtyard: int, number: int) -> Household | None:
    return tx.get(Household, f"{_HOUSEHOLD} AND household = ?", courtyard, number)


def household_by_label(tx: Tx, courtyard: int, label: str) -> Household | None:
    return tx.get(Household, f"{_HOUSEHOLD} AND label = ?", courtyard, label)


def households(tx: Tx, courtyard: int) -> list[Household]:
    """The whole roll, in the order it was written."""
    return tx.list(Household, f"{_HOUSEHOLD} ORDER BY household", courtyard)


def count_households(tx: Tx, courtyard: int) -> int:
    n: int = tx.value(
        "SELECT count(*) FROM households WHERE courtyard = ? AND on_roll = 1 AND unsold = 0",
        courtyard,
    )
    return n


def add_household(tx: Tx, courtyard: int, label: str) -> int:
    """The number of the household with this label, put on the roll if it was not there. A
    household that comes back has the number it always had: running votes know it by that."""
    known = tx.get(Household, f"{_ALL_HOUSEHOLDS} AND label = ?", courtyard, label)
    if known is None:
        number = next_number(tx, courtyard, "household")
        tx.run(
            "INSERT INTO households "
            "(courtyard, household, label, since, building, unit, room, owner) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            courtyard,
            number,
            label,
            tx.now,
            *_parts(label),
            number,
        )
        return number
    if not known.on_roll or known.unsold:
        tx.run(
            "UPDATE households SET on_roll = 1, unsold = 0, since = ? "
            "WHERE courtyard = ? AND household = ?",
            tx.now,
            courtyard,
            known.household,
        )
    return known.household


def _parts(label: str) -> tuple[str, str, str]:
    """Building, unit and room, as far as a label has them."""
    read = read_label(label)
    if isinstance(read, Label):
        return read.building, read.unit or "", read.room
    return "", "", label


def like(tx: Tx, courtyard: int, ending: str) -> list[Household]:
    """Households whose label ends with these parts ("501" finds 3-2-501), in order of entry."""
    return tx.list(
        Household,
        f"{_HOUSEHOLD} AND substr(label, length(label) - length(?) + 1) = ? ORDER BY household",
        courtyard,
        f"-{ending}",
        f"-{ending}",
    )


def take_off_roll(tx: Tx, courtyard: int, number: int) -> None:
    """Nobody speaks for this household any more. Its number stays its own."""
    tx.run(
        "UPDATE households SET on_roll = 0 WHERE courtyard = ? AND household = ?",
        courtyard,
        number,
    )


def resident(tx: Tx, courtyard: int, person: int) -> Resident | None:
    return tx.get(Resident, f"{_RESIDENT} WHERE courtyard = ? AND person = ?", courtyard, person)


def residents_of(tx: Tx, courtyard: int, household: int) -> list[Resident]:
    """The confirmed people of one household, oldest member first."""
    return tx.list(
        Resident,
        f"{_RESIDENT} WHERE courtyard = ? AND household = ? AND state = 'CONFIRMED' "
        "ORDER BY confirmed_at, person",
        courtyard,
        household,
    )


def labels(tx: Tx, courtyard: int, households: list[int]) -> list[str]:
    """The doors of households, also of those that are on the roll no more."""
    if not households:
        return []
    marks = ", ".join("?" for _ in households)
    found = tx.rows(
        f"SELECT label FROM households WHERE courtyard = ? AND household IN ({marks}) "
        "ORDER BY household",
        courtyard,
        *households,
    )
    return [label for (label,) in found]


def lived_in(tx: Tx, courtyard: int) -> set[str]:
    """The homes on the roll where somebody is registered."""
    found = tx.rows(
        "SELECT DISTINCT h.label FROM households h JOIN residents r ON r.courtyard = h.courtyard "
        "AND r.household = h.household WHERE h.courtyard = ? AND h.on_roll = 1 "
        "AND r.state = 'CONFIRMED'",
        courtyard,
    )
    return {label for (label,) in found}


def confirmed(tx: Tx, courtyard: int) -> list[Resident]:
    return tx.list(
        Resident,
        f"{_RESIDENT} WHERE courtyard = ? AND state = 'CONFIRMED' ORDER BY person",
        courtyard,
    )


def waiting(tx: Tx, courtyard: int) -> list[Resident]:
    """Those whose claim nobody has confirmed yet."""
    return tx.list(
        Resident,
        f"{_RESIDENT} WHERE courtyard = ? AND state = 'CLAIMED' ORDER BY consented_at, person",
        courtyard,
    )


def everywhere(tx: Tx, person: int) -> list[Resident]:
    """What this person is or was in each courtyard, the ones they left included."""
    return tx.list(Resident, f"{_RESIDENT} WHERE person = ? ORDER BY courtyard", person)


def places_of(tx: Tx, person: int) -> list[int]:
    """Each courtyard that knows this person: as a resident, or by a role."""
    found = tx.rows(
        "SELECT courtyard FROM residents WHERE person = ? "
        "UNION SELECT courtyard FROM roles WHERE person = ? ORDER BY 1",
        person,
        person,
    )
    return [courtyard for (courtyard,) in found]


def save(tx: Tx, resident: Resident) -> None:
    """Write a resident as they now are."""
    tx.run(
        f"INSERT INTO residents ({columns(Resident)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (courtyard, person) DO UPDATE SET household = excluded.household, "
        "claim = excluded.claim, state = excluded.state, "
        "consent_version = excluded.consent_version, consented_at = excluded.consented_at, "
        "confirmed_at = excluded.confirmed_at, named = excluded.named, "
        "left_at = excluded.left_at",
        resident.courtyard,
        resident.person,
        resident.household,
        resident.claim,
        resident.state,
        resident.consent_version,
        resident.consented_at,
        resident.confirmed_at,
        int(resident.named),
        resident.left_at,
    )


def label_of(tx: Tx, courtyard: int, person: int) -> str | None:
    """The household label a confirmed person votes for."""
    label: str | None = tx.value(
        "SELECT h.label FROM residents r JOIN households h "
        "ON h.courtyard = r.courtyard AND h.household = r.household "
        "WHERE r.courtyard = ? AND r.person = ? AND r.state = 'CONFIRMED'",
        courtyard,
        person,
    )
    return label


def roles(tx: Tx, courtyard: int, person: int) -> set[str]:
    found = tx.rows("SELECT role FROM roles WHERE courtyard = ? AND person = ?", courtyard, person)
    return {role for (role,) in found}


def holders(tx: Tx, courtyard: int, role: str) -> list[int]:
    """Who holds a role, longest-serving first."""
    found = tx.rows(
        "SELECT person FROM roles WHERE courtyard = ? AND role = ? ORDER BY since, person",
        courtyard,
        role,
    )
    return [person for (person,) in found]


def grant(tx: Tx, courtyard: int, person: int, role: str) -> bool:
    """Whether this was news."""
    return (
        tx.run(
            "INSERT INTO roles VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            courtyard,
            person,
            role,
            tx.now,
        )
        == 1
    )


def revoke(tx: Tx, courtyard: int, person: int, role: str) -> bool:
    return (
        tx.run(
            "DELETE FROM roles WHERE courtyard = ? AND person = ? AND role = ?",
            courtyard,
            person,
            role,
        )
        == 1
    )


def revoke_all(tx: Tx, courtyard: int, person: int) -> None:
    tx.run("DELETE FROM roles WHERE courtyard = ? AND person = ?", courtyard, person)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Nothing stays that says who lived here."""
    revoke_all(tx, courtyard, person)
    tx.run("DELETE FROM residents WHERE courtyard = ? AND person = ?", courtyard, person)
