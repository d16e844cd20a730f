"""Who may vote: households, residents and owners, never mixed, and the bodies they sit in."""

from __future__ import annotations

from enum import Enum


class Electorate(Enum):
    HOUSEHOLDS = "HOUSEHOLDS"
    RESIDENTS = "RESIDENTS"
    OWNERS = "OWNERS"
    DELEGATES = "DELEGATES"
    COUNCIL = "COUNCIL"
    PARTY = "PARTY"

    @property
    def by_home(self) -> bool:
        """Whether homes vote, not people: a unit is a household number then."""
        return self in (Electorate.HOUSEHOLDS, Electorate.OWNERS)
