"""Finds what a yard has no right to: fines, cutting off water, shutting out or exposing people.

A finding holds the clause up until it is reworded or the council notes why it stands; a machine
cannot tell 罚款 from 不得罚款, so the last word is theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Limit(StrEnum):
    FINE = "fine"
    CUT_OFF = "cut_off"
    SEIZURE = "seizure"
    SHUT_OUT = "shut_out"
    COLLECTIVE_BLAME = "collective_blame"
    EXPOSURE = "exposure"


@dataclass(frozen=True)
class Finding:
    """`number` (from 1) of the clause, and the words in it that overstep."""

    number: int
    word: str
    reason: Limit


_OVERSTEPS: tuple[tuple[Limit, re.Pattern[str]], ...] = (
    (Limit.FINE, re.compile(r"罚款|罚金|罚钱|罚[0-9零一二两三四五六七八九十百千万]+[元块]")),
    (Limit.CUT_OFF, re.compile(r"停水停电|停电停水|断水断电|停水|停电|断水|断电|停气|断网")),
    (Limit.SEIZURE, re.compile(r"扣押|扣留|没收")),
    (
        Limit.SHUT_OUT,
        re.compile(r"(?:禁止|不准|不许|不让|不得)[^,。;]{0,6}(?:入门|进门|进院|回家)"),
    ),
    (Limit.COLLECTIVE_BLAME, re.compile(r"株连|连坐|(?:全家|亲属|子女)[^,。;]{0,4}(?:受罚|受限)")),
    (
        Limit.EXPOSURE,
        re.compile(r"(?:公布|公开|曝光|张贴)[^,。;]{0,8}(?:身份证|电话|手机号|门牌号|照片)"),
    ),
)


def objectionable(clauses: Sequence[str]) -> list[Finding]:
    """All findings, in the order of the text; blanks inside a word do not hide it."""
    return [
        Finding(number, found.group(), reason)
        for number, clause in enumerate(clauses, start=1)
        for reason, pattern in _OVERSTEPS
        for found in pattern.finditer(_bare(clause))
    ]


def _bare(clause: str) -> str:
    return "".join(unicodedata.normalize("NFKC", clause).split())
