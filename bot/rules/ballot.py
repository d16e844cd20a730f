"""What a vote asks and how its ballots become a verdict, counted as heads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.rules import methods
from bot.rules.methods import Content, Method, Outcome
from bot.rules.presets import OPTION_METHODS
from bot.rules.silence import Silent, joined
from bot.rules.verdict import (
    Check,
    CheckKind,
    Choice,
    Measure,
    Result,
    Rule,
    Verdict,
    decide,
)

SIMPLE = (Method.MAJORITY, Method.CHOICE)
"""Voted by one tap on the card; all other ballots are filled in in the private chat."""
WITH_OPTIONS = OPTION_METHODS
"""The methods a vote with own options may use, the usual one first."""
METHODS = (*WITH_OPTIONS, Method.MAJORITY, Method.CONSENT)
"""All of them, each at its own place for ever: buttons carry that."""
WITH_SEATS = (Method.APPROVAL, Method.STV)
YES_NO = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
CONSENT_ANSWERS = ("consent", "aside", "object")
"""What a vote by consent keeps as its options; people read them in their own language."""
MOST_OPTIONS = 12
LONGEST_OPTION = 60
LONGEST_TITLE = 600


def own_options(method: Method) -> bool:
    """Whether the voters choose between options that the opener wrote."""
    return method in WITH_OPTIONS


def most(rule: Rule, method: Method, seats: int) -> int | None:
    """How many candidates a ballot of an election may name; None where it may be any number."""
    return seats if rule.threshold is not None and method is Method.APPROVAL else None


def too_many(rule: Rule, method: Method, seats: int, content: Content) -> bool:
    """Whether a ballot of an election names more candidates than there are seats."""
    allowed = most(rule, method, seats)
    return allowed is not None and len(content) > allowed


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
    present: int | None = None,
    silent: Silent | None = None,
) -> Verdict:
    """The verdict on ballots counted by choice number; owners' votes bring the area (in 0.01 m²)
    on the roll and behind each choice as well. `present` were in the room; the `silent` join the
    majority."""
    heads, area = joined(tally, areas or {}, silent)
    weights = {
        choice: {
            Measure.HEADS: heads.get(number, 0),
            Measure.AREA: area.get(number, 0),
        }
        for number, choice in enumerate(choices(options))
    }
    roll = {Measure.HEADS: eligible} | ({Measure.AREA: eligible_area} if eligible_area else {})
    room = {Measure.HEADS: present} if present else None
    return decide(rule, roll, weights, room, own_options=bool(options))


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
    resolved: int = 0,
    present: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Verdict, Outcome]:
    """The verdict on ballots filled in by any method but the simple ones: enough took part, and
    the count itself decided. `resolved` objections to a consent are open no more."""
    groups = list(ballots)
    asked = len(choices(options))
    outcome = methods.count(
        method,
        asked,
        groups,
        seats=seats,
        costs=costs,
        money=money,
        resolved=resolved,
        progress=progress,
    )
    cast = sum(n for _, n in groups)
    return verdict_on(rule, options, eligible, cast, outcome, present), outcome


def verdict_on(
    rule: Rule,
    options: Sequence[str],
    eligible: int,
    cast: int,
    outcome: Outcome,
    present: int | None = None,
) -> Verdict:
    """What an outcome comes to where so many of those eligible cast a ballot. Where the rule has a
    threshold, only those candidates are elected whom enough of the voters ticked."""
    taking_part = decide(
        replace(rule, threshold=None),
        {Measure.HEADS: eligible},
        {"": {Measure.HEADS: cast}},
        {Measure.HEADS: present} if present else None,
    )
    outcome, reached = elect(rule, cast, outcome)
    checks = taking_part.checks + reached
    result = _result(outcome) if taking_part.result is not Result.NOT_QUORATE else None
    names = tuple(choices(options)[option] for option in outcome.winners)
    return Verdict(result or Result.NOT_QUORATE, checks, names if result else ())


def elect(rule: Rule, cast: int, outcome: Outcome) -> tuple[Outcome, tuple[Check, ...]]:
    """Of the candidates with most votes, those whom enough of the voters chose; one check each.
    All of them, and no checks, where the rule has no threshold."""
    threshold = rule.threshold
    if threshold is None:
        return outcome, ()
    first = (*outcome.winners, *outcome.tied)
    checks = {
        option: Check(
            CheckKind.THRESHOLD,
            Measure.HEADS,
            int(outcome.scores[option]),
            cast,
            threshold.needed(cast),
            threshold,
        )
        for option in first
    }
    elected = replace(
        outcome,
        winners=tuple(option for option in outcome.winners if checks[option].ok),
        tied=tuple(option for option in outcome.tied if checks[option].ok),
    )
    return elected, tuple(checks.values())


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
    """What was frozen when the vote opened, in one number: question, options, rule, roll, and in
    `counted` how ballots are counted and what passing it does (see `counting`, `as_frozen`)."""
    frozen = json.dumps(
        [title, list(options), rule, electorate, list(roll), *counted],
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(frozen.encode()).hexdigest()


def tidy(options: Sequence[str]) -> tuple[str, ...]:
    """Own options without blanks and doubles, in the order they were given."""
    return tuple(dict.fromkeys(option.strip() for option in options if option.strip()))
