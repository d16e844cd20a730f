"""Printing for those without a phone: a ballot sheet for each household, a notice for the stair
door. Written in the courtyard's own language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from bot import fonts, printing
from bot.access import Act
from bot.actions import papers
from bot.actions.secrecy import takes_paper
from bot.actions.votes import is_open
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.printed import BallotSheet, Box, Face, Household, Notice
from bot.rules import ballot
from bot.rules.box import FEWEST_UNSEEN
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import RANKED, TICKED, Method
from bot.rules.secrecy import turnout_shown
from bot.rules.sheet_codes import spaced
from bot.screen import Button, File, Screen, press, short
from bot.tongue import words_for
from bot.words import Html, Words
from handlers.views.ballot_text import option
from handlers.views.core import may
from handlers.views.verdicts import rule_line
from handlers.views.vote_bits import notice as statutory
from handlers.views.vote_bits import to, vote_at
from storage import ballots, vote_roll
from storage.votes import Vote, VoteState

MISSING, ALL, NOTICE = 1, 2, 3


class Printing(Data):
    prefix: ClassVar[str] = "dq1"
    vote: int


class Print(Data):
    """`what` is one of MISSING, ALL, NOTICE."""

    prefix: ClassVar[str] = "dr1"
    vote: int
    what: int


_HOW = {
    Box.TICK: N_("只勾一个。多勾了、看不清的不算。"),
    Box.PLACE: N_("最想要的写 1，第二想要的写 2，一个一个往下写；不想排的空着。"),
    Box.SCORES: N_("每一行圈一个分数：0 分是不要，5 分是最想要。"),
}
_WITH_REASON = N_("只勾一个。反对的要写理由，没有理由不算反对；理由会公布，不写是哪一家。")
_TICK_MANY = N_("觉得行的都勾上，勾几个都可以。")
_HANDED_IN = N_("{at} 以前交给{council}的人。一户一张，手机上投过的不用再交。{notice}")
_BOXED = N_(
    "自己填，折好，{at} 以前投进票箱。票上不要写名字。手机上投过的不能再投。"
    "箱里要是不到 {few} 张，开箱的人猜得到是谁家的。{notice}"
)
_STUB = N_(
    "表决 {n} 票根：投票时当面撕下，交给收票的人。他们两个人记下您家投过了，您再把票投进票箱。"
)
_NO_FONT = N_(
    "🖨 印不了：这台机器上没有中文字体。请管机器人的人装一个（比如 fonts-wqy-microhei），装好再点。"
)


def print_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """The way in, for those who may print, while this vote takes paper or soon will."""
    ours = vote.electorate.by_home and may(page, Act.PRINT_BALLOTS)
    if not ours or not takes_paper(vote):
        return []
    here = Printing(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("🖨 打印纸票和告示"), here)]]


def noticed(vote: Vote) -> bool:
    """Announced: sheets are handed out now, and read when it is open."""
    return vote.state is VoteState.NOTICED


def menu(page: Page, vote: int) -> Screen:
    """What can be printed."""
    found = vote_at(page, vote)
    words, left = page.words, len(ballots.missing(page.tx, found))
    asks = (
        N_(
            "🖨 「{title}」\n秘密投票的纸票分两截：票根上有门牌和编号，票上没有名字。"
            "投的时候撕下票根交给收票的人，票折好投进票箱。告示贴在单元门口。"
        )
        if found.secret
        else N_("🖨 「{title}」\n纸票一户一张，上面有门牌和编号，收回来照编号录。告示贴在单元门口。")
    )
    text = words(asks, title=short(found.title))
    if not turnout_shown(found.secret, ballots.turnout(page.tx, found)):
        left = 0  # whom it names would say who has voted
    if noticed(found):
        text = Html(text + words("\n现在就能发；{at} 开始投，那时再录。", at=found.opens_at))
        left = 0
    rows = [
        [_print(words.plain("📄 还没投的 {n} 户", n=left), found, MISSING)] if left else [],
        [_print(words.plain("📄 全院 {n} 户", n=found.eligible), found, ALL)],
        [_print(words.plain("📌 单元门口的告示"), found, NOTICE)],
        [press(words.plain("⬅️ 回这次表决"), to(found))],
    ]
    return Screen(text, [row for row in rows if row])


def working(page: Page, vote: int, what: int) -> Screen:
    """It may take a while: this stands there meanwhile."""
    found = vote_at(page, vote)
    words, back = page.words, Printing(courtyard=page.courtyard.courtyard, vote=vote)
    if what == NOTICE:
        text = words("🖨 正在排告示，马上发给您……")
    else:
        text = words("🖨 正在排 {n} 张纸票，马上发给您……", n=len(_units(page, found, what)))
    return Screen(text, [[press(words.plain("⬅️ 回打印"), back)]])


def sheets(page: Page, vote: int, what: int) -> Screen:
    """The ballot sheets as one PDF."""
    found, face = vote_at(page, vote), _face(page)
    if not (noticed(found) or is_open(found, page.tx.now)):
        raise Pointless("the vote is over")
    if face is None:
        return Screen(page.words(_NO_FONT))
    codes = papers.code_of(page.tx, found)
    households = [
        Household(label, spaced(codes[unit])) for unit, label in _units(page, found, what)
    ]
    if not households:
        raise Pointless("everybody has voted meanwhile")
    make = partial(printing.ballots_pdf, _sheet(page, found), households, face)
    asks = (
        N_("📄 {n} 张纸票。票和上面的票根连着裁成一张，投的时候当面撕下票根。")
        if found.secret
        else N_("📄 {n} 张纸票，按虚线裁开。收回来要两个人各录一遍，一样才算。")
    )
    text = page.words(asks, n=len(households))
    return Screen(text, document=File(f"yuanba-ballots-{vote}.pdf", make=make))


def notice(page: Page, vote: int) -> Screen:
    """The notice as a PDF of one page."""
    found, face = vote_at(page, vote), _face(page)
    if not (noticed(found) or is_open(found, page.tx.now)):
        raise Pointless("the vote is over")
    if face is None:
        return Screen(page.words(_NO_FONT))
    make = partial(printing.notice_pdf, _notice(page, found), face)
    text = page.words("📌 告示一张，A4 纸打出来，贴在单元门口。")
    return Screen(text, document=File(f"yuanba-notice-{vote}.pdf", make=make))


def _units(page: Page, vote: Vote, what: int) -> Sequence[tuple[int, str]]:
    return (vote_roll.labels if what == ALL else ballots.missing)(page.tx, vote)


def _sheet(page: Page, vote: Vote) -> BallotSheet:
    words, box = words_for(None, page.courtyard), _box(vote)
    objecting = vote.method is Method.CONSENT
    return BallotSheet(
        heading=words.plain("{yard} · 表决 {n} 的票", yard=page.courtyard.name, n=vote.vote),
        question=vote.title,
        options=_options(words, vote),
        box=box,
        how=_how(words, vote, box),
        foot=words.plain(
            _BOXED if vote.secret else _HANDED_IN,
            at=vote.closes_at,
            few=FEWEST_UNSEEN,
            notice=str(statutory(words, vote)),
        ),
        code=words.plain("编号"),
        url=_url(page, vote),
        stub=words.plain(_STUB, n=vote.vote) if vote.secret else "",
        reason=words.plain("反对的理由：") if objecting else "",
    )


def _between(words: Words) -> str:
    """Options may have commas of their own."""
    return "; " if words.lang == "en" else "；"


def _how(words: Words, vote: Vote, box: Box) -> str:
    most = ballot.most(rule_from_text(vote.rule), vote.method, vote.seats)
    if most is not None:
        return words.plain("想选谁就勾谁，最多勾 {n} 个。勾多了、看不清的，整张不算。", n=most)
    if vote.method is Method.BUDGET:
        return words.plain(
            "一共有 {money} 元。想办的都勾上，勾几个都可以。", money=yuan(vote.money)
        )
    if vote.method is Method.CONSENT:
        return words.plain(_WITH_REASON)
    return words.plain(_TICK_MANY if vote.method in TICKED else _HOW[box])


def _notice(page: Page, vote: Vote) -> Notice:
    words = words_for(None, page.courtyard)
    lines = [
        words.plain("选项：{options}", options=_between(words).join(_options(words, vote))),
        *([words.plain("开始：{at}", at=vote.opens_at)] if noticed(vote) else []),
        words.plain("截止：{at}", at=vote.closes_at),
        words.plain("怎么投（一户一票）："),
        words.plain("一、用手机：扫下面的码，打开 Telegram 点一下。"),
        words.plain(
            N_("二、用纸票：找{council}的人要一张，自己填，折好投进票箱，撕下票根交给他们。")
            if vote.secret
            else N_("二、用纸票：找{council}的人要一张，填好交回。")
        ),
        words.plain(
            N_("三、出不了门的：请{council}的人把票箱抱上门；也可以委托信得过的人投。")
            if vote.secret
            else N_("三、不方便的：请{council}的人上门帮着投，您说，他点。")
        ),
    ]
    return Notice(
        heading=words.plain("{yard} 表决告示", yard=page.courtyard.name),
        question=vote.title,
        lines=lines,
        foot="\n".join(
            [
                str(rule_line(words, vote)).removeprefix("📏 "),
                str(statutory(words, vote)),
            ]
        ),
        url=_url(page, vote),
        scan=words.plain("扫码去投"),
    )


def _options(words: Words, vote: Vote) -> list[str]:
    return [option(words, vote, number) for number in range(len(ballot.choices(vote.options)))]


def _box(vote: Vote) -> Box:
    if vote.method in RANKED:
        return Box.PLACE
    return Box.SCORES if vote.method is Method.SCORE else Box.TICK


def _face(page: Page) -> Face | None:
    found = fonts.found(page.font)
    return Face(found.file, found.index) if found else None


def _url(page: Page, vote: Vote) -> str:
    return page.link("", to(vote)).url or ""


def _print(label: str, vote: Vote, what: int) -> Button:
    return press(label, Print(courtyard=vote.courtyard, vote=vote.vote, what=what))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "sheets.menu": menu,
    "sheets.working": working,
    "sheets.ballots": sheets,
    "sheets.notice": notice,
}
