"""The public draw of a tie: how it is set up, what everybody is told, and how to do it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from bot.access import Act
from bot.actions import judging, lotteries
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import lottery
from bot.rules.lottery import Lots, Lottery, Source
from bot.screen import Button, Screen, press, short
from bot.words import Html
from handlers.views import outcomes
from handlers.views.core import home_button, may
from handlers.views.lottery_proof import again, how, list_check, list_line
from handlers.views.posting import posting_lines
from handlers.views.vote_bits import ShowVote, to, vote_at
from storage.votes import Vote

SOURCES = tuple(Source)
"""Each at its own place for ever: buttons carry that."""


class PlanLottery(Data):
    prefix: ClassVar[str] = "lo1"
    vote: int


class PickLottery(Data):
    """`source` is its place in SOURCES."""

    prefix: ClassVar[str] = "lp1"
    vote: int
    source: int
    days: int


class EnterLottery(Data):
    prefix: ClassVar[str] = "le1"
    vote: int


_CHOICES = {
    Source.DICE: N_("🎲 {at} 当众掷骰子"),
    Source.BALLS: N_("🎱 {at} 以后第一期双色球"),
}
_ASKS = {
    Source.DICE: N_(
        "🎲 在哪儿掷、哪几家看着？写一句，大家看得到。比如：大门口，一单元、二单元各来一家看着"
    ),
    Source.BALLS: N_("🎱 说好的日子改了，给大家写一句为啥。"),
}
_NUMBERS = {
    Source.DICE: N_("🎲 掷出来的 {n} 个数，照先后写下来发给我，比如：3 1 6 2 5 4 4 1 2 6"),
    Source.BALLS: N_("🎱 这一期的六个红球、一个蓝球，写下来发给我，比如：03 08 12 19 25 31 05"),
}


def lines(page: Page, vote: Vote) -> list[Html]:
    """On the card and under the result: what the tie waits for, or that it was drawn."""
    words, drawn = page.words, lottery.from_plain(vote.lottery)
    if judging.awaits_lottery(vote):
        if drawn is None:
            text = N_("🎲 规矩写明了打平就抽签。等{council}定哪天抽、数从哪儿来，先在群里说。")
            return [words(text)]
        return [words("🎲 公开抽签：{how}。", how=how(words, drawn))]
    if drawn is None or drawn.numbers is None:
        return []
    return [words("🎲 打平的是公开抽签定的。点「怎么算的」，自己也能抽一遍。")]


def council_rows(page: Page, vote: Vote) -> list[list[Button]]:
    if not may(page, Act.HOLD_LOTTERY):
        return []
    words, drawn = page.words, lottery.from_plain(vote.lottery)
    enter = EnterLottery(courtyard=vote.courtyard, vote=vote.vote)
    if lotteries.correctable(vote, page.tx.now):
        return [[press(words.plain("🎲 数录错了，重录"), enter)]]
    if not judging.awaits_lottery(vote):
        return []
    plan = PlanLottery(courtyard=vote.courtyard, vote=vote.vote)
    if drawn is None:
        return [[press(words.plain("🎲 定哪天抽签"), plan)]]
    rows = [[press(words.plain("🎲 换个日子抽"), plan)]]
    if page.tx.now >= datetime.fromisoformat(drawn.not_before):
        rows.insert(0, [press(words.plain("🎲 录抽签的数"), enter)])
    return rows


def owed(page: Page) -> list[Owed]:
    """For those who may hold it: the ties that wait for a draw, and whose turn it is."""
    if not may(page, Act.HOLD_LOTTERY):
        return []
    found = []
    for vote in lotteries.undrawn(page.tx, page.courtyard.courtyard):
        drawn = lottery.from_plain(vote.lottery)
        if drawn is None:
            text = N_("定抽签的日子：{title}")
        elif page.tx.now >= datetime.fromisoformat(drawn.not_before):
            text = N_("录抽签的数：{title}")
        else:
            continue
        label = f"🎲 {short(vote.title, 24)}"
        found.append(Owed(page.words(text, title=short(vote.title)), press(label, to(vote))))
    return found


def plan(page: Page, vote: int) -> Screen:
    found, drawing = _tied(page, vote)
    words = page.words
    text = [
        words("🎲 <b>表决 {n} 打平，公开抽签</b>：{title}", n=vote, title=short(found.title)),
        list_line(words, found, drawing),
        words(
            "先说好用哪件还没发生、谁也定不了的事来出数，发到群里；数出来了，先后就照着算出来，"
            "谁都能自己再算一遍。数出来以前，谁也不晓得对谁有利。\n选一种，要另一位议事员也点头。"
        ),
    ]
    rows: list[list[Button]] = []
    for place, source in enumerate(SOURCES):
        for days in lotteries.DAYS:
            at = lotteries.moment(page.tx, found.courtyard, days)
            pick = PickLottery(courtyard=found.courtyard, vote=vote, source=place, days=days)
            rows.append([press(words.plain(_CHOICES[source], at=at), pick)])
    return Screen("\n".join(text), [*rows, [_back(page, found)]])


def ask_note(page: Page, vote: int, source: str, days: int) -> Screen:
    found = vote_at(page, vote)
    text = [page.words(_ASKS[Source(source)])]
    if found.lottery is not None and Source(source) is Source.DICE:
        text.append(page.words("上次说好的没抽成，也写一下为啥。"))
    return Screen("\n".join(text), [[_back(page, found)]])


def ask_numbers(page: Page, vote: int) -> Screen:
    found, drawn = _announced(page, vote)
    text = page.words(_NUMBERS[drawn.source], n=lottery.DICE_THROWN)
    rest = page.words("要另一位议事员也看过、点头，才算数。")
    return Screen("\n".join([text, rest]), [[_back(page, found)]])


def describe(
    page: Page,
    vote: int,
    source: str = "",
    at: str = "",
    note: str = "",
    numbers: list[int] | None = None,
    attempt: int = 0,
    before: list[int] | None = None,
) -> Screen:
    found = vote_at(page, vote)
    words = page.words
    if numbers is not None:
        text = words(
            "表决 {n}「{title}」打平抽签的数：<code>{numbers}</code>\n"
            "您也看到是这些数，再点同意：先后就照它算，马上公布。",
            n=vote,
            title=short(found.title),
            numbers=" ".join(map(str, numbers)),
        )
        return Screen(text)
    lots = judging.lots_of(found)
    drawn = Lottery(Source(source), at, note, attempt, (), 0, "")
    lines_of = [
        words("表决 {n}「{title}」打平，公开抽签：", n=vote, title=short(found.title)),
        *([list_line(words, found, lots)] if lots else []),
        words("⏰ {how}。", how=how(words, drawn)),
    ]
    return Screen("\n".join(lines_of))


def announced(page: Page, vote: int, attempt: int) -> Screen:
    """To everyone, before anybody can know the numbers."""
    found, drawn = _announced(page, vote)
    lots = judging.lots_of(found)
    if lots is None or drawn.attempt != attempt:
        raise Pointless("it is not this draw any more")
    words = page.words
    text = [
        words("🎲 <b>表决 {n} 打平，要公开抽签</b>：{title}", n=vote, title=short(found.title)),
        *([words("↩️ 改过日子了，这是第 {n} 次定的。", n=attempt)] if attempt > 1 else []),
        list_line(words, found, lots),
        words("⏰ {how}。", how=how(words, drawn)),
        words("名单从现在起不变。数出来了，先后就照着算出来，谁都能自己算："),
        *list_check(words, found, drawn),
    ]
    return Screen("\n".join(text), [_details(page, found)])


def held(page: Page, vote: int, corrected: bool = False) -> Screen:
    """To everyone: the numbers, the order, who has won, and how to do it again."""
    found, drawn = _announced(page, vote)
    if drawn.numbers is None:
        raise Pointless("it is not drawn")
    words = page.words
    text = [
        words("🎲 <b>表决 {n} 抽签抽完了</b>：{title}", n=vote, title=short(found.title)),
        *([words("↩️ 上次的数录错了，以这次为准。")] if corrected else []),
        outcomes.verdict_line(words, found),
        *again(words, found),
        *posting_lines(page, found),
    ]
    return Screen("\n".join(text), [_details(page, found)])


def remind(page: Page, vote: int) -> Screen:
    """To the council, when the numbers are about to be known, or nobody has said yet what gives
    them."""
    found = vote_at(page, vote)
    if not judging.awaits_lottery(found):
        raise Pointless("it is drawn")
    if found.lottery is None:
        text = page.words(
            "🎲 <b>表决 {n} 打平了，还没定哪天抽签</b>：{title}\n大家在等结果，请两位定下来。",
            n=vote,
            title=short(found.title),
        )
        plan = PlanLottery(courtyard=found.courtyard, vote=vote)
        return Screen(text, [[press(page.words.plain("🎲 定哪天抽签"), plan)], home_button(page)])
    found, drawn = _announced(page, vote)
    text = page.words(
        "🎲 <b>表决 {n} 该抽签了</b>：{title}\n{how}。数出来了，点开录进去。",
        n=vote,
        title=short(found.title),
        how=how(page.words, drawn),
    )
    return Screen(text, [[press(page.words.plain("🔍 看详细"), to(found))], home_button(page)])


def _tied(page: Page, vote: int) -> tuple[Vote, Lots]:
    found = vote_at(page, vote)
    lots = judging.lots_of(found) if judging.awaits_lottery(found) else None
    if lots is None:
        raise Pointless("nothing to draw")
    return found, lots


def _announced(page: Page, vote: int) -> tuple[Vote, Lottery]:
    found = vote_at(page, vote)
    drawn = lottery.from_plain(found.lottery)
    if drawn is None:
        raise Pointless("no draw was announced")
    return found, drawn


def _back(page: Page, vote: Vote) -> Button:
    return press(page.words.plain("⬅️ 回这次表决"), to(vote))


def _details(page: Page, vote: Vote) -> list[Button]:
    here = ShowVote(courtyard=vote.courtyard, vote=vote.vote)
    label = page.words.plain("🔍 看详细")
    return [page.link(label, here) if page.viewer is None else press(label, to(vote))]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "lottery.plan": plan,
    "lottery.ask_note": ask_note,
    "lottery.ask_numbers": ask_numbers,
    "lottery.announced": announced,
    "lottery.held": held,
    "lottery.remind": remind,
    "describe.hold_lottery": describe,
}
