"""The form for another household's ballot, and what its own people hear of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.actions import papers
from bot.actions.filling import complete
from bot.actions.for_others import undo_until
from bot.actions.papers import Read
from bot.actions.votes import is_open, yard_of
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import ballot
from bot.rules.methods import BEST, RANKED, TICKED, Method
from bot.rules.sheet_codes import spaced
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.ballot_text import ASKS, lines, option, said
from handlers.views.core import home_button, said_by
from handlers.views.doorstep import CHANNELS, AtDoor, TakeBallot, back_to_desk, to_building
from handlers.views.vote_bits import short, to, vote_at
from storage import ballots, doorstep, votes
from storage import papers as readings
from storage.ballots import Channel
from storage.doorstep import InHand
from storage.votes import Vote


class MarkOption(Data):
    """A tap on an option, or on a score, of the ballot in hand."""

    prefix: ClassVar[str] = "dp1"
    vote: int
    unit: int
    value: int


class HandStep(Enum):
    UNDO = 1
    REVIEW = 2
    BACK = 3
    HAND_IN = 4


class TakeHandStep(Data):
    prefix: ClassVar[str] = "dx1"
    vote: int
    unit: int
    step: int


class TakeBack(Data):
    prefix: ClassVar[str] = "dt1"
    vote: int
    unit: int


_HEADS = {
    Channel.PAPER: N_("📄 录 <b>{who}</b> 的纸票{code}"),
    Channel.ASSISTED: N_("🤝 帮 <b>{who}</b> 投"),
    Channel.PROXY: N_("🤝 替 <b>{who}</b> 投（他家委托您的）"),
}
_HOW = {
    Channel.PAPER: N_("照纸上勾的点。看不清、多勾了的不要猜，先不录，上门再问一声。"),
    Channel.ASSISTED: N_("题目念给他听，照他说的点，别替他拿主意。"),
    Channel.PROXY: N_("照他家交代的点。"),
}
_SURE = {
    Channel.PAPER: N_("和纸上一样就点「录入」。"),
    Channel.ASSISTED: N_("念给他听一遍，他说对，再点「投」。"),
    Channel.PROXY: N_("没错就点「投」，截止前还能改。"),
}
_DONE = {
    Read.ONCE: N_("📄 <b>{who}</b> 记下第一遍了。还要另一位照着纸再录一遍，一样才算。"),
    Read.AGREED: N_("✅ <b>{who}</b> 的纸票，两个人录的一样，记上了。"),
    Read.DIFFERENT: N_(
        "⚠️ <b>{who}</b> 的纸票，两个人录的不一样，没有记。请两位一起再看看那张纸，重新录两遍。"
    ),
}
_BROUGHT = {
    Channel.PAPER: N_("📄 {who} 的纸票记上了：<b>{choice}</b>\n（{title}）"),
    Channel.ASSISTED: N_("🤝 {helper} 当面帮 {who} 投了：<b>{choice}</b>\n（{title}）"),
    Channel.PROXY: N_("🤝 {helper} 受您家委托，替 {who} 投了：<b>{choice}</b>\n（{title}）"),
}
_COUNTED = {
    Channel.PAPER: N_("纸票 {n} 户"),
    Channel.ASSISTED: N_("当面帮投 {n} 户"),
    Channel.PROXY: N_("委托 {n} 户"),
}


def fill(page: Page, vote: int, unit: int) -> Screen:
    """The ballot in hand as far as it is filled in."""
    found, hand = _at_hand(page, vote, unit)
    if hand is None:
        return page.include("vote.door", {"vote": vote, "unit": unit})
    words = page.words
    text = [*_head(page, found, hand), words(_HOW[hand.channel]), *_second(page, found, hand)]
    if found.method not in ballot.SIMPLE:
        text += ["", *_asked(page, found, hand)]
    return Screen("\n".join(text), _rows(page, found, hand))


def review(page: Page, vote: int, unit: int) -> Screen:
    """Everything once more, before it is handed in."""
    found, hand = _at_hand(page, vote, unit)
    if hand is None or not complete(found, hand.content):
        return page.include("other.fill", {"vote": vote, "unit": unit})
    words = page.words
    text = [
        *_head(page, found, hand),
        *lines(words, found, hand.content),
        "",
        words(_SURE[hand.channel]),
    ]
    yes = N_("✅ 一样，录入") if hand.channel is Channel.PAPER else N_("✅ 对，投")
    rows = [
        [_step(found, unit, words.plain(yes), HandStep.HAND_IN)],
        [_step(found, unit, words.plain("⬅️ 回去改"), HandStep.BACK)],
    ]
    return Screen("\n".join(text), rows)


def done(page: Page, vote: int, unit: int, channel: str, outcome: str, next: int | None) -> Screen:
    """What became of it, and the next household."""
    found = vote_at(page, vote)
    words, way = page.words, Channel(channel)
    label = votes.label(page.tx, found, unit) or ""
    if way is Channel.PAPER:
        text = [words(_DONE[Read(outcome)], who=label)]
        if next is not None:
            text.append(words("下一张可以直接打票上的编号，也可以点下面。"))
    else:
        hours = yard_of(page.tx, found.courtyard).setting("undo_hours")
        text = [words("✅ <b>{who}</b> 投上了。", who=label)]
        text.append(words("他家登记过的人会收到一条消息，{n} 小时内点一下能撤。", n=hours))
    rows = []
    if outcome == Read.DIFFERENT.value:
        rows.append([_again(page, found, unit, label)])
    following = votes.label(page.tx, found, next) if next is not None else None
    if next is not None and following:
        rows.append([_next_button(page, found, next, following, way)])
    if way is Channel.PROXY:
        return Screen("\n".join(text), [*rows, [press(words.plain("🔍 看这次表决"), to(found))]])
    rows += [[to_building(page, found, unit)], [back_to_desk(words, found)]]
    return Screen("\n".join(text), rows)


def brought(page: Page, vote: int, unit: int) -> Screen:
    """To the household's own people: what was recorded for them, and the way to undo it."""
    found = vote_at(page, vote)
    cast = ballots.ballot(page.tx, found, unit)
    if cast is None or cast.channel is Channel.TAP:
        raise Pointless("they have voted by themselves meanwhile")
    words, until = page.words, undo_until(page.tx, found, cast)
    helper = said_by(page, cast.helper) if cast.helper else words.plain("一位邻居")
    text = words(
        _BROUGHT[cast.channel],
        who=votes.label(page.tx, found, unit) or "",
        helper=helper,
        choice=said(words, found, cast.content),
        title=short(found.title),
    )
    if not is_open(found, page.tx.now):
        return Screen(text, [[press(words.plain("🔍 看这次表决"), to(found))]])
    rows = [[press(words.plain("🗳 自己重新投"), to(found))]]
    if until and page.tx.now < until:
        text = Html(text + words("\n不是您家的意思？{at} 以前点「撤掉」，就当没投过。", at=until))
        here = TakeBack(courtyard=found.courtyard, vote=vote, unit=unit)
        rows.insert(0, [press(words.plain("↩️ 撤掉"), here)])
    return Screen(text, rows)


