"""Acts that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from storage.counters import next_number
from storage.tx import Tx, columns


class SecondState(Enum):
    WAITING = "WAITING"
    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True)
class Second:
    courtyard: int
    id: int
    act: str
    args: dict[str, Any]
    by_person: int
    state: SecondState
    at: datetime
    decided_by: int | None


_PEOPLE = ("person", "apart", "holder")
"""What in the arguments of an act is somebody's account."""
_SELECT = f"SELECT {columns(Second)} FROM seconds"


def add(tx: Tx, courtyard: int, act: str, args: dict[str, Any], by_person: int) -> int:
    number = next_number(tx, courtyard, "second")
    tx.run(
        "INSERT INTO seconds VALUES (?, ?, ?, ?, ?, 'WAITING', ?, NULL)",
        courtyard,
        number,
        act,
        args,
        by_person,
        tx.now,
    )
    return number


def get(tx: Tx, courtyard: int, number: int) -> Second | None:
    return tx.get(Second, f"{_SELECT} WHERE courtyard = ? AND id = ?", courtyard, number)


def waiting(tx: Tx, courtyard: int) -> list[Second]:
    return tx.list(
        Second, f"{_SELECT} WHERE courtyard = ? AND state = 'WAITING' ORDER BY id", courtyard
    )


def decide(tx: Tx, courtyard: int, number: int, state: SecondState, person: int | None) -> None:
    tx.run(
        "UPDATE seconds SET state = ?, decided_by = ? WHERE courtyard = ? AND id = ?",
        state,
        person,
        courtyard,
        number,
    )


def set_args(tx: Tx, courtyard: int, number: int, args: dict[str, Any]) -> None:
    tx.run(
        "UPDATE seconds SET args = ? WHERE courtyard = ? AND id = ?",
        args,
        courtyard,
        number,
    )


def asked_by(tx: Tx, courtyard: int, person: int) -> list[Second]:
    return tx.list(
        Second, f"{_SELECT} WHERE courtyard = ? AND by_person = ? ORDER BY id", courtyard, person
    )


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """That two people agreed stays; that this was one of them, or that it was about them, goes;
    and so does why, where it came to nothing and was never published."""
    for asked in asked_by(tx, courtyard, person):
        if asked.state in (SecondState.REFUSED, SecondState.WITHDRAWN) and "reason" in asked.args:
            set_args(tx, courtyard, asked.id, {**asked.args, "reason": ""})
    tx.run(
        "UPDATE seconds SET by_person = 0 WHERE courtyard = ? AND by_person = ?",
        courtyard,
        person,
    )
    tx.run(
        "UPDATE seconds SET decided_by = NULL WHERE courtyard = ? AND decided_by = ?",
        courtyard,
        person,
    )
    mentioning = tx.list(
        Second, f"{_SELECT} WHERE courtyard = ? AND args LIKE ?", courtyard, f"%{person}%"
    )
    for second in mentioning:
        about = {key: 0 for key in _PEOPLE if second.args.get(key) == person}
        if about:
            set_args(tx, courtyard, second.id, {**second.args, **about})
