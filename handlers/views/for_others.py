"""The form for another household's ballot, and what its own people hear of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.actions import consenting, papers
from bot.actions import courtyard as yards
from bot.actions.filling import complete
from bot.actions.papers import Read
from bot.actions.votes import is_open
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules import ballot
from bot.rules.methods import RANKED, TICKED, Method
from bot.rules.result_file import ONE_TAP
from bot.rules.sheet_codes import spaced
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views import written_reasons
from handlers.views.ballot_choices import choice_rows
from handlers.views.ballot_text import ASKS, asks, lines, option
from handlers.views.brought import again, helper_undo, reading_line
from handlers.views.doors import CHANNELS, AtDoor, TakeBallot, back_to_desk
from handlers.views.doorstep import to_building
from handlers.views.vote_bits import to, vote_at
from storage import doorstep, vote_roll
from storage import papers as readings
from storage.ballots import Channel
from storage.doorstep import InHand
from storage.votes import Vote


class MarkOption(Data):
    """A tap on an option, or on a score, of the ballot in hand."""

    prefix: ClassVar[str] = "dp1"
    private: ClassVar[bool] = True
    vote: int
    unit: int
    value: int


class HandStep(Enum):
    UNDO = 1
    REVIEW = 2
    BACK = 3
    HAND_IN = 4
    WITH_RECEIPT = 5
    RETYPE = 6


class TakeHandStep(Data):
    prefix: ClassVar[str] = "dx1"
    vote: int
    unit: int
    step: int


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
    Channel.PROXY: N_("没错就点「投」。"),
}


def fill(page: Page, vote: int, unit: int) -> Screen:
    """The ballot in hand as far as it is filled in."""
    found, hand = _at_hand(page, vote, unit)
    if hand is None:
        return page.include("vote.door", {"vote": vote, "unit": unit})
    words = page.words
    text = [*_head(page, found, hand), words(_HOW[hand.channel]), *_second(page, found, hand)]
    if found.method not in ONE_TAP:
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
        *written_reasons.said(page, found, hand),
        "",
        words(_SURE[hand.channel]),
        *([words("👉 秘密投票只投一次，交了不能改，也撤不回来。")] if found.secret else []),
        *([words("🧾 要回执的，投完发给您，请转给他家。")] if found.receipts else []),
    ]
    yes = N_("✅ 一样，录入") if hand.channel is Channel.PAPER else N_("✅ 对，投")
    rows = [
        [_step(found, unit, words.plain(yes), HandStep.HAND_IN)],
        [_step(found, unit, words.plain("⬅️ 回去改"), HandStep.BACK)],
    ]
    if consenting.objects(found, hand.content):
        anew = words.plain(written_reasons.retype(page, found, hand))
        rows.insert(1, [_step(found, unit, anew, HandStep.RETYPE)])
    if found.receipts:
        with_one = words.plain("🧾 投，再要张回执")
        rows.insert(1, [_step(found, unit, with_one, HandStep.WITH_RECEIPT)])
    return Screen("\n".join(text), rows)


def ask_reason(page: Page, vote: int, unit: int) -> Screen:
    """Why does this household object?"""
    found, hand = _at_hand(page, vote, unit)
    if hand is None or not consenting.objects(found, hand.content):
        return page.include("other.fill", {"vote": vote, "unit": unit})
    back = _step(found, unit, page.words.plain("⬅️ 不是反对，回去改"), HandStep.BACK)
    text = written_reasons.asks(page, found, hand)
    return Screen(text, [[back], [to_building(page, found, unit)]])


def done(page: Page, vote: int, unit: int, channel: str, outcome: str) -> Screen:
    """What became of it, and the next household."""
    found = vote_at(page, vote)
    words, way = page.words, Channel(channel)
    label = vote_roll.label(page.tx, found, unit) or ""
    following = None
    if way is not Channel.PROXY and is_open(found, page.tx.now):
        following = papers.next_sheet(page.tx, found, page.viewer or 0, unit)
    text = _outcome(page, found, way, Read(outcome), unit)
    if way is Channel.PAPER and following is not None:
        text.append(words("下一张可以直接写票上的编号，也可以点下面。"))
    rows = helper_undo(page, found, unit)[1]
    if outcome == Read.DIFFERENT.value:
        rows.append([again(page, found, unit, label)])
    if following is not None:
        name = vote_roll.label(page.tx, found, following) or ""
        rows.append([_next_button(page, found, following, name, way)])
    if way is Channel.PROXY:
        return Screen("\n".join(text), [*rows, [press(words.plain("🔍 看这次表决"), to(found))]])
    rows += [[to_building(page, found, unit)], [back_to_desk(words, found)]]
    return Screen("\n".join(text), rows)


def _outcome(page: Page, vote: Vote, way: Channel, read: Read, unit: int) -> list[str]:
    words, label = page.words, vote_roll.label(page.tx, vote, unit) or ""
    if way is Channel.PAPER:
        return [reading_line(page, vote, read, unit)]
    done = words("✅ <b>{who}</b> 投上了。", who=label)
    if vote.secret:
        return [done, words("他家登记过的人会收到一条消息。秘密投票只投一次，改不了了。")]
    nobody, _ = helper_undo(page, vote, unit)
    if nobody:
        return [done, *nobody]
    hours = yards.get(page.tx, vote.courtyard).setting("undo_hours")
    return [done, words("他家登记过的人会收到一条消息，{n} 小时内点一下能撤。", n=hours)]


def _at_hand(page: Page, vote: int, unit: int) -> tuple[Vote, InHand | None]:
    found = vote_at(page, vote)
    hand = doorstep.in_hand(page.tx, found.courtyard, page.viewer or 0)
    ours = hand is not None and (hand.vote, hand.unit) == (vote, unit)
    return found, hand if ours and is_open(found, page.tx.now) else None


def _head(page: Page, vote: Vote, hand: InHand) -> list[str]:
    label = vote_roll.label(page.tx, vote, hand.unit) or ""
    printed = readings.key(page.tx, vote) is not None and hand.channel is Channel.PAPER
    code = papers.code_of(page.tx, vote)[hand.unit] if printed else ""
    note = page.words.plain("（编号 {code}）", code=spaced(code)) if code else ""
    return [
        page.words(_HEADS[hand.channel], who=label, code=note),
        page.words("🗳 <b>{title}</b>\n", title=vote.title),
    ]


def _second(page: Page, vote: Vote, hand: InHand) -> list[Html]:
    if hand.channel is not Channel.PAPER:
        return []
    found = readings.reading(page.tx, vote, hand.unit)
    said = []
    if papers.correctable(page.tx, vote, hand.unit):
        said.append(page.words("✏️ 这是重录：先前录的还算数，两个人重录的一样才换掉。"))
    if found and found.first not in (None, page.viewer) and found.content is not None:
        said.append(page.words("有一位录过一遍了，您看不到他录的：只管照着纸录。"))
    return said


def _asked(page: Page, vote: Vote, hand: InHand) -> list[Html]:
    words, content = page.words, hand.content
    if vote.method is Method.SCORE:
        given = lines(words, vote, content) if content else []
        if complete(vote, content):
            return given
        return [*given, words(ASKS[vote.method], option=option(words, vote, len(content)))]
    if vote.method in RANKED and content:
        return lines(words, vote, content)
    return [asks(words, vote)]


def _rows(page: Page, vote: Vote, hand: InHand) -> list[list[Button]]:
    words, unit = page.words, hand.unit
    rows = choice_rows(words, vote, hand.content, lambda label, n: _mark(vote, unit, label, n))
    if hand.content and vote.method not in (*TICKED, *ballot.SIMPLE):
        rows.append([_step(vote, unit, words.plain("↩️ 退一步"), HandStep.UNDO)])
    if complete(vote, hand.content) and vote.method not in ballot.SIMPLE:
        rows.append([_step(vote, unit, words.plain("👀 看一遍再交"), HandStep.REVIEW)])
    if hand.channel is Channel.PROXY:
        return [*rows, [press(words.plain("🔍 看这次表决"), to(vote))]]
    return [*rows, [to_building(page, vote, unit)]]


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
    "other.ask_reason": ask_reason,
}
