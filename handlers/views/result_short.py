"""How a vote came out in three lines: the verdict, the votes, the numbers that decided it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from math import ceil

from bot.actions.judging import judged
from bot.errors import N_
from bot.rules.area import area_text
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Method, Outcome
from bot.rules.verdict import Basis, Check, CheckKind, Result, Verdict
from bot.words import Html, Words
from handlers.views import outcomes, silence
from handlers.views.ballot_text import option
from handlers.views.verdicts import bare, heads, is_half, measured, nobody
from storage.votes import Vote

SHOWN = 4
"""More options than this stand behind the button."""


def lines(words: Words, vote: Vote) -> list[Html]:
    """Below the verdict: the votes, what decided, and what of it needs a word."""
    if vote.result is None:
        return outcomes.result_lines(words, vote)[1:]
    verdict, outcome = judged(vote)
    if not vote.turnout:
        return [nobody(words), *_decided(words, vote, verdict)]
    return [
        *(_tapped(words, vote) if outcome is None else _COUNTS[vote.method](words, vote, outcome)),
        *_silent(words, vote),
        *_decided(words, vote, verdict),
        *(_nothing_chosen(words, vote, verdict, outcome) if outcome is not None else []),
        *(outcomes.empty_seats(words, vote) if outcome is not None else []),
    ]


def _tapped(words: Words, vote: Vote) -> list[Html]:
    counted, areas = vote.counted or (), vote.counted_area or ()
    found = []
    for number, got in enumerate(counted):
        said = f"{option(words, vote, number)} {heads(words, vote, got)}"
        if areas:
            said = words.plain("{said}（{area} ㎡）", said=said, area=area_text(areas[number]))
        found.append((got, said))
    return _row(words, sorted(found, key=_most) if vote.options else found)


def _ticked(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    found = [
        (int(got), f"{option(words, vote, number)} {heads(words, vote, int(got))}")
        for number, got in enumerate(outcome.scores)
    ]
    return _row(words, found if vote.method is Method.CONSENT else sorted(found, key=_most))


def _scored(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    found = [
        (int(got), f"{option(words, vote, number)} {words.plural('{n} 分', int(got))}")
        for number, got in enumerate(outcome.scores)
    ]
    return _row(words, sorted(found, key=_most))


def _last_round(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    if vote.method is Method.STV:
        quota = heads(words, vote, outcome.quota)
        return [words.plural("满 {quota}就选上，数了 {n} 轮。", len(outcome.rounds), quota=quota)]
    last = outcome.rounds[-1].scores if outcome.rounds else ()
    standing = sorted(last, key=lambda pair: (-pair[1], pair[0]))
    said = [f"{option(words, vote, number)} {outcomes.decimal(got)}" for number, got in standing]
    text = (
        N_("数了 {n} 轮，最后一轮：{said}") if len(outcome.rounds) > 1 else N_("数了一轮：{said}")
    )
    return [words(text, n=len(outcome.rounds), said=words.listed(said, cap=SHOWN))]


def _in_pairs(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    beaten = [
        sum(over > outcome.pairs[b][a] for b, over in enumerate(row) if b != a)
        for a, row in enumerate(outcome.pairs)
    ]
    found = [(n, f"{option(words, vote, a)} {n}") for a, n in enumerate(beaten)]
    said = [one for _, one in sorted(found, key=_most)]
    return [words("两个两个比，赢的场数：{said}", said=words.listed(said, cap=SHOWN))]


def _bought(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    return [outcomes.money_line(words, vote, outcome)]


def _row(words: Words, found: Sequence[tuple[int, str]]) -> list[Html]:
    return [words("{said}", said=words.listed([said for _, said in found], cap=SHOWN))]


def _most(one: tuple[int, str]) -> int:
    return -one[0]


def _silent(words: Words, vote: Vote) -> list[Html]:
    """Where silence was counted: that it was, and where it went."""
    silent = vote.silence
    choice = silence.joined(vote)
    if silent is None or choice is None:
        return []
    return [
        words(
            "🤐 没投、跟多数算进「{choice}」的：{n}，{area} ㎡",
            choice=option(words, vote, choice),
            n=heads(words, vote, silent.heads),
            area=area_text(silent.area),
        )
    ]


def _decided(words: Words, vote: Vote, verdict: Verdict) -> list[Html]:
    """All rules of what passed; of what failed, the rule that it failed."""
    checks = [check for check in verdict.checks if check.base]
    if verdict.result is not Result.PASSED:
        failed = CheckKind.QUORUM if verdict.result is Result.NOT_QUORATE else CheckKind.THRESHOLD
        checks = [one for one in checks if not one.ok and one.kind is failed]
    if vote.method is Method.APPROVAL:
        checks = _closest(checks)
    said = [
        words(_name(vote, kind), said=words.listed([_check(words, vote, one) for one in of]))
        for kind, of in groupby(checks, lambda one: one.kind)
    ]
    if not said:
        return []
    return [words("📏 {said}", said=Html(("; " if words.lang == "en" else "；").join(said)))]


def _nothing_chosen(words: Words, vote: Vote, verdict: Verdict, outcome: Outcome) -> list[Html]:
    """Why nothing came of it though enough took part: nobody wants any, or, of a budget, the one
    nearest to it is short of so much."""
    chosen = verdict.result is not Result.NOT_PASSED or vote.method is Method.CONSENT
    if chosen or rule_from_text(vote.rule).threshold is not None:
        return []
    if not any(outcome.scores):
        return [words("没有一样有人选。")]
    if vote.method is not Method.BUDGET:
        return []
    short = {n: cost - outcome.share * outcome.scores[n] for n, cost in enumerate(vote.costs)}
    nearest = min(short, key=lambda n: (short[n], n))
    return [
        words(
            "没有一样凑够。最接近的是 {option}：想办的 {who}，每家名下 {share} 元，还差 {missing} "
            "元；再给每家添，凑够的加起来就超过 {money} 元了。",
            option=option(words, vote, nearest),
            who=heads(words, vote, int(outcome.scores[nearest])),
            share=yuan(outcome.share),
            missing=yuan(ceil(short[nearest])),
            money=yuan(vote.money),
        )
    ]


def _closest(checks: Sequence[Check]) -> list[Check]:
    """Of the candidates' thresholds the one that stands for all: the last who was let in, or the
    first who was not."""
    quorum = [one for one in checks if one.kind is CheckKind.QUORUM]
    thresholds = [one for one in checks if one.kind is CheckKind.THRESHOLD]
    passed = sorted((one for one in thresholds if one.ok), key=lambda one: one.got)
    return quorum + (passed or sorted(thresholds, key=lambda one: -one.got))[:1]


def _name(vote: Vote, kind: CheckKind) -> str:
    if kind is CheckKind.THRESHOLD:
        return N_("得票 {said}") if vote.options else N_("同意 {said}")
    if silence.joined(vote) is not None:
        return N_("参加的 {said}")
    present = rule_from_text(vote.rule).basis is Basis.PRESENT
    return N_("到场 {said}") if present else N_("来投 {said}")


def _check(words: Words, vote: Vote, check: Check) -> Html:
    got, needed = measured(words, vote, check.measure, check.got), bare(check.measure, check.needed)
    if check.ok:
        return words("{got}（至少 {needed}）", got=got, needed=needed)
    text = (
        N_("{got}（刚好一半，要过半：至少 {needed}，还差 {missing}）")
        if is_half(check)
        else N_("{got}（至少要 {needed}，还差 {missing}）")
    )
    return words(text, got=got, needed=needed, missing=bare(check.measure, check.missing))


_COUNTS: Mapping[Method, Callable[[Words, Vote, Outcome], list[Html]]] = {
    Method.APPROVAL: _ticked,
    Method.SCORE: _scored,
    Method.IRV: _last_round,
    Method.STV: _last_round,
    Method.SCHULZE: _in_pairs,
    Method.BUDGET: _bought,
    Method.CONSENT: _ticked,
}
