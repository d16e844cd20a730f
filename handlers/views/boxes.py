"""The ballot box of a secret vote: a household at the box, and the count after the close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import ClassVar

from bot.access import Act
from bot.actions import box_count
from bot.actions.filling import complete
from bot.actions.papers import Read
from bot.actions.votes import is_open
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.ballot import SIMPLE
from bot.rules.box import FEWEST_UNSEEN, SPOILT
from bot.rules.methods import RANKED, TICKED, Content, Method
from bot.rules.secrecy import turnout_shown
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views.ballot_choices import choice_rows
from handlers.views.ballot_text import ASKS, lines, option, said
from handlers.views.core import home_button, may
from handlers.views.doors import back_to_desk
from handlers.views.doorstep import to_building
from handlers.views.vote_bits import to, vote_at
from storage import ballots, boxes, vote_roll
from storage.boxes import Reading
from storage.votes import Vote

KINDS_SHOWN = 30


class CountBox(Data):
    """To one's own reading of the sheets in a box."""

    prefix: ClassVar[str] = "xb1"
    private: ClassVar[bool] = True
    link: ClassVar[bool] = True
    vote: int


class PickSheet(Data):
    """A tap on an option, or on a score, of the sheet in hand."""

    prefix: ClassVar[str] = "xp1"
    private: ClassVar[bool] = True
    vote: int
    value: int


class BoxStep(Enum):
    UNDO = 1
    LAY_ASIDE = 2
    SPOILT = 3
    REVIEW = 4
    BACK = 5
    FINISH = 6
    ASK_OVERFULL = 7
    OVERFULL = 8


class TakeBoxStep(Data):
    prefix: ClassVar[str] = "xs1"
    private: ClassVar[bool] = True
    vote: int
    step: int


_SEEN = {
    Read.ONCE: N_(
        "🗳 <b>{who}</b> 记了一位。<b>先别投进箱</b>：请另一位也打开这一户点一下，"
        "两位都点了，再看着他家把折好的票投进去。"
    ),
    Read.AGREED: N_(
        "✅ <b>{who}</b> 两位都点了，算投过了。现在请他家自己把折好的票投进票箱，票根您收着。"
    ),
}
_DONE = {
    Read.ONCE: N_("📄 您这一遍录完了。还要另一位照着纸再录一遍，两遍一样，结果马上公布。"),
    Read.AGREED: N_("✅ 两遍录的一样，票箱数完了，结果马上在群里公布。"),
    Read.DIFFERENT: N_(
        "⚠️ 两遍录的不一样，都没有算。第一位录了 {first} 张，第二位录了 {second} 张。"
        "请两位一起把纸理一遍，再各录一遍。"
    ),
}


def seen(page: Page, vote: int, unit: int, outcome: str) -> Screen:
    """What seeing a household at the box came to, and the next one."""
    found = vote_at(page, vote)
    words, label = page.words, vote_roll.label(page.tx, found, unit) or ""
    text: list[Html] = [words(_SEEN[Read(outcome)], who=label)]
    if Read(outcome) is Read.AGREED and found.box_homes < FEWEST_UNSEEN:
        text.append(
            words(
                "箱里现在 {n} 张。到截止不到 {few} 张的话，开箱的人猜得到是谁家的。",
                n=found.box_homes,
                few=FEWEST_UNSEEN,
            )
        )
    rows = [[back_to_desk(words, found)]]
    if is_open(found, page.tx.now):
        text.append(words("下一户，直接写票根上的编号，或者门牌。"))
        if turnout_shown(found.secret, ballots.turnout(page.tx, found)):
            rows.insert(0, [to_building(page, found, unit)])
    return Screen("\n".join(text), rows)


def to_open(page: Page, vote: int) -> Screen:
    """To the group, at the close: what it still waits for."""
    found = vote_at(page, vote)
    if not found.box_waits:
        raise Pointless("the box is counted")
    text = page.words(
        "🗳 <b>表决 {n} 截止了</b>：{title}\n"
        "有 {homes} 户把纸票投进了票箱。要两个人当着大家开箱，各录一遍，一样了就公布结果。",
        n=vote,
        title=short(found.title),
        homes=found.box_homes,
    )
    return Screen(text)


