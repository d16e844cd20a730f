"""A courtyard's own presets: written down, read back, and changed one choice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from enum import Enum
from typing import Any, TypeVar

from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_from_plain, rule_to_plain
from bot.rules.methods.outcome import Method
from bot.rules.presets import OPTION_METHODS, Preset
from bot.rules.shares import ALL, MORE_THAN_HALF, THREE_QUARTERS, TWO_THIRDS
from bot.rules.verdict import Basis, Measure, Rule, Threshold, Tie

QUORUMS: tuple[Threshold | None, ...] = (None, MORE_THAN_HALF, TWO_THIRDS, THREE_QUARTERS, ALL)
THRESHOLDS = (MORE_THAN_HALF, TWO_THIRDS, THREE_QUARTERS, ALL)
WINNING: tuple[Threshold | None, ...] = (None, *THRESHOLDS)
"""Of several options one is chosen: simply the one with most votes, or it must reach a share."""
METHODS = (Method.MAJORITY, *OPTION_METHODS, Method.CONSENT)
"""How ballots of a new rule may be filled in, each at its own place for ever: buttons carry it."""
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
    METHOD = 9


def blank(key: str, name: str) -> Preset:
    """A new preset before anything of it is chosen: as the yard's simple vote."""
    heads = (Measure.HEADS,)
    rule = Rule(key, MORE_THAN_HALF, MORE_THAN_HALF, Basis.PARTICIPATING, heads)
    return Preset(key, name, "", (Electorate.HOUSEHOLDS,), rule, own_name=True)


def parts(preset: Preset) -> tuple[Part, ...]:
    """What of it can be changed. Where most votes win, or nobody objects, who must come, and what a
    tie comes to where there can be one; a share of the votes can be asked for where each ballot is
    one choice."""
    rule = preset.rule
    own = (Part.WHO, Part.METHOD) if preset.own_name else ()
    # Reasons are read by everyone, so what is decided by them cannot be secret.
    secret = (Part.SECRET,) if set(preset.methods) - {Method.CONSENT} else ()
    if rule.threshold is None:
        won = (Part.THRESHOLD,) if _one_choice(preset) else ()
        tie = () if Method.CONSENT in preset.methods else (Part.TIE,)
        return (*own, Part.QUORUM, *won, *tie, Part.NOTICE, *secret)
    decides = Method.MAJORITY in preset.methods
    abstain = (Part.ABSTAIN,) if decides and rule.basis is Basis.PARTICIPATING else ()
    return (*own, Part.QUORUM, Part.BASIS, Part.THRESHOLD, *abstain, Part.NOTICE, *secret)


def secrecies(preset: Preset) -> tuple[tuple[bool, bool], ...]:
    """Whether it is secret, and whether with receipts: what its voters can be offered."""
    by_home = any(body.by_home for body in preset.electorates)
    return SECRECIES if by_home else tuple(way for way in SECRECIES if not way[1])


def stepped(preset: Preset, part: Part) -> Preset:
    """With the next choice for this part, round and round."""
    if part is Part.WHO:
        other = replace(preset, electorates=_next(PUBLICS, preset.electorates))
        keeps = (other.secret, other.receipts) in secrecies(other)
        return other if keeps else replace(other, receipts=False)
    if part is Part.METHOD:
        return by_method(preset, _next(METHODS, preset.methods[0]))
    if part is Part.SECRET:
        secret, receipts = _next(secrecies(preset), (preset.secret, preset.receipts))
        return replace(preset, secret=secret, receipts=receipts)
    if part is Part.NOTICE:
        return replace(preset, notice_days=_next(NOTICES, preset.notice_days))
    return replace(preset, rule=_stepped(preset, part))


def _stepped(preset: Preset, part: Part) -> Rule:
    rule = preset.rule
    if part is Part.QUORUM:
        return replace(rule, quorum=_next(QUORUMS, rule.quorum))
    if part is Part.BASIS:
        return replace(rule, basis=_next(BASES, rule.basis), abstain_counts=True)
    if part is Part.THRESHOLD:
        return _threshold(preset)
    if part is Part.TIE:
        return replace(rule, tie=_next(TIES, rule.tie))
    return replace(rule, abstain_counts=not rule.abstain_counts)


def by_method(preset: Preset, method: Method) -> Preset:
    """With ballots of another kind: for or against asks for a share, own options for most votes."""
    if preset.methods == (method,):
        return preset
    rule = replace(
        preset.rule,
        threshold=MORE_THAN_HALF if method is Method.MAJORITY else None,
        basis=Basis.PARTICIPATING,
        abstain_counts=True,
        tie=preset.rule.tie if method in OPTION_METHODS else Tie.TALK_AGAIN,
    )
    kept = preset if method is not Method.CONSENT else replace(preset, secret=False, receipts=False)
    return replace(kept, methods=(method,), rule=rule)


def _threshold(preset: Preset) -> Rule:
    rule = preset.rule
    asked = _next(WINNING if _one_choice(preset) else THRESHOLDS, rule.threshold)
    if asked is None:
        return replace(rule, threshold=None, basis=Basis.PARTICIPATING)
    return replace(rule, threshold=asked, tie=Tie.TALK_AGAIN)  # two cannot have more than half


def _one_choice(preset: Preset) -> bool:
    return preset.methods == (Method.CHOICE,)


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
