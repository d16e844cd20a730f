"""Who has signed for a meeting or a recall on a topic, and the petitions that have enough names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from storage.topics import Topic
from storage.tx import Tx, columns


class Kind(Enum):
    MEETING = "MEETING"
    RECALL = "RECALL"


@dataclass(frozen=True)
class Petition:
    """One that has enough names: how many of how many it was then, and the vote drafted for it."""

    courtyard: int
    topic: int
    kind: Kind
    reached_at: datetime
    signed: int
    adults: int
    vote: int | None


_SELECT = f"SELECT {columns(Petition)} FROM petitions"


def get(tx: Tx, topic: Topic, kind: Kind) -> Petition | None:
    return tx.get(
        Petition,
        f"{_SELECT} WHERE courtyard = ? AND topic = ? AND kind = ?",
        topic.courtyard,
        topic.topic,
        kind,
    )


def reached(tx: Tx, courtyard: int) -> list[Petition]:
    return tx.list(Petition, f"{_SELECT} WHERE courtyard = ? ORDER BY reached_at, topic", courtyard)


def add(tx: Tx, topic: Topic, kind: Kind, signed: int, adults: int) -> None:
    tx.run(
        f"INSERT INTO petitions ({columns(Petition)}) VALUES (?, ?, ?, ?, ?, ?, NULL)",
        topic.courtyard,
        topic.topic,
        kind,
        tx.now,
        signed,
        adults,
    )


def set_vote(tx: Tx, petition: Petition, vote: int) -> None:
    tx.run(
        "UPDATE petitions SET vote = ? WHERE courtyard = ? AND topic = ? AND kind = ?",
        vote,
        petition.courtyard,
        petition.topic,
        petition.kind,
    )


def names(tx: Tx, topic: Topic, kind: Kind) -> set[int]:
    """Who has signed and lives here still."""
    found = tx.rows(
        "SELECT n.person FROM petition_names n JOIN residents r ON r.courtyard = n.courtyard "
        "AND r.person = n.person AND r.state = 'CONFIRMED' "
        "WHERE n.courtyard = ? AND n.topic = ? AND n.kind = ?",
        topic.courtyard,
        topic.topic,
        kind,
    )
    return {person for (person,) in found}


def sign(tx: Tx, topic: Topic, kind: Kind, person: int) -> None:
    tx.run(
        "INSERT INTO petition_names VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        topic.courtyard,
        topic.topic,
        kind,
        person,
        tx.now,
    )


def take_back(tx: Tx, topic: Topic, kind: Kind, person: int) -> None:
    tx.run(
        "DELETE FROM petition_names WHERE courtyard = ? AND topic = ? AND kind = ? AND person = ?",
        topic.courtyard,
        topic.topic,
        kind,
        person,
    )


def signed_by(tx: Tx, courtyard: int, person: int) -> list[tuple[int, str]]:
    """What this person has signed: topic and kind."""
    found: list[tuple[int, str]] = tx.rows(
        "SELECT topic, kind FROM petition_names WHERE courtyard = ? AND person = ? "
        "ORDER BY topic, kind",
        courtyard,
        person,
    )
    return found


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """A petition that had enough names has them still, as a number."""
    tx.run("DELETE FROM petition_names WHERE courtyard = ? AND person = ?", courtyard, person)
