"""What an owner's silence comes to, where the owners' own covenant says that it counts.

Guiding rules of owners' assemblies, art. 26(2): a covenant or the assembly's rules may let those
who were served the ballot and did not vote join the majority. Off unless a courtyard turns it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from bot.rules.electorate import Electorate
from bot.rules.methods import Method

SETTING = "silent_policy"


class Policy(StrEnum):
    NOT_COUNTED = "not_counted"
    WITH_MAJORITY = "with_majority"


@dataclass(frozen=True)
class Silent:
    """Owners who were proven to have the ballot and did not vote; their area in 0.01 m²."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    heads: int
    area: int


def may_count(electorate: Electorate, method: Method, secret: bool) -> bool:
    """Owners asked for or against, openly: anywhere else silence is silence."""
    return electorate is Electorate.OWNERS and method is Method.MAJORITY and not secret


def as_frozen(counted: bool) -> tuple[str, ...]:
    """What the fingerprint taken at the opening holds of it; nothing where silence is silence."""
    return ("SILENT_WITH_MAJORITY",) if counted else ()


def joins(heads: Mapping[int, int], areas: Mapping[int, int]) -> int | None:
    """The choice that more than half of those who voted made, by heads and by area; None where
    there is none, and then silence joins nobody and is not counted at all."""
    for choice in heads:
        by_heads = 2 * heads[choice] > sum(heads.values())
        if by_heads and 2 * areas.get(choice, 0) > sum(areas.values()):
            return choice
    return None


def joined(
    heads: Mapping[int, int], areas: Mapping[int, int], silent: Silent | None
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Heads and areas behind each choice, with the silent in the majority."""
    choice = joins(heads, areas) if silent else None
    if silent is None or choice is None:
        return heads, areas
    return (
        {**heads, choice: heads[choice] + silent.heads},
        {**areas, choice: areas[choice] + silent.area},
    )
