"""A closed vote as a picture: the verdict, each choice, and each rule with its mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from bot import fonts, pictures
from bot.actions.judging import judged, tie_of
from bot.errors import N_
from bot.page import Page
from bot.pictures import DARK, LIGHT, Bar, Chart, Mark, Row, Tone
from bot.rules import ballot
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import BEST, Method, Outcome
from bot.rules.verdict import Check, CheckKind, Choice, Measure, Result, Tie
from bot.screen import File
from bot.words import Words
from handlers.views import outcomes
from handlers.views.ballot_text import option
from handlers.views.outcomes import decimal
from handlers.views.silence import joined
from handlers.views.verdicts import bare, heads, measured, unit_word
from handlers.views.vote_bits import in_picture
from storage.votes import Vote

_VERDICTS = {
    Result.PASSED: N_("通过了"),
    Result.NOT_PASSED: N_("没通过"),
    Result.NOT_QUORATE: N_("来投的不够，不作数"),
}
_TIES = {
    Tie.TALK_AGAIN: N_("打平了，再商量"),
    Tie.FAILS: N_("打平了，算没通过"),
    Tie.LOTTERY: N_("打平了，要公开抽签"),
}
_CONSENT = {**_VERDICTS, Result.NOT_PASSED: N_("先不办，商量好了再来")}
_RULES = {CheckKind.QUORUM: N_("来投的"), CheckKind.THRESHOLD: N_("同意的")}
_TONES = {Choice.FOR: Tone.FOR, Choice.AGAINST: Tone.AGAINST, Choice.ABSTAIN: Tone.ABSTAIN}
SILENT = -1
"""The number of the bar of those who did not vote, beside the choices."""
_SHADES = {"light": LIGHT, "dark": DARK}


def picture(page: Page, vote: Vote) -> File | None:
    """The PNG; None on a machine without a Chinese font (the text says it all, too)."""
    font = fonts.found(page.font)
    if font is None:
        return None
    return File(f"vote-{vote.vote}.png", pictures.draw(chart(page, vote), font))


def chart(page: Page, vote: Vote) -> Chart:
    words = page.words
    verdict, outcome = judged(vote)
    if outcome is None:
        choices, note = _tapped(words, vote), ""
        winners: Sequence[str] = verdict.winners if vote.options else ()
    else:
        choices, note = _COUNTS[vote.method](words, vote, outcome)
        named = () if vote.method is Method.CONSENT else outcomes.won(vote)
        winners = [option(words, vote, number) for number in named]
    result = Result(vote.result or verdict.result.value)
    passed = result is Result.PASSED
    verdicts = _CONSENT if vote.method is Method.CONSENT else _VERDICTS
    said = words.plain(_TIES[tie_of(vote)] if result is Result.TIE else verdicts[result])
    if passed and winners:
        said = words.plain("选出来了：{winner}", winner=words.row(winners))
    return Chart(
        vote.title,
        said,
        passed,
        choices,
        _rules(words, vote, _for_all(verdict.checks, outcome)),
        in_picture(words, vote, note),
        _SHADES[page.courtyard.setting("picture_shade")],
    )


def _for_all(checks: Sequence[Check], outcome: Outcome | None) -> list[Check]:
    """The rules of the whole vote; those of each candidate are marks on their own bars. A share
    of nobody is no rule."""
    whole = [one for one in checks if outcome is None or one.kind is CheckKind.QUORUM]
    return [one for one in whole if one.base]


def _won(vote: Vote) -> set[int]:
    return set(outcomes.won(vote))


def _tapped(words: Words, vote: Vote) -> list[Row]:
    """For, against, abstain, with heads and area side by side where both count; or own options,
    the one with most at the top."""
    columns = [(Measure.HEADS, dict(enumerate(vote.counted or ())))]
    if vote.counted_area:
        columns.append((Measure.AREA, dict(enumerate(vote.counted_area))))
    won = _won(vote) or _ahead(columns[0][1])
    found: list[Row] = []
    for number, key in enumerate(ballot.choices(vote.options)):
        tone = _option_tone(number in won) if vote.options else _TONES[Choice(key)]
        label = option(words, vote, number)
        found.append([_answer(words, vote, label, tone, number, column) for column in columns])
    return _most_first(found) if vote.options else [*found, *_silent(words, vote)]


def _silent(words: Words, vote: Vote) -> list[Row]:
    """The owners whose silence joined the majority, beside those who voted."""
    silent = vote.silence
    if silent is None or joined(vote) is None:
        return []
    heads, areas = (dict(enumerate(counted or ())) for counted in (vote.counted, vote.counted_area))
    columns = [
        (Measure.HEADS, {**heads, SILENT: silent.heads}),
        (Measure.AREA, {**areas, SILENT: silent.area}),
    ]
    label = words.plain("没投，随多数")
    return [[_answer(words, vote, label, Tone.OTHER, SILENT, column) for column in columns]]


def _answer(
    words: Words,
    vote: Vote,
    label: str,
    tone: Tone,
    number: int,
    column: tuple[Measure, Mapping[int, int]],
) -> Bar:
    measure, tally = column
    got = tally.get(number, 0)
    said = measured(words, vote, measure, got)
    return Bar(label, said, got, max([1, *tally.values()]), tone)


def _ahead(tally: Mapping[int, int]) -> set[int]:
    """The option ahead of all others, if there is one."""
    most = max(tally.values(), default=0)
    ahead = {number for number, n in tally.items() if n == most and n}
    return ahead if len(ahead) == 1 else set()


def _option_tone(won: bool) -> Tone:
    return Tone.WON if won else Tone.OTHER


def _most_first(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: -row[0].got)


def _rules(words: Words, vote: Vote, checks: Sequence[Check]) -> list[Row]:
    """A row for the quorum and one for the threshold; heads and area of each side by side. What
    each of several candidates had to reach stands in the text."""
    shown = checks
    if vote.method is Method.APPROVAL:
        shown = [check for check in checks if check.kind is CheckKind.QUORUM]
    return [
        [_rule(words, vote, check) for check in found]
        for _, found in groupby(shown, lambda check: check.kind)
    ]


def _rule_name(vote: Vote, check: Check) -> str:
    votes_for = N_("得的票")
    if check.kind is CheckKind.QUORUM and joined(vote) is not None:
        return N_("参加的")
    return votes_for if vote.options and check.kind is CheckKind.THRESHOLD else _RULES[check.kind]


def _rule(words: Words, vote: Vote, check: Check) -> Bar:
    got, whole = (
        bare(check.measure, check.got),
        measured(words, vote, check.measure, check.base),
    )
    needed = bare(check.measure, check.needed)
    return Bar(
        words.plain(_rule_name(vote, check)),
        words.plain("{got}／{base}", got=got, base=whole),
        check.got,
        check.base,
        Tone.MET if check.ok else Tone.MISSED,
        Mark(check.needed, words.plain("至少要 {needed}", needed=needed)),
    )


def _ticked(words: Words, vote: Vote, outcome: Outcome) -> tuple[list[Row], str]:
    threshold = rule_from_text(vote.rule).threshold
    whole, mark = max([Fraction(1), *outcome.scores]), None
    if threshold:
        needed = threshold.needed(vote.turnout)
        whole = max(Fraction(1), Fraction(vote.turnout))
        mark = Mark(needed, words.plain("至少要 {needed}", needed=needed))
    rows = [
        _of_option(words, vote, number, heads(words, vote, int(got)), got, whole, mark)
        for number, got in enumerate(outcome.scores)
    ]
    return _most_first(rows), ""


def _consented(words: Words, vote: Vote, outcome: Outcome) -> tuple[list[Row], str]:
    rows, _ = _ticked(words, vote, outcome)
    by_label = {row[0].label: row[0] for row in rows}
    tones = (Tone.FOR, Tone.ABSTAIN, Tone.AGAINST)
    answers = [option(words, vote, number) for number in range(len(tones))]
    shown: list[Row] = [
        [replace(by_label[answer], tone=tone)] for answer, tone in zip(answers, tones, strict=True)
    ]
    return shown, words.plain("有人同意、没有还没解决的反对，就办")


def _scored(words: Words, vote: Vote, outcome: Outcome) -> tuple[list[Row], str]:
    best = max(1, BEST * vote.turnout)
    rows = [
        _of_option(words, vote, number, words.plural("{n} 分", int(got)), got, best)
        for number, got in enumerate(outcome.scores)
    ]
    return _most_first(rows), words.plain("一格满的，就是家家都打 5 分。")


def _in_rounds(words: Words, vote: Vote, outcome: Outcome) -> tuple[list[Row], str]:
    """What each option held when it was elected, crossed out, or the count was over."""
    last: dict[int, tuple[int, Fraction]] = {}
    for turn, step in enumerate(outcome.rounds, 1):
        last.update({number: (turn, got) for number, got in step.scores})
    most = max([Fraction(1), Fraction(outcome.quota), *(got for _, got in last.values())])
    said_once = words.plain("满 {quota} 选上", quota=outcome.quota)
    order = sorted(
        last, key=lambda number: (number not in _won(vote), *_late_and_large(last[number]))
    )
    rows: list[Row] = []
    for number in order:
        turn, got = last[number]
        said = words.plain(
            "{n} {unit}·第 {turn} 轮",
            n=decimal(got),
            unit=unit_word(words, vote, 1 if got == 1 else 2),
            turn=turn,
        )
        mark = Mark(outcome.quota, "" if rows else said_once) if outcome.quota else None
        rows.append(_of_option(words, vote, number, said, got, most, mark))
    return rows, words.plain(
        "每一条是它数到最后一轮时的票，一共数了 {n} 轮。", n=len(outcome.rounds)
    )


def _late_and_large(held: tuple[int, Fraction]) -> tuple[int, Fraction]:
    return -held[0], -held[1]


def _in_pairs(words: Words, vote: Vote, outcome: Outcome) -> tuple[list[Row], str]:
    others = max(1, len(vote.options) - 1)
    beaten = [
        sum(over > outcome.pairs[b][a] for b, over in enumerate(row) if b != a)
        for a, row in enumerate(outcome.pairs)
    ]
    rows = [
        _of_option(words, vote, a, words.plain("赢 {n}／{all} 场", n=n, all=others), n, others)
        for a, n in enumerate(beaten)
    ]
    return _most_first(rows), words.plain("两个两个比，各赢了几场。")


def _bought(words: Words, vote: Vote, outcome: Outcome) -> tuple[list[Row], str]:
    """The projects that are done at the top, then how much of the money they take."""
    rows, _ = _ticked(words, vote, outcome)
    spent = sum(vote.costs[number] for number in _won(vote))
    purse = Bar(
        words.plain("用掉的钱"),
        words.plain("{spent}／{all} 元", spent=yuan(spent), all=yuan(vote.money)),
        spent,
        vote.money,
    )
    bought = sorted(rows, key=lambda row: row[0].tone is not Tone.WON)
    return [*bought, [purse]], words.plain("打勾的都办。")


def _of_option(
    words: Words,
    vote: Vote,
    number: int,
    said: str,
    got: int | Fraction,
    whole: int | Fraction,
    mark: Mark | None = None,
) -> Row:
    tone = _option_tone(number in _won(vote))
    return [Bar(option(words, vote, number), said, got, whole, tone, mark)]


_COUNTS: dict[Method, Callable[[Words, Vote, Outcome], tuple[list[Row], str]]] = {
    Method.APPROVAL: _ticked,
    Method.SCORE: _scored,
    Method.IRV: _in_rounds,
    Method.STV: _in_rounds,
    Method.SCHULZE: _in_pairs,
    Method.BUDGET: _bought,
    Method.CONSENT: _consented,
}
