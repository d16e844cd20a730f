"""How long counting the ballots of thousands of households takes, by each method."""

from __future__ import annotations

import json
import random
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.actions import closing
from bot.actions.opening import open_vote
from bot.recount import recount
from bot.rules import ballot, presets, result_file
from bot.rules.frozen import rule_to_text
from bot.rules.methods import BEST, RANKED, TICKED, Content, Method
from bot.words import Words
from handlers.views.result_file import of_vote
from storage import audit, ballots, vote_roll, votes
from storage.tx import Tx
from storage.votes import Vote, VoteState
from tests.bench.big import Big, drafted, open_big, timed
from tests.bench.report import Measure, Row

HOUSEHOLDS = 10_000
OPTIONS = ballot.MOST_OPTIONS
ALIKE = 4
"""So many fill in the same ballot: the file then holds them all, and the count has most to do."""
WITHIN_MS = dict.fromkeys(ballot.WITH_OPTIONS, 1000.0) | {
    Method.MAJORITY: 50.0,
    Method.BUDGET: 60_000.0,
}
NAMES = {
    Method.MAJORITY: "for, against, abstain",
    Method.CHOICE: "one of many",
    Method.APPROVAL: "approval",
    Method.SCORE: "scores",
    Method.IRV: "instant runoff",
    Method.SCHULZE: "Schulze",
    Method.STV: "STV, 3 seats",
    Method.BUDGET: "equal shares, completed",
}


@dataclass
class Counted:
    """Milliseconds of each round: the count at the close, and the recount from the file; and of
    their floors: the ballots fetched, and the file parsed."""

    counted: list[float] = field(default_factory=list)
    fetched: list[float] = field(default_factory=list)
    recounted: list[float] = field(default_factory=list)
    parsed: list[float] = field(default_factory=list)


async def measure(folder: Path, quick: bool) -> Measure:
    households, rounds = (60, 1) if quick else (HOUSEHOLDS, 7)
    found = {method: Counted() for method in NAMES}
    async with open_big(folder, households) as big:
        for method in NAMES:
            number, content = await big.write(lambda tx, one=method: _closed(tx, big, one))  # type: ignore[misc]  # mypy cannot see a lambda's defaults
            for _ in range(1 if method is Method.BUDGET else rounds):
                await big.read(lambda tx, n=number, to=found[method]: _count(tx, big, n, to))  # type: ignore[misc]  # mypy cannot see a lambda's defaults
                _recount(content, found[method])
    rows = []
    for method, took in found.items():
        name, within = NAMES[method], WITHIN_MS[method]
        rows.append(_row(f"{name}, at the close", took.counted, took.fetched, within))
        rows.append(_row(f"{name}, from its file", took.recounted, took.parsed, within))
    return Measure(
        f"Counting {households:,} households",
        f"Processor time. Ballots made by chance (seeded), {OPTIONS} options, {ALIKE} of each kind "
        "alike where a ballot takes more than one tap. At the close: fetched from the database "
        "and counted to the verdict; the floor is fetching every ballot. From its file: what "
        "`yuanba recount` does, reading, every step and every fingerprint; the floor is parsing "
        "the file as JSON. "
        f"Median of {rounds} rounds (the budget once).",
        rows,
    )


def _row(what: str, product: list[float], floor: list[float], within: float) -> Row:
    took, least = statistics.median(product), statistics.median(floor)
    target = f"≤ {within / 1000:g} s" if within >= 1000 else f"≤ {within:g} ms"
    return Row(
        what, f"{took:.0f} ms", f"{least:.0f} ms", f"{took / least:.1f}", target, took <= within
    )


def _closed(tx: Tx, big: Big, method: Method) -> tuple[int, bytes]:
    """A vote by this method in which every household has voted, closed; its result file."""
    open_vote(
        tx,
        big.yard.courtyard,
        big.yard.chair.id,
        big.yard.council[1].id,
        {"vote": drafted(tx, big, **_question(method)).vote},
    )
    vote = votes.opened(tx, big.yard.courtyard)[-1]
    chance = random.Random(method.value)
    content: Content = ()
    for place, (unit, _) in enumerate(vote_roll.labels(tx, vote)):
        if place % ALIKE == 0 or method in ballot.SIMPLE:
            content = _filled_in(method, chance)
        ballots.put_ballot(tx, vote, unit, content, None)
    counted = closing.count(vote, ballots.groups(tx, vote))
    votes.update(
        tx,
        vote,
        state=VoteState.CLOSED,
        closed_at=tx.now,
        result=counted.verdict.result.value,
        turnout=counted.turnout,
        counted=counted.tally,
        outcome=counted.outcome,
        head=audit.head(tx, vote.courtyard)[1],
    )
    return vote.vote, result_file.write(of_vote(tx, _vote(tx, big, vote.vote), "7号大院"))


def _question(method: Method) -> dict[str, Any]:
    if method is Method.MAJORITY:
        return {}
    columns: dict[str, Any] = {
        "method": method,
        "options": tuple(f"第{n}样" for n in range(OPTIONS)),
        "rule": rule_to_text(presets.PLURALITY),
    }
    if method is Method.STV:
        columns["seats"] = 3
    if method is Method.BUDGET:
        columns |= {"costs": tuple(100_000 * (n + 2) for n in range(OPTIONS)), "money": 2_500_000}
    return columns


def _filled_in(method: Method, chance: random.Random) -> Content:
    if method in RANKED:
        return tuple(chance.sample(range(OPTIONS), chance.randint(3, OPTIONS)))
    if method in TICKED:
        return tuple(sorted(chance.sample(range(OPTIONS), chance.randint(1, 5))))
    if method is Method.SCORE:
        return tuple(chance.randint(0, BEST) for _ in range(OPTIONS))
    return (chance.randrange(3 if method is Method.MAJORITY else OPTIONS),)


def _vote(tx: Tx, big: Big, number: int) -> Vote:
    found = votes.get(tx, big.yard.courtyard, number)
    if found is None:
        raise LookupError("the vote is gone")
    return found


def _count(tx: Tx, big: Big, number: int, took: Counted) -> None:
    vote = _vote(tx, big, number)
    every = "SELECT content FROM ballots WHERE courtyard = ? AND vote = ?"
    took.fetched.append(timed(lambda: tx.rows(every, vote.courtyard, number))[1])
    took.counted.append(timed(lambda: closing.count(vote, ballots.groups(tx, vote)))[1])


def _recount(content: bytes, took: Counted) -> None:
    took.parsed.append(timed(lambda: json.loads(content))[1])
    steps, ms = timed(lambda: list(recount(result_file.read(content), Words())))
    took.recounted.append(ms)
    wrong = [step.text for step in steps if step.mark.value == "❌"]
    if wrong:
        raise ValueError(f"the file does not recount: {wrong}")
