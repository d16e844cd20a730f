"""`yuanba recount FILE`: counts a closed vote again from its result file, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check import Finding, bad, good, look
from bot.errors import N_
from bot.recount_lottery import check_lottery
from bot.recount_receipts import check_receipts
from bot.recount_steps import count_steps, name
from bot.rule_words import STRAW_POLL, in_full, preset_name
from bot.rules import ballot, methods, silence
from bot.rules.area import area_text
from bot.rules.effect import as_frozen as effect_frozen
from bot.rules.frozen import rule_to_text
from bot.rules.published_roll import frozen_lines
from bot.rules.result_file import (
    BY_HOME,
    FEWEST_ALIKE,
    FEWEST_BALLOTS,
    ResultFile,
    cast,
    digest_of,
    tally_of,
    verdict_of,
)
from bot.rules.secrecy import as_frozen as secrecy_frozen
from bot.rules.verdict import Check, CheckKind, Measure, Result, Verdict
from bot.words import Words

_RESULTS = {
    Result.PASSED: N_("通过"),
    Result.NOT_PASSED: N_("没通过"),
    Result.NOT_QUORATE: N_("来投的不够"),
    Result.TIE: N_("打平"),
}
UNCOUNTABLE = (ValueError, LookupError, ArithmeticError)
"""What a rule nobody could count by, or a count that cannot be, comes to."""


def recount(file: ResultFile, words: Words) -> Iterator[Finding]:
    """Each step of the arithmetic, and whether the file agrees with it."""
    digest = digest_of(file)
    yield _step(digest == file.digest, words.plain("整个文件的指纹：{hash}", hash=digest))
    yield from _roll(file, words)
    yield from _frozen(file, words)
    yield from _effect(file, words)
    yield from _ballots(file, words)
    yield from _brought(file, words)
    yield from check_receipts(file, words)
    try:
        if file.method in ballot.SIMPLE:
            outcome = None
            yield from _tally(file, words)
            yield from _silent(file, words)
        else:
            outcome = yield from count_steps(file, words)
        verdict = verdict_of(file, outcome)
        verdict = yield from check_lottery(file, verdict, outcome, words)
    except UNCOUNTABLE:
        yield bad(words.plain("照这份规则和名册没法算结果（比如票比名册还多）"))
        return
    yield from _verdict(file, verdict, words)
    if file.electorate == "OWNERS":
        yield look(words.plain(STRAW_POLL))


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
    lost = file.box.lost if file.box else 0
    once = len(set(file.voted)) == len(file.voted) == cast(file) + lost
    text = words.plain("来投的：名单 {n}，票 {cast} 张", n=len(file.voted), cast=cast(file))
    if lost:
        text = words.plain("{said}，投进票箱没算成票的 {lost} 户", said=text, lost=lost)
    yield _step(once and labels.issuperset(file.voted), text)


def _frozen(file: ResultFile, words: Words) -> Iterator[Finding]:
    """People's accounts are part of what was hashed and are not published, so theirs rests."""
    if file.electorate not in BY_HOME:
        yield good(
            words.plain("开投时的指纹含个人账号，不公开，这里不验：{hash}", hash=file.text_hash)
        )
        return
    found = ballot.text_hash(
        file.question,
        file.options,
        rule_to_text(file.rule),
        file.electorate,
        frozen_lines(file.roll),
        (
            *ballot.counting(file.method, file.seats, file.costs, file.money),
            *secrecy_frozen(file.secret, file.receipts is not None),
            *effect_frozen(file.effect),
            *silence.as_frozen(file.silent is not None),
        ),
    )
    text = words.plain("题目、选项、规则、名册的指纹：算出来 {hash}", hash=found)
    yield _step(found == file.text_hash, text)


def _effect(file: ResultFile, words: Words) -> Iterator[Finding]:
    """What it does by itself: people compare it with the question, which says it in words too."""
    if file.effect is None:
        return
    name, rule = preset_name(words, file.effect.preset), in_full(words, file.effect.preset)
    if file.result is Result.PASSED:
        text = words.plain("通过了就照它办：「{name}」的规矩改成 {rule}", name=name, rule=rule)
    else:
        text = words.plain(
            "没有通过，所以没改：「{name}」的规矩要改成 {rule}", name=name, rule=rule
        )
    yield good(text)


def _ballots(file: ResultFile, words: Words) -> Iterator[Finding]:
    """Sorted and each kind once, for an order would say something about who cast them."""
    if file.ballots is None:
        yield from _withheld(file, words)
        return
    kinds = [stack.ballot for stack in file.ballots]
    fits = file.withheld is None and cast(file) == file.cast
    fits = fits and kinds == sorted(set(kinds)) and all(stack.n > 0 for stack in file.ballots)
    yield _step(
        fits, words.plain("票：数出来 {n} 张，文件写的 {said} 张", n=cast(file), said=file.cast)
    )
    asked = len(ballot.choices(file.options))
    for kind in kinds:
        if not methods.valid(file.method, asked, kind):
            yield bad(words.plain("有张票投的选项不存在：{ballot}", ballot=str(list(kind))))
            return


