"""How far a vote has come: a row for each building, kept up with every ballot.

A card is redrawn as ballots come in. Counting them each time would make a vote dearer the more have
voted already; these rows stay as few as there are buildings.
"""

from __future__ import annotations

from storage.roll import by_number
from storage.tx import Tx
from storage.votes import Vote


def begin(tx: Tx, vote: Vote) -> None:
    """Nobody of the roll, which is frozen now, has voted yet."""
    tx.run(
        "INSERT INTO vote_buildings (courtyard, vote, building, units) "
        "SELECT courtyard, vote, building, count(*) FROM vote_roll "
        "WHERE courtyard = ? AND vote = ? GROUP BY courtyard, vote, building",
        vote.courtyard,
        vote.vote,
    )


def note(tx: Tx, vote: Vote, unit: int, by: int = 1) -> None:
    """A unit has voted that had not; or, by -1, its ballot was taken back."""
    tx.later(
        "UPDATE vote_buildings AS p SET voted = p.voted + ?, area = p.area + ? * r.area "
        "FROM vote_roll AS r WHERE r.courtyard = ? AND r.vote = ? AND r.unit = ? "
        "AND p.courtyard = r.courtyard AND p.vote = r.vote AND p.building = r.building",
        by,
        by,
        vote.courtyard,
        vote.vote,
        unit,
    )


def heads(tx: Tx, vote: Vote) -> int:
    """Units that have voted."""
    return _sum(tx, vote, "voted")


def area(tx: Tx, vote: Vote) -> int:
    """The area (in 0.01 m²) of those who have voted."""
    return _sum(tx, vote, "area")


def by_building(tx: Tx, vote: Vote) -> list[tuple[str, int, int]]:
    """Building, how many of its units have voted, and how many there are."""
    found: list[tuple[str, int, int]] = tx.rows(
        "SELECT building, voted, units FROM vote_buildings WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )
    return sorted(found, key=lambda row: by_number(row[0]))


def _sum(tx: Tx, vote: Vote, column: str) -> int:
    n: int = tx.value(
        f"SELECT coalesce(sum({column}), 0) FROM vote_buildings WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )
    return n