def asked(page: Page, vote: int) -> Screen:
    """To those who may count it."""
    found = vote_at(page, vote)
    if not found.box_waits:
        raise Pointless("the box is counted")
    words = page.words
    text = words(
        "🗳 票箱等着数：<b>{title}</b>\n{homes} 户投了纸票。"
        "请两个人约好，当着大家开箱，各在自己手机上录一遍，一样了就公布结果。",
        title=short(found.title),
        homes=found.box_homes,
    )
    return Screen(text, [[count_button(words, found)], [_show(words, found)]])


def count(page: Page, vote: int) -> Screen:
    """The sheets one after the other; the one in hand."""
    found, reading = _mine(page, vote)
    if reading is None:
        return page.include("vote.show", {"vote": vote})
    words, laid = page.words, len(reading.sheets)
    text = [
        *_head(words, found),
        words("照纸上的点，一张一张来，先后随便。看不清的、空着的、多勾了的，点「这张是废票」。"),
        words("录了 {n}／{all} 张", n=laid, all=found.box_homes),
    ]
    if laid:
        last = _sheet(words, found, reading.pile[-1])
        text.append(words("上一张：{said}", said=last))
    rows: list[list[Button]] = []
    if laid < found.box_homes:
        text += [Html(""), *_in_hand(words, found, reading.hand, laid + 1)]
        rows += choice_rows(words, found, reading.hand, lambda label, n: _pick(found, label, n))
        if found.method not in SIMPLE and complete(found, reading.hand):
            label = words.plain("➡️ 这张好了，下一张")
            rows.append([_step(found, label, BoxStep.LAY_ASIDE)])
        rows.append([_step(found, words.plain("🗑 这张是废票"), BoxStep.SPOILT)])
    if laid or reading.hand:
        rows.append([_step(found, words.plain("↩️ 退一步"), BoxStep.UNDO)])
    rows.append([_step(found, words.plain("🏁 箱子空了，录完了"), BoxStep.REVIEW)])
    if laid == found.box_homes:
        rows.append([_step(found, words.plain("❗ 箱里还有：票比户多"), BoxStep.ASK_OVERFULL)])
    return Screen("\n".join(text), [*rows, [_show(words, found)]])


def review(page: Page, vote: int) -> Screen:
    """What this person has read, added up, before it is handed in."""
    found, reading = _mine(page, vote)
    if reading is None or reading.hand:
        return page.include("box.count", {"vote": vote})
    words, laid = page.words, len(reading.sheets)
    kinds = Counter(reading.pile).most_common()
    text = [
        *_head(words, found),
        words("您录了 {n} 张：", n=laid),
        *(
            words("· {said}：{n} 张", said=_sheet(words, found, kind), n=n)
            for kind, n in kinds[:KINDS_SHOWN]
        ),
    ]
    if len(kinds) > KINDS_SHOWN:
        text.append(words("还有 {n} 种填法", n=len(kinds) - KINDS_SHOWN))
    if laid < found.box_homes:
        text.append(
            words(
                "⚠️ 记下来投进去的是 {all} 户，还差 {n} 张。再翻一翻箱子；真没有，差的就不算票。",
                all=found.box_homes,
                n=found.box_homes - laid,
            )
        )
    rows = [
        [_step(found, words.plain("✅ 就是这些，交"), BoxStep.FINISH)],
        [_step(found, words.plain("⬅️ 回去改"), BoxStep.BACK)],
    ]
    return Screen("\n".join(text), rows)


def ask_overfull(page: Page, vote: int) -> Screen:
    """Before a whole box is thrown out."""
    found, reading = _mine(page, vote)
    if reading is None:
        return page.include("vote.show", {"vote": vote})
    words = page.words
    text = [
        *_head(words, found),
        words(
            "记下来只有 {n} 户投过，纸却更多，说明有人多塞了票，哪张是多的认不出来。\n"
            "两位都这么说，这一箱就整箱不算，结果里写明；大家可以提异议，重新投。",
            n=found.box_homes,
        ),
    ]
    rows = [
        [_step(found, words.plain("❗ 是，票比户多"), BoxStep.OVERFULL)],
        [_step(found, words.plain("⬅️ 再数一遍"), BoxStep.BACK)],
    ]
    return Screen("\n".join(text), rows)


