"""Votes and the rolls frozen for them; their ballots are in storage.ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.rules.methods import Method
from storage.counters import next_number
from storage.tx import Tx, columns


class Electorate(Enum):
    HOUSEHOLDS = "HOUSEHOLDS"
    RESIDENTS = "RESIDENTS"
    COUNCIL = "COUNCIL"
    OWNERS = "OWNERS"

    @property
    def by_home(self) -> bool:
        """Whether homes vote, not people: a unit is a household number then."""
        return self in (Electorate.HOUSEHOLDS, Electorate.OWNERS)


class VoteState(Enum):
    """NOTICED is announced and frozen, but not open yet. CLOSED takes no more ballots: it is being
    counted as long as it has no result, then its result is posted and may be objected to. An
    objection that is upheld leaves it CONTESTED while it is counted again, or VOIDED. What nobody
    objects to any more is FINAL. CANCELLED never opened."""

    DRAFT = "DRAFT"
    NOTICED = "NOTICED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CONTESTED = "CONTESTED"
    FINAL = "FINAL"
    VOIDED = "VOIDED"
    CANCELLED = "CANCELLED"


OVER = (VoteState.CLOSED, VoteState.CONTESTED, VoteState.FINAL, VoteState.VOIDED)


@dataclass(frozen=True)
class Vote:
    """`options` is empty for a vote for, against or abstain. Costs and money are in fen.

    Once counted, `turnout` is how many ballots there were, `counted` the votes for each choice
    (majority, choice), `outcome` every step of the count and who won (all other methods): sums,
    never single ballots. An owners' vote keeps the area (in 0.01 m²) behind each choice in
    `counted_area`, beside the heads. `head` is the audit chain's head that the result was announced
    with. `progress` is how much of the count is done, of how much, while that takes long. `repeats`
    is the number of the vote it is held again for. `secret` and `receipts` are fixed once it is
    out: nothing turns them back.
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
    eligible_area: int
    text_hash: str | None
    result: str | None
    turnout: int
    counted: tuple[int, ...] | None
    counted_area: tuple[int, ...] | None
    outcome: dict[str, Any] | None
    head: str | None
    progress: tuple[int, ...] | None
    opens_at: datetime | None
    posted_until: datetime | None
    objections_until: datetime | None
    repeats: int | None
    secret: bool
    receipts: bool


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


def noticed(tx: Tx, courtyard: int) -> list[Vote]:
    """The votes that are announced, the one that opens first at the top."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'NOTICED' ORDER BY opens_at, vote",
        courtyard,
    )


def closed(tx: Tx, courtyard: int, limit: int) -> list[Vote]:
    """Those that take no more ballots, the latest first."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state IN ('CLOSED', 'CONTESTED', 'FINAL', 'VOIDED') "
        "ORDER BY closed_at DESC, vote DESC LIMIT ?",
        courtyard,
        limit,
    )


def turnout_table(vote: Vote) -> str:
    """The table that says which units have voted."""
    return "vote_turnout" if vote.secret else "ballots"


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
        "INSERT INTO vote_roll (courtyard, vote, unit, label, building, voter) "
        "SELECT courtyard, ?, household, label, building, CASE WHEN voter_alone = 1 THEN voter END "
        "FROM households WHERE courtyard = ? AND on_roll = 1",
        vote.vote,
        vote.courtyard,
    )


def freeze_owners(tx: Tx, vote: Vote) -> None:
    """Copy every owner onto the vote's own roll: one head each, and the area of all their flats.
    Where flats of one owner name different people, nobody is named."""
    tx.run(
        "INSERT INTO vote_roll (courtyard, vote, unit, label, building, heads, area, voter) "
        "SELECT h.courtyard, ?, h.owner, "
        "f.label || CASE WHEN count(*) > 1 THEN ' 等 ' || count(*) || ' 套' ELSE '' END, "
        "f.building, 1, "
        "sum(h.area), CASE WHEN min(h.voter) = max(h.voter) THEN min(h.voter) END "
        "FROM households h JOIN households f "
        "ON f.courtyard = h.courtyard AND f.household = h.owner "
        "WHERE h.courtyard = ? AND h.on_roll = 1 "
        "GROUP BY h.courtyard, h.owner, f.label, f.building",
        vote.vote,
        vote.courtyard,
    )
    tx.run(
        "INSERT INTO vote_flats (courtyard, vote, household, unit) "
        "SELECT courtyard, ?, household, owner FROM households "
        "WHERE courtyard = ? AND on_roll = 1 AND owner <> household",
        vote.vote,
        vote.courtyard,
    )


