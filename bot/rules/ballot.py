"""What a vote asks and how its ballots become a verdict, counted as heads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.rules import methods
from bot.rules.methods import Content, Method, Outcome
from bot.rules.presets import (
    COUNCIL,
    COURTYARD_SIMPLE,
    COVENANT,
    OWNERS_MAJOR,
    OWNERS_ORDINARY,
    PLURALITY,
)
from bot.rules.verdict import Choice, Measure, Result, Rule, Verdict, decide

SIMPLE = (Method.MAJORITY, Method.CHOICE)
"""Voted by one tap on the card; all other ballots are filled in in the private chat."""
WITH_OPTIONS = (
    Method.CHOICE,
    Method.APPROVAL,
    Method.SCORE,
    Method.IRV,
    Method.SCHULZE,
    Method.STV,
    Method.BUDGET,
)
"""The methods a vote with own options may use, the usual one first."""
YES_NO = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
MOST_OPTIONS = 12
LONGEST_OPTION = 60
LONGEST_TITLE = 600

FOR_HOUSEHOLDS = (COURTYARD_SIMPLE, COVENANT)
"""The rules a household vote for or against may be opened under, the usual one first."""
FOR_OWNERS = (OWNERS_ORDINARY, OWNERS_MAJOR)
"""Civil Code art. 278. Owners decide for or against: the law counts nothing else."""


def rules_for(own_options: bool, council: bool, owners: bool = False) -> tuple[Rule, ...]:
    """The rules a vote may be opened under, the usual one first."""
    if owners:
        return FOR_OWNERS
    if own_options:
        return (PLURALITY,)
    return (COUNCIL,) if council else FOR_HOUSEHOLDS


def choices(options: Sequence[str]) -> tuple[str, ...]:
    """The choice of each number: its own option, or for, against and abstain."""
    return tuple(options) if options else tuple(choice.value for choice in YES_NO)


def count(
    rule: Rule,
    options: Sequence[str],
    eligible: int,
    tally: Mapping[int, int],
    *,
    eligible_area: int = 0,
    areas: Mapping[int, int] | None = None,
) -> Verdict:
    """The verdict on ballots counted by choice number; owners' votes bring the area (in 0.01 m²)
    on the roll and behind each choice as well."""
    weights = {
        choice: {
            Measure.HEADS: tally.get(number, 0),
            Measure.AREA: (areas or {}).get(number, 0),
        }
        for number, choice in enumerate(choices(options))
    }
    roll = {Measure.HEADS: eligible} | ({Measure.AREA: eligible_area} if eligible_area else {})
    return decide(rule, roll, weights)


def judge(
    method: Method,
    rule: Rule,
    options: Sequence[str],
    eligible: int,
    ballots: Iterable[tuple[Content, int]],
    *,
    seats: int = 1,
    costs: Sequence[int] = (),
    money: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Verdict, Outcome]:
    """The verdict on ballots filled in by any method but the simple ones: enough took part, and
    the count itself decided."""
    groups = list(ballots)
    asked = len(choices(options))
    outcome = methods.count(
        method, asked, groups, seats=seats, costs=costs, money=money, progress=progress
    )
    return verdict_on(rule, options, eligible, sum(n for _, n in groups), outcome), outcome


def verdict_on(
    rule: Rule, options: Sequence[str], eligible: int, cast: int, outcome: Outcome
) -> Verdict:
    """What an outcome comes to where so many of those eligible cast a ballot."""
    taking_part = decide(
        replace(rule, threshold=None), {Measure.HEADS: eligible}, {"": {Measure.HEADS: cast}}
    )
    result = _result(outcome) if taking_part.result is not Result.NOT_QUORATE else None
    names = tuple(choices(options)[option] for option in outcome.winners)
    return Verdict(result or Result.NOT_QUORATE, taking_part.checks, names if result else ())


def _result(outcome: Outcome) -> Result:
    if outcome.tied:
        return Result.TIE
    return Result.PASSED if outcome.winners else Result.NOT_PASSED


def passed(verdict: Verdict) -> bool:
    return verdict.result is Result.PASSED


def counting(method: Method, seats: int, costs: Sequence[int], money: int) -> tuple[object, ...]:
    """What `text_hash` freezes of how ballots are counted, where one tap is not all."""
    return () if method in SIMPLE else (method.value, seats, costs, money)


def text_hash(
    title: str,
    options: Sequence[str],
    rule: str,
    electorate: str,
    roll: Sequence[str],
    counted: Sequence[object] = (),
) -> str:
    """What was frozen when the vote opened, in one number: question, options, rule, roll, and how
    ballots are `counted` (see `counting`)."""
    frozen = json.dumps(
        [title, list(options), rule, electorate, list(roll), *counted],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(frozen.encode()).hexdigest()


def tidy(options: Sequence[str]) -> tuple[str, ...]:
    """Own options without blanks and doubles, in the order they were given."""
    return tuple(dict.fromkeys(option.strip() for option in options if option.strip()))
