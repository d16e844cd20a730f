"""How ballots came in that their households did not cast by a tap of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True)
class Brought:
    """How many of the ballots others brought in: on paper, with help at the door, by proxy."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    paper: int
    assisted: int
    proxy: int

    @property
    def total(self) -> int:
        return self.paper + self.assisted + self.proxy


@dataclass(frozen=True)
class Box:
    """The paper of a secret vote: so many households have put a sheet into the box; so many sheets
    were ballots, so many spoilt. `overfull`: there were more sheets than households, so that none
    of them counts."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    homes: int
    papers: int
    spoilt: int
    overfull: bool

    @property
    def lost(self) -> int:
        """Households that took part and whose sheet is no ballot."""
        return self.homes - self.papers