def eligible(tx: Tx, vote: Vote) -> tuple[int, int]:
    """Heads and area on this vote's own roll."""
    found = tx.row(
        "SELECT coalesce(sum(heads), 0), coalesce(sum(area), 0) FROM vote_roll "
        "WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )
    return (found[0], found[1]) if found else (0, 0)


def areas(tx: Tx, vote: Vote) -> dict[int, int]:
    """The area (in 0.01 m²) of every unit on this vote's own roll."""
    found = tx.rows(
        "SELECT unit, area FROM vote_roll WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )
    return dict(found)


def frozen_lines(tx: Tx, vote: Vote) -> list[str]:
    """This vote's own roll as it is hashed: unit and label, and the weights where they differ."""
    weights = "|| ':' || heads || ':' || area" if vote.electorate is Electorate.OWNERS else ""
    found = tx.rows(
        f"SELECT unit || ':' || label {weights} FROM vote_roll "
        "WHERE courtyard = ? AND vote = ? ORDER BY unit",
        vote.courtyard,
        vote.vote,
    )
    return [line for (line,) in found]


def unit_of_home(tx: Tx, vote: Vote, household: int) -> int:
    """The unit that votes for a household: itself, or the first of its owner's flats."""
    found: int | None = tx.value(
        "SELECT unit FROM vote_flats WHERE courtyard = ? AND vote = ? AND household = ?",
        vote.courtyard,
        vote.vote,
        household,
    )
    return household if found is None else found


def homes_of_unit(tx: Tx, vote: Vote, unit: int) -> list[int]:
    """The households a unit votes for."""
    found = tx.rows(
        "SELECT household FROM vote_flats WHERE courtyard = ? AND vote = ? AND unit = ? "
        "ORDER BY household",
        vote.courtyard,
        vote.vote,
        unit,
    )
    return [unit, *(household for (household,) in found)]


def voter(tx: Tx, vote: Vote, unit: int) -> int | None:
    """The only person whose ballot counts for a unit; None where nobody is named."""
    found: int | None = tx.value(
        "SELECT voter FROM vote_roll WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )
    return found


def set_voter(tx: Tx, vote: Vote, unit: int, person: int | None) -> None:
    tx.run(
        "UPDATE vote_roll SET voter = ? WHERE courtyard = ? AND vote = ? AND unit = ?",
        person,
        vote.courtyard,
        vote.vote,
        unit,
    )


def freeze_residents(tx: Tx, vote: Vote) -> None:
    """Enter everyone confirmed: as household, and name if they agreed to that."""
    tx.run(
        "INSERT INTO vote_roll (courtyard, vote, unit, label) "
        "SELECT r.courtyard, ?, r.person, coalesce(nullif(trim(coalesce(h.label, '') || ' ' || "
        "CASE WHEN r.named = 1 THEN coalesce(p.name, '') ELSE '' END), ''), '—') "
        "FROM residents r LEFT JOIN households h "
        "ON h.courtyard = r.courtyard AND h.household = r.household "
        "LEFT JOIN people p ON p.person = r.person "
        "WHERE r.courtyard = ? AND r.state = 'CONFIRMED'",
        vote.vote,
        vote.courtyard,
    )


def freeze_people(tx: Tx, vote: Vote, people: list[tuple[int, str]]) -> None:
    """Enter people (id and label) on the vote's own roll."""
    for person, label in people:
        tx.run(
            "INSERT INTO vote_roll (courtyard, vote, unit, label) VALUES (?, ?, ?, ?)",
            vote.courtyard,
            vote.vote,
            person,
            label,
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


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Who put a vote together is forgotten, and what they had not sent goes."""
    tx.run(
        "UPDATE votes SET by_person = 0, "
        "state = CASE state WHEN 'DRAFT' THEN 'CANCELLED' ELSE state END, "
        "title = CASE state WHEN 'DRAFT' THEN '' ELSE title END, "
        "options = CASE state WHEN 'DRAFT' THEN '[]' ELSE options END "
        "WHERE courtyard = ? AND by_person = ?",
        courtyard,
        person,
    )
