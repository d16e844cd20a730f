"""Ballots without a name: who has voted is kept here, and what was voted is kept there.

The halves share no number, no time and no order. That holds against neighbours and against whoever
reads the tables; not against someone who copies the file while people vote (docs/receipts.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.methods import Content
from bot.rules.verdict import Measure
from storage import turnout
from storage.tx import Tx
from storage.votes import Vote
from storage.wal import LOG


@dataclass(frozen=True)
class Anonymous:
    """A ballot as it lies in the box. `line` is what a receipt leads to, empty without receipts."""

    content: Content
    heads: int
    area: int
    line: str


@dataclass(frozen=True)
class _Group:
    content: Content
    n: int


def hand_in(tx: Tx, vote: Vote, unit: int, ballot: Anonymous) -> None:
    """Both halves at once; nothing else of this ballot is kept anywhere."""
    mark(tx, vote, unit)
    drop_in(tx, vote, ballot)


def mark(tx: Tx, vote: Vote, unit: int) -> None:
    """This unit has voted."""
    tx.run("INSERT INTO vote_turnout VALUES (?, ?, ?)", vote.courtyard, vote.vote, unit)
    turnout.note(tx, vote, unit)


def count_proxy(tx: Tx, vote: Vote) -> None:
    """One more of the box was cast by who holds a proxy; of which household is not kept."""
    tx.run(
        "UPDATE votes SET proxied = proxied + 1 WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )


def by_proxy(tx: Tx, vote: Vote) -> int:
    n: int = tx.value(
        "SELECT proxied FROM votes WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote
    )
    return n


def groups(tx: Tx, vote: Vote) -> list[tuple[Content, int]]:
    found = tx.list(
        _Group,
        "SELECT content, count(*) AS n FROM secret_ballots WHERE courtyard = ? AND vote = ? "
        "GROUP BY content ORDER BY content",
        vote.courtyard,
        vote.vote,
    )
    return [(group.content, group.n) for group in found]


def weights(tx: Tx, vote: Vote) -> list[tuple[Content, Mapping[Measure, int]]]:
    found = tx.list(
        Anonymous,
        "SELECT content, sum(heads) AS heads, sum(area) AS area, '' AS line FROM secret_ballots "
        "WHERE courtyard = ? AND vote = ? GROUP BY content ORDER BY content",
        vote.courtyard,
        vote.vote,
    )
    return [
        (group.content, {Measure.HEADS: group.heads, Measure.AREA: group.area}) for group in found
    ]


def box(tx: Tx, vote: Vote) -> list[Anonymous]:
    """Every ballot, in an order that says nothing: by content, then by line."""
    return tx.list(
        Anonymous,
        "SELECT content, heads, area, line FROM secret_ballots WHERE courtyard = ? AND vote = ? "
        "ORDER BY content, area, heads, line",
        vote.courtyard,
        vote.vote,
    )


def lines(tx: Tx, vote: Vote) -> list[str]:
    """What the receipts lead to; a sheet out of the box has none."""
    return [ballot.line for ballot in box(tx, vote) if ballot.line]


SETTLED = "s"
"""Begins the nonce of a ballot that was written anew, and no other: those are hexadecimal."""


def settle(tx: Tx, vote: Vote) -> None:
    """Write the ballots anew in the order of their contents, and the old rows over; who has voted,
    in the order of the roll.

    A page of the file holds its rows in the order they came in, whatever the key: the first ballot
    would still lie first, and the chain of acts says when the first one came. Doing it twice
    changes nothing.
    """
    fresh = "courtyard = ? AND vote = ? AND nonce < ?"
    where = (vote.courtyard, vote.vote, SETTLED)
    tx.run(
        "INSERT INTO secret_ballots (courtyard, vote, nonce, content, heads, area, line) "
        "SELECT courtyard, vote, ? || nonce, content, heads, area, line FROM secret_ballots "
        f"WHERE {fresh} ORDER BY content, area, heads, line",
        SETTLED,
        *where,
    )
    tx.run(f"DELETE FROM secret_ballots WHERE {fresh}", *where)
    here = (vote.courtyard, vote.vote)
    voted = "FROM vote_turnout WHERE courtyard = ? AND vote = ?"
    units = tx.rows(f"SELECT unit {voted} ORDER BY unit", *here)
    tx.run(f"DELETE {voted}", *here)
    tx.copy_in("INSERT INTO vote_turnout VALUES (?, ?, ?)", [(*here, unit) for (unit,) in units])
    tx.wake(LOG)


def taken_part(tx: Tx, courtyard: int, person: int, household: int | None) -> list[int]:
    """The secret votes in which this household, or this person where people vote, has voted."""
    found = tx.rows(
        "SELECT v.vote FROM votes v JOIN vote_turnout t ON t.courtyard = v.courtyard "
        "AND t.vote = v.vote LEFT JOIN vote_flats f ON f.courtyard = v.courtyard "
        "AND f.vote = v.vote AND f.household = ? "
        "WHERE v.courtyard = ? AND v.secret = 1 AND t.unit = "
        "CASE WHEN v.electorate IN ('HOUSEHOLDS', 'OWNERS') THEN coalesce(f.unit, ?) ELSE ? END "
        "ORDER BY v.vote",
        household,
        courtyard,
        household,
        person,
    )
    return [row[0] for row in found]


def drop_in(tx: Tx, vote: Vote, ballot: Anonymous) -> None:
    """One ballot that nobody can be found by."""
    tx.run(
        "INSERT INTO secret_ballots VALUES (?, ?, ?, ?, ?, ?, ?)",
        vote.courtyard,
        vote.vote,
        secrets.token_hex(16),
        ballot.content,
        ballot.heads,
        ballot.area,
        ballot.line,
    )
