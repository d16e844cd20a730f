"""Reads a table of homes row by row: what it says of each, and what is wrong with which row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.rules.area import AreaFault, NoArea, read_area
from bot.rules.households import Label, read_label

Row = tuple[int, Sequence[str]]

BUILDING, UNIT, ROOM, HOME, AREA, OWNER = "building", "unit", "room", "home", "area", "owner"
HEADINGS = {
    BUILDING: ("楼栋", "栋", "幢", "楼号", "栋号", "楼", "楼宇", "building"),
    UNIT: ("单元", "单元号", "门洞", "梯", "unit", "staircase"),
    ROOM: ("房号", "室号", "房间", "房间号", "室", "户室", "room", "flat"),
    HOME: ("门牌", "门牌号", "户号", "房屋", "住址", "地址", "home", "address"),
    AREA: ("面积", "专有面积", "专有部分面积", "建筑面积", "产权面积", "房屋面积", "area"),
    OWNER: ("业主记号", "业主", "owner mark", "业主代号", "产权人", "户主", "owner"),
}
_BY_HEADING = {name: column for column, names in HEADINGS.items() for name in names}
HEADER_WITHIN = 10
"""Titles and notes may stand above the header, in this many rows at most."""
UNSOLD = ("未售", "未交付", "未出售", "空置未售", "开发商", "建设单位")
_BRACKETS = re.compile(r"[(（\[【].*$")


class FaultKind(Enum):
    NO_HEADER = auto()
    NO_ROWS = auto()
    NO_HOME = auto()
    BAD_HOME = auto()
    TWICE = auto()
    BAD_AREA = auto()
    NO_AREA_BELOW_ONE = auto()
    LARGE_AREA = auto()
    FINE_AREA = auto()
    FORMULA = auto()
    MERGED = auto()


_AREA_FAULTS = {
    AreaFault.UNREADABLE: FaultKind.BAD_AREA,
    AreaFault.NOT_POSITIVE: FaultKind.NO_AREA_BELOW_ONE,
    AreaFault.TOO_LARGE: FaultKind.LARGE_AREA,
    AreaFault.TOO_FINE: FaultKind.FINE_AREA,
}


@dataclass(frozen=True)
class Fault:
    """`row` as Excel counts; `text` what stands there; `other` the other row it is about."""

    row: int
    kind: FaultKind
    text: str = ""
    other: int = 0


@dataclass(frozen=True)
class Line:
    """One home. `area` None: not said. `owner` None: the table has no such column; the same text
    means the same owner, "" an owner of this flat alone."""

    label: str
    area: int | None
    owner: str | None


@dataclass(frozen=True)
class Table:
    """Either lines or faults: with one row wrong, nothing of the table is taken."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


class _Wrong(Exception):
    def __init__(self, kind: FaultKind, text: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.text = text


def read_table(rows: Sequence[Row], merged: Sequence[tuple[int, int]] = ()) -> Table:
    found = _header(rows)
    if found is None:
        return Table((), (Fault(rows[0][0] if rows else 1, FaultKind.NO_HEADER),))
    at, columns = found
    head, body = rows[at][0], rows[at + 1 :]
    if not body:
        return Table((), (Fault(head, FaultKind.NO_ROWS),))
    faults = [Fault(a, FaultKind.MERGED, other=b) for a, b in merged if b > head]
    lines: list[Line] = []
    first_at: dict[str, int] = {}
    for number, cells in body:
        try:
            line = _line(columns, cells)
        except _Wrong as wrong:
            faults.append(Fault(number, wrong.kind, wrong.text))
            continue
        if line.label in first_at:
            faults.append(Fault(number, FaultKind.TWICE, line.label, first_at[line.label]))
        first_at.setdefault(line.label, number)
        lines.append(line)
    if faults:
        return Table((), tuple(sorted(faults, key=lambda fault: fault.row)))
    return Table(tuple(lines), ())


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, int]] | None:
    """The row that names the columns, and where each one stands."""
    for at, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = _BY_HEADING.get(_heading(cell))
            if column:
                columns.setdefault(column, place)
        if HOME in columns or (BUILDING in columns and ROOM in columns):
            return at, columns
    return None


def _heading(cell: str) -> str:
    """`建筑面积（㎡）` is 建筑面积."""
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", cell)).strip().lower()
    return re.sub(r"(m2|平方米|\s|\*|:)+$", "", plain.removeprefix("*"))


def _line(columns: dict[str, int], cells: Sequence[str]) -> Line:
    def cell(column: str) -> str:
        place = columns.get(column)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    for column in columns:
        if cell(column).startswith("="):
            raise _Wrong(FaultKind.FORMULA, cell(column))
    written = cell(AREA)
    area = read_area(written) if written else None
    label = _label(cell(HOME), cell(BUILDING), cell(UNIT), cell(ROOM))
    if isinstance(area, NoArea):
        raise _Wrong(_AREA_FAULTS[area.fault], written)
    return Line(label, area, _owner(cell(OWNER)) if OWNER in columns else None)


def _label(home: str, building: str, unit: str, room: str) -> str:
    written = home or "-".join(part for part in (building, unit, room) if part)
    if not written or (not home and not (building and room)):
        full = read_label(room) if room else None  # the whole address in the room's column
        if isinstance(full, Label):
            return str(full)
        raise _Wrong(FaultKind.NO_HOME, written)
    label = read_label(written)
    if not isinstance(label, Label):
        full = read_label(room) if room else None
        if isinstance(full, Label) and full.building == building:
            return str(full)
        raise _Wrong(FaultKind.BAD_HOME, written)
    return str(label)


def _owner(text: str) -> str:
    owner = unicodedata.normalize("NFKC", text).strip()
    return UNSOLD[0] if owner in UNSOLD else owner
