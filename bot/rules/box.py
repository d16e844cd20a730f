"""Counting a ballot box: two read the same sheets, each by themselves, in whatever order."""

from __future__ import annotations

from collections import Counter

from bot.rules import ballot, methods
from bot.rules.methods import Content, Method
from bot.rules.verdict import Rule

Sheets = tuple[Content, ...]
SPOILT: Content = (-1,)
"""A sheet that says nothing certain: blank, or marked twice."""
FEWEST_UNSEEN = 3
"""With fewer sheets in it, whoever opens the box can tell whose they are."""


def same(one: Sheets, other: Sheets) -> bool:
    """Whether two have read the same, whatever the order the sheets lay in."""
    return Counter(one) == Counter(other)


def valid(sheets: Sheets) -> Sheets:
    return tuple(sheet for sheet in sheets if sheet != SPOILT)


def fits(rule: Rule, method: Method, options: tuple[str, ...], seats: int, sheet: Content) -> bool:
    """Whether a sheet is one of this vote's: more ticks than seats spoil it."""
    asked = len(ballot.choices(options))
    return methods.valid(method, asked, sheet) and not ballot.too_many(rule, method, seats, sheet)
