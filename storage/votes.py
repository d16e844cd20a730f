"""Votes, their frozen rolls and their ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from storage.counters import next_number
from storage.tx import Tx, columns


class Electorate(Enum):
    HOUSEHOLDS = "HOUSEHOLDS"
    RESIDENTS = "RESIDENTS"
    COUNCIL = "COUNCIL"


class VoteState(Enum):
    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Vote:
    """`options` is empty for a vote for, against or abstain. `counted` holds the votes for each
    choice once closed, `head` the audit chain's head that the result was announced with."""

    courtyard: int
    vote: int
    title: str
    topic: int | None
    electorate: Electorate
    options: tuple[str, ...]
    rule: str
    state: VoteState
    by_person: int
    closes_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    eligible: int
    text_hash: str | None
    result: str | None
    counted: tuple[int, ...] | None
    head: str | None


@dataclass(frozen=True)
class Ballot:
    unit: int
    choice: int
    person: int | None
    cast_at: datetime


_SELECT = f"SELECT {columns(Vote)} FROM votes"


def add(
    tx: Tx,
    courtyard: int,
    title: str,
    by_person: int,
    rule: str,
    *,
    topic: int | None = None,
    options: tuple[str, ...] = (),
    closes_at: datetime | None = None,
) -> int:
    """A draft, seen by its author only; its number."""
    number = next_number(tx, courtyard, "vote")
    tx.run(
        "INSERT INTO votes (courtyard, vote, title, topic, electorate, options, rule, state, "
        "by_person, closes_at) VALUES (?, ?, ?, ?, 'HOUSEHOLDS', ?, ?, 'DRAFT', ?, ?)",
        courtyard,
        number,
        title,
        topic,
        options,
        rule,
        by_person,
        closes_at,
    )
    return number


def get(tx: Tx, courtyard: int, vote: int) -> Vote | None:
    return tx.get(Vote, f"{_SELECT} WHERE courtyard = ? AND vote = ?", courtyard, vote)


def opened(tx: Tx, courtyard: int) -> list[Vote]:
    """The votes that run now, the one that closes first at the top."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'OPEN' ORDER BY closes_at, vote",
        courtyard,
    )


def closed(tx: Tx, courtyard: int, limit: int) -> list[Vote]:
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'CLOSED' "
        "ORDER BY closed_at DESC, vote DESC LIMIT ?",
        courtyard,
        limit,
    )


def update(tx: Tx, vote: Vote, **changes: Any) -> None:
    """Set the named columns. The names come from our code, never from people."""
    pairs = ", ".join(f"{name} = ?" for name in changes)
    tx.run(
        f"UPDATE votes SET {pairs} WHERE courtyard = ? AND vote = ?",
        *changes.values(),
        vote.courtyard,
        vote.vote,
    )


def freeze_households(tx: Tx, vote: Vote) -> None:
    """Copy every household on the courtyard's roll onto the vote's own roll."""
    tx.run(
        "INSERT INTO vote_roll (courtyard, vote, unit, label) "
        "SELECT courtyard, ?, household, label FROM households "
        "WHERE courtyard = ? AND on_roll = 1",
        vote.vote,
        vote.courtyard,
    )


def freeze_people(tx: Tx, vote: Vote, people: list[tuple[int, str]]) -> None:
    """Enter people (id and label) on the vote's own roll."""
    for person, label in people:
        tx.run(
            "INSERT INTO vote_roll VALUES (?, ?, ?, ?)", vote.courtyard, vote.vote, person, label
        )


def roll(tx: Tx, vote: Vote) -> list[tuple[int, str]]:
    """Who may vote: unit and label, in order of unit."""
    found: list[tuple[int, str]] = tx.rows(
        "SELECT unit, label FROM vote_roll WHERE courtyard = ? AND vote = ? ORDER BY unit",
        vote.courtyard,
        vote.vote,
    )
    return found


