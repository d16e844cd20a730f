"""The label of a household, building-unit-room: one spelling, however its people write it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.rules.numerals import with_digits

SortKey = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Label:
    """`3-2-501`; yards without units (staircases) have `3-501`."""

    building: str
    unit: str | None
    room: str

    def __str__(self) -> str:
        return "-".join(part for part in (self.building, self.unit, self.room) if part)

    @property
    def sort_key(self) -> SortKey:
        """As people count: 2 before 10, 501 before 501A."""
        return tuple(_counted(part) for part in (self.building, self.unit or "", self.room))


@dataclass(frozen=True)
class Unreadable:
    """Not a label; `text` is what was written, to be shown with an example."""

    text: str


_PART = r"([0-9]{0,4}[A-Z]?)"
_LABEL = re.compile(
    rf"{_PART}(?:栋|幢|座|号楼|楼|#|-)(?:{_PART}(?:单元|门|梯|-))?{_PART}(?:室|号|房|户)?"
)
_BETWEEN = re.compile(r"[-‐‑‒–—―−/.,、_~\s]+")


def read_label(text: str) -> Label | Unreadable:
    """`3栋2单元501室`, `３－２－５０１` and `3 2 501` are all 3-2-501."""
    half_width = with_digits(unicodedata.normalize("NFKC", text).upper().strip())
    written = _BETWEEN.sub("-", half_width)
    # 3栋-2单元-501 says its borders twice.
    found = _LABEL.fullmatch(
        re.sub(r"(?<=[栋幢座楼#元门梯])-|-(?=[栋幢座号楼室单门梯])", "", written)
    )
    if found is None:
        return Unreadable(text)
    building, unit, room = (part and _short(part) for part in found.groups())
    if not building or not room or unit == "":
        return Unreadable(text)
    return Label(building, unit, room)


def _short(part: str) -> str:
    """Without leading zeros: 0501 and 501 are one door. Of 0 nothing is left: no house has it."""
    return part.lstrip("0")


def _counted(part: str) -> tuple[int, str]:
    digits = part.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits or 0), part[len(digits) :]
