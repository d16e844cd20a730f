"""Writes a vote's rule down in full, so that no later release recounts an old vote differently."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.rules.verdict import Basis, Measure, Rule, Threshold, Tie


def rule_to_text(rule: Rule) -> str:
    """The same text for the same rule, fit to be hashed."""
    return json.dumps(rule_to_plain(rule), sort_keys=True)


def rule_to_plain(rule: Rule) -> dict[str, Any]:
    return without_usual(asdict(rule))


def without_usual(plain: dict[str, Any]) -> dict[str, Any]:
    """What came to rules later stands in them only where it is not as it was before: so the hash
    of an old rule stays what it was."""
    if plain["tie"] == Tie.TALK_AGAIN:
        del plain["tie"]
    return plain


def rule_from_text(text: str) -> Rule:
    return rule_from_plain(json.loads(text))


def rule_from_plain(plain: dict[str, Any]) -> Rule:
    quorum, threshold = plain["quorum"], plain["threshold"]
    return Rule(
        key=plain["key"],
        quorum=Threshold(**quorum) if quorum else None,
        threshold=Threshold(**threshold) if threshold else None,
        basis=Basis(plain["basis"]),
        measures=tuple(Measure(measure) for measure in plain["measures"]),
        abstain_counts=plain["abstain_counts"],
        tie=Tie(plain.get("tie", Tie.TALK_AGAIN)),
    )
