"""Reasons against what others consent to, each beside the ballot it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.rules.methods.consent import OBJECTS
from storage.tx import Tx, columns
from storage.votes import Vote


class ReasonState(Enum):
    OPEN = "OPEN"
    WITHDRAWN = "WITHDRAWN"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True)
class Reason:
    """`reason` is empty where somebody had it erased."""

    courtyard: int
    vote: int
    objection: int
    unit: int
    person: int | None
    reason: str
    state: ReasonState
    at: datetime


_SELECT = f"SELECT {columns(Reason)} FROM reasons"
_OBJECTS = (OBJECTS,)
_STANDING = (
    "state <> 'WITHDRAWN' AND EXISTS (SELECT 1 FROM ballots b "
    "WHERE b.courtyard = reasons.courtyard AND b.vote = reasons.vote "
    "AND b.unit = reasons.unit AND b.content = ?)"
)
"""However the ballot was changed (a tap, on paper, by proxy): without it no reason stands."""


def add(tx: Tx, vote: Vote, unit: int, person: int | None, reason: str) -> int:
    """Its number within the vote; `person` is who wrote it, None where others brought it in."""
    number: int = tx.value(
        "SELECT coalesce(max(objection), 0) + 1 FROM reasons WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )
    tx.run(
        "INSERT INTO reasons VALUES (?, ?, ?, ?, ?, ?, 'OPEN', ?)",
        vote.courtyard,
        vote.vote,
        number,
        unit,
        person,
        reason,
        tx.now,
    )
    return number


def given(tx: Tx, vote: Vote, unit: int) -> bool:
    """Whether this unit has said why, and has not taken it back."""
    found = tx.value(
        "SELECT 1 FROM reasons WHERE courtyard = ? AND vote = ? AND unit = ? "
        "AND state <> 'WITHDRAWN'",
        vote.courtyard,
        vote.vote,
        unit,
    )
    return found is not None


def get(tx: Tx, courtyard: int, vote: int, number: int) -> Reason | None:
    return tx.get(
        Reason,
        f"{_SELECT} WHERE courtyard = ? AND vote = ? AND objection = ?",
        courtyard,
        vote,
        number,
    )


def standing(tx: Tx, vote: Vote) -> list[Reason]:
    """Those that nobody took back: open ones and those found resolved."""
    return tx.list(
        Reason,
        f"{_SELECT} WHERE courtyard = ? AND vote = ? AND {_STANDING} ORDER BY objection",
        vote.courtyard,
        vote.vote,
        _OBJECTS,
    )


def resolved(tx: Tx, vote: Vote) -> int:
    """How many found resolved stand behind a ballot that still objects."""
    n: int = tx.value(
        "SELECT count(DISTINCT unit) FROM reasons WHERE courtyard = ? AND vote = ? "
        f"AND state = 'RESOLVED' AND {_STANDING}",
        vote.courtyard,
        vote.vote,
        _OBJECTS,
    )
    return n


def of_unit(tx: Tx, vote: Vote, unit: int) -> Reason | None:
    """The one that stands behind this unit's ballot now."""
    return tx.get(
        Reason,
        f"{_SELECT} WHERE courtyard = ? AND vote = ? AND unit = ? AND {_STANDING} "
        "ORDER BY objection DESC LIMIT 1",
        vote.courtyard,
        vote.vote,
        unit,
        _OBJECTS,
    )


def put_state(tx: Tx, objection: Reason, state: ReasonState) -> None:
    tx.run(
        "UPDATE reasons SET state = ? WHERE courtyard = ? AND vote = ? AND objection = ?",
        state,
        objection.courtyard,
        objection.vote,
        objection.objection,
    )


def written_by(tx: Tx, courtyard: int, person: int) -> list[Reason]:
    return tx.list(
        Reason,
        f"{_SELECT} WHERE courtyard = ? AND person = ? ORDER BY vote, objection",
        courtyard,
        person,
    )


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """That there was an objection stays counted; who wrote it and the words go."""
    tx.run(
        "UPDATE reasons SET person = NULL, reason = '' WHERE courtyard = ? AND person = ?",
        courtyard,
        person,
    )
