"""What neighbours are called where others read it: by their door, by name only if they agreed."""

from __future__ import annotations

from storage import people, residents
from storage.tx import Tx

NOBODY = "—"


def known_as(tx: Tx, courtyard: int, person: int | None) -> str:
    """The home first, then the name if they agreed to that; empty where neither may be said."""
    if not person:
        return ""
    found, account = residents.resident(tx, courtyard, person), people.get(tx, person)
    name = account.name if account and found and found.named else ""
    return f"{residents.label_of(tx, courtyard, person) or ''} {name}".strip()


def name_of(tx: Tx, courtyard: int, person: int | None) -> str:
    """For a line that must name somebody."""
    return known_as(tx, courtyard, person) or NOBODY
