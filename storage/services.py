"""Who was handed the ballot of an owners' vote, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.rules.silence import Silent
from storage.tx import Tx, columns
from storage.votes import Vote


class Way(Enum):
    """The named voter opened the vote; somebody handed it over at the door; the household says
    that it never got it."""

    SEEN = "SEEN"
    DOOR = "DOOR"
    DENIED = "DENIED"


@dataclass(frozen=True)
class Service:
    unit: int
    way: Way
    to_owner: bool
    person: int | None
    at: datetime


def get(tx: Tx, vote: Vote, unit: int) -> Service | None:
    return tx.get(
        Service,
        f"SELECT {columns(Service)} FROM services WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )


def put(tx: Tx, vote: Vote, unit: int, way: Way, to_owner: bool, person: int) -> None:
    """What is known last holds."""
    tx.run(
        f"INSERT INTO services (courtyard, vote, {columns(Service)}) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (courtyard, vote, unit) DO UPDATE SET way = excluded.way, "
        "to_owner = excluded.to_owner, person = excluded.person, at = excluded.at",
        vote.courtyard,
        vote.vote,
        unit,
        way,
        to_owner,
        person,
        tx.now,
    )


def silent(tx: Tx, vote: Vote) -> Silent:
    """The owners who have the ballot in their own hands and have not voted."""
    found = tx.row(
        "SELECT coalesce(sum(r.heads), 0), coalesce(sum(r.area), 0) FROM services s "
        "JOIN vote_roll r ON r.courtyard = s.courtyard AND r.vote = s.vote AND r.unit = s.unit "
        "LEFT JOIN ballots b ON b.courtyard = s.courtyard AND b.vote = s.vote AND b.unit = s.unit "
        "WHERE s.courtyard = ? AND s.vote = ? AND s.to_owner = 1 AND b.unit IS NULL",
        vote.courtyard,
        vote.vote,
    )
    return Silent(found[0], found[1]) if found else Silent(0, 0)


def tally(tx: Tx, vote: Vote) -> dict[tuple[Way, bool], int]:
    """How many units are known to have it in which way, and whether the owner has it."""
    found = tx.rows(
        "SELECT way, to_owner, count(*) FROM services WHERE courtyard = ? AND vote = ? "
        "GROUP BY way, to_owner",
        vote.courtyard,
        vote.vote,
    )
    return {(Way(way), bool(to_owner)): n for way, to_owner, n in found}


def handed_by(tx: Tx, courtyard: int, person: int) -> list[tuple[int, int]]:
    """What this person said about deliveries, or proved by opening: vote and unit."""
    found: list[tuple[int, int]] = tx.rows(
        "SELECT vote, unit FROM services WHERE courtyard = ? AND person = ? ORDER BY vote, unit",
        courtyard,
        person,
    )
    return found


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """The record stays, as the result rests on it; who made it is forgotten."""
    tx.run(
        "UPDATE services SET person = NULL WHERE courtyard = ? AND person = ?", courtyard, person
    )