def undone(page: Page, vote: int, unit: int) -> Screen:
    """To the one who undid it."""
    found = vote_at(page, vote)
    text = page.words(
        "↩️ 撤掉了，{who} 现在算还没投。想投就自己点。",
        who=votes.label(page.tx, found, unit) or "",
    )
    return Screen(text, [[press(page.words.plain("🗳 去投"), to(found))], home_button(page)])


def taken_back(page: Page, vote: int, unit: int, channel: str) -> Screen:
    """To whoever had brought it."""
    found = vote_at(page, vote)
    text = N_("↩️ {who} 把您替他家记的那一票撤了（{title}）。没关系，问清楚了再投。")
    label = votes.label(page.tx, found, unit) or ""
    said_so = page.words(text, who=label, title=short(found.title))
    return Screen(said_so, [[press(page.words.plain("🔍 看这次表决"), to(found))]])


def different(page: Page, vote: int, unit: int) -> Screen:
    """To the first reader: the second read something else."""
    found = vote_at(page, vote)
    label = votes.label(page.tx, found, unit) or ""
    text = page.words(_DONE[Read.DIFFERENT], who=label)
    return Screen(text, [[_again(page, found, unit, label)]])


def brought_line(page: Page, vote: Vote) -> list[Html]:
    """How many ballots others brought in, for the result; nothing where there are none."""
    counted = ballots.by_channel(page.tx, vote)
    parts = [
        page.words.plain(text, n=counted[channel])
        for channel, text in _COUNTED.items()
        if channel in counted
    ]
    if not parts:
        return []
    return [page.words("🤝 不是自己点的：{parts}", parts=page.words.listed(parts))]


def _again(page: Page, vote: Vote, unit: int, label: str) -> Button:
    at = AtDoor(courtyard=vote.courtyard, vote=vote.vote, unit=unit)
    return press(page.words.plain("📄 重新录 {who}", who=label), at)


