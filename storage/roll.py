"""The courtyard's roll as the council keeps it: areas, flats of one owner, who votes for a home."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from storage.counters import next_number
from storage.tx import Tx, columns


def owners(tx: Tx, courtyard: int) -> tuple[int, int]:
    """How many owners the roll has, and the area (in 0.01 m²) of all their flats."""
    found = tx.row(
        "SELECT count(DISTINCT owner), coalesce(sum(area), 0) FROM households "
        "WHERE courtyard = ? AND on_roll = 1",
        courtyard,
    )
    return (found[0], found[1]) if found else (0, 0)


def owned(tx: Tx, courtyard: int) -> list[int]:
    """The area (in 0.01 m²) of each owner's flats together."""
    found = tx.rows(
        "SELECT sum(area) FROM households WHERE courtyard = ? AND on_roll = 1 GROUP BY owner",
        courtyard,
    )
    return [area for (area,) in found]


def without_area(tx: Tx, courtyard: int) -> int:
    """How many households on the roll have no area yet."""
    n: int = tx.value(
        "SELECT count(*) FROM households WHERE courtyard = ? AND on_roll = 1 AND area = 0",
        courtyard,
    )
    return n


def ready(tx: Tx, courtyard: int) -> bool:
    """Whether owners can vote: there are flats, and each has its area."""
    return owners(tx, courtyard)[1] > 0 and without_area(tx, courtyard) == 0


@dataclass(frozen=True)
class Home:
    """A household on the roll, as far as the council keeps it."""

    household: int
    label: str
    building: str
    area: int
    owner: int
    unsold: bool
    voter: int | None
    voter_alone: bool
    contested: bool
    sealed: bool


class ChangeState(Enum):
    DRAFT = "DRAFT"
    WAITING = "WAITING"
    DONE = "DONE"
    DROPPED = "DROPPED"


@dataclass(frozen=True)
class Proposed:
    """A change of the roll that somebody has put together; `content` goes once it is decided."""

    courtyard: int
    change: int
    by_person: int
    state: ChangeState
    at: datetime
    content: dict[str, Any] | None


_HOME = f"SELECT {columns(Home)} FROM households WHERE courtyard = ? AND on_roll = 1"


def homes(tx: Tx, courtyard: int) -> list[Home]:
    """The whole roll, in the order it was written."""
    return tx.list(Home, f"{_HOME} ORDER BY household", courtyard)


def in_building(tx: Tx, courtyard: int, building: str) -> list[Home]:
    return tx.list(Home, f"{_HOME} AND building = ? ORDER BY household", courtyard, building)


def buildings(tx: Tx, courtyard: int) -> list[tuple[str, int]]:
    """Each building and how many of its homes are on the roll."""
    found: list[tuple[str, int]] = tx.rows(
        "SELECT building, count(*) FROM households WHERE courtyard = ? AND on_roll = 1 "
        "GROUP BY building",
        courtyard,
    )
    return sorted(found, key=lambda row: by_number(row[0]))


def by_number(building: str) -> tuple[int, str]:
    """Puts building 10 after building 9, and those without a number first."""
    digits = itertools.takewhile(str.isdecimal, building)
    return int("".join(digits) or 0), building


def home(tx: Tx, courtyard: int, household: int) -> Home | None:
    return tx.get(Home, f"{_HOME} AND household = ?", courtyard, household)


def home_at(tx: Tx, courtyard: int, label: str) -> Home | None:
    return tx.get(Home, f"{_HOME} AND label = ?", courtyard, label)


def numbers(tx: Tx, courtyard: int, labels: list[str]) -> list[int]:
    """The numbers of the households with these labels."""
    if not labels:
        return []
    marks = ", ".join("?" for _ in labels)
    found = tx.rows(
        f"SELECT household FROM households WHERE courtyard = ? AND label IN ({marks}) "
        "ORDER BY household",
        courtyard,
        *labels,
    )
    return [number for (number,) in found]


def flats_of(tx: Tx, courtyard: int, owner: int) -> list[Home]:
    """The flats of one owner, the first of them at the top."""
    return tx.list(Home, f"{_HOME} AND owner = ? ORDER BY household", courtyard, owner)


def people_of(tx: Tx, courtyard: int, owner: int) -> list[int]:
    """The confirmed residents of an owner's flats."""
    found = tx.rows(
        "SELECT r.person FROM residents r JOIN households h ON h.courtyard = r.courtyard "
        "AND h.household = r.household WHERE h.courtyard = ? AND h.owner = ? AND h.on_roll = 1 "
        "AND r.state = 'CONFIRMED' ORDER BY r.confirmed_at, r.person",
        courtyard,
        owner,
    )
    return [person for (person,) in found]


