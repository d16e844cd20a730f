"""The ways to decide a yard can choose from, each with the law or custom it follows."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.verdict import Basis, Measure, Rule, Threshold

MORE_THAN_HALF = Threshold(1, 2, strict=True)  # 过半数
TWO_THIRDS = Threshold(2, 3, strict=False)  # 三分之二以上
THREE_QUARTERS = Threshold(3, 4, strict=False)  # 四分之三以上

_HEADS = (Measure.HEADS,)
_BOTH = (Measure.HEADS, Measure.AREA)

# A yard's own matter: more than half of the households take part and more than half of those agree.
COURTYARD_SIMPLE = Rule(
    "courtyard_simple", MORE_THAN_HALF, MORE_THAN_HALF, Basis.PARTICIPATING, _HEADS
)
# As owners' committees do it (Beijing 45, Shanghai, Hangzhou): more than half of ALL members agree.
COUNCIL = Rule("council", MORE_THAN_HALF, MORE_THAN_HALF, Basis.ELIGIBLE, _HEADS)
# The yard's covenant binds everyone, hence the wider turnout of art. 278, counted in households.
COVENANT = Rule("covenant", TWO_THIRDS, MORE_THAN_HALF, Basis.PARTICIPATING, _HEADS)
# Civil Code art. 278, items 1-5 and 9.
OWNERS_ORDINARY = Rule("owners_ordinary", TWO_THIRDS, MORE_THAN_HALF, Basis.PARTICIPATING, _BOTH)
# Civil Code art. 278, items 6-8: repair funds raised, rebuilding, a common part put to another use.
OWNERS_MAJOR = Rule("owners_major", TWO_THIRDS, THREE_QUARTERS, Basis.PARTICIPATING, _BOTH)
# Residents' committee law (2026) art. 27.
RESIDENTS_MEETING = Rule("residents_meeting", MORE_THAN_HALF, MORE_THAN_HALF, Basis.PRESENT, _HEADS)
# Residents' committee law (2026) art. 29.
DELEGATES_MEETING = Rule("delegates_meeting", TWO_THIRDS, MORE_THAN_HALF, Basis.PRESENT, _HEADS)
# Own options (which day? which film?): the most votes win.
PLURALITY = Rule("plurality", MORE_THAN_HALF, None, Basis.PARTICIPATING, _HEADS)

PRESETS: Mapping[str, Rule] = {
    rule.key: rule
    for rule in (
        COURTYARD_SIMPLE,
        COUNCIL,
        COVENANT,
        OWNERS_ORDINARY,
        OWNERS_MAJOR,
        RESIDENTS_MEETING,
        DELEGATES_MEETING,
        PLURALITY,
    )
}
