"""What a vote asks and how its ballots become a verdict: choices by number, counted as heads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from bot.rules.presets import COUNCIL, COURTYARD_SIMPLE, COVENANT, PLURALITY
from bot.rules.verdict import Choice, Measure, Result, Rule, Verdict, decide

YES_NO = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
MOST_OPTIONS = 12
LONGEST_OPTION = 60
LONGEST_TITLE = 600

FOR_HOUSEHOLDS = (COURTYARD_SIMPLE, COVENANT)
"""The rules a household vote for or against may be opened under, the usual one first."""


def rules_for(own_options: bool, council: bool) -> tuple[Rule, ...]:
    """The rules a vote may be opened under, the usual one first."""
    if own_options:
        return (PLURALITY,)
    return (COUNCIL,) if council else FOR_HOUSEHOLDS


def choices(options: Sequence[str]) -> tuple[str, ...]:
    """The choice of each number: its own option, or for, against and abstain."""
    return tuple(options) if options else tuple(choice.value for choice in YES_NO)


def count(rule: Rule, options: Sequence[str], eligible: int, tally: Mapping[int, int]) -> Verdict:
    """The verdict on ballots counted by choice number."""
    weights = {
        choice: {Measure.HEADS: tally.get(number, 0)}
        for number, choice in enumerate(choices(options))
    }
    return decide(rule, {Measure.HEADS: eligible}, weights)


def passed(verdict: Verdict) -> bool:
    return verdict.result is Result.PASSED


def text_hash(
    title: str, options: Sequence[str], rule: str, electorate: str, roll: Sequence[str]
) -> str:
    """What was frozen when the vote opened, in one number: question, options, rule and roll."""
    frozen = json.dumps(
        [title, list(options), rule, electorate, list(roll)],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(frozen.encode()).hexdigest()


def tidy(options: Sequence[str]) -> tuple[str, ...]:
    """Own options without blanks and doubles, in the order they were given."""
    return tuple(dict.fromkeys(option.strip() for option in options if option.strip()))
