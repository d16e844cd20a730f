"""Reasons of objections as somebody has typed them for another household, until they stand beside
its ballot."""

from __future__ import annotations

from storage.tx import Tx
from storage.votes import Vote


def put(tx: Tx, vote: Vote, unit: int, person: int, reason: str) -> None:
    tx.run(
        "INSERT INTO typed_reasons VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (courtyard, vote, unit, person) DO UPDATE SET reason = excluded.reason",
        vote.courtyard,
        vote.vote,
        unit,
        person,
        reason,
    )


def of(tx: Tx, vote: Vote, unit: int, person: int) -> str:
    """Empty where this person has typed none."""
    found: str | None = tx.value(
        "SELECT reason FROM typed_reasons WHERE courtyard = ? AND vote = ? AND unit = ? "
        "AND person = ?",
        vote.courtyard,
        vote.vote,
        unit,
        person,
    )
    return found or ""


def drop(tx: Tx, vote: Vote, unit: int, person: int) -> None:
    tx.run(
        "DELETE FROM typed_reasons WHERE courtyard = ? AND vote = ? AND unit = ? AND person = ?",
        vote.courtyard,
        vote.vote,
        unit,
        person,
    )


def drop_of_unit(tx: Tx, vote: Vote, unit: int) -> None:
    tx.run(
        "DELETE FROM typed_reasons WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )


def drop_all(tx: Tx, vote: Vote) -> None:
    """The vote is over: what has not become a reason is nobody's business."""
    tx.run("DELETE FROM typed_reasons WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote)


def drop_put_down(tx: Tx, courtyard: int, person: int) -> None:
    """What this person typed for a ballot they put down again; what they have handed in as the
    first of two stays for the second."""
    tx.run(
        "DELETE FROM typed_reasons WHERE courtyard = ? AND person = ? AND NOT EXISTS "
        "(SELECT 1 FROM paper_readings r WHERE r.courtyard = typed_reasons.courtyard "
        "AND r.vote = typed_reasons.vote AND r.unit = typed_reasons.unit "
        "AND r.first = typed_reasons.person AND r.state = 'ONCE')",
        courtyard,
        person,
    )


def typed_by(tx: Tx, courtyard: int, person: int) -> list[tuple[int, str]]:
    """The vote and the words, never for whom."""
    found: list[tuple[int, str]] = tx.rows(
        "SELECT vote, reason FROM typed_reasons WHERE courtyard = ? AND person = ? "
        "ORDER BY vote, unit",
        courtyard,
        person,
    )
    return found


def forget(tx: Tx, courtyard: int, person: int) -> None:
    tx.run("DELETE FROM typed_reasons WHERE courtyard = ? AND person = ?", courtyard, person)
