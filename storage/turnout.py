"""How far a running vote has come beyond the number of its ballots (that is in storage.ballots)."""

from __future__ import annotations

from storage.tx import Tx
from storage.votes import Vote


def area(tx: Tx, vote: Vote) -> int:
    """The area (in 0.01 m²) of those who have voted."""
    found: int = tx.value(
        "SELECT coalesce(sum(r.area), 0) FROM ballots b JOIN vote_roll r "
        "ON r.courtyard = b.courtyard AND r.vote = b.vote AND r.unit = b.unit "
        "WHERE b.courtyard = ? AND b.vote = ?",
        vote.courtyard,
        vote.vote,
    )
    return found


def by_building(tx: Tx, vote: Vote) -> list[tuple[str, int, int]]:
    """Building, how many of its units have voted, and how many there are."""
    found: list[tuple[str, int, int]] = tx.rows(
        "SELECT r.building, count(b.unit), count(*) FROM vote_roll r LEFT JOIN ballots b "
        "ON b.courtyard = r.courtyard AND b.vote = r.vote AND b.unit = r.unit "
        "WHERE r.courtyard = ? AND r.vote = ? GROUP BY r.building "
        "ORDER BY cast(r.building AS INTEGER), r.building",
        vote.courtyard,
        vote.vote,
    )
    return found
