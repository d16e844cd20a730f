"""Rules in words: what each is called, where it comes from, and what it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import N_
from bot.rules.electorate import Electorate
from bot.rules.methods import Method
from bot.rules.presets import Preset
from bot.rules.verdict import Basis, Measure, Rule, Threshold, Tie
from bot.words import Words

_SHARES = {
    (1, 2, True): N_("过半数"),
    (1, 2, False): N_("一半以上（含一半）"),
    (1, 3, False): N_("三分之一以上（含）"),
    (2, 3, True): N_("超过三分之二"),
    (1, 1, False): N_("全体"),
    (2, 3, False): N_("三分之二以上（含）"),
    (3, 4, False): N_("四分之三以上（含）"),
}

STRAW_POLL = N_("这是大家的意见摸底，不是法定表决。正式表决请看公告，用纸票或政府投票系统。")
"""Of every vote on what the law leaves to the owners, wherever it is shown (domain.md 0.1)."""
METHOD_NAMES = {
    Method.MAJORITY: N_("同意／反对／弃权"),
    Method.CONSENT: N_("没人有理由反对就办"),
    Method.CHOICE: N_("只选一个"),
    Method.APPROVAL: N_("可以选几个，选的人多的赢"),
    Method.SCORE: N_("每个打 0 到 5 分"),
    Method.IRV: N_("排先后，垫底的一轮轮出局"),
    Method.SCHULZE: N_("排先后，两个两个比"),
    Method.STV: N_("排先后，选出几个"),
    Method.BUDGET: N_("分一笔钱，凑够就办"),
}
_WAYS = {
    Method.CHOICE: N_("只选一个，票最多的就是它"),
    Method.APPROVAL: N_("可以选几样，选的人最多的就是它"),
    Method.SCORE: N_("每样打 0 到 5 分，分最高的就是它"),
    Method.IRV: N_("排先后，垫底的一轮轮出局，剩下的就是它"),
    Method.SCHULZE: N_("排先后，两个两个比，比谁都不输的就是它"),
    Method.STV: N_("排先后，一轮轮数，选出几个"),
    Method.BUDGET: N_("大家分一笔钱，凑够的就办"),
}
"""In a rule's own sentence: how ballots are filled in, and what wins."""
ELECTORATE_NAMES = {
    Electorate.HOUSEHOLDS: N_("一户一票"),
    Electorate.RESIDENTS: N_("登记居民一人一票"),
    Electorate.OWNERS: N_("业主表决（人数和面积）"),
    Electorate.DELEGATES: N_("居民代表会议"),
    Electorate.COUNCIL: N_("{council}内部"),
    Electorate.PARTY: N_("党员大会"),
}


_TIES = {
    Tie.TALK_AGAIN: N_("打平不算，再商量"),
    Tie.FAILS: N_("打平就算没通过"),
    Tie.LOTTERY: N_("打平就公开抽签"),
}


def preset_name(words: Words, preset: Preset) -> str:
    """As people typed it, or in the reader's language where it is one of ours."""
    return preset.name if preset.own_name else words.plain(preset.name)


def preset_source(words: Words, preset: Preset) -> str:
    if preset.decided is not None:
        return words.plain("{council}表决 {n} 定的", n=preset.decided)
    return words.plain(preset.source) if preset.source else words.plain("院里自己的规矩")


def sentence(words: Words, preset: Preset) -> str:
    """What it asks for, without numbers of any one vote."""
    rule = preset.rule
    return _joined(words, [_quorum(words, rule), _then(words, preset, rule)])


def in_full(words: Words, preset: Preset) -> str:
    """With whose votes it is for, and how long they are announced before they open."""
    said = [
        sentence(words, preset),
        words.plain("谁来投：{who}", who=voters(words, preset)),
    ]
    if preset.notice_days:
        said.append(words.plain("提前 {n} 天告知", n=preset.notice_days))
    return _joined(words, said)


def _joined(words: Words, said: Sequence[str]) -> str:
    return ("; " if words.lang == "en" else "；").join(said)


def voters(words: Words, preset: Preset) -> str:
    return words.listed(words.plain(ELECTORATE_NAMES[body]) for body in preset.electorates)


def _quorum(words: Words, rule: Rule) -> str:
    if rule.quorum is None:
        return words.plain("来投多少都算")
    if Measure.AREA in rule.measures:
        text = N_("人数和面积都要{share}来投")
    else:
        text = N_("要{share}到场") if rule.basis is Basis.PRESENT else N_("要{share}来投")
    return words.plain(text, share=share(words, rule.quorum))


def _then(words: Words, preset: Preset, rule: Rule) -> str:
    if Method.CONSENT in preset.methods:
        return words.plain("有人同意、没有还没解决的反对，就办")
    if rule.threshold is None and len(preset.methods) == 1:
        how = words.plain(_WAYS[preset.methods[0]])
        return _joined(words, [how, words.plain(tie_words(rule))])
    if rule.threshold is None:
        return words.plain("票多的就是它，{tie}", tie=words.plain(tie_words(rule)))
    if preset.elects and Method.MAJORITY not in preset.methods:
        text = N_("{base}里{share}投他才当选")
    elif Method.MAJORITY not in preset.methods:
        text = N_("只选一个，票最多的还要{base}里{share}选它才算")
    elif Measure.AREA in rule.measures:
        text = N_("{base}里，人数和面积都要{share}同意才通过")
    else:
        text = N_("{base}里要{share}同意才通过")
    return words.plain(text, base=base_words(words, rule), share=share(words, rule.threshold))


def tie_words(rule: Rule) -> str:
    """What a tie comes to."""
    return _TIES[rule.tie]


def share(words: Words, threshold: Threshold) -> str:
    key = (threshold.numerator, threshold.denominator, threshold.strict)
    if key in _SHARES:
        return words.plain(_SHARES[key])
    text = N_("超过 {a}/{b}") if threshold.strict else N_("{a}/{b} 以上（含）")
    return words.plain(text, a=threshold.numerator, b=threshold.denominator)


def base_words(words: Words, rule: Rule) -> str:
    """Whom the threshold is a share of."""
    bases = {
        Basis.ELIGIBLE: N_("名册上的人"),
        Basis.PARTICIPATING: N_("投了的人"),
        Basis.PRESENT: N_("到场的人"),
    }
    if rule.basis is Basis.PARTICIPATING and not rule.abstain_counts:
        return words.plain("投了同意或反对的人")
    return words.plain(bases[rule.basis])