def list_home(tx: Tx, courtyard: int, household: int, area: int, unsold: bool) -> None:
    """The council has this home on its list: it stays on the roll whoever moves out."""
    tx.run(
        "UPDATE households SET listed = 1, area = ?, unsold = ? "
        "WHERE courtyard = ? AND household = ?",
        area,
        int(unsold),
        courtyard,
        household,
    )


def set_owner(tx: Tx, courtyard: int, household: int, owner: int) -> None:
    tx.run(
        "UPDATE households SET owner = ? WHERE courtyard = ? AND household = ?",
        owner,
        courtyard,
        household,
    )


def unlist(tx: Tx, courtyard: int, household: int) -> None:
    """Off the council's list, and off the roll."""
    tx.run(
        "UPDATE households SET listed = 0, on_roll = 0, unsold = 0, area = 0, "
        "owner = household, voter = NULL, voter_alone = 0, contested = 0, sealed = 0 "
        "WHERE courtyard = ? AND household = ?",
        courtyard,
        household,
    )


def set_voter(
    tx: Tx,
    courtyard: int,
    owner: int,
    person: int | None,
    *,
    contested: bool = False,
    sealed: bool = False,
) -> None:
    """Who votes for an owner, on each of their flats; `sealed` where the council said so."""
    tx.run(
        "UPDATE households SET voter = ?, voter_alone = 0, contested = ?, sealed = ? "
        "WHERE courtyard = ? AND owner = ?",
        person,
        int(contested),
        int(sealed),
        courtyard,
        owner,
    )


def set_alone(tx: Tx, courtyard: int, household: int, alone: bool) -> None:
    """Whether the named voter casts all ballots of this home, not only the owners' ones."""
    tx.run(
        "UPDATE households SET voter_alone = ? WHERE courtyard = ? AND household = ?",
        int(alone),
        courtyard,
        household,
    )


def named_for(tx: Tx, courtyard: int, person: int) -> list[str]:
    """The homes a person is the named voter of."""
    found = tx.rows(
        "SELECT label FROM households WHERE courtyard = ? AND voter = ? ORDER BY household",
        courtyard,
        person,
    )
    return [label for (label,) in found]


def forget_voter(tx: Tx, courtyard: int, person: int) -> None:
    """Nobody is named any more where this person was, on the roll and in running votes."""
    tx.run(
        "UPDATE households SET voter = NULL, voter_alone = 0, sealed = 0 "
        "WHERE courtyard = ? AND voter = ?",
        courtyard,
        person,
    )
    tx.run("UPDATE vote_roll SET voter = NULL WHERE courtyard = ? AND voter = ?", courtyard, person)


def propose(tx: Tx, courtyard: int, person: int, content: dict[str, Any]) -> int:
    """A draft only its author sees; their earlier drafts go. Its number."""
    tx.run(
        "DELETE FROM roll_changes WHERE courtyard = ? AND by_person = ? AND state = 'DRAFT'",
        courtyard,
        person,
    )
    number = next_number(tx, courtyard, "roll_change")
    tx.run(
        "INSERT INTO roll_changes (courtyard, change, by_person, state, at, content) "
        "VALUES (?, ?, ?, 'DRAFT', ?, ?)",
        courtyard,
        number,
        person,
        tx.now,
        content,
    )
    return number


def proposed(tx: Tx, courtyard: int, change: int) -> Proposed | None:
    return tx.get(
        Proposed,
        f"SELECT {columns(Proposed)} FROM roll_changes WHERE courtyard = ? AND change = ?",
        courtyard,
        change,
    )


def decide(tx: Tx, change: Proposed, state: ChangeState) -> None:
    """Once it is done or dropped, what it said is not kept."""
    over = state in (ChangeState.DONE, ChangeState.DROPPED)
    tx.run(
        "UPDATE roll_changes SET state = ?, content = ? WHERE courtyard = ? AND change = ?",
        state,
        None if over else change.content,
        change.courtyard,
        change.change,
    )


def let_go(tx: Tx, courtyard: int, change: int) -> None:
    """It will not be made: what it said is not kept either."""
    found = proposed(tx, courtyard, change)
    if found and found.state is ChangeState.WAITING:
        decide(tx, found, ChangeState.DROPPED)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """What a person had put together goes; nobody's changes name them any more."""
    forget_voter(tx, courtyard, person)
    tx.run("DELETE FROM roll_changes WHERE courtyard = ? AND by_person = ?", courtyard, person)
    for number, content in tx.rows(
        "SELECT change, content FROM roll_changes WHERE courtyard = ? AND content IS NOT NULL",
        courtyard,
    ):
        voter = json.loads(content)["voter"]
        if voter and voter[1] == person:
            tx.run("DELETE FROM roll_changes WHERE courtyard = ? AND change = ?", courtyard, number)
