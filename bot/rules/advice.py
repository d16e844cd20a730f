"""Plain questions about a matter, and the preset that the answers lead to, with the reason.

Art. 278 of the Civil Code comes first: what it leaves to the owners no other vote decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.errors import N_
from bot.rules.electorate import Electorate
from bot.rules.presets import (
    CONSENT,
    COUNCIL,
    COURTYARD_SIMPLE,
    COVENANT,
    DELEGATES_MEETING,
    ELECTION,
    ELECTION_DELEGATES,
    OWNERS_MAJOR,
    OWNERS_ORDINARY,
    PLURALITY,
    RECALL,
    RECALL_DELEGATES,
)
from bot.rules.verdict import Rule, Threshold

UNSURE = "unsure"
MAJOR_ITEMS = (6, 7, 8)


@dataclass(frozen=True)
class Question:
    """`answers` are keys and what stands on their buttons; 说不清 is always offered besides."""

    key: str
    text: str
    answers: tuple[tuple[str, str], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(key for key, _ in self.answers), UNSURE)


@dataclass(frozen=True)
class Advice:
    """The proposed preset. `item` is that of art. 278; `unsure` the questions left unclear."""

    preset: str
    electorate: Electorate
    reason: str
    item: int | None = None
    unsure: tuple[str, ...] = ()


QUESTIONS: Mapping[str, Question] = {
    question.key: question
    for question in (
        Question(
            "shared",
            N_("用到共有部分或者绿地吗？比如楼顶、草坪、楼道、外墙、空地。"),
            (
                ("no", N_("用不到")),
                ("mend", N_("用到，但只是修一修、不改用途")),
                ("change", N_("要改用途，或者拿来经营")),
                ("rebuild", N_("要改建、重建、加装")),
            ),
        ),
        Question(
            "money",
            N_("要动维修资金吗？"),
            (
                ("no", N_("不动")),
                ("spend", N_("要花里头的钱")),
                ("raise", N_("要再筹钱进去")),
            ),
        ),
        Question(
            "who",
            N_("这件事关系到谁、该谁来定？"),
            (
                ("households", N_("全院各家")),
                ("residents", N_("登记居民")),
                ("owners", N_("业主")),
                ("council", N_("{council}")),
                ("delegates", N_("居民代表")),
            ),
        ),
        Question(
            "kind",
            N_("是哪一样事？"),
            (
                ("ordinary", N_("一般的事")),
                ("covenant", N_("定公约、改公约")),
                ("election", N_("选人")),
                ("recall", N_("不让谁再当了（罢免）")),
                ("consent", N_("没人有理由反对就办")),
            ),
        ),
    )
}
_ITEM_REASONS = {
    5: N_("用维修资金，是第 5 项：一般事项"),
    6: N_("筹维修资金，是第 6 项：重大事项"),
    7: N_("改建、重建，是第 7 项：重大事项"),
    8: N_("改共有部分的用途或者拿来经营，是第 8 项：重大事项"),
    9: N_("业主共有的其他大事，是第 9 项：一般事项"),
}
_BODIES = {
    "residents": Electorate.RESIDENTS,
    "owners": Electorate.OWNERS,
    "council": Electorate.COUNCIL,
    "delegates": Electorate.DELEGATES,
}


def next_question(answers: Mapping[str, str]) -> Question | None:
    """What must be asked next; None once the answers lead somewhere."""
    if item_of(answers):
        return None
    for key in ("shared", "money", "who"):
        if key not in answers:
            return QUESTIONS[key]
    settled = answers["who"] in ("council", "owners") or "kind" in answers
    return None if settled else QUESTIONS["kind"]


def item_of(answers: Mapping[str, str]) -> int | None:
    """The item of art. 278 that the answers name; of two the one that asks for more."""
    if answers.get("shared") in ("change", "rebuild"):
        return 8 if answers["shared"] == "change" else 7
    return {"raise": 6, "spend": 5}.get(answers.get("money", ""))


def advise(answers: Mapping[str, str], *, own_options: bool = False) -> Advice | None:
    """The preset for these answers; None while a question is open. `own_options` are chosen
    between, where it is not simply for or against."""
    if next_question(answers) is not None:
        return None
    unsure = tuple(key for key, answer in answers.items() if answer == UNSURE)
    item = item_of(answers) or (9 if answers.get("who") == "owners" else None)
    if item is not None:
        rule = required(item)
        return Advice(rule.key, Electorate.OWNERS, _ITEM_REASONS[item], item, unsure)
    body = _BODIES.get(answers["who"], Electorate.HOUSEHOLDS)
    rule, reason = _by_kind(body, answers.get("kind", "ordinary"), own_options)
    return Advice(rule.key, body, reason, None, unsure)


def _by_kind(body: Electorate, kind: str, own_options: bool) -> tuple[Rule, str]:
    by_delegates = body is Electorate.DELEGATES
    if kind == "election":
        return (ELECTION_DELEGATES if by_delegates else ELECTION), N_("选人，要过半数才当选")
    if kind == "recall":
        return (RECALL_DELEGATES if by_delegates else RECALL), N_("罢免和选举一样表决")
    if own_options and kind in ("ordinary", UNSURE):
        return PLURALITY, N_("几样里选一样，票多的就是它")
    if body is Electorate.COUNCIL:
        return COUNCIL, N_("只是内部的事，自己人定就行")
    if by_delegates:
        return DELEGATES_MEETING, N_("居民代表开会定，到会的过半同意")
    if kind == "covenant":
        return COVENANT, N_("公约管到每一家，来投的要多一些")
    if kind == "consent":
        return CONSENT, N_("不数多少，只看有没有人有理由反对")
    return COURTYARD_SIMPLE, N_("没用到共有部分，也没动维修资金，是院里自己的事")


_COMMON = re.compile(
    "草坪|绿地|绿化|花坛|屋顶|楼顶|天台|外墙|架空层|大堂|楼道|空地|车棚|共有"
    "|lawn|green space|roof|outer wall|hallway|stairwell|open space|common (?:part|area)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    "改成|改为|改草坪|变成|变更|菜园|种菜|菜地|停车|车位|出租|租给|经营|广告|摆摊"
    r"|\binto\b|garden|parking|\brent|\blease|advert|\bstall",
    re.IGNORECASE,
)
_REBUILT = re.compile(
    r"改建|重建|扩建|加建|装电梯|\brebuild|\bextension|(?:install|add) an? (?:lift|elevator)",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"筹|续交|补交|再交|交存|追加|\braise|\bpay(?:ing)? (?:more )?in|top up|replenish",
    re.IGNORECASE,
)
_FUND = re.compile("维修(?:资金|基金)|(?:repair|maintenance) fund", re.IGNORECASE)


def hinted(text: str) -> int | None:
    """The item of art. 278 that the words of a question point to; a hint, never a decision."""
    if _FUND.search(text):
        return 6 if _RAISED.search(text) else 5
    if _REBUILT.search(text):
        return 7
    return 8 if _COMMON.search(text) and _CHANGED.search(text) else None


def required(item: int) -> Rule:
    return OWNERS_MAJOR if item in MAJOR_ITEMS else OWNERS_ORDINARY


def falls_short(rule: Rule, electorate: Electorate, item: int) -> bool:
    """Whether the law asks more for this item than the rule does."""
    law = required(item)
    return (
        electorate is not Electorate.OWNERS
        or not set(law.measures) <= set(rule.measures)
        or _less(rule.quorum, law.quorum)
        or _less(rule.threshold, law.threshold)
    )


def _less(share: Threshold | None, law: Threshold | None) -> bool:
    return _size(share) < _size(law)


def _size(share: Threshold | None) -> tuple[Fraction, bool]:
    if share is None:
        return Fraction(0), False
    return Fraction(share.numerator, share.denominator), share.strict
