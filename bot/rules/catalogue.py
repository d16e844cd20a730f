"""Which matters came up elsewhere and whose they were: a hint for sorting, never a decision."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.rules.triage import Matter


@dataclass(frozen=True)
class Example:
    """`key` names the example for the views; any of the words suggests it."""

    key: str
    matter: Matter
    words: tuple[str, ...]


_GOV, _SHARED, _PRIVATE = Matter.GOV, Matter.SHARED, Matter.PRIVATE

# From the accounts of Nan'an and Mentougou (三事分流, 公事/共事/家事).
EXAMPLES: tuple[Example, ...] = (
    Example("manager_leaves", _GOV, ("物业退出", "物业撤", "物业跑", "物业交接", "换物业期间")),
    Example("transport", _GOV, ("公交", "地铁", "红绿灯", "斑马线", "市政路", "bus stop")),
    Example("school", _GOV, ("学位", "入学", "划片", "上学", "school place")),
    Example("relocation", _GOV, ("拆迁", "征收", "安置", "棚改", "relocation")),
    Example("renewal", _GOV, ("旧改", "老旧小区改造", "背街", "小巷改造", "renewal")),
    Example("benefits", _GOV, ("低保", "医保", "社保", "户口", "居住证", "补贴")),
    Example("illegal_building", _GOV, ("违建", "违章搭建", "排污", "油烟扰民")),
    Example("lights", _SHARED, ("楼道灯", "声控灯", "楼梯灯", "路灯", "stair light", "lamp")),
    Example("cleaning", _SHARED, ("垃圾", "打扫", "楼道堆", "杂物", "litter", "cleaning")),
    Example("parking", _SHARED, ("停车", "车位", "电瓶车", "充电桩", "车棚", "parking", "bike")),
    Example("door", _SHARED, ("单元门", "门禁", "大门", "围墙", "监控", "gate")),
    Example("lift", _SHARED, ("电梯", "屋顶", "楼顶", "外墙", "化粪池", "下水道", "lift", "roof")),
    Example("garden", _SHARED, ("菜园", "农圃", "花坛", "草坪", "种菜", "樱桃", "garden", "tree")),
    Example("together", _SHARED, ("亲子", "坝坝宴", "活动", "广场舞", "公约", "festival")),
    Example("with_manager", _SHARED, ("物业费", "物业服务", "维修资金", "公共收益")),
    Example("family", _PRIVATE, ("吵架", "婆媳", "两口子", "夫妻", "家里人", "赡养", "family")),
    Example("leak", _PRIVATE, ("楼上漏水", "漏到楼下", "渗到我家", "卫生间漏", "upstairs leak")),
    Example("repair_at_home", _PRIVATE, ("水管工", "通马桶", "修空调", "家里跳闸", "plumber")),
    Example("market", _PRIVATE, ("租房", "保姆", "家政", "装修公司", "搬家", "nanny", "rent")),
)


def suggest(text: str) -> Matter | None:
    """The kind most of its words point to; None if none does, or two kinds as much."""
    said = unicodedata.normalize("NFKC", text).lower()
    hits = dict.fromkeys(Matter, 0)
    for example in EXAMPLES:
        hits[example.matter] += sum(_says(said, word) for word in example.words)
    most = max(hits.values())
    likely = [matter for matter, count in hits.items() if count == most]
    return likely[0] if most and len(likely) == 1 else None


def _says(said: str, word: str) -> bool:
    """English words count only whole, or every parent would be about rent."""
    if word.isascii():
        return re.search(rf"\b{word}s?\b", said, re.ASCII) is not None
    return word in said