def _brought(file: ResultFile, words: Words) -> Iterator[Finding]:
    """Which ballots these were nobody can say: only that there are no more of them than of all."""
    brought = file.brought
    parts = (brought.paper, brought.assisted, brought.proxy)
    text = words.plain(
        "不是自己点的：纸票 {paper}、当面帮投 {assisted}、委托 {proxy}",
        paper=brought.paper,
        assisted=brought.assisted,
        proxy=brought.proxy,
    )
    if any(parts):
        yield _step(min(parts) >= 0 and brought.total <= file.cast, text)
    yield from _box(file, words)


def _box(file: ResultFile, words: Words) -> Iterator[Finding]:
    """The sheets of a secret vote: never more than the households that put one in."""
    found = file.box
    if found is None:
        return
    sheets = found.papers + found.spoilt
    fits = file.secret and min(found.papers, found.spoilt) >= 0 and found.homes > 0
    fits = fits and file.brought.paper == found.papers and sheets <= found.homes <= file.eligible
    fits = fits and (sheets == 0 if found.overfull else True)
    text = words.plain(
        "票箱：投进去 {homes} 户，数出来有效的 {papers} 张、废票 {spoilt} 张",
        homes=found.homes,
        papers=found.papers,
        spoilt=found.spoilt,
    )
    if found.overfull:
        text = words.plain("票箱：投进去 {homes} 户，纸比户多，整箱不算", homes=found.homes)
    yield _step(fits, text)


def _withheld(file: ResultFile, words: Words) -> Iterator[Finding]:
    """What rests on trust is marked as such: it is neither right nor wrong."""
    if file.method in ballot.SIMPLE or file.withheld is None:
        yield bad(words.plain("文件里没有票，也没写为啥"))
        return
    few = file.withheld == "few"
    if few != (file.cast < FEWEST_BALLOTS):
        yield bad(words.plain("票：文件写的 {n} 张，和不公开的理由对不上", n=file.cast))
        return
    why = (
        words.plain("不到 {n} 张", n=FEWEST_BALLOTS)
        if few
        else words.plain("有的填法不到 {n} 户一样，一看就认得出是谁家的", n=FEWEST_ALIKE)
    )
    yield look(
        words.plain(
            "票：{n} 张，没有一张张公开（{why}）。下面拿各项的总数来验", n=file.cast, why=why
        )
    )


def _tally(file: ResultFile, words: Words) -> Iterator[Finding]:
    groups = [(stack.ballot, stack.n) for stack in file.ballots or ()]
    counted = dict(enumerate(tally_of(file.options, groups)))
    said = dict(enumerate(file.tally))
    for number in range(max(len(counted), len(said))):
        text = words.plain(
            "{choice}：数出来 {n} 票，文件写的 {said} 票",
            choice=name(file, number, words) if number in counted else "?",
            n=counted.get(number, 0),
            said=said.get(number, "—"),
        )
        yield _step(counted.get(number) == said.get(number), text)
    if file.count is not None:
        yield bad(words.plain("文件里多了一份用不着的计数"))


def _silent(file: ResultFile, words: Words) -> Iterator[Finding]:
    """Owners who had the ballot and did not vote: whom they join, from the ballots alone."""
    if file.silent is None:
        return
    heads, area = file.silent.heads, file.silent.area
    groups = [(stack.ballot, stack.n) for stack in file.ballots or ()]
    choice = silence.joins(
        dict(enumerate(tally_of(file.options, groups))), dict(enumerate(file.areas))
    )
    fits = file.electorate == "OWNERS" and min(heads, area) >= 0
    fits = fits and cast(file) + heads <= file.eligible
    fits = fits and sum(file.areas) + area <= file.eligible_area
    text = words.plain(
        "送到了业主手上、没投的：{n} 位，{area} ㎡，跟多数算进：{choice}",
        n=heads,
        area=area_text(area),
        choice=words.plain("没有多数，不算") if choice is None else name(file, choice, words),
    )
    yield _step(fits, text)


def _verdict(file: ResultFile, verdict: Verdict, words: Words) -> Iterator[Finding]:
    for check in verdict.checks:
        yield _step(check in file.checks, _check(check, words))
    if len(file.checks) != len(verdict.checks):
        yield bad(words.plain("文件里写的规则和该算的对不上数"))
    keys = ballot.choices(file.options)
    text = words.plain(
        "结果：算出来 {result}（{winners}），文件写的 {said}",
        result=words.plain(_RESULTS[verdict.result]),
        winners=words.row(name(file, keys.index(won), words) for won in verdict.winners) or "—",
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


def _step(fits: bool, text: str) -> Finding:
    return good(text) if fits else bad(text)
