"""`yuanba recount FILE`: counts a closed vote again from its result file, and from nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.check import Finding, bad, good
from bot.errors import N_
from bot.rules import ballot
from bot.rules.area import area_text
from bot.rules.frozen import rule_to_text
from bot.rules.result_file import BY_HOME, ResultFile, digest_of, frozen_lines, verdict_of
from bot.rules.verdict import Check, CheckKind, Measure, Result, Verdict
from bot.words import Words

_CHOICES = {"for": N_("同意"), "against": N_("反对"), "abstain": N_("弃权")}
_RESULTS = {
    Result.PASSED: N_("通过"),
    Result.NOT_PASSED: N_("没通过"),
    Result.NOT_QUORATE: N_("来投的不够"),
    Result.TIE: N_("打平"),
}


def recount(file: ResultFile, words: Words) -> Iterator[Finding]:
    """Each step of the arithmetic, and whether the file agrees with it."""
    yield _step(
        digest_of(file) == file.digest, words.plain("整个文件的指纹：{hash}", hash=digest_of(file))
    )
    yield from _roll(file, words)
    yield from _frozen(file, words)
    yield from _ballots(file, words)
    try:
        verdict = verdict_of(file)
    except (ValueError, LookupError, ArithmeticError):  # a rule nobody could count by, too
        yield bad(words.plain("照这份规则和名册没法算结果（比如票比名册还多）"))
        return
    yield from _verdict(file, verdict, words)


def _roll(file: ResultFile, words: Words) -> Iterator[Finding]:
    numbers = {seat.number for seat in file.roll}
    fits = len(numbers) == len(file.roll) == file.eligible
    text = words.plain("名册：数出来 {n}，文件写的 {said}", n=len(numbers), said=file.eligible)
    yield _step(fits, text)
    if file.electorate == "OWNERS":
        area = sum(seat.area for seat in file.roll)
        text = words.plain(
            "面积：加起来 {n} ㎡，文件写的 {said} ㎡",
            n=area_text(area),
            said=area_text(file.eligible_area),
        )
        yield _step(area == file.eligible_area, text)
    if file.voted is None:
        return
    labels = {seat.label for seat in file.roll}
    once = len(set(file.voted)) == len(file.voted) == len(file.ballots)
    text = words.plain("来投的：名单 {n}，票 {cast} 张", n=len(file.voted), cast=len(file.ballots))
    yield _step(once and labels.issuperset(file.voted), text)


def _frozen(file: ResultFile, words: Words) -> Iterator[Finding]:
    """People's accounts are part of what was hashed and are not published, so theirs rests."""
    if file.electorate not in BY_HOME:
        yield good(
            words.plain("开投时的指纹含个人账号，不公开，这里不验：{hash}", hash=file.text_hash)
        )
        return
    rule = rule_to_text(file.rule)
    lines = frozen_lines(file.roll)
    found = ballot.text_hash(file.question, file.options, rule, file.electorate, lines)
    text = words.plain("题目、选项、规则、名册的指纹：算出来 {hash}", hash=found)
    yield _step(found == file.text_hash, text)


def _ballots(file: ResultFile, words: Words) -> Iterator[Finding]:
    numbers = [paper.number for paper in file.ballots]
    fits = numbers == list(range(1, len(numbers) + 1))
    yield _step(fits, words.plain("票：{n} 张，从 1 号挨着编", n=len(numbers)))
    choices = ballot.choices(file.options)
    unknown = [paper.number for paper in file.ballots if not 0 <= paper.choice < len(choices)]
    if unknown:
        yield bad(words.plain("第 {n} 号票投的选项不存在", n=unknown[0]))
    counted = Counter(paper.choice for paper in file.ballots)
    said = dict(enumerate(file.tally))
    for number in range(max(len(choices), len(file.tally))):
        name = _name(file, choices[number], words) if number < len(choices) else "?"
        text = words.plain(
            "{choice}：数出来 {n} 票，文件写的 {said} 票",
            choice=name,
            n=counted[number],
            said=said.get(number, "—"),
        )
        yield _step(counted[number] == said.get(number), text)


def _verdict(file: ResultFile, verdict: Verdict, words: Words) -> Iterator[Finding]:
    for check in verdict.checks:
        yield _step(check in file.checks, _check(check, words))
    if len(file.checks) != len(verdict.checks):
        yield bad(words.plain("文件里写的规则和该算的对不上数"))
    text = words.plain(
        "结果：算出来 {result}（{winners}），文件写的 {said}",
        result=words.plain(_RESULTS[verdict.result]),
        winners="、".join(_name(file, winner, words) for winner in verdict.winners) or "—",
        said=words.plain(_RESULTS[file.result]),
    )
    yield _step((verdict.result, tuple(verdict.winners)) == (file.result, file.winners), text)


def _check(check: Check, words: Words) -> str:
    said: dict[str, str | int] = {
        "a": check.threshold.numerator,
        "b": check.threshold.denominator,
        "base": check.base,
        "needed": check.needed,
        "got": check.got,
        "sign": ">" if check.threshold.strict else "≥",
        "verdict": words.plain("够了") if check.ok else words.plain("不够"),
    }
    if check.measure is Measure.AREA:
        said |= {key: f"{area_text(int(said[key]))} ㎡" for key in ("base", "needed", "got")}
    if check.kind is CheckKind.QUORUM:
        return words.plain(
            "来投的要 {sign} {base} × {a}/{b}，就是至少 {needed}；来了 {got}，{verdict}", **said
        )
    return words.plain(
        "同意的要 {sign} {base} × {a}/{b}，就是至少 {needed}；有 {got}，{verdict}", **said
    )


def _name(file: ResultFile, choice: str, words: Words) -> str:
    return choice if file.options else words.plain(_CHOICES[choice])


def _step(fits: bool, text: str) -> Finding:
    return good(text) if fits else bad(text)
