"""A courtyard's own presets: written down, read back, and changed one choice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from enum import Enum
from typing import Any, TypeVar

from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_from_plain, rule_to_plain
from bot.rules.methods.outcome import Method
from bot.rules.presets import Preset
from bot.rules.shares import ALL, MORE_THAN_HALF, THREE_QUARTERS, TWO_THIRDS
from bot.rules.verdict import Basis, Measure, Rule, Threshold, Tie

QUORUMS: tuple[Threshold | None, ...] = (None, MORE_THAN_HALF, TWO_THIRDS, THREE_QUARTERS, ALL)
THRESHOLDS = (MORE_THAN_HALF, TWO_THIRDS, THREE_QUARTERS, ALL)
BASES = (Basis.PARTICIPATING, Basis.PRESENT, Basis.ELIGIBLE)
PUBLICS = (
    (Electorate.HOUSEHOLDS,),
    (Electorate.RESIDENTS,),
    (Electorate.COUNCIL,),
    (Electorate.DELEGATES,),
)
TIES = tuple(Tie)
NOTICES = (0, 3, 7, 10, 15)
SECRECIES = ((False, False), (True, True), (True, False))
"""Open, or secret with receipts or without; where people vote there are none (`secrecies`)."""
LONGEST_NAME = 30
T = TypeVar("T")


class Part(Enum):
    """What of a preset a tap changes."""

    WHO = 1
    QUORUM = 2
    BASIS = 3
    THRESHOLD = 4
    ABSTAIN = 5
    NOTICE = 6
    SECRET = 7
    TIE = 8


def blank(key: str, name: str) -> Preset:
    """A new preset before anything of it is chosen: as the yard's simple vote."""
    heads = (Measure.HEADS,)
    rule = Rule(key, MORE_THAN_HALF, MORE_THAN_HALF, Basis.PARTICIPATING, heads)
    return Preset(key, name, "", (Electorate.HOUSEHOLDS,), rule, own_name=True)


def parts(preset: Preset) -> tuple[Part, ...]:
    """What of it can be changed. Of a consent only who must come; where most votes
    win, also what a tie comes to."""
    who = (Part.WHO,) if preset.own_name else ()
    # Reasons are read by everyone, so what is decided by them cannot be secret.
    secret = (Part.SECRET,) if set(preset.methods) - {Method.CONSENT} else ()
    if preset.rule.threshold is None:
        tie = () if Method.CONSENT in preset.methods else (Part.TIE,)
        return (*who, Part.QUORUM, *tie, Part.NOTICE, *secret)
    abstain = (Part.ABSTAIN,) if preset.rule.basis is Basis.PARTICIPATING else ()
    return (*who, Part.QUORUM, Part.BASIS, Part.THRESHOLD, *abstain, Part.NOTICE, *secret)


def secrecies(preset: Preset) -> tuple[tuple[bool, bool], ...]:
    """Whether it is secret, and whether with receipts: what its voters can be offered."""
    by_home = any(body.by_home for body in preset.electorates)
    return SECRECIES if by_home else tuple(way for way in SECRECIES if not way[1])


def stepped(preset: Preset, part: Part) -> Preset:
    """With the next choice for this part, round and round."""
    rule = preset.rule
    if part is Part.WHO:
        other = replace(preset, electorates=_next(PUBLICS, preset.electorates))
        keeps = (other.secret, other.receipts) in secrecies(other)
        return other if keeps else replace(other, receipts=False)
    if part is Part.SECRET:
        secret, receipts = _next(secrecies(preset), (preset.secret, preset.receipts))
        return replace(preset, secret=secret, receipts=receipts)
    if part is Part.NOTICE:
        return replace(preset, notice_days=_next(NOTICES, preset.notice_days))
    if part is Part.QUORUM:
        changed = replace(rule, quorum=_next(QUORUMS, rule.quorum))
    elif part is Part.BASIS:
        changed = replace(rule, basis=_next(BASES, rule.basis), abstain_counts=True)
    elif part is Part.THRESHOLD:
        changed = replace(rule, threshold=_next(THRESHOLDS, rule.threshold))
    elif part is Part.TIE:
        changed = replace(rule, tie=_next(TIES, rule.tie))
    else:
        changed = replace(rule, abstain_counts=not rule.abstain_counts)
    return replace(preset, rule=changed)


def to_plain(preset: Preset) -> dict[str, Any]:
    """Ready for JSON."""
    plain = asdict(preset)
    plain["rule"] = rule_to_plain(preset.rule)
    plain["electorates"] = [body.value for body in preset.electorates]
    plain["methods"] = [method.value for method in preset.methods]
    return plain


def from_plain(plain: dict[str, Any]) -> Preset:
    return Preset(
        **{
            **plain,
            "electorates": tuple(Electorate(body) for body in plain["electorates"]),
            "methods": tuple(Method(method) for method in plain["methods"]),
            "rule": rule_from_plain(plain["rule"]),
        }
    )


def _next(choices: Sequence[T], now: object) -> T:
    """The choice after the current one; the first after one that is not offered."""
    places = [place for place, choice in enumerate(choices) if choice == now]
    return choices[(places[0] + 1) % len(choices) if places else 0]