def _at_hand(page: Page, vote: int, unit: int) -> tuple[Vote, InHand | None]:
    found = vote_at(page, vote)
    hand = doorstep.in_hand(page.tx, found.courtyard, page.viewer or 0)
    ours = hand is not None and (hand.vote, hand.unit) == (vote, unit)
    return found, hand if ours and is_open(found, page.tx.now) else None


def _head(page: Page, vote: Vote, hand: InHand) -> list[str]:
    label = votes.label(page.tx, vote, hand.unit) or ""
    printed = readings.key(page.tx, vote) is not None and hand.channel is Channel.PAPER
    code = papers.code_of(page.tx, vote)[hand.unit] if printed else ""
    note = page.words.plain("（编号 {code}）", code=spaced(code)) if code else ""
    return [
        page.words(_HEADS[hand.channel], who=label, code=note),
        page.words("🗳 <b>{title}</b>\n", title=vote.title),
    ]


def _second(page: Page, vote: Vote, hand: InHand) -> list[Html]:
    found = readings.reading(page.tx, vote, hand.unit)
    ours = found is None or found.first in (None, page.viewer)
    if hand.channel is not Channel.PAPER or ours or found is None or found.content is None:
        return []
    return [page.words("有一位录过一遍了，您看不到他录的：只管照着纸录。")]


def _asked(page: Page, vote: Vote, hand: InHand) -> list[Html]:
    words, content = page.words, hand.content
    if vote.method is Method.SCORE:
        given = lines(words, vote, content) if content else []
        if complete(vote, content):
            return given
        return [*given, words(ASKS[vote.method], option=option(words, vote, len(content)))]
    if vote.method in RANKED and content:
        return lines(words, vote, content)
    return [words(ASKS[vote.method])]


def _rows(page: Page, vote: Vote, hand: InHand) -> list[list[Button]]:
    words, unit = page.words, hand.unit
    rows = _choices(page, vote, hand)
    if hand.content and vote.method not in (*TICKED, *ballot.SIMPLE):
        rows.append([_step(vote, unit, words.plain("↩️ 退一步"), HandStep.UNDO)])
    if complete(vote, hand.content) and vote.method not in ballot.SIMPLE:
        rows.append([_step(vote, unit, words.plain("👀 看一遍再交"), HandStep.REVIEW)])
    if hand.channel is Channel.PROXY:
        return [*rows, [press(words.plain("🔍 看这次表决"), to(vote))]]
    return [*rows, [to_building(page, vote, unit)]]


def _choices(page: Page, vote: Vote, hand: InHand) -> list[list[Button]]:
    content, unit = hand.content, hand.unit
    if vote.method is Method.SCORE:
        if complete(vote, content):
            return []
        return [[_mark(vote, unit, str(score), score) for score in range(BEST + 1)]]
    names = [
        option(page.words, vote, number) for number in range(len(ballot.choices(vote.options)))
    ]
    if vote.method in TICKED:
        ticks = ["☑️ " if number in content else "⬜ " for number in range(len(names))]
        return [
            [_mark(vote, unit, tick + name, n)]
            for n, (tick, name) in enumerate(zip(ticks, names, strict=True))
        ]
    left = [n for n in range(len(names)) if vote.method in ballot.SIMPLE or n not in content]
    return [[_mark(vote, unit, names[n], n)] for n in left]


def _next_button(page: Page, vote: Vote, unit: int, label: str, way: Channel) -> Button:
    if way is Channel.PAPER:
        data: Data = TakeBallot(
            courtyard=vote.courtyard,
            vote=vote.vote,
            unit=unit,
            channel=CHANNELS.index(Channel.PAPER),
        )
        return press(page.words.plain("➡️ 下一张：{who}", who=label), data)
    data = AtDoor(courtyard=vote.courtyard, vote=vote.vote, unit=unit)
    return press(page.words.plain("➡️ 下一户：{who}", who=label), data)


def _mark(vote: Vote, unit: int, label: str, value: int) -> Button:
    return press(
        label, MarkOption(courtyard=vote.courtyard, vote=vote.vote, unit=unit, value=value)
    )


def _step(vote: Vote, unit: int, label: str, step: HandStep) -> Button:
    return press(
        label,
        TakeHandStep(courtyard=vote.courtyard, vote=vote.vote, unit=unit, step=step.value),
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "other.fill": fill,
    "other.review": review,
    "other.done": done,
    "ballot.brought": brought,
    "ballot.undone": undone,
    "ballot.taken_back": taken_back,
    "paper.different": different,
}
