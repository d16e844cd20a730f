"""Versions of the yard's covenant: what changed, who must sign again, and which text it is."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest


@dataclass(frozen=True, order=True)
class Version:
    """A new major version asks everyone to sign again; a minor one mends words."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> Version | None:
        found = re.fullmatch(r"\s*[vV]?([0-9]{1,4})\.([0-9]{1,4})\s*", text)
        return cls(int(found[1]), int(found[2])) if found else None

    def next_major(self) -> Version:
        return Version(self.major + 1, 0)

    def next_minor(self) -> Version:
        return Version(self.major, self.minor + 1)


FIRST = Version(1, 0)


def must_resign(signed: Version, current: Version) -> bool:
    """Whether a household that signed one version is listed 待重签 under another."""
    return current.major > signed.major


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """`number` (from 1) counts in the new text; for a removed clause, in the old one."""

    kind: ChangeKind
    number: int
    before: str | None
    after: str | None


_MARKED = re.compile(
    r"\s*(?:第[0-9零〇一二三四五六七八九十百]+[条款]|[0-9]{1,3}[.、．)）](?![0-9])|[一二三四五六七八九十]+、)[\s:：、]*"
)


def clauses(text: str) -> list[str]:
    """The clauses of a pasted covenant without their numbers.

    If lines are numbered, one without a number goes on with the clause above (or is the title);
    if none is, each line is a clause.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not any(_MARKED.match(line) for line in lines):
        return lines
    found: list[str] = []
    for line in lines:
        mark = _MARKED.match(line)
        if mark:
            found.append(line[mark.end() :])
        elif found:
            found[-1] = f"{found[-1]} {line}".strip()
    return [clause for clause in found if clause]


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Clause by clause, in the order of the new text."""
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    return [
        change
        for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes()
        if tag != "equal"
        for change in _pairs(old[old_from:old_to], new[new_from:new_to], old_from, new_from)
    ]


def text_hash(clauses_: Sequence[str]) -> str:
    """What a signature binds to: any change of a clause, or of where it begins, changes it."""
    return hashlib.sha256(json.dumps(list(clauses_)).encode()).hexdigest()


def _pairs(
    before: Sequence[str], after: Sequence[str], old_from: int, new_from: int
) -> Iterator[Change]:
    for offset, (was, is_) in enumerate(zip_longest(before, after), start=1):
        if is_ is None:
            yield Change(ChangeKind.REMOVED, old_from + offset, was, None)
        elif was is None:
            yield Change(ChangeKind.ADDED, new_from + offset, None, is_)
        else:
            yield Change(ChangeKind.CHANGED, new_from + offset, was, is_)
