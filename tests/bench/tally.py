"""Whether a vote costs more when thousands have voted already: the ballot and the card's redraw."""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path

from bot.actions import opening, votes
from bot.column import House
from bot.page import Page
from bot.words import Words
from handlers import COLUMNS
from storage import courtyards
from storage.tx import Tx
from tests.bench.big import Big, drafted, open_big, timed
from tests.bench.report import Measure, Row

HOUSEHOLDS, FEW, AT_ONCE = 10_000, 100, 200
GROWS_AT_MOST = 1.2


async def measure(folder: Path, quick: bool) -> Measure:
    households, few, rounds = (60, 20, 2) if quick else (HOUSEHOLDS, FEW, 7)
    house = House(*COLUMNS)
    early, late = [], []
    async with open_big(folder, households) as big:
        other = await big.write(lambda tx: _open_another(tx, big))
        await _cast(big, other, few)
        await _cast(big, 1, households)
        for turn in range(rounds):
            early.append(await _seconds_votes(big, house, other, few, turn))
            late.append(await _seconds_votes(big, house, 1, few, turn))
    rows = [
        _row(what, [one[part] for one in late], [one[part] for one in early])
        for part, what in enumerate(("a vote and the card after it", "the vote alone", "the card"))
    ]
    return Measure(
        "A vote with thousands cast",
        f"{AT_ONCE} ballots changed in one transaction (a second's worth), and the card drawn "
        f"after each, as it would be with nobody to hold it back: the processor time of one, "
        f"with all {households:,} ballots cast. The floor is a second vote of which {few} are "
        f"cast. Median of {rounds} rounds, taken in turn.",
        rows,
    )


def _row(what: str, late: list[float], early: list[float]) -> Row:
    product, floor = statistics.median(late), statistics.median(early)
    ratio = product / floor
    return Row(
        what,
        f"{product:.3f} ms",
        f"{floor:.3f} ms",
        f"{ratio:.2f}",
        f"≤ {GROWS_AT_MOST:g}",
        ratio <= GROWS_AT_MOST,
    )


def _open_another(tx: Tx, big: Big) -> int:
    number = drafted(tx, big).vote
    first, second = big.yard.chair.id, big.yard.council[1].id
    opening.open_vote(tx, big.yard.courtyard, first, second, {"vote": number})
    return number


async def _cast(big: Big, vote: int, n: int) -> None:
    def cast(tx: Tx) -> None:
        for user in list(big.yard.by_label.values())[:n]:
            votes.cast(tx, big.yard.courtyard, user.id, vote, (0,))

    await big.write(cast)


async def _seconds_votes(
    big: Big, house: House, vote: int, few: int, turn: int
) -> tuple[float, float, float]:
    """Milliseconds for a vote with its card, the vote, and the card."""
    voters, here = list(big.yard.by_label.values())[:few], big.yard.courtyard

    def change(tx: Tx) -> tuple[float, float]:
        voting = drawing = 0.0
        for n in range(AT_ONCE):
            person, content = voters[n % few].id, ((n // few + turn + 1) % 2,)
            voting += timed(partial(votes.cast, tx, here, person, vote, content))[1]
            drawing += timed(partial(_card, tx, house, here, vote))[1]
        return voting / AT_ONCE, drawing / AT_ONCE

    voting, drawing = await big.write(change)
    return voting + drawing, voting, drawing


def _card(tx: Tx, house: House, courtyard: int, vote: int) -> None:
    yard = courtyards.get(tx, courtyard)
    if yard is None:
        raise LookupError("the courtyard is gone")
    house.screen(
        Page(tx, Words(), house, "yuanba_bot", yard, None, yard.chat), "vote.card", {"vote": 1}
    )
