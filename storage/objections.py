"""Objections to the result of a vote, and how each was ruled on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from storage.tx import Tx, columns
from storage.votes import Vote


class Ruling(Enum):
    """The result stays; the ballots are counted again; the vote does not hold."""

    REJECT = "reject"
    RECOUNT = "recount"
    VOID = "void"


@dataclass(frozen=True)
class Objection:
    vote: int
    objection: int
    unit: int
    person: int | None
    text: str
    at: datetime
    ruling: Ruling | None
    reason: str | None
    ruled_at: datetime | None


_SELECT = f"SELECT {columns(Objection)} FROM objections"


def add(tx: Tx, vote: Vote, unit: int, person: int, text: str) -> int:
    """Its number among the objections to this vote."""
    number: int = tx.value(
        "SELECT coalesce(max(objection), 0) + 1 FROM objections WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )
    tx.run(
        "INSERT INTO objections (courtyard, vote, objection, unit, person, text, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        vote.courtyard,
        vote.vote,
        number,
        unit,
        person,
        text,
        tx.now,
    )
    return number


def get(tx: Tx, vote: Vote, number: int) -> Objection | None:
    return tx.get(
        Objection,
        f"{_SELECT} WHERE courtyard = ? AND vote = ? AND objection = ?",
        vote.courtyard,
        vote.vote,
        number,
    )


def of(tx: Tx, vote: Vote) -> list[Objection]:
    """All of them, in the order they came."""
    return tx.list(
        Objection,
        f"{_SELECT} WHERE courtyard = ? AND vote = ? ORDER BY objection",
        vote.courtyard,
        vote.vote,
    )


def unruled(tx: Tx, courtyard: int) -> list[Objection]:
    """What still waits for the council, the oldest first."""
    return tx.list(
        Objection,
        f"{_SELECT} WHERE courtyard = ? AND ruling IS NULL ORDER BY at, vote, objection",
        courtyard,
    )


def rule(tx: Tx, vote: Vote, number: int, ruling: Ruling, reason: str) -> None:
    tx.run(
        "UPDATE objections SET ruling = ?, reason = ?, ruled_at = ? "
        "WHERE courtyard = ? AND vote = ? AND objection = ?",
        ruling,
        reason,
        tx.now,
        vote.courtyard,
        vote.vote,
        number,
    )


def by(tx: Tx, courtyard: int, person: int) -> list[Objection]:
    return tx.list(
        Objection,
        f"{_SELECT} WHERE courtyard = ? AND person = ? ORDER BY vote, objection",
        courtyard,
        person,
    )


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """What was objected stays and is ruled on; that it was them is forgotten."""
    tx.run(
        "UPDATE objections SET person = NULL WHERE courtyard = ? AND person = ?", courtyard, person
    )