def done(page: Page, vote: int, outcome: str, sheets: Sequence[int] = (0, 0)) -> Screen:
    """What this person's reading came to."""
    found = vote_at(page, vote)
    return _came_to(page, found, Read(outcome), sheets)


def different(page: Page, vote: int, sheets: Sequence[int]) -> Screen:
    """To the first: the second has read something else."""
    found = vote_at(page, vote)
    if not found.box_waits:
        raise Pointless("the box is counted")
    return _came_to(page, found, Read.DIFFERENT, sheets)


def _came_to(page: Page, vote: Vote, outcome: Read, sheets: Sequence[int]) -> Screen:
    words = page.words
    first, second = sheets
    text = words(_DONE[outcome], first=first, second=second)
    rows = [[_show(words, vote)], home_button(page)]
    if outcome is Read.DIFFERENT:
        rows.insert(0, [count_button(words, vote)])
    return Screen(text, rows)


def box_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """On the vote's own screen: the way to the count, for who may do it."""
    if not (vote.box_waits and may(page, Act.ENTER_PAPER)):
        return []
    return [[count_button(page.words, vote)]]


def count_button(words: Words, vote: Vote) -> Button:
    here = CountBox(courtyard=vote.courtyard, vote=vote.vote)
    return press(words.plain("🗳 开箱数票"), here)


def owed(page: Page) -> list[Owed]:
    """Boxes that wait for the reader to count them."""
    if not may(page, Act.ENTER_PAPER):
        return []
    return [
        Owed(
            page.words(
                "数票箱：{n} 户的纸票（{title}）", n=vote.box_homes, title=short(vote.title)
            ),
            count_button(page.words, vote),
        )
        for vote in boxes.waiting(page.tx, page.courtyard.courtyard)
        if box_count.waits_for(page.tx, vote, page.viewer or 0)
    ]


def _mine(page: Page, number: int) -> tuple[Vote, Reading | None]:
    """The reader's own reading of the box; None where there is none to go on with."""
    vote = vote_at(page, number)
    if not vote.box_waits or not may(page, Act.ENTER_PAPER):
        return vote, None
    reading = box_count.reading_of(page.tx, vote, page.viewer or 0)
    return vote, None if reading.done else reading


def _head(words: Words, vote: Vote) -> list[Html]:
    return [words("🗳 <b>开箱数票</b>\n<b>{title}</b>", title=vote.title), Html("")]


def _in_hand(words: Words, vote: Vote, hand: Content, number: int) -> list[Html]:
    asked = words("第 {n} 张：", n=number)
    if vote.method is Method.SCORE:
        given = lines(words, vote, hand) if hand else []
        if complete(vote, hand):
            return [asked, *given]
        next_one = words(ASKS[vote.method], option=option(words, vote, len(hand)))
        return [asked, *given, next_one]
    if vote.method in RANKED and hand:
        return [asked, *lines(words, vote, hand)]
    if vote.method in TICKED:
        return [asked, words("纸上勾了的都点上；一个都没勾的，直接点「下一张」。")]
    return [asked]


def _sheet(words: Words, vote: Vote, sheet: Content) -> str:
    return words.plain("废票") if sheet == SPOILT else said(words, vote, sheet)


def _pick(vote: Vote, label: str, value: int) -> Button:
    return press(label, PickSheet(courtyard=vote.courtyard, vote=vote.vote, value=value))


def _step(vote: Vote, label: str, step: BoxStep) -> Button:
    return press(label, TakeBoxStep(courtyard=vote.courtyard, vote=vote.vote, step=step.value))


def _show(words: Words, vote: Vote) -> Button:
    return press(words.plain("🔍 看这次表决"), to(vote))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "box.seen": seen,
    "box.to_open": to_open,
    "box.asked": asked,
    "box.count": count,
    "box.review": review,
    "box.ask_overfull": ask_overfull,
    "box.done": done,
    "box.different": different,
}
