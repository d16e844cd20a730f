"""What is said of a vote before it opens and after its result: notice, posting, the next try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions import openers
from bot.actions.judging import tie_of
from bot.actions.noticing import retry_at
from bot.actions.objecting import may_object
from bot.actions.repeating import may_repeat
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import lottery
from bot.rules.verdict import Result, Tie
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views import countersign, how_counted, lotteries, outcomes, result_short
from handlers.views.core import may
from handlers.views.posting import posting_lines
from handlers.views.vote_bits import ShowVote, straw_poll, to, vote_at
from storage import objections
from storage.objections import Objection, Ruling
from storage.votes import OVER, Vote, VoteState

SHOWN = 3


class Repeat(Data):
    """Begins the draft of the same vote, held again."""

    prefix: ClassVar[str] = "va1"
    vote: int


class Object(Data):
    prefix: ClassVar[str] = "oj1"
    vote: int


class ShowObjection(Data):
    prefix: ClassVar[str] = "ov1"
    vote: int
    objection: int


RULINGS = {
    Ruling.REJECT: N_("结果不变"),
    Ruling.RECOUNT: N_("重新数一遍"),
    Ruling.VOID: N_("这次作废"),
}
_NEXT = {
    Result.NOT_QUORATE: N_("👉 请大家都来投，{when}再投一次。"),
    Result.NOT_PASSED: N_("👉 先再商量商量，{when}再投一次。"),
    Result.TIE: N_("👉 打平不抽签。先再商量商量，{when}再投一次。"),
}
_TIE_FAILS = N_("👉 规矩写明了：打平就算没通过。还想办，先再商量商量，{when}再投一次。")


def standing_lines(page: Page, vote: Vote) -> list[Html]:
    """Where it stands after the count: posted, contested, final, or void; and what comes next."""
    words = page.words
    if vote.state is VoteState.VOIDED:
        return [
            words("🚫 <b>这次表决作废了</b>，上面的结果不算。理由：{why}", why=_why(page, vote))
        ]
    if vote.state is VoteState.CONTESTED:
        return [words("✋ 有异议成立，正在重新数票。")]
    if vote.state is VoteState.FINAL:
        return [words("📌 公示期满，定了。"), *countersign.lines(page, vote), *_next(page, vote)]
    if vote.result is None:
        return []
    signed = countersign.lines(page, vote)
    return [*_next(page, vote), *signed, *posting_lines(page, vote)]


def _next(page: Page, vote: Vote) -> list[Html]:
    """After a failure: what may be tried, and from when on; of a tie to be drawn, when it is."""
    drawing = lotteries.lines(page, vote)
    if drawing:
        return drawing
    earliest = retry_at(page.tx, page.courtyard, vote)
    if earliest is None or vote.result is None:
        return []
    words = page.words
    when = (
        words.plain("现在就可以")
        if earliest <= page.tx.now
        else words.plain("最早 {at} ", at=earliest)
    )
    fails = vote.result == Result.TIE.value and tie_of(vote) is Tie.FAILS
    return [words(_TIE_FAILS if fails else _NEXT[Result(vote.result)], when=when)]


def _why(page: Page, vote: Vote) -> str:
    voids = [one for one in objections.of(page.tx, vote) if one.ruling is Ruling.VOID]
    return (voids[-1].reason or "—") if voids else "—"


def objection_lines(page: Page, vote: Vote) -> list[Html]:
    """The latest objections and how each was answered; never whose they are."""
    found = objections.of(page.tx, vote)
    void = vote.state is VoteState.VOIDED
    lines = [line for one in found[-SHOWN:] for line in said(page, one, void)]
    if len(found) > SHOWN:
        lines.insert(0, page.words("✋ 一共提过 {n} 条异议，最近的是：", n=len(found)))
    return lines


def said(page: Page, one: Objection, void: bool = False) -> list[Html]:
    words = page.words
    text = words("✋ 异议 {n}：{what}", n=one.objection, what=short(one.text, 300))
    if one.ruling is None:
        waits = N_("　→ 表决作废了，不再答复") if void else N_("　→ 等{council}答复")
        return [text, words(waits)]
    answer = words(
        "　→ <b>{ruling}</b>：{reason}",
        ruling=words(RULINGS[one.ruling]),
        reason=short(one.reason or "", 300),
    )
    return [text, answer]


def after_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """On the private screen: to object, to answer objections, to hold it again."""
    words, rows = page.words, []
    if may_object(page.tx, vote, page.viewer or 0):
        here = Object(courtyard=vote.courtyard, vote=vote.vote)
        rows.append([press(words.plain("✋ 我有异议"), here)])
    voided = vote.state is VoteState.VOIDED
    if vote.state in OVER and not voided and may(page, Act.RULE_OBJECTION):
        rows += [
            [press(words.plain("✋ 答复异议 {n}", n=one.objection), to_answer(vote, one))]
            for one in objections.of(page.tx, vote)
            if one.ruling is None
        ]
    rows += lotteries.council_rows(page, vote)
    rows += countersign.rows(page, vote)
    if may_repeat(vote) and may(page, openers.right_to(vote)):
        again = Repeat(courtyard=vote.courtyard, vote=vote.vote)
        rows.append([press(words.plain("🔁 再投一次"), again)])
    return rows


def to_answer(vote: Vote, one: Objection) -> ShowObjection:
    return ShowObjection(courtyard=vote.courtyard, vote=vote.vote, objection=one.objection)


def opens(page: Page, vote: int) -> Screen:
    """To the group, when the days of notice are over."""
    found = vote_at(page, vote)
    if found.state is not VoteState.OPEN:
        raise Pointless("it is not open")
    text = page.words(
        "🗳 <b>表决 {n} 开始投了</b>：{title}\n⏰ {at} 截止。",
        n=vote,
        title=short(found.title),
        at=found.closes_at,
    )
    return Screen(text, [_details(page, found)])


def withdrawn(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    text = page.words(
        "↩️ 表决 {n}「{title}」撤回了，不投了。理由：{reason}",
        n=vote,
        title=short(found.title),
        reason=found.close_reason or "—",
    )
    return Screen(text)


def voided(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    text = page.words(
        "🚫 <b>表决 {n} 作废了</b>：{title}\n理由：{why}\n原来的结果不算。要定这件事，得再投一次。",
        n=vote,
        title=short(found.title),
        why=_why(page, found),
    )
    drawing = lottery.from_plain(found.lottery)
    if drawing is not None and drawing.numbers is None:
        text = Html(text + page.words("\n🎲 说好的抽签也不抽了。"))
    return Screen(text, [_details(page, found)])


def recounted(page: Page, vote: int, before: str | None) -> Screen:
    """To the group: what the second count came to, with its arithmetic."""
    found = vote_at(page, vote)
    if found.result is None:
        raise Pointless("it is being counted")
    words = page.words
    same = (
        words("和上次数的一样。")
        if found.result == before
        else words("<b>和上次数的不一样</b>，以这次为准。")
    )
    text = [
        words("🔁 <b>表决 {n} 重新数过了</b>：{title}", n=vote, title=short(found.title)),
        same,
        outcomes.verdict_line(words, found),
        *result_short.lines(words, found),
        *box_line(words, found),
        *posting_lines(page, found),
        *straw_poll(words, found),
    ]
    ways = [*_details(page, found), how_counted.button(page, found)]
    return Screen("\n".join(text), [ways])


def box_line(words: Words, vote: Vote) -> list[Html]:
    """A second count is one of the ballots as two people read them: nobody opens the box again."""
    if not vote.box_papers:
        return []
    return [words("🗳 票箱里的纸不再看，照两位录的数。要重新看纸，只有作废了再投一次。")]


def _details(page: Page, vote: Vote) -> list[Button]:
    here = ShowVote(courtyard=vote.courtyard, vote=vote.vote)
    label = page.words.plain("🔍 看详细")
    return [page.link(label, here) if page.viewer is None else press(label, to(vote))]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.opens": opens,
    "vote.withdrawn": withdrawn,
    "vote.voided": voided,
    "vote.recounted": recounted,
}
