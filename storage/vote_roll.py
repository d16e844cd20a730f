"""A vote's own roll: frozen when it opens, with the weights and who votes for whom."""

from __future__ import annotations

from dataclasses import dataclass

from storage.counters import next_number
from storage.tx import Tx, columns
from storage.votes import Electorate, Vote


@dataclass(frozen=True)
class Seat:
    """A place on a vote's own roll. `voter` is the only person whose ballot counts for it; None
    where nobody is named."""

    unit: int
    label: str
    voter: int | None


def freeze_households(tx: Tx, vote: Vote) -> None:
    """Copy every household on the courtyard's roll onto the vote's own roll."""
    tx.run(
        "INSERT INTO vote_roll (courtyard, vote, unit, label, building, voter) "
        "SELECT courtyard, ?, household, label, building, CASE WHEN voter_alone = 1 THEN voter END "
        "FROM households WHERE courtyard = ? AND on_roll = 1 AND unsold = 0",
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


def labels(tx: Tx, vote: Vote) -> list[tuple[int, str]]:
    """Who may vote: unit and label, in order of unit."""
    found: list[tuple[int, str]] = tx.rows(
        "SELECT unit, label FROM vote_roll WHERE courtyard = ? AND vote = ? ORDER BY unit",
        vote.courtyard,
        vote.vote,
    )
    return found


def label(tx: Tx, vote: Vote, unit: int) -> str | None:
    """The label of a unit on this vote's roll; None when it is not on it."""
    found = seat(tx, vote, unit)
    return found.label if found else None


def seat(tx: Tx, vote: Vote, unit: int) -> Seat | None:
    """None where the unit is not on the roll."""
    return tx.get(
        Seat,
        f"SELECT {columns(Seat)} FROM vote_roll WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )


def unit_of_home(tx: Tx, vote: Vote, household: int) -> int:
    """The unit that votes for a household: itself, or the first of its owner's flats."""
    if vote.electorate is not Electorate.OWNERS:
        return household
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
    found = seat(tx, vote, unit)
    return found.voter if found else None


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


_OF_A_UNIT = (
    "ballots",
    "ballot_history",
    "vote_turnout",
    "reasons",
    "typed_reasons",
    "objections",
    "paper_readings",
    "visits",
    "proxies",
    "services",
)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Where people vote for themselves, their seat is their number: it becomes one that is nobody's
    (a negative one, counted), with its ballots, and has no name."""
    for (vote,) in tx.rows(
        "SELECT r.vote FROM vote_roll r JOIN votes v ON v.courtyard = r.courtyard "
        "AND v.vote = r.vote WHERE r.courtyard = ? AND r.unit = ? "
        "AND v.electorate NOT IN ('HOUSEHOLDS', 'OWNERS') ORDER BY r.vote",
        courtyard,
        person,
    ):
        nobody = -next_number(tx, courtyard, "forgotten")
        tx.run(
            "INSERT INTO vote_roll (courtyard, vote, unit, label, building, heads, area) "
            "SELECT courtyard, vote, ?, '—', building, heads, area FROM vote_roll "
            "WHERE courtyard = ? AND vote = ? AND unit = ?",
            nobody,
            courtyard,
            vote,
            person,
        )
        for table in _OF_A_UNIT:
            tx.run(
                f"UPDATE {table} SET unit = ? WHERE courtyard = ? AND vote = ? AND unit = ?",
                nobody,
                courtyard,
                vote,
                person,
            )
        tx.run(
            "DELETE FROM vote_roll WHERE courtyard = ? AND vote = ? AND unit = ?",
            courtyard,
            vote,
            person,
        )
