"""A vote's rule and its result in words: each rule with ✅ or ❌ and the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.judging import judged
from bot.errors import N_
from bot.rule_words import base_words, share, tie_words
from bot.rules import ballot
from bot.rules.area import area_text
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Method
from bot.rules.verdict import Basis, Check, CheckKind, Measure, Result, Rule, Verdict
from bot.words import Html, Words
from handlers.views import silence
from storage.votes import Electorate, Vote

_UNITS = {
    Electorate.HOUSEHOLDS: N_("户"),
    Electorate.RESIDENTS: N_("位"),
    Electorate.OWNERS: N_("位业主"),
    Electorate.DELEGATES: N_("位"),
    Electorate.COUNCIL: N_("位议事员"),
    Electorate.PARTY: N_("位党员"),
}
RESULTS = {
    Result.PASSED: N_("✅ <b>通过了</b>"),
    Result.NOT_PASSED: N_("❌ <b>没通过</b>"),
    Result.NOT_QUORATE: N_("❌ <b>来投的不够，这次不作数</b>"),
}
CHOICES = {"for": N_("同意"), "against": N_("反对"), "abstain": N_("弃权")}
CONSENTS = {"consent": N_("同意"), "aside": N_("我让一步"), "object": N_("有理由地反对")}
_BASES = {
    Basis.ELIGIBLE: N_("名册上的 {base}"),
    Basis.PARTICIPATING: N_("投了的 {base}"),
    Basis.PRESENT: N_("到场的 {base}"),
}
_COUNTED = {
    Method.MAJORITY: N_("得票最多的就是它"),
    Method.CHOICE: N_("得票最多的就是它"),
    Method.APPROVAL: N_("可以选几个，选的人最多的就是它"),
    Method.SCORE: N_("每个打 0 到 5 分，总分最高的就是它"),
    Method.IRV: N_("排个先后；没有过半的，就把垫底的划掉，它的票转给下一个，数到过半为止"),
    Method.SCHULZE: N_("排个先后；两个两个比，比谁都不输的那个就是它"),
    Method.STV: N_("排个先后，选出 {seats} 个；够数的选上，多出来的票和垫底的票转给下一个"),
    Method.BUDGET: N_(
        "一共 {money} 元，分到每家名下一样多；想办同一件事的凑够了钱就办，"
        "剩了钱就给每家名下添百分之一（最少一分），从头再凑一遍，添到再添就超了为止"
    ),
    Method.CONSENT: N_("有人同意、没有还没解决的反对，就办；反对要讲理由"),
}
_FULL, _EMPTY, _WIDTH = "▓", "░", 10


def unit_word(words: Words, vote: Vote, n: int) -> str:
    """What is counted, for so many: households, residents, councillors."""
    return words.plural(_UNITS[vote.electorate], n)


def heads(words: Words, vote: Vote, n: int) -> str:
    return f"{n:,} {unit_word(words, vote, n)}"


def bare(measure: Measure, n: int) -> str:
    """A number as people read it, where its unit stands elsewhere."""
    return area_text(n) if measure is Measure.AREA else f"{n:,}"


def measured(words: Words, vote: Vote, measure: Measure, n: int) -> str:
    """A number with its unit: heads, or square metres."""
    if measure is Measure.AREA:
        return words.plain("{area} ㎡", area=area_text(n))
    return heads(words, vote, n)


def bar(got: int, base: int) -> str:
    """Ten squares; full only when everything is, empty only when nothing is."""
    filled = got * _WIDTH // base if base else 0
    filled = max(filled, 1) if got else 0
    return _FULL * filled + _EMPTY * (_WIDTH - filled)


def rule_line(words: Words, vote: Vote, eligible: tuple[int, int] | None = None) -> Html:
    """How it will be decided, with the number that the quorum comes to; `eligible` are the heads
    and the area of a roll that is not frozen yet."""
    rule = rule_from_text(vote.rule)
    heads, area = eligible or (vote.eligible, vote.eligible_area)
    quorum = rule.quorum
    first = words("来投多少都算")
    if quorum:
        bases = {Measure.HEADS: heads, Measure.AREA: area}
        needed = [measured(words, vote, m, quorum.needed(bases[m])) for m in rule.measures]
        first = words(
            N_("要{share}到场（至少 {needed}）")
            if rule.basis is Basis.PRESENT
            else N_("要{share}来投（至少 {needed}）"),
            share=share(words, quorum),
            needed=words.listed(needed),
        )
    return words("📏 规矩：{first}；{then}。", first=first, then=_then(words, vote, rule))


def _then(words: Words, vote: Vote, rule: Rule) -> Html:
    if rule.threshold is None:
        counted = words(_COUNTED[vote.method], seats=vote.seats, money=yuan(vote.money))
        if vote.method is Method.CONSENT:
            return counted
        return words("{counted}；{tie}", counted=counted, tie=words(tie_words(rule)))
    if vote.options and vote.method is Method.CHOICE:
        text = N_("票最多的，还要{base}里{share}投它才算选上")
    elif vote.options:
        text = N_("票多的，还要{base}里{share}选他才算选上")
    elif Measure.AREA in rule.measures:
        text = N_("{base}里，人数和面积都要{share}同意才通过")
    else:
        text = N_("{base}里要{share}同意才通过")
    base = base_words(words, rule)
    return words(text, base=base, share=share(words, rule.threshold))


def result_lines(words: Words, vote: Vote) -> list[Html]:
    """The verdict first, then the votes for each choice, then each rule and its arithmetic."""
    verdict = judged(vote)[0]
    return [
        verdict_line(words, vote, verdict),
        *_counts(words, vote, dict(enumerate(vote.counted or ()))),
        *silence.result_lines(words, vote),
        *check_lines(words, vote, verdict),
    ]


def check_lines(
    words: Words, vote: Vote, verdict: Verdict, candidates: Sequence[str] = ()
) -> list[Html]:
    """Each rule and its arithmetic. Each threshold is of one of the `candidates`, if there are."""
    rule = rule_from_text(vote.rule)
    quorum = [one for one in verdict.checks if one.kind is CheckKind.QUORUM]
    found = [_check(words, vote, rule, check) for check in quorum]
    if not vote.turnout:
        return [*found, nobody(words)]
    thresholds = [one for one in verdict.checks if one.kind is CheckKind.THRESHOLD]
    whose = [*candidates, *[""] * len(thresholds)]
    return found + [
        _check(words, vote, rule, check, who)
        for check, who in zip(thresholds, whose, strict=False)
        if check.base
    ]


def nobody(words: Words) -> Html:
    return words("▫️ 没有人投。")


def verdict_line(words: Words, vote: Vote, verdict: Verdict) -> Html:
    if vote.options and verdict.result is Result.PASSED:
        return words("✅ <b>选出来了：{winner}</b>", winner=words.row(verdict.winners))
    if verdict.result is Result.TIE:
        return words("🤝 <b>打平了：{tied}</b>", tied=words.row(verdict.winners))
    return words(RESULTS[verdict.result])


def _counts(words: Words, vote: Vote, counted: dict[int, int]) -> list[Html]:
    most = max([1, *counted.values()])
    areas = dict(enumerate(vote.counted_area or ()))
    found = []
    for number, choice in enumerate(ballot.choices(vote.options)):
        line = words(
            "{bar} {choice} {n}",
            bar=bar(counted.get(number, 0), most),
            choice=choice if vote.options else words(CHOICES[choice]),
            n=heads(words, vote, counted.get(number, 0)),
        )
        if number in areas:
            line = Html(line + words("，{area} ㎡", area=area_text(areas[number])))
        found.append(line)
    return found


def _check(words: Words, vote: Vote, rule: Rule, check: Check, who: str = "") -> Html:
    def said(n: int) -> str:
        return measured(words, vote, check.measure, n)

    line = words(
        _asked(vote, rule, check),
        who=f"{who} " if who else "",
        mark="✅" if check.ok else "❌",
        got=said(check.got),
        base=words.plain(_base(vote, rule), base=said(check.base))
        if check.kind is CheckKind.THRESHOLD
        else said(check.base),
        share=share(words, check.threshold),
        needed=said(check.needed),
    )
    if check.missing:
        line = Html(line + words("，还差 {missing}", missing=said(check.missing)))
    return Html(line + words("（刚好一半，不算过半）")) if is_half(check) else line


def _base(vote: Vote, rule: Rule) -> str:
    """Whom the threshold is a share of; those who kept silent were no voters."""
    took_part = rule.basis is Basis.PARTICIPATING and silence.joined(vote) is not None
    return N_("参加的 {base}") if took_part else _BASES[rule.basis]


def is_half(check: Check) -> bool:
    """Whether just half was reached where that is not enough."""
    return check.missing > 0 and check.threshold.strict and 0 < check.base == check.got * 2


def _asked(vote: Vote, rule: Rule, check: Check) -> str:
    if check.kind is CheckKind.THRESHOLD:
        if vote.options:
            return N_("{mark} {who}得票：{got}；{base}，要{share}，至少 {needed}")
        return N_("{mark} 同意的：{got}；{base}，要{share}，至少 {needed}")
    if silence.joined(vote) is not None:
        return N_("{mark} 参加的：{got}；名册 {base}，要{share}，至少 {needed}")
    if rule.basis is Basis.PRESENT:
        return N_("{mark} 到场的：{got}；名册 {base}，要{share}，至少 {needed}")
    return N_("{mark} 来投的：{got}；名册 {base}，要{share}，至少 {needed}")