def label(tx: Tx, vote: Vote, unit: int) -> str | None:
    """The label of a unit on this vote's roll; None when it is not on it."""
    found: str | None = tx.value(
        "SELECT label FROM vote_roll WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )
    return found


def ballot(tx: Tx, vote: Vote, unit: int) -> Ballot | None:
    return tx.get(
        Ballot,
        "SELECT unit, choice, person, cast_at FROM ballots "
        "WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )


def put_ballot(tx: Tx, vote: Vote, unit: int, choice: int, person: int) -> None:
    """The ballot that counts from now on; every one ever cast stays in the history."""
    tx.run(
        "INSERT INTO ballots VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (courtyard, vote, unit) "
        "DO UPDATE SET choice = excluded.choice, person = excluded.person, "
        "cast_at = excluded.cast_at",
        vote.courtyard,
        vote.vote,
        unit,
        choice,
        person,
        tx.now,
    )
    tx.run(
        "INSERT INTO ballot_history (courtyard, vote, unit, cast_at, turn, choice, person) "
        "SELECT ?, ?, ?, ?, coalesce(max(turn), 0) + 1, ?, ? FROM ballot_history "
        "WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
        tx.now,
        choice,
        person,
        vote.courtyard,
        vote.vote,
        unit,
    )


def turnout(tx: Tx, vote: Vote) -> int:
    n: int = tx.value(
        "SELECT count(*) FROM ballots WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote
    )
    return n


def tally(tx: Tx, vote: Vote) -> dict[int, int]:
    """How many units chose what."""
    return dict(
        tx.rows(
            "SELECT choice, count(*) FROM ballots WHERE courtyard = ? AND vote = ? GROUP BY choice",
            vote.courtyard,
            vote.vote,
        )
    )


def missing(tx: Tx, vote: Vote) -> list[tuple[int, str]]:
    """Units on the roll that have not voted: unit and label."""
    found: list[tuple[int, str]] = tx.rows(
        "SELECT r.unit, r.label FROM vote_roll r LEFT JOIN ballots b "
        "ON b.courtyard = r.courtyard AND b.vote = r.vote AND b.unit = r.unit "
        "WHERE r.courtyard = ? AND r.vote = ? AND b.unit IS NULL ORDER BY r.unit",
        vote.courtyard,
        vote.vote,
    )
    return found


def reachable_missing(tx: Tx, vote: Vote) -> list[tuple[int, int]]:
    """People we may write to who still owe this vote a ballot: unit and person. A household's
    vote is owed by each of its people until one of them casts it."""
    member = "r.household" if vote.electorate is Electorate.HOUSEHOLDS else "r.person"
    found: list[tuple[int, int]] = tx.rows(
        f"SELECT u.unit, r.person FROM vote_roll u JOIN residents r ON r.courtyard = u.courtyard "
        f"AND {member} = u.unit AND r.state = 'CONFIRMED' JOIN people p ON p.person = r.person "
        "AND p.reachable = 1 LEFT JOIN ballots b ON b.courtyard = u.courtyard "
        "AND b.vote = u.vote AND b.unit = u.unit "
        "WHERE u.courtyard = ? AND u.vote = ? AND b.unit IS NULL ORDER BY u.unit, r.person",
        vote.courtyard,
        vote.vote,
    )
    return found


def history(tx: Tx, courtyard: int, person: int) -> list[tuple[int, int, datetime]]:
    """Every ballot this person has cast: vote, choice, when."""
    found = tx.list(
        _Cast,
        "SELECT vote, choice, cast_at FROM ballot_history WHERE courtyard = ? AND person = ? "
        "ORDER BY vote, turn",
        courtyard,
        person,
    )
    return [(cast.vote, cast.choice, cast.cast_at) for cast in found]


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """The household's ballots stay counted; who pressed the button is forgotten, and who put the
    vote together. What they had not sent goes."""
    tx.run(
        "UPDATE votes SET by_person = 0, "
        "state = CASE state WHEN 'DRAFT' THEN 'CANCELLED' ELSE state END, "
        "title = CASE state WHEN 'DRAFT' THEN '' ELSE title END, "
        "options = CASE state WHEN 'DRAFT' THEN '[]' ELSE options END "
        "WHERE courtyard = ? AND by_person = ?",
        courtyard,
        person,
    )
    for table in ("ballots", "ballot_history"):
        tx.run(
            f"UPDATE {table} SET person = NULL WHERE courtyard = ? AND person = ?",
            courtyard,
            person,
        )
    tx.run(
        "UPDATE vote_roll SET label = '—' WHERE courtyard = ? AND unit = ? AND vote IN "
        "(SELECT vote FROM votes WHERE courtyard = ? AND electorate <> 'HOUSEHOLDS')",
        courtyard,
        person,
        courtyard,
    )


@dataclass(frozen=True)
class _Cast:
    vote: int
    choice: int
    cast_at: datetime
