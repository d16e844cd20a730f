"""Votes and the rolls frozen for them; their ballots are in storage.ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.rules.electorate import Electorate as Electorate  # known here to all who read votes
from bot.rules.methods import Method
from storage.counters import next_number
from storage.tx import Tx, columns


class VoteState(Enum):
    DRAFT = "DRAFT"
    WAITING = "WAITING"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Vote:
    """`options` is empty for a vote for, against or abstain. Costs and money are in fen.

    Once closed, `counted` holds the votes for each choice (majority, choice), or pairs of a ballot
    and how many are equal to it, and `outcome` the options that won and those tied (all other
    methods). `head` is the audit chain's head that the result was announced with. `present` were
    in the room. `effect` is what passing it does by itself; `advice` what the opener answered
    about it and which rule that led to.
    """

    courtyard: int
    vote: int
    title: str
    topic: int | None
    electorate: Electorate
    options: tuple[str, ...]
    method: Method
    seats: int
    costs: tuple[int, ...]
    money: int
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
    counted: tuple[Any, ...] | None
    outcome: dict[str, list[int]] | None
    head: str | None
    present: int | None
    effect: dict[str, Any] | None
    advice: dict[str, Any]


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
        "INSERT INTO votes (courtyard, vote, title, topic, electorate, options, method, rule, "
        "state, by_person, closes_at) VALUES (?, ?, ?, ?, 'HOUSEHOLDS', ?, ?, ?, 'DRAFT', ?, ?)",
        courtyard,
        number,
        title,
        topic,
        options,
        Method.CHOICE if options else Method.MAJORITY,
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
    """Copy every household on the courtyard's register onto the vote's own roll."""
    tx.run(
        "INSERT INTO vote_roll (courtyard, vote, unit, label) "
        "SELECT courtyard, ?, household, label FROM households WHERE courtyard = ?",
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
