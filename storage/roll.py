"""The courtyard's roll as the council keeps it: areas, flats of one owner, who votes for a home."""

from __future__ import annotations

from storage.tx import Tx


def owners(tx: Tx, courtyard: int) -> tuple[int, int]:
    """How many owners the roll has, and the area (in 0.01 m²) of all their flats."""
    found = tx.row(
        "SELECT count(DISTINCT owner), coalesce(sum(area), 0) FROM households "
        "WHERE courtyard = ? AND on_roll = 1",
        courtyard,
    )
    return (found[0], found[1]) if found else (0, 0)


def without_area(tx: Tx, courtyard: int) -> int:
    """How many households on the roll have no area yet."""
    n: int = tx.value(
        "SELECT count(*) FROM households WHERE courtyard = ? AND on_roll = 1 AND area = 0",
        courtyard,
    )
    return n


def ready(tx: Tx, courtyard: int) -> bool:
    """Whether owners can vote: there are flats, and each has its area."""
    return owners(tx, courtyard)[1] > 0 and without_area(tx, courtyard) == 0
