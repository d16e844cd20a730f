"""A public draw among tied options, where the rule asks for one, that anybody can do again.

The list is frozen and made public first, with the event to come that gives the numbers. What the
numbers are nobody knows by then, so nobody can choose whom they favour. Once they are known, the
order of the list follows from them by SHA-256 alone: no program and nobody's hand draws.

The numbers are read as whole numbers, as many as were announced: however they are written down
(03 or 3, with commas or blanks), the order is the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import ConfigDict

from bot.rules.methods.outcome import Method, Outcome
from bot.rules.verdict import Result, Verdict

DICE_THROWN = 10
"""Sixty million ways to fall: a choice among twelve is as good as even."""
RED_BALLS, MOST_RED, MOST_BLUE = 6, 33, 16
"""The national lottery 双色球: six red numbers, in rising order, and a blue one."""


class Source(StrEnum):
    """Where the numbers come from: dice thrown before neighbours, or the national lottery."""

    DICE = "dice"
    BALLS = "balls"


@dataclass(frozen=True)
class Lottery:
    """A draw as it was announced, and the `numbers` once they are known.

    `not_before` is when the event is, at the earliest; `note` says where, before whom, and why it
    is another day than before (the `attempt` counts). Of the `tied` options, the first `places` in
    the order drawn have won; of a budget (0 places) each for which there is still money.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    source: Source
    not_before: str
    note: str
    attempt: int
    tied: tuple[int, ...]
    places: int
    list_hash: str
    numbers: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Lots:
    """What there is to draw: who has won in any case, who is tied, for how many places (of a
    budget 0: as many as there is money for)."""

    certain: tuple[int, ...]
    tied: tuple[int, ...]
    places: int


def lots(
    method: Method, verdict: Verdict, options: Sequence[str], outcome: Outcome | None, seats: int
) -> Lots:
    """Of a tied vote; `outcome` is None where one tap is a ballot: then all winners are tied."""
    if outcome is None:
        return Lots((), tuple(options.index(name) for name in verdict.winners), 1)
    places = 0 if method is Method.BUDGET else seats - len(outcome.winners)
    return Lots(outcome.winners, outcome.tied, places)


def list_text(poll: str, options: Sequence[str], tied: Sequence[int], places: int) -> str:
    """The list as it is hashed: the vote, the places, the tied in the order of the question."""
    return "|".join([poll, str(places), *(options[option] for option in tied)])


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def seed_text(poll: str, list_hash: str, numbers: Sequence[int]) -> str:
    return f"draw|v1|{poll}|{list_hash}|{' '.join(map(str, numbers))}"


def order(poll: str, options: Sequence[str], lottery: Lottery) -> list[tuple[str, int]]:
    """The tied options in the order drawn, each with the hash that puts it there."""
    seed = sha256(seed_text(poll, lottery.list_hash, lottery.numbers or ()))
    return sorted((sha256(f"{seed}|{options[option]}"), option) for option in lottery.tied)


def drawn(
    poll: str,
    options: Sequence[str],
    lottery: Lottery,
    certain: Sequence[int],
    costs: Sequence[int] = (),
    money: int = 0,
) -> tuple[int, ...]:
    """Everyone who has won: who had in any case, and who was drawn."""
    found = [option for _, option in order(poll, options, lottery)]
    if lottery.places:
        return tuple(sorted({*certain, *found[: lottery.places]}))
    won = [*certain]
    left = money - sum(costs[option] for option in certain)
    for option in found:
        if costs[option] <= left:
            won.append(option)
            left -= costs[option]
    return tuple(sorted(won))


def settled(verdict: Verdict, options: Sequence[str], won: Sequence[int]) -> Verdict:
    """The verdict after the draw."""
    return Verdict(Result.PASSED, verdict.checks, tuple(options[option] for option in won))


def read_numbers(source: Source, text: str) -> tuple[int, ...] | None:
    """The numbers somebody wrote down, in any spelling; None if they cannot be those of such an
    event. Dice are in the order they fell, red balls in rising order however they are given."""
    runs = re.findall(r"[0-9]+", unicodedata.normalize("NFKC", text))
    if source is Source.DICE:
        found = tuple(int(digit) for digit in "".join(runs))
        fits = len(found) == DICE_THROWN and all(1 <= number <= 6 for number in found)
        return found if fits else None
    if any(len(run) > 2 for run in runs) or len(runs) != RED_BALLS + 1:
        return None
    *balls, blue = map(int, runs)
    red = sorted(set(balls))
    fits = len(red) == RED_BALLS and red[0] >= 1 and red[-1] <= MOST_RED
    return (*red, blue) if fits and 1 <= blue <= MOST_BLUE else None


def to_plain(lottery: Lottery) -> dict[str, Any]:
    """Ready for JSON."""
    return asdict(lottery)


def from_plain(plain: dict[str, Any] | None) -> Lottery | None:
    if plain is None:
        return None
    numbers = plain["numbers"]
    return Lottery(
        **{
            **plain,
            "source": Source(plain["source"]),
            "tied": tuple(plain["tied"]),
            "numbers": None if numbers is None else tuple(numbers),
        }
    )
