"""Areas as people write them, kept as whole hundredths of a square metre."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

LARGEST = 100_000 * 100
"""No flat is larger than ten hectares: more is a slip of the finger."""
_AREA = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.([0-9]*))?(?:m2|平方米|平方|平米|平)?"
)


class AreaFault(Enum):
    UNREADABLE = auto()
    NOT_POSITIVE = auto()
    TOO_LARGE = auto()
    TOO_FINE = auto()


@dataclass(frozen=True)
class NoArea:
    """What was written, and why it is no area."""

    text: str
    fault: AreaFault


def read_area(text: str) -> int | NoArea:
    """`89.5`, `89.5㎡`, `８９．５平方米` and `1,200.05` in hundredths of a square metre."""
    written = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    written = written.replace("。", ".").replace("m^2", "m2")
    negative = written[:1] in ("-", "−", "–")
    found = _AREA.fullmatch(written[1:] if negative else written)
    if found is None:
        return NoArea(text, AreaFault.UNREADABLE)
    cents = (found[2] or "").rstrip("0")
    if len(cents) > 2:
        return NoArea(text, AreaFault.TOO_FINE)
    area = int(found[1].replace(",", "")) * 100 + int(cents.ljust(2, "0"))
    if negative or area == 0:
        return NoArea(text, AreaFault.NOT_POSITIVE)
    return NoArea(text, AreaFault.TOO_LARGE) if area > LARGEST else area


def area_text(area: int) -> str:
    """`9,000`, `89.5`: no more places than it has."""
    whole, rest = divmod(area, 100)
    return f"{whole:,}" + (f".{rest:02}".rstrip("0") if rest else "")
