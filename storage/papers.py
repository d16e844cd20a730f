"""What was read off paper ballots, until two people have read the same, and the keys of the codes
printed on them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.rules.methods import Content
from storage.tx import Tx, columns
from storage.votes import Vote


class ReadingState(Enum):
    ONCE = "ONCE"
    DIFFERENT = "DIFFERENT"
    AGREED = "AGREED"


@dataclass(frozen=True)
class Reading:
    """`content` is there only until the second has read the sheet, whatever came of it."""

    unit: int
    state: ReadingState
    content: Content | None
    first: int | None
    second: int | None


_SELECT = f"SELECT {columns(Reading)} FROM paper_readings WHERE courtyard = ? AND vote = ?"


def reading(tx: Tx, vote: Vote, unit: int) -> Reading | None:
    return tx.get(Reading, f"{_SELECT} AND unit = ?", vote.courtyard, vote.vote, unit)


def readings(tx: Tx, vote: Vote) -> list[Reading]:
    return tx.list(Reading, f"{_SELECT} ORDER BY unit", vote.courtyard, vote.vote)


def keep(tx: Tx, vote: Vote, reading: Reading) -> None:
    """Write a reading as it now stands."""
    tx.run(
        f"INSERT INTO paper_readings (courtyard, vote, {columns(Reading)}, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (courtyard, vote, unit) DO UPDATE SET "
        "state = excluded.state, content = excluded.content, first = excluded.first, "
        "second = excluded.second, at = excluded.at",
        vote.courtyard,
        vote.vote,
        reading.unit,
        reading.state,
        reading.content,
        reading.first,
        reading.second,
        tx.now,
    )


def drop(tx: Tx, vote: Vote, unit: int) -> None:
    """The household has voted by itself meanwhile: what was read is nobody's business."""
    tx.run(
        "DELETE FROM paper_readings WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )


def drop_unread(tx: Tx, vote: Vote) -> int:
    """The vote is over: what only one has read is not counted, and goes; how many."""
    return tx.run(
        "DELETE FROM paper_readings WHERE courtyard = ? AND vote = ? AND state <> 'AGREED'",
        vote.courtyard,
        vote.vote,
    )


def key(tx: Tx, vote: Vote) -> str | None:
    found: str | None = tx.value(
        "SELECT key FROM sheet_keys WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote
    )
    return found


def set_key(tx: Tx, vote: Vote, key: str) -> None:
    tx.run("INSERT INTO sheet_keys VALUES (?, ?, ?)", vote.courtyard, vote.vote, key)


def read_by(tx: Tx, courtyard: int, person: int) -> list[tuple[int, int]]:
    """The sheets this person has read: vote and household."""
    found: list[tuple[int, int]] = tx.rows(
        "SELECT vote, unit FROM paper_readings WHERE courtyard = ? AND ? IN (first, second) "
        "ORDER BY vote, unit",
        courtyard,
        person,
    )
    return found


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """What they alone have read goes with them; of the rest only their name."""
    tx.run(
        "DELETE FROM paper_readings WHERE courtyard = ? AND first = ? AND state = 'ONCE'",
        courtyard,
        person,
    )
    tx.run(
        "UPDATE paper_readings SET first = nullif(first, ?), second = nullif(second, ?) "
        "WHERE courtyard = ? AND ? IN (first, second)",
        person,
        person,
        courtyard,
        person,
    )
