"""A rule written down is the same rule when it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.rules.frozen import rule_from_text, rule_to_text
from bot.rules.presets import COUNCIL, PRESETS
from bot.rules.verdict import Rule

RULES = [preset.rule for preset in PRESETS.values()]


@pytest.mark.parametrize("rule", RULES, ids=list(PRESETS))
def test_every_rule_reads_back_as_it_was_written(rule: Rule) -> None:
    own = replace(rule, quorum=None, abstain_counts=False)
    assert rule_from_text(rule_to_text(rule)) == rule
    assert rule_from_text(rule_to_text(own)) == own


def test_different_rules_are_written_differently() -> None:
    assert len({rule_to_text(rule) for rule in RULES}) == len(PRESETS)


def test_a_rule_is_written_in_words_an_auditor_can_read() -> None:
    assert rule_to_text(COUNCIL) == (
        '{"abstain_counts": true, "basis": "eligible", "key": "council", "measures": ["heads"], '
        '"quorum": {"denominator": 2, "numerator": 1, "strict": true}, '
        '"threshold": {"denominator": 2, "numerator": 1, "strict": true}}'
    )
