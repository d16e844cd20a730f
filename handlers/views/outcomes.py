"""How a vote came out, in plain words: the verdict, then every step of the count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from bot.actions.judging import judged
from bot.errors import N_
from bot.rules import ballot
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Method, Outcome, Round
from bot.rules.methods.consent import OBJECTS, resolved_of
from bot.rules.result_file import outcome_from_plain
from bot.rules.verdict import Result
from bot.words import Html, Words
from handlers.views import verdicts
from handlers.views.ballot_text import option
from handlers.views.verdicts import bar, heads, unit_word
from storage.votes import Vote


def result_lines(words: Words, vote: Vote) -> list[Html]:
    """The verdict first, then the count, then the quorum and its arithmetic."""
    if vote.result is None:
        return [counting(words, vote), *_how_far(words, vote)]
    verdict, outcome = judged(vote)
    if outcome is None:
        return verdicts.result_lines(words, vote)
    return [
        verdict_line(words, vote),
        *_COUNTS[vote.method](words, vote, outcome),
        *verdicts.check_lines(words, vote, verdict, _candidates(words, vote)),
        *empty_seats(words, vote),
    ]


def counting(words: Words, vote: Vote) -> Html:
    if vote.box_waits:
        return words(
            "⏳ <b>等开票箱</b>：已经不收票了。{n} 户投了纸票，两个人当众数完就公布。",
            n=vote.box_homes,
        )
    return words("⏳ <b>正在数票</b>，已经不收票了，数完马上公布。")


def _how_far(words: Words, vote: Vote) -> list[Html]:
    if not vote.progress:
        return []
    done, of = vote.progress
    return [
        words("{bar} 凑到 {done} 元，一共 {of} 元", bar=bar(done, of), done=yuan(done), of=yuan(of))
    ]


def elected(vote: Vote) -> Outcome:
    """Who won and who is tied, of those whom enough of the voters chose."""
    outcome = outcome_from_plain(vote.outcome or {"winners": []})
    return ballot.elect(rule_from_text(vote.rule), vote.turnout, outcome)[0]


def won(vote: Vote) -> tuple[int, ...]:
    """The options that have won, by lot, too; of a tie those that won however it is settled."""
    verdict = judged(vote)[0]
    if vote.options and verdict.result is Result.PASSED:
        return tuple(vote.options.index(name) for name in verdict.winners)
    return () if vote.method in ballot.SIMPLE else elected(vote).winners


def _candidates(words: Words, vote: Vote) -> list[str]:
    """Whom the thresholds of an election are about, in their order."""
    counted = outcome_from_plain(vote.outcome or {"winners": []})
    return [option(words, vote, number) for number in (*counted.winners, *counted.tied)]


def empty_seats(words: Words, vote: Vote) -> list[Html]:
    """What is left to do where not enough candidates reached what an election asks for."""
    missing = vote.seats - len(elected(vote).winners)
    if rule_from_text(vote.rule).threshold is None or missing < 1:
        return []
    return [
        words("🪑 还差 {n} 个没选上，可以另行选举（再选一次，三分之一以上就当选）。", n=missing)
    ]


def verdict_line(words: Words, vote: Vote) -> Html:
    """What came out, without counting again."""
    if vote.result is None:
        return counting(words, vote)
    if vote.method in ballot.SIMPLE:
        return verdicts.verdict_line(words, vote, judged(vote)[0])
    result = Result(vote.result or "")
    if vote.method is Method.CONSENT:
        return _consented(words, vote, result)
    if result is Result.PASSED:
        return words("✅ <b>选出来了：{winner}</b>", winner=_names(words, vote, won(vote)))
    if result is not Result.TIE:
        return words(verdicts.RESULTS[result])
    outcome = elected(vote)
    winners = _names(words, vote, outcome.winners)
    tied = _names(words, vote, outcome.tied)
    if not winners:
        return words("🤝 <b>打平了：{tied}</b>", tied=tied)
    return words("🤝 <b>{winner} 选上了；{tied} 打平了</b>", winner=winners, tied=tied)


def _consented(words: Words, vote: Vote, result: Result) -> Html:
    if result is Result.PASSED:
        return words("✅ <b>通过了</b>：没有还没解决的反对")
    if result is not Result.NOT_PASSED:
        return words(verdicts.RESULTS[result])
    if unsettled(vote):
        return words("❌ <b>先不办</b>：还有反对没解决")
    return words("❌ <b>先不办</b>：没有人同意")


def unsettled(vote: Vote) -> int:
    """The objections that stand in the way of a vote by consent."""
    outcome = outcome_from_plain(vote.outcome or {"winners": []})
    objected = int(outcome.scores[OBJECTS]) if outcome.scores else 0
    return max(0, objected - resolved_of(outcome))


def _answers(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    found = _ticks(words, vote, outcome)
    settled = resolved_of(outcome)
    if settled:
        found.append(words("其中 {n} 条反对，两位议事员认定已经解决。", n=settled))
    return found


def _ticks(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    most = max([Fraction(1), *outcome.scores])
    found = [
        words(
            "{bar} {choice} {n}",
            bar=bar(int(got), int(most)),
            choice=option(words, vote, number),
            n=heads(words, vote, int(got)),
        )
        for number, got in enumerate(outcome.scores)
    ]
    if outcome.blank:
        found.append(words("一个都没选的：{n}", n=heads(words, vote, outcome.blank)))
    return found


def _points(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    most = max([Fraction(1), *outcome.scores])
    return [
        words(
            "{bar} {choice} {n}",
            bar=bar(int(got), int(most)),
            choice=option(words, vote, number),
            n=words.plural("{n} 分", int(got)),
        )
        for number, got in enumerate(outcome.scores)
    ]


def _rounds(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    head = words("满 {quota}就选上。", quota=heads(words, vote, outcome.quota))
    found = [head] if outcome.quota else []
    for number, step in enumerate(outcome.rounds, 1):
        found.append(
            words(
                "第 {n} 轮：{scores}。{what}",
                n=number,
                scores=words.listed(_standing(words, vote, step)),
                what=_happened(words, vote, step),
            )
        )
    if outcome.exhausted:
        left = decimal(outcome.exhausted)
        found.append(words("排的都出局了、转不下去的票：{n}", n=left))
    return found


def _standing(words: Words, vote: Vote, step: Round) -> list[str]:
    ordered = sorted(step.scores, key=lambda pair: (-pair[1], pair[0]))
    return [f"{option(words, vote, number)} {decimal(got)}" for number, got in ordered]


def _happened(words: Words, vote: Vote, step: Round) -> Html:
    if step.elected:
        return words("{who} 选上了", who=_names(words, vote, step.elected))
    tied = _names(words, vote, step.tied)
    if not step.dropped:
        return words("{tied} 并列垫底，先划掉谁，结果就不一样，数到这里为止", tied=tied)
    gone = words("{who} 垫底出局，票转给下一个", who=_names(words, vote, step.dropped))
    if not step.tied:
        return gone
    return Html(gone + words("（{tied} 并列垫底，每种去法都数过）", tied=tied))


def _pairs(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    found = []
    for a in range(len(vote.options)):
        for b in range(a + 1, len(vote.options)):
            over, under = outcome.pairs[a][b], outcome.pairs[b][a]
            text = N_("{a} 对 {b}：{over} 比 {under}")
            found.append(
                words(
                    text,
                    a=option(words, vote, a),
                    b=option(words, vote, b),
                    over=over,
                    under=under,
                )
            )
    if not any(_loses_to_none(outcome, option) for option in range(len(vote.options))):
        found.append(words("比成了一个圈（各输一场），就从赢得最少的那一环断开。"))
    return found


def _loses_to_none(outcome: Outcome, option: int) -> bool:
    return all(
        ahead >= row[option]
        for ahead, row in zip(outcome.pairs[option], outcome.pairs, strict=True)
    )


def _bought(words: Words, vote: Vote, outcome: Outcome) -> list[Html]:
    unit, winners, tied = unit_word(words, vote, 1), won(vote), outcome.tied
    found = [
        words(
            "{mark} {option}：{n}想办",
            mark="✅" if number in winners else "🤝" if number in tied else "▫️",
            option=option(words, vote, number),
            n=heads(words, vote, int(got)),
        )
        for number, got in enumerate(outcome.scores)
    ]
    if outcome.share:
        found.append(words("添到最后，每{unit}名下有 {n} 元。", unit=unit, n=yuan(outcome.share)))
    return [*found, money_line(words, vote, outcome)]


def money_line(words: Words, vote: Vote, outcome: Outcome) -> Html:
    spent = sum(vote.costs[number] for number in won(vote))
    return words(
        "一共 {all} 元，用了 {spent} 元，还剩 {left} 元。",
        all=yuan(vote.money),
        spent=yuan(spent),
        left=yuan(vote.money - spent),
    )


def decimal(number: Fraction) -> str:
    """Two places where it is not whole, cut off, never rounded up."""
    if number.denominator == 1:
        return str(number.numerator)
    whole, rest = divmod(number.numerator * 100 // number.denominator, 100)
    return f"{whole}.{rest:02}"


def _names(words: Words, vote: Vote, numbers: Sequence[int]) -> str:
    return words.row(option(words, vote, number) for number in numbers)


_COUNTS: dict[Method, Callable[[Words, Vote, Outcome], list[Html]]] = {
    Method.APPROVAL: _ticks,
    Method.SCORE: _points,
    Method.IRV: _rounds,
    Method.STV: _rounds,
    Method.SCHULZE: _pairs,
    Method.BUDGET: _bought,
    Method.CONSENT: _answers,
}
