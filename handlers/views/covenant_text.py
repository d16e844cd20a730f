"""The covenant's text laid out: clauses on pages that fit a message, changes, objections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.errors import N_
from bot.rules.covenant import Change, ChangeKind
from bot.rules.covenant_limits import Finding, Limit
from bot.words import Html, Words

PAGE = 1_800
"""UTF-16 units of HTML on one page; head, count and changes stand around it in one message."""
_CHUNK = 350
_CLIP = 80
_STOPS = "。；！？，;, "

_OBJECTIONS = {
    Limit.FINE: N_("⚠️ 第 {n} 条里的「{word}」：院里没有罚款的权力。"),
    Limit.CUT_OFF: N_("⚠️ 第 {n} 条里的「{word}」：院里不能停人家的水电气网。"),
    Limit.SEIZURE: N_("⚠️ 第 {n} 条里的「{word}」：院里不能扣人家的东西。"),
    Limit.SHUT_OUT: N_("⚠️ 第 {n} 条里的「{word}」：院里不能不让人进门。"),
    Limit.COLLECTIVE_BLAME: N_("⚠️ 第 {n} 条里的「{word}」：一个人的事，不能怪到全家头上。"),
    Limit.EXPOSURE: N_("⚠️ 第 {n} 条里的「{word}」：不能公开人家的证件、电话和照片。"),
}


def clause_lines(words: Words, clauses: Sequence[str]) -> list[Html]:
    """Numbered clauses; one too long for a page goes on in further lines."""
    lines = []
    for number, clause in enumerate(clauses, start=1):
        first, *rest = _chunks(clause)
        lines.append(words("<b>{n}.</b> {clause}", n=number, clause=first))
        lines += [words("{clause}", clause=chunk) for chunk in rest]
    return lines


def change_lines(words: Words, changes: Iterable[Change], *, clipped: bool = False) -> list[Html]:
    """Clause by clause: what is new, what is gone, what it says now and said before."""
    found: list[Html] = []
    for change in changes:
        found += [line for line in _change(words, change, clipped) if line]
    return found


def objections(words: Words, findings: Iterable[Finding]) -> list[Html]:
    return [words(_OBJECTIONS[one.reason], n=one.number, word=one.word) for one in findings]


def pages(lines: Sequence[Html], limit: int = PAGE) -> list[list[Html]]:
    """The lines in groups, each of at most `limit` units (a line alone may be longer)."""
    found: list[list[Html]] = [[]]
    used = 0
    for line in lines:
        size = _units(line) + 1
        if found[-1] and used + size > limit:
            found.append([])
            used = 0
        found[-1].append(line)
        used += size
    return found


def head(words: Words, lines: Sequence[Html], limit: int = PAGE) -> list[Html]:
    """As many lines as fit, and how many more there are."""
    shown = pages(lines, limit)[0]
    left = len(lines) - len(shown)
    return [*shown, words.plural("……还有 {n} 段，点下面看全。", left)] if left else shown


def _change(words: Words, change: Change, clipped: bool) -> Iterator[Html]:
    limit = _CLIP if clipped else None
    if change.kind is ChangeKind.ADDED:
        text, said = N_("➕ 新加第 {n} 条：{said}"), change.after
    elif change.kind is ChangeKind.REMOVED:
        text, said = N_("➖ 去掉原来的第 {n} 条：{said}"), change.before
    else:
        text, said = N_("✏️ 第 {n} 条改成：{said}"), change.after
    yield from _long(words, text, said or "", limit, change.number)
    if change.kind is ChangeKind.CHANGED:
        yield from _long(words, N_("　　原来是：{said}"), change.before or "", limit)


def _long(words: Words, text: str, said: str, limit: int | None, number: int = 0) -> Iterator[Html]:
    if limit and len(said) > limit:
        said = said[: limit - 1] + "…"
    first, *rest = _chunks(said)
    yield words(text, n=number, said=first)
    yield from (words("{clause}", clause=chunk) for chunk in rest)


def _chunks(text: str) -> Iterator[str]:
    """Pieces of at most _CHUNK characters, cut after a stop where there is one."""
    while len(text) > _CHUNK:
        stop = max(text.rfind(mark, _CHUNK // 2, _CHUNK) for mark in _STOPS)
        at = stop + 1 if stop > 0 else _CHUNK
        yield text[:at]
        text = text[at:]
    yield text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
