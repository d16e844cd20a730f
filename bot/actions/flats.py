"""A home as someone wrote it: which one it is, and its area."""

from __future__ import annotations

from bot.errors import N_, BadInput
from bot.rules.area import AreaFault, NoArea, read_area
from bot.rules.households import Label, read_label
from bot.rules.roll import Flat

AREA_FAULTS = {
    AreaFault.UNREADABLE: N_("「{written}」看不出是多少面积。请写一个数，比如：89.5"),
    AreaFault.NOT_POSITIVE: N_("面积要比 0 大，比如：89.5"),
    AreaFault.TOO_LARGE: N_("「{written}」太大了，一套房子没有这么大，请再看一下。"),
    AreaFault.TOO_FINE: N_("面积最多写两位小数，比如：89.55"),
}


class WrongHome(BadInput):
    text = N_("没看出「{written}」是哪一户。请写楼栋-单元-房号，比如 3-2-501；没有单元就写 3-501。")


class WrongArea(BadInput):
    pass


def read_flat(text: str) -> str:
    """The label someone means. Raises WrongHome."""
    label = read_label(text)
    if not isinstance(label, Label):
        raise WrongHome(written=text[:60])
    return str(label)


def read_flat_area(text: str) -> int:
    """Raises WrongArea."""
    area = read_area(text)
    if isinstance(area, NoArea):
        raise WrongArea(AREA_FAULTS[area.fault], written=text[:60])
    return area


def read_home_and_area(text: str) -> Flat:
    """`3-2-501`, `3 2 501`, or `3-2-501 89.5`: with an area where a home stands before it.

    Raises WrongHome, WrongArea.
    """
    words = text.split()
    before = " ".join(words[:-1])
    spaced_out = len(words) == 3 and all(word.isalnum() for word in words)  # 3 2 501
    if len(words) > 1 and not spaced_out and isinstance(read_label(before), Label):
        return Flat(read_flat(before), read_flat_area(words[-1]))
    return Flat(read_flat(text))
