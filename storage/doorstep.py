"""Going from door to door for a vote: which doors are done, marks of visits, and the ballot
somebody has in hand for another household."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.rules.methods import Content
from storage.ballots import Channel
from storage.tx import Tx, columns
from storage.votes import Vote


class Mark(Enum):
    AWAY = "AWAY"
    DECLINED = "DECLINED"


@dataclass(frozen=True)
class InHand:
    vote: int
    unit: int
    channel: Channel
    content: Content


def mark(tx: Tx, vote: Vote, unit: int, mark: Mark, person: int) -> None:
    """What the last visit to a door came to."""
    tx.run(
        "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (courtyard, vote, unit) "
        "DO UPDATE SET mark = excluded.mark, person = excluded.person, at = excluded.at",
        vote.courtyard,
        vote.vote,
        unit,
        mark,
        person,
        tx.now,
    )


def buildings(tx: Tx, vote: Vote) -> dict[int, str]:
    """The building of every unit on this vote's own roll, empty where the roll names none."""
    found = tx.rows(
        "SELECT unit, building FROM vote_roll WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )
    return dict(found)


def marks(tx: Tx, vote: Vote) -> dict[int, Mark]:
    found = tx.rows(
        "SELECT unit, mark FROM visits WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote
    )
    return {unit: Mark(mark) for unit, mark in found}


def in_hand(tx: Tx, courtyard: int, person: int) -> InHand | None:
    return tx.get(
        InHand,
        f"SELECT {columns(InHand)} FROM ballots_in_hand WHERE courtyard = ? AND person = ?",
        courtyard,
        person,
    )


def take(tx: Tx, courtyard: int, person: int, hand: InHand) -> None:
    """The ballot this person fills in now, as far as it is filled in."""
    tx.run(
        "INSERT INTO ballots_in_hand VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (courtyard, person) DO UPDATE SET vote = excluded.vote, "
        "unit = excluded.unit, channel = excluded.channel, content = excluded.content",
        courtyard,
        person,
        hand.vote,
        hand.unit,
        hand.channel,
        hand.content,
    )


def put_down(tx: Tx, courtyard: int, person: int) -> None:
    tx.run("DELETE FROM ballots_in_hand WHERE courtyard = ? AND person = ?", courtyard, person)


def drop_hands(tx: Tx, vote: Vote) -> None:
    """The vote is over: what was never handed in is nobody's business."""
    tx.run(
        "DELETE FROM ballots_in_hand WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote
    )


def helped_by(tx: Tx, vote: Vote, person: int) -> list[int]:
    """The households whose ballot, as it stands, this person cast with them at the door."""
    found = tx.rows(
        "SELECT unit FROM ballots WHERE courtyard = ? AND vote = ? AND channel = ? "
        "AND helper = ? ORDER BY unit",
        vote.courtyard,
        vote.vote,
        Channel.ASSISTED,
        person,
    )
    return [row[0] for row in found]


def visited_by(tx: Tx, courtyard: int, person: int) -> list[tuple[int, int, str]]:
    """The doors this person has marked: vote, household, mark."""
    found: list[tuple[int, int, str]] = tx.rows(
        "SELECT vote, unit, mark FROM visits WHERE courtyard = ? AND person = ? "
        "ORDER BY vote, unit",
        courtyard,
        person,
    )
    return found


def forget(tx: Tx, courtyard: int, person: int) -> None:
    put_down(tx, courtyard, person)
    tx.run("UPDATE visits SET person = NULL WHERE courtyard = ? AND person = ?", courtyard, person)
