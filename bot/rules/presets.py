"""The ways to decide a yard can choose from, as data: each names the law or custom it follows.

A courtyard keeps its own beside these (storage.presets); what the law fixes it cannot change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import N_
from bot.rules.electorate import Electorate
from bot.rules.methods.outcome import Method
from bot.rules.shares import (
    AT_LEAST_A_THIRD,
    AT_LEAST_HALF,
    MORE_THAN_HALF,
    MORE_THAN_TWO_THIRDS,
    THREE_QUARTERS,
    TWO_THIRDS,
)
from bot.rules.verdict import Basis, Measure, Rule

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
# Enough take part, somebody consents and no reasoned objection is open.
CONSENT = Rule("consent", MORE_THAN_HALF, None, Basis.PARTICIPATING, _HEADS)
# Residents' committee law (2026) art. 19; by delegates more than two thirds of them must vote.
ELECTION = Rule("election", MORE_THAN_HALF, MORE_THAN_HALF, Basis.PARTICIPATING, _HEADS)
ELECTION_DELEGATES = Rule(
    "election_delegates", MORE_THAN_TWO_THIRDS, MORE_THAN_HALF, Basis.PARTICIPATING, _HEADS
)
RUNOFF = Rule("runoff", MORE_THAN_HALF, AT_LEAST_A_THIRD, Basis.PARTICIPATING, _HEADS)
RUNOFF_DELEGATES = Rule(
    "runoff_delegates", MORE_THAN_TWO_THIRDS, AT_LEAST_A_THIRD, Basis.PARTICIPATING, _HEADS
)
# Residents' committee law (2026) art. 20: decided as an election is.
RECALL = Rule("recall", MORE_THAN_HALF, MORE_THAN_HALF, Basis.PARTICIPATING, _HEADS)
RECALL_DELEGATES = Rule(
    "recall_delegates", MORE_THAN_TWO_THIRDS, MORE_THAN_HALF, Basis.PARTICIPATING, _HEADS
)
# The four discussions and two publications: half of those who SHOULD attend; `half_inclusive`
# says whether exactly half is enough, for the Party's papers do not.
PARTY_MEETING = Rule("party_meeting", TWO_THIRDS, AT_LEAST_HALF, Basis.ELIGIBLE, _HEADS)

OPTION_METHODS = (
    Method.CHOICE,
    Method.APPROVAL,
    Method.SCORE,
    Method.IRV,
    Method.SCHULZE,
    Method.STV,
    Method.BUDGET,
)
"""The methods for choosing between own options, the usual one first."""
_FOR_OR_AGAINST = (Method.MAJORITY,)
_OF_CANDIDATES = (Method.CHOICE, Method.APPROVAL)
_YARD = (Electorate.HOUSEHOLDS, Electorate.RESIDENTS)
_DELEGATES = (Electorate.DELEGATES,)
_NOT_OWNERS = tuple(body for body in Electorate if body is not Electorate.OWNERS)


@dataclass(frozen=True)
class Preset:
    """One way to decide: where it comes from, for whom, by which ballots.

    `fixed` is law: no courtyard decides otherwise. `elects` people, so candidates must reach the
    threshold, and of a delegates' meeting the delegates alone vote. `decided` is the vote by which
    a courtyard made this rule its own; then `name` is as people typed it, and not translated.
    """

    key: str
    name: str
    source: str
    electorates: tuple[Electorate, ...]
    rule: Rule
    methods: tuple[Method, ...] = _FOR_OR_AGAINST
    notice_days: int = 0
    secret: bool = False
    receipts: bool = False
    fixed: bool = False
    elects: bool = False
    decided: int | None = None
    own_name: bool = False

    def suits(self, electorate: Electorate, method: Method) -> bool:
        return electorate in self.electorates and method in self.methods


_RC_LAW = {
    19: N_("《城市居民委员会组织法》（2026 年起施行）第 19 条"),
    20: N_("《城市居民委员会组织法》（2026 年起施行）第 20 条"),
    27: N_("《城市居民委员会组织法》（2026 年起施行）第 27 条"),
    29: N_("《城市居民委员会组织法》（2026 年起施行）第 29 条"),
}
_ART_278 = N_("《民法典》第 278 条")


def _election(name: str, rule: Rule, electorates: tuple[Electorate, ...]) -> Preset:
    return Preset(
        rule.key,
        name,
        _RC_LAW[19],
        electorates,
        rule,
        _OF_CANDIDATES,
        notice_days=20,
        secret=True,
        receipts=True,
        fixed=True,
        elects=True,
    )


def _recall(name: str, rule: Rule, electorates: tuple[Electorate, ...]) -> Preset:
    return Preset(
        rule.key,
        name,
        _RC_LAW[20],
        electorates,
        rule,
        notice_days=20,
        secret=True,
        receipts=True,
        fixed=True,
        elects=True,
    )


def _owners(name: str, rule: Rule) -> Preset:
    owners = (Electorate.OWNERS,)
    return Preset(rule.key, name, _ART_278, owners, rule, notice_days=15, fixed=True)


PRESETS: Mapping[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            COURTYARD_SIMPLE.key,
            N_("院里的一般事"),
            N_("院里自己的规矩"),
            _YARD,
            COURTYARD_SIMPLE,
        ),
        Preset(
            COVENANT.key,
            N_("公约这样的大事"),
            N_("院里自己的规矩；来投的比例学《民法典》第 278 条"),
            _YARD,
            COVENANT,
        ),
        Preset(
            COUNCIL.key,
            N_("{council}内部"),
            N_("学各地业委会的议事规则（北京第 45 条，上海、杭州也一样）：全体过半"),
            (Electorate.COUNCIL,),
            COUNCIL,
        ),
        Preset(
            RESIDENTS_MEETING.key,
            N_("居民会议"),
            _RC_LAW[27],
            (Electorate.RESIDENTS, Electorate.HOUSEHOLDS),
            RESIDENTS_MEETING,
            notice_days=10,
            fixed=True,
        ),
        Preset(
            DELEGATES_MEETING.key,
            N_("居民代表会议"),
            _RC_LAW[29],
            _DELEGATES,
            DELEGATES_MEETING,
            notice_days=3,
            fixed=True,
        ),
        Preset(
            PARTY_MEETING.key,
            N_("党员大会（四议两公开）"),
            N_("四议两公开：三分之二以上到会，应到会的半数以上同意"),
            (Electorate.PARTY,),
            PARTY_MEETING,
        ),
        _owners(N_("业主决定：一般事项"), OWNERS_ORDINARY),
        _owners(N_("业主决定：重大事项（第 6-8 项）"), OWNERS_MAJOR),
        Preset(
            PLURALITY.key,
            N_("几样里选（票多的当选）"),
            N_("院里自己的规矩"),
            _NOT_OWNERS,
            PLURALITY,
            OPTION_METHODS,
        ),
        Preset(
            CONSENT.key,
            N_("没人有理由反对就办"),
            N_("院里自己的规矩"),
            (*_YARD, Electorate.COUNCIL),
            CONSENT,
            (Method.CONSENT,),
        ),
        _election(N_("选举"), ELECTION, _YARD),
        _election(N_("选举（由居民代表选）"), ELECTION_DELEGATES, _DELEGATES),
        _election(N_("另行选举（没选满，再选一次）"), RUNOFF, _YARD),
        _election(N_("另行选举（由居民代表选）"), RUNOFF_DELEGATES, _DELEGATES),
        _recall(N_("罢免"), RECALL, _YARD),
        _recall(N_("罢免（由居民代表表决）"), RECALL_DELEGATES, _DELEGATES),
    )
}
