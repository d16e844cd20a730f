"""How long opening a vote on thousands of households holds the one who writes."""

from __future__ import annotations

import statistics
from pathlib import Path

from bot.actions.opening import open_vote
from storage.tx import Tx
from storage.votes import Electorate
from tests.bench.big import Big, drafted, open_big, timed
from tests.bench.report import Measure, Row

HOUSEHOLDS = 10_000
WITHIN_MS = 500.0
WHO = {
    Electorate.HOUSEHOLDS: "all households",
    Electorate.OWNERS: "all owners",
    Electorate.RESIDENTS: "all residents",
}


async def measure(folder: Path, quick: bool) -> Measure:
    households, rounds = (200, 1) if quick else (HOUSEHOLDS, 5)
    took: dict[Electorate, list[float]] = {who: [] for who in WHO}
    floors = []
    async with open_big(folder, households) as big:
        await big.write(lambda tx: _prepare(tx, big))
        for _ in range(rounds):
            floors.append(await big.write(_copied))
            for who in WHO:
                took[who].append(await big.write(lambda tx, one=who: _opened(tx, big, one)))  # type: ignore[misc]  # mypy cannot see a lambda's defaults
    floor = statistics.median(floors)
    rows = [_row(WHO[who], statistics.median(found), floor) for who, found in took.items()]
    return Measure(
        f"Opening a vote on {households:,} households",
        "Processor time of the action in its transaction: the roll frozen and hashed, the "
        "card, the clock and the audit entry written; without the commit. The floor is "
        "SQLite copying as many rows from "
        f"the register with one statement. Median of {rounds} rounds, taken in turn.",
        rows,
    )


def _prepare(tx: Tx, big: Big) -> None:
    tx.run("CREATE TABLE scratch (courtyard INTEGER, unit INTEGER, label TEXT)")
    tx.run("UPDATE households SET area = 8950 WHERE courtyard = ?", big.yard.courtyard)


def _copied(tx: Tx) -> float:
    copy = "INSERT INTO scratch SELECT courtyard, household, label FROM households"
    took = timed(lambda: tx.run(copy))[1]
    tx.run("DELETE FROM scratch")
    return took


def _opened(tx: Tx, big: Big, who: Electorate) -> float:
    draft = drafted(tx, big, electorate=who)
    first, other = big.yard.chair.id, big.yard.council[1].id
    args = {"vote": draft.vote}
    return timed(lambda: open_vote(tx, big.yard.courtyard, first, other, args))[1]


def _row(what: str, product: float, floor: float) -> Row:
    met = product <= WITHIN_MS
    ratio = f"{product / floor:.0f}"
    return Row(what, f"{product:.0f} ms", f"{floor:.1f} ms", ratio, f"≤ {WITHIN_MS:g} ms", met)
