"""What a courtyard may set for itself (domain.md 10): two councillors change it, all are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.access import Act, check
from bot.actions import board, second
from bot.actions import courtyard as yards
from bot.errors import N_, Already, BadInput, NotFound
from bot.rules.silence import SETTING, Policy
from bot.words import LANGUAGES
from storage import audit, cards, courtyards
from storage.courtyards import Courtyard
from storage.tx import Tx

LONGEST_TERM = 10
COLUMNS = ("name", "zone", "lang")
"""Kept in columns of the courtyard itself; all else is among its settings."""
ON_CARDS = (*COLUMNS, "term_council", "term_festival")
"""What the live cards show: with another zone a card of before would name the wrong hour."""


class WrongZone(BadInput):
    text = N_("没认出这个时区。一般选北京时间就行，也可以写 Asia/Urumqi 这样的名字。")


class WrongTerm(BadInput):
    text = N_("叫法请写在 10 个字以内，比如：坝坝会")


class NoSuchRule(NotFound):
    text = N_("没有这一项设置。")


class SameAsBefore(Already):
    text = N_("本来就是这样，不用改。")


@dataclass(frozen=True)
class HouseRule:
    """One thing to set: what it is called, the values offered, and how a typed one is read
    (None: only the values offered); `note` is said to all who decide about it."""

    key: str
    title: str
    choices: tuple[Any, ...] = ()
    unit: str = ""
    read: Callable[[str], Any] | None = None
    note: str = ""


def _zone(text: str) -> str:
    if not yards.is_zone(text.strip()):
        raise WrongZone
    return text.strip()


def _term(text: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST_TERM:
        raise WrongTerm
    return tidy


_HOURS, _DAYS, _WORKDAYS = N_("{n} 小时"), N_("{n} 天"), N_("{n} 个工作日")
HOUSE_RULES = (
    HouseRule("name", N_("院坝的名字"), read=yards.checked_name),
    HouseRule("zone", N_("时间按哪里的"), ("Asia/Shanghai", "Asia/Urumqi"), read=_zone),
    HouseRule("lang", N_("群里说哪种话"), LANGUAGES),
    HouseRule("term_council", N_("议事会叫什么"), ("议事会", "坝坝会", "院委会"), read=_term),
    HouseRule("term_festival", N_("院里的节叫什么"), ("樱桃节", "石榴节"), read=_term),
    HouseRule("quiet_start", N_("晚上几点以后不提醒"), ("21:00", "22:00", "23:00")),
    HouseRule("quiet_end", N_("早上几点以前不提醒"), ("07:00", "08:00", "09:00")),
    HouseRule("picture_shade", N_("图片底色"), ("light", "dark")),
    HouseRule("vouches", N_("登记要几家邻居证明"), (1, 2, 3), N_("{n} 家")),
    HouseRule("half_inclusive", N_("党员大会刚好一半同意算不算过"), (1, 0)),
    HouseRule(
        SETTING,
        N_("业主收到票不投怎么算"),
        (Policy.NOT_COUNTED.value, Policy.WITH_MAJORITY.value),
        note=N_(
            "只有管理规约或者业主大会议事规则里写明了，才能改成跟多数算；没写明就别改。"
            "只用在业主表决上，只算票确实送到了业主手上的；给了租户的不算。"
        ),
    ),
    HouseRule("proxy_max", N_("一个人最多替几家投票"), (1, 2, 3), N_("{n} 家")),
    HouseRule("undo_hours", N_("别人帮投的多久内能撤"), (12, 24, 48), _HOURS),
    HouseRule("sort_hours", N_("提的事多久分好类"), (24, 48, 72), _HOURS),
    HouseRule("appeal_days_to_file", N_("分错了几天内能申诉"), (3, 5, 7), _DAYS),
    HouseRule("appeal_days_to_rule", N_("申诉几天内答复"), (3, 5, 7), _DAYS),
    HouseRule("gov_first_handover_workdays", N_("大事几天内转出去"), (1, 2, 3), _WORKDAYS),
    HouseRule("shared_plan_workdays", N_("小事几天内拿方案"), (3, 5, 10), _WORKDAYS),
    HouseRule("explain_overdue_workdays", N_("超时了几天内说明"), (1, 2, 3), _WORKDAYS),
    HouseRule("notice_owner_days", N_("业主表决提前几天公示"), (15, 20, 30), _DAYS),
    HouseRule("notice_resident_days", N_("居民会议的表决提前几天公示"), (10, 15), _DAYS),
    HouseRule("notice_yard_days", N_("院里的表决提前几天公示"), (0, 1, 3, 7), _DAYS),
    HouseRule("result_posted_days", N_("表决结果公示几天"), (15, 30), _DAYS),
    HouseRule("objection_days", N_("结果公布后几天内能提异议"), (7, 10, 15), _DAYS),
    HouseRule("discussion_min_days", N_("没通过的事再商量几天才能再投"), (3, 7, 15), _DAYS),
    HouseRule("review_days", N_("办完留几天大家评"), (7, 15, 30), _DAYS),
)
_BY_KEY = {rule.key: rule for rule in HOUSE_RULES}


def rule(key: str) -> HouseRule:
    """Raises NoSuchRule."""
    if key not in _BY_KEY:
        raise NoSuchRule
    return _BY_KEY[key]


def value(yard: Courtyard, key: str) -> Any:
    """What holds in this courtyard now."""
    return getattr(yard, key) if key in COLUMNS else yard.setting(key)


def change(tx: Tx, courtyard: int, person: int, key: str, wanted: Any) -> bool:
    """Set it; True when done, False when it waits for a second councillor.

    `wanted` is one of the values offered, or what was typed. Raises NotAllowed, SameAsBefore,
    and what the reading of a typed value raises.
    """
    check(tx, courtyard, person, Act.CHANGE_SETTINGS)
    found = rule(key)
    if wanted not in found.choices:
        if found.read is None:
            raise BadInput(N_("请在按钮里选一个。"))
        wanted = found.read(str(wanted))
    if wanted == value(yards.get(tx, courtyard), key):
        raise SameAsBefore
    args = {"key": key, "value": wanted}
    if second.request(tx, courtyard, person, Act.CHANGE_SETTINGS, args) is not None:
        return False
    carry_out(tx, courtyard, person, person, args)
    return True


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    yard, key, wanted = yards.get(tx, courtyard), args["key"], args["value"]
    before = value(yard, key)
    if key in COLUMNS:
        courtyards.update(tx, courtyard, **{key: wanted})
    else:
        courtyards.set_setting(tx, yard, key, wanted)
    audit.append(
        tx,
        courtyard,
        "settings.changed",
        key=key,
        before=before,
        after=wanted,
        first=first,
        second=other,
    )
    if key in ON_CARDS:
        cards.redraw_yard(tx, courtyard)
    told = {"key": key, "before": before, "value": wanted}
    board.announce(tx, yards.get(tx, courtyard), "settings.changed", told, silent=True)
